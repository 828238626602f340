/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-throttle"

#include "config.h"

#include "db/foyer-db-throttle.h"

#include "base/foyer-error.h"
#include "db/foyer-db-query.h"

#include <string.h>

/* Who fails again and again has to wait, longer each time, whichever relay is asked. */

#define CHECK                                                                            \
  "SELECT ceil (extract (epoch FROM blocked_until - clock_timestamp ())) FROM throttles" \
  " WHERE subject = $1 AND blocked_until > clock_timestamp ()"
/* After a day without a failure nobody remembers. */
#define FORGET "DELETE FROM throttles WHERE last_failure < clock_timestamp () - interval '1 day'"
#define FAIL                                                                                \
  "INSERT INTO throttles AS t (subject, failures, last_failure, blocked_until)"             \
  " VALUES ($1, 1, clock_timestamp (), clock_timestamp ()) ON CONFLICT (subject) DO UPDATE" \
  " SET failures = LEAST (t.failures + 1, 1000000), last_failure = clock_timestamp (),"     \
  " blocked_until = CASE WHEN t.failures + 1 < $2::integer THEN t.blocked_until"            \
  "  ELSE clock_timestamp () + interval '1 s' * LEAST ($4::integer,"                        \
  "   $3::integer * 2 ^ LEAST (t.failures + 1 - $2::integer, 20)) END"

/**
 * foyer_db_throttle_subject:
 * @kind: what they try, as a word
 * @ip_address: (nullable): from where
 *
 * Returns: (transfer full): whom a failure is counted against: an IPv4 address, or the network that
 *   one household or one machine has of IPv6
 */
char *
foyer_db_throttle_subject (const char *kind, const char *ip_address)
{
  g_autoptr (GInetAddress) address =
      ip_address != NULL ? g_inet_address_new_from_string (ip_address) : NULL;
  g_autoptr (GInetAddress) network = NULL;
  g_autofree char *text = NULL;
  guint8 bytes[16] = { 0 };

  if (address == NULL)
    return g_strdup (kind);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4) {
    text = g_inet_address_to_string (address);
  } else {
    memcpy (bytes, g_inet_address_to_bytes (address), 8);
    network = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
    text = g_inet_address_to_string (network);
  }
  return g_strdup_printf ("%s %s", kind, text);
}

/**
 * foyer_db_throttle_check:
 *
 * Returns: whether @subject may try; %FOYER_ERROR_RATE_LIMITED where they have to wait
 */
gboolean
foyer_db_throttle_check (FoyerDbConnection *connection, const char *subject, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, CHECK, FOYER_DB_PARAMS (subject), error);

  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_RATE_LIMITED,
               "That failed too often; wait %s seconds and try again.",
               PQgetvalue (result, 0, 0));
  return FALSE;
}

/**
 * foyer_db_throttle_fail:
 * @connection: outside of any transaction that is rolled back
 *
 * Counts a failure.
 */
gboolean
foyer_db_throttle_fail (FoyerDbConnection *connection,
                        const char *subject,
                        const FoyerDbThrottle *throttle,
                        GError **error)
{
  g_autofree char *failures = g_strdup_printf ("%u", throttle->failures);
  g_autofree char *block = g_strdup_printf ("%u", throttle->block_seconds);
  g_autofree char *most = g_strdup_printf ("%u", throttle->block_max);

  return foyer_db_execute (connection, FORGET, FOYER_DB_NO_PARAMS, error) &&
         foyer_db_execute (connection,
                           FAIL,
                           FOYER_DB_PARAMS (subject, failures, block, most),
                           error);
}
