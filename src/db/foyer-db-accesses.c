/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-accesses"

#include "config.h"

#include "db/foyer-db-accesses.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-table.h"
#include "db/foyer-db-token.h"

/* The history of devices: what happened on them, who it was, from where. */

#define ADD                                                                                  \
  "INSERT INTO device_accesses (device_id, kind, staff_email, session_id, ip_address,"       \
  " user_agent, at) SELECT x.device, x.kind, NULLIF (x.staff, ''), x.session, x.address,"    \
  " x.agent, foyer_time (x.at) FROM unnest ($1::uuid[], $2::text[], $3::text[], $4::uuid[]," \
  " $5::inet[], $6::text[], $7::bigint[]) WITH ORDINALITY"                                   \
  " AS x (device, kind, staff, session, address, agent, at, n) ORDER BY x.n"
/* Only who holds what once was a token can be refused as somebody, and often is no news. */
#define ADD_REFUSAL                                                                             \
  "INSERT INTO device_accesses (device_id, kind, staff_email, session_id, ip_address,"          \
  " user_agent, at) SELECT s.device_id, 'refused', m.email, s.id, $2::inet, $3,"                \
  " foyer_time ($4::bigint) FROM sessions s JOIN staff m ON m.id = s.staff_id"                  \
  " WHERE s.token_sha256 = decode ($1, 'hex') AND NOT EXISTS (SELECT FROM device_accesses a"    \
  "  WHERE a.device_id = s.device_id AND a.kind = 'refused' AND a.at > foyer_time ($4::bigint)" \
  "  - $5::integer * interval '1 s')"
#define LIST                                                                                \
  "SELECT access_no, kind, staff_email, host (ip_address), user_agent, foyer_micros (at)"   \
  " FROM device_accesses WHERE device_id = $1::uuid AND ($2::bigint = 0 OR access_no < $2)" \
  " ORDER BY access_no DESC LIMIT $3::integer"

static char *
get_address (const FoyerDbActor *actor)
{
  g_autoptr (GInetAddress) address =
      actor->ip_address != NULL ? g_inet_address_new_from_string (actor->ip_address) : NULL;

  return address != NULL ? g_inet_address_to_string (address) : NULL;
}

static void
add_row (FoyerDbTable *table, const FoyerDbAccess *access)
{
  g_autofree char *address = get_address (&access->actor);

  foyer_db_table_add_text (table, access->actor.device_id);
  foyer_db_table_add_text (table, foyer_access_kind_to_nick (access->kind));
  foyer_db_table_add_text (table, access->actor.staff_email);
  foyer_db_table_add_text (table, access->session_id);
  foyer_db_table_add_text (table, address);
  foyer_db_table_add_text (table, access->actor.user_agent);
  foyer_db_table_add_int (table, access->at);
}

static gboolean
add_refusal (FoyerDbConnection *connection, const FoyerDbAccess *access, GError **error)
{
  g_autofree char *address = get_address (&access->actor);
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, access->at);
  char hash[FOYER_DB_TOKEN_HASH_SIZE];

  foyer_db_token_hash (access->token, hash);
  return foyer_db_execute (connection,
                           ADD_REFUSAL,
                           FOYER_DB_PARAMS (hash,
                                            address,
                                            access->actor.user_agent,
                                            at,
                                            G_STRINGIFY (FOYER_LIMIT_REFUSAL_NOTED_SECONDS)),
                           error);
}

/**
 * foyer_db_accesses_add:
 * @accesses: (array length=n_accesses): what happened, in this order
 *
 * Adds to the histories of devices. A refusal of a token that never was one leaves no trace.
 */
gboolean
foyer_db_accesses_add (FoyerDbConnection *connection,
                       const FoyerDbAccess *accesses,
                       guint n_accesses,
                       GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, 7);
  for (guint i = 0; i < n_accesses; i++) {
    if (accesses[i].token == NULL)
      add_row (&table, &accesses[i]);
    else if (!add_refusal (connection, &accesses[i], error))
      return FALSE;
  }
  return table.n_rows == 0 || foyer_db_execute (connection,
                                                ADD,
                                                foyer_db_table_get_params (&table),
                                                table.n_columns,
                                                error);
}

static FoyerDeviceAccess *
read_access (const FoyerDbResult *result, int row)
{
  FoyerDeviceAccess access = {
    .number = foyer_db_get_int (result, row, 0),
    .staff_email = (char *)foyer_db_get_text (result, row, 2),
    .address = (char *)foyer_db_get_text (result, row, 3),
    .user_agent = (char *)foyer_db_get_text (result, row, 4),
    .at = foyer_db_get_time (result, row, 5),
  };

  foyer_access_kind_from_nick (PQgetvalue (result, row, 1), &access.kind);
  return foyer_device_access_new (&access);
}

static gboolean
check_device (FoyerDbConnection *connection, const char *device_id, GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection,
                                                "SELECT FROM staff_devices WHERE id = $1::uuid",
                                                FOYER_DB_PARAMS (device_id),
                                                error);

  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 1)
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such device.");
  return FALSE;
}

/**
 * foyer_db_accesses_list:
 * @before: the number that was the last one before; 0: from the newest on
 * @limit: how many
 *
 * Returns: (transfer full) (element-type FoyerDeviceAccess) (nullable): a device's history, the
 *   newest first
 */
GPtrArray *
foyer_db_accesses_list (FoyerDbConnection *connection,
                        const char *device_id,
                        gint64 before,
                        guint limit,
                        GError **error)
{
  g_autofree char *before_text = g_strdup_printf ("%" G_GINT64_FORMAT, before);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);
  g_autoptr (PGresult) result = NULL;
  GPtrArray *accesses;

  if (!check_device (connection, device_id, error))
    return NULL;
  result = foyer_db_query (connection,
                           LIST,
                           FOYER_DB_PARAMS (device_id, before_text, limit_text),
                           error);
  if (result == NULL)
    return NULL;
  accesses = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_device_access_unref);
  for (int row = 0; row < PQntuples (result); row++)
    g_ptr_array_add (accesses, read_access (result, row));
  return accesses;
}
