/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-relays"

#include "config.h"

#include "db/foyer-db-relays.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-query.h"

#include <string.h>

/* Which relays run, and where. A relay that was killed does not say so: it counts until it has said
 * nothing for a while. */

#define IS_GONE                                                                                    \
  "seen_at < clock_timestamp () - " G_STRINGIFY (FOYER_LIMIT_RELAY_GONE_SECONDS) " * interval '1 " \
                                                                                 "s'"
#define FORGET "DELETE FROM relays WHERE id <> $1::uuid AND " IS_GONE
#define SAY                                                                             \
  "INSERT INTO relays (id, addresses, fingerprint) VALUES ($1::uuid, $2,"               \
  " decode ($3, 'hex')) ON CONFLICT (id) DO UPDATE SET addresses = EXCLUDED.addresses," \
  " fingerprint = EXCLUDED.fingerprint, seen_at = clock_timestamp ()"
#define LEAVE "DELETE FROM relays WHERE id = $1::uuid"
/* Those with TLS first, because others can be reached from their own machine only; then the ones
 * that were started last. */
#define FIND                                                                          \
  "SELECT addresses, encode (fingerprint, 'hex') FROM relays WHERE NOT (" IS_GONE ")" \
  " ORDER BY addresses LIKE 'ws:%', started_at DESC"

/**
 * foyer_db_way_in_free:
 * @self: (transfer full):
 */
void
foyer_db_way_in_free (FoyerDbWayIn *self)
{
  g_strfreev (self->addresses);
  g_free (self->fingerprint);
  g_free (self);
}

/**
 * foyer_db_relay_say:
 *
 * Says that a relay runs, and where; for a while.
 */
gboolean
foyer_db_relay_say (FoyerDbConnection *connection, const FoyerDbRelay *relay, GError **error)
{
  g_autofree char *addresses = g_strjoinv (" ", (char **)relay->addresses);

  return foyer_db_execute (connection, FORGET, FOYER_DB_PARAMS (relay->id), error) &&
         foyer_db_execute (connection,
                           SAY,
                           FOYER_DB_PARAMS (relay->id, addresses, relay->fingerprint),
                           error);
}

/**
 * foyer_db_relay_leave:
 *
 * Says that a relay runs no more.
 */
gboolean
foyer_db_relay_leave (FoyerDbConnection *connection, const char *id, GError **error)
{
  return foyer_db_execute (connection, LEAVE, FOYER_DB_PARAMS (id), error);
}

static void
add_addresses (GPtrArray *all, const char *text)
{
  g_auto (GStrv) addresses = g_strsplit (text, " ", -1);

  for (guint i = 0; addresses[i] != NULL; i++) {
    if (*addresses[i] != '\0' &&
        !g_ptr_array_find_with_equal_func (all, addresses[i], g_str_equal, NULL))
      g_ptr_array_add (all, g_strdup (addresses[i]));
  }
}

/**
 * foyer_db_relays_find_way_in:
 *
 * Returns: (transfer full) (nullable): where the relays are that run now and show the same
 *   certificate; %NULL with %FOYER_ERROR_NOT_FOUND where none runs
 */
FoyerDbWayIn *
foyer_db_relays_find_way_in (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection, FIND, FOYER_DB_NO_PARAMS, error);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  FoyerDbWayIn *self;

  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 0) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_NOT_FOUND,
                         "No relay of this installation runs now; start one first.");
    return NULL;
  }
  self = g_new0 (FoyerDbWayIn, 1);
  self->fingerprint = g_strdup (foyer_db_get_text (result, 0, 1));
  for (int row = 0; row < PQntuples (result); row++) {
    if (g_strcmp0 (foyer_db_get_text (result, row, 1), self->fingerprint) == 0)
      add_addresses (addresses, PQgetvalue (result, row, 0));
  }
  g_ptr_array_add (addresses, NULL);
  self->addresses = g_strdupv ((char **)addresses->pdata);
  return self;
}
