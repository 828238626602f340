/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-sessions"

#include "config.h"

#include "db/foyer-db-sessions.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-alerts.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-session-row.h"
#include "db/foyer-db-settings.h"
#include "db/foyer-db-table.h"
#include "db/foyer-db-token.h"

#include <string.h>

/* Sessions: one staff member signed in on one device, known by a token of which the database holds
 * the hash only. */

#define FIND_STAFF "SELECT id FROM staff WHERE email = $1 AND removed_at IS NULL"
#define FIND_DEVICE                                                          \
  "SELECT id FROM staff_devices WHERE staff_email = $1 AND device_name = $2" \
  " AND status = 'approved' LIMIT 1"
#define ADD_DEVICE                                                                             \
  "INSERT INTO staff_devices (id, device_name, staff_email, status, approved_by, approved_at)" \
  " VALUES ($1, $2, $3, 'approved', $4, clock_timestamp ())"
#define ADD_SESSION                                                             \
  "INSERT INTO sessions (id, token_sha256, staff_id, device_id, no_rate_limit)" \
  " VALUES ($1, decode ($2, 'hex'), $3, $4, $5)"
#define CALL_ROLL                                             \
  "SELECT s.id, " FOYER_DB_SESSION_STATE ", " FOYER_DB_RIGHTS \
  ", foyer_micros (d.approved_at)" FOYER_DB_SESSION_FROM " WHERE s.id = ANY ($1::uuid[])"
/* Locks are taken in the order of the ids by all who take several. */
#define TOUCH                                                                              \
  "WITH used AS (SELECT id FROM sessions WHERE id = ANY ($1::uuid[]) AND ended_at IS NULL" \
  " ORDER BY id FOR NO KEY UPDATE) UPDATE sessions s SET last_used = clock_timestamp (),"  \
  " idle_until = CASE WHEN s.key_bound THEN clock_timestamp ()"                            \
  " + $2::integer * interval '1 min' END FROM used WHERE s.id = used.id"                   \
  " AND COALESCE (s.idle_until > clock_timestamp (), true)"
/* Who connected last came from elsewhere, and who was there before goes on nevertheless. */
#define FIND_TWICE                                                                       \
  "SELECT DISTINCT s.id, s.device_id FROM unnest ($1::uuid[], $2::inet[], $3::bigint[])" \
  " AS u (id, address, age) JOIN sessions s ON s.id = u.id WHERE s.ended_at IS NULL"     \
  " AND s.last_address <> u.address"                                                     \
  " AND clock_timestamp () - u.age * interval '1 ms' > s.entered_at ORDER BY s.device_id"
/* Whoever ends the session waits until what is done in it is done, or comes first. */
#define PERMIT                                                                \
  "SELECT " FOYER_DB_SESSION_STATE ", " FOYER_DB_RIGHTS FOYER_DB_SESSION_FROM \
  " WHERE s.id = $1::uuid FOR SHARE OF s"

static char *
find_staff (FoyerDbConnection *connection, const char *email, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, FIND_STAFF, FOYER_DB_PARAMS (email), error);

  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 0) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_NOT_FOUND,
                         "There is no staff member of that address.");
    return NULL;
  }
  return g_strdup (PQgetvalue (result, 0, 0));
}

static char *
ensure_device (FoyerDbConnection *connection,
               const char *email,
               const char *name,
               const FoyerDbActor *actor,
               GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, FIND_DEVICE, FOYER_DB_PARAMS (email, name), error);
  g_autofree char *id = NULL;

  if (result == NULL)
    return NULL;
  if (PQntuples (result) > 0)
    return g_strdup (PQgetvalue (result, 0, 0));
  id = foyer_uuid_new ();
  if (!foyer_db_execute (connection,
                         ADD_DEVICE,
                         FOYER_DB_PARAMS (id, name, email, actor->staff_email),
                         error))
    return NULL;
  return g_steal_pointer (&id);
}

static gboolean
add_session (FoyerDbConnection *connection,
             const char *email,
             const char *device_name,
             gboolean no_rate_limit,
             const char *token,
             const FoyerDbActor *actor,
             GError **error)
{
  g_autofree char *staff_id = find_staff (connection, email, error);
  g_autofree char *device_id = NULL;
  g_autofree char *id = foyer_uuid_new ();
  char hash[FOYER_DB_TOKEN_HASH_SIZE];

  if (staff_id == NULL)
    return FALSE;
  device_id = ensure_device (connection, email, device_name, actor, error);
  if (device_id == NULL)
    return FALSE;
  foyer_db_token_hash (token, hash);
  return foyer_db_execute (connection,
                           ADD_SESSION,
                           FOYER_DB_PARAMS (id,
                                            hash,
                                            staff_id,
                                            device_id,
                                            no_rate_limit ? "t" : "f"),
                           error) &&
         foyer_db_audit (connection, NULL, "session_create", id, actor, error);
}

/**
 * foyer_db_session_create:
 * @staff_email: a staff member's address, in any case
 * @device_name: what people call the device; the staff member's approved device of that name, or a
 *   new one
 * @no_rate_limit: for load generators
 *
 * Makes a session that is bound to no key: for kiosks, tests and load generators.
 *
 * Returns: (transfer full) (nullable): its token; nobody can ask for it again
 */
char *
foyer_db_session_create (FoyerDbConnection *connection,
                         const char *staff_email,
                         const char *device_name,
                         gboolean no_rate_limit,
                         const FoyerDbActor *actor,
                         GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autofree char *email = g_utf8_strdown (staff_email, -1);
  g_autofree char *token = foyer_db_token_new ();

  if (!foyer_text_is_clean (device_name, FOYER_LIMIT_NAME) || foyer_text_is_blank (device_name)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "A device cannot have that name.");
    return NULL;
  }
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL ||
      !add_session (connection, email, device_name, no_rate_limit, token, actor, error) ||
      !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&token);
}

static void
free_roll_entry (gpointer data)
{
  FoyerDbRollEntry *entry = data;

  g_clear_error (&entry->error);
  g_free (entry->rights);
  g_free (entry);
}

static const char *
write_ids (const GPtrArray *session_ids, FoyerDbTable *table)
{
  foyer_db_table_init (table, 1);
  for (guint i = 0; i < session_ids->len; i++)
    foyer_db_table_add_text (table, g_ptr_array_index (session_ids, i));
  return foyer_db_table_get_params (table)[0];
}

/**
 * foyer_db_sessions_call_roll:
 * @session_ids: (element-type utf8): sessions of devices that are connected
 *
 * Returns: (transfer full) (element-type utf8 FoyerDbRollEntry) (nullable): what has become of them
 */
GHashTable *
foyer_db_sessions_call_roll (FoyerDbConnection *connection,
                             const GPtrArray *session_ids,
                             GError **error)
{
  g_auto (FoyerDbTable) table;
  const char *ids = write_ids (session_ids, &table);
  g_autoptr (PGresult) rows = foyer_db_query (connection, CALL_ROLL, FOYER_DB_PARAMS (ids), error);
  GHashTable *roll;

  if (rows == NULL)
    return NULL;
  roll = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_roll_entry);
  for (int row = 0; row < PQntuples (rows); row++) {
    FoyerDbRollEntry *entry = g_new0 (FoyerDbRollEntry, 1);

    if (foyer_db_check_session_state (PQgetvalue (rows, row, 1), &entry->error))
      entry->rights = g_strdup (PQgetvalue (rows, row, 2));
    entry->approved_at = foyer_db_get_time (rows, row, 3);
    g_hash_table_insert (roll, g_strdup (PQgetvalue (rows, row, 0)), entry);
  }
  return roll;
}

/**
 * foyer_db_session_use_clear:
 *
 * Frees what @self holds.
 */
void
foyer_db_session_use_clear (FoyerDbSessionUse *self)
{
  g_clear_pointer (&self->session_id, g_free);
  g_clear_pointer (&self->address, g_free);
}

/* Some addresses of the local network have a part that PostgreSQL does not know. */
static const char *
get_address (const FoyerDbSessionUse *use)
{
  return use->address != NULL && g_hostname_is_ip_address (use->address) &&
                 strchr (use->address, '%') == NULL
             ? use->address
             : NULL;
}

static gboolean
raise_for_two_addresses (FoyerDbConnection *connection, const char *const *columns, GError **error)
{
  g_autoptr (PGresult) rows = foyer_db_query (connection,
                                              FIND_TWICE,
                                              FOYER_DB_PARAMS (columns[0], columns[1], columns[2]),
                                              error);

  if (rows == NULL)
    return FALSE;
  for (int row = 0; row < PQntuples (rows); row++) {
    if (!foyer_db_alerts_raise (connection,
                                FOYER_ALERT_SESSION_TWO_ADDRESSES,
                                PQgetvalue (rows, row, 0),
                                PQgetvalue (rows, row, 1),
                                NULL,
                                error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_db_sessions_touch:
 * @uses: (array length=n_uses): sessions that were used
 *
 * Notes that, so that they do not end for want of use, and raises an alert for those that are used
 * from two addresses at once.
 */
gboolean
foyer_db_sessions_touch (FoyerDbConnection *connection,
                         const FoyerDbSessionUse *uses,
                         guint n_uses,
                         GError **error)
{
  g_auto (FoyerDbTable) table;
  g_autofree char *minutes = NULL;
  const char *const *columns;
  guint idle;

  foyer_db_table_init (&table, 3);
  for (guint i = 0; i < n_uses; i++) {
    foyer_db_table_add_text (&table, uses[i].session_id);
    foyer_db_table_add_text (&table, get_address (&uses[i]));
    foyer_db_table_add_int (&table, uses[i].age_ms);
  }
  if (!foyer_db_setting_read_number (connection,
                                     FOYER_DB_SETTING_SESSION_IDLE_MINUTES,
                                     &idle,
                                     error))
    return FALSE;
  minutes = g_strdup_printf ("%u", idle);
  columns = foyer_db_table_get_params (&table);
  return foyer_db_execute (connection, TOUCH, FOYER_DB_PARAMS (columns[0], minutes), error) &&
         raise_for_two_addresses (connection, columns, error);
}

static gboolean
check_right (const char *text, const char *event_id, FoyerPermission permission, GError **error)
{
  g_autoptr (FoyerRights) rights = foyer_rights_new (text);

  if (foyer_rights_include (rights, event_id, permission))
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_NOT_PERMITTED,
                       foyer_permission_get_refusal (permission));
  return FALSE;
}

/**
 * foyer_db_session_permit:
 * @connection: in the transaction that does what has to be permitted
 * @actor: who does it; without a session it is the operator, who may do everything
 * @event_id: (nullable): the event that it is about
 *
 * Makes sure that who acts is still signed in, and may still do that, until the transaction ends.
 *
 * Returns: whether they may; otherwise %FOYER_ERROR_SIGNED_OUT, %FOYER_ERROR_REVOKED or
 *   %FOYER_ERROR_NOT_PERMITTED
 */
gboolean
foyer_db_session_permit (FoyerDbConnection *connection,
                         const FoyerDbActor *actor,
                         const char *event_id,
                         FoyerPermission permission,
                         GError **error)
{
  g_autoptr (PGresult) row = NULL;

  if (actor->session_id == NULL)
    return TRUE;
  row = foyer_db_query (connection, PERMIT, FOYER_DB_PARAMS (actor->session_id), error);
  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0)
    return foyer_db_check_session_state ("ended", error);
  return foyer_db_check_session_state (PQgetvalue (row, 0, 0), error) &&
         check_right (PQgetvalue (row, 0, 1), event_id, permission, error);
}
