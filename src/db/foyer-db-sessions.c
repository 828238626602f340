/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-sessions"

#include "config.h"

#include "db/foyer-db-sessions.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-device-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-token.h"

/* Sessions: one staff member signed in on one device, known by a token of which the database holds
 * the hash only. */

#define FIND_STAFF "SELECT id FROM staff WHERE email = $1"
#define FIND_DEVICE                                                          \
  "SELECT id FROM staff_devices WHERE staff_email = $1 AND device_name = $2" \
  " AND status = 'approved' LIMIT 1"
#define ADD_DEVICE                                                                             \
  "INSERT INTO staff_devices (id, device_name, staff_email, status, approved_by, approved_at)" \
  " VALUES ($1, $2, $3, 'approved', $4, clock_timestamp ())"
#define ADD_SESSION                                                             \
  "INSERT INTO sessions (id, token_sha256, staff_id, device_id, no_rate_limit)" \
  " VALUES ($1, decode ($2, 'hex'), $3, $4, $5)"
#define FIND_SESSION                                                                      \
  "SELECT s.id, s.no_rate_limit, s.ended_at IS NOT NULL, m.email, m.name, "               \
  "m.role, " FOYER_DB_DEVICE_COLUMNS " FROM sessions s JOIN staff m ON m.id = s.staff_id" \
  " JOIN staff_devices d ON d.id = s.device_id"

/**
 * foyer_db_session_free:
 * @self: (transfer full):
 */
void
foyer_db_session_free (FoyerDbSession *self)
{
  g_free (self->id);
  g_clear_pointer (&self->staff, foyer_staff_unref);
  g_clear_pointer (&self->device, foyer_device_unref);
  g_free (self);
}

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

static FoyerDbSession *
read_session (const FoyerDbResult *result)
{
  FoyerDbSession *self = g_new0 (FoyerDbSession, 1);
  FoyerStaff staff = { .email = PQgetvalue (result, 0, 3) };

  staff.name = (char *)foyer_db_get_text (result, 0, 4);
  foyer_role_from_nick (PQgetvalue (result, 0, 5), &staff.role);
  self->id = g_strdup (PQgetvalue (result, 0, 0));
  self->no_rate_limit = foyer_db_get_bool (result, 0, 1);
  self->staff = foyer_staff_new (&staff);
  self->device = foyer_db_read_device (result, 0, 6);
  return self;
}

static FoyerDbSession *
find (FoyerDbConnection *connection, const char *sql, const char *key, GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection, sql, FOYER_DB_PARAMS (key), error);
  g_autoptr (FoyerDbSession) session = NULL;

  if (result == NULL)
    return NULL;
  if (PQntuples (result) > 0)
    session = read_session (result);
  if (session != NULL && session->device->status == FOYER_DEVICE_STATUS_REVOKED) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_REVOKED, "This device was revoked.");
    return NULL;
  }
  if (session == NULL || foyer_db_get_bool (result, 0, 2)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_SIGNED_OUT,
                         "The token is wrong or its session has ended.");
    return NULL;
  }
  return g_steal_pointer (&session);
}

/**
 * foyer_db_session_find:
 * @token: what a device showed
 *
 * Returns: (transfer full) (nullable): its session; %FOYER_ERROR_SIGNED_OUT or %FOYER_ERROR_REVOKED
 *   where it has none that lasts, %FOYER_ERROR_UNAVAILABLE where nobody knows
 */
FoyerDbSession *
foyer_db_session_find (FoyerDbConnection *connection, const char *token, GError **error)
{
  char hash[FOYER_DB_TOKEN_HASH_SIZE];

  foyer_db_token_hash (token, hash);
  return find (connection, FIND_SESSION " WHERE s.token_sha256 = decode ($1, 'hex')", hash, error);
}

/**
 * foyer_db_session_check:
 *
 * Returns: whether the session still lasts; the errors are those of foyer_db_session_find()
 */
gboolean
foyer_db_session_check (FoyerDbConnection *connection, const char *session_id, GError **error)
{
  g_autoptr (FoyerDbSession) session =
      find (connection, FIND_SESSION " WHERE s.id = $1", session_id, error);

  return session != NULL;
}

/**
 * foyer_db_session_revoke:
 *
 * Ends a session, for good.
 */
gboolean
foyer_db_session_revoke (FoyerDbConnection *connection,
                         const char *session_id,
                         const FoyerDbActor *actor,
                         GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);

  return transaction != NULL &&
         foyer_db_execute (connection,
                           "UPDATE sessions SET ended_at = clock_timestamp ()"
                           " WHERE id = $1 AND ended_at IS NULL",
                           FOYER_DB_PARAMS (session_id),
                           error) &&
         foyer_db_audit (connection, NULL, "session_revoke", session_id, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}
