/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-session-enter"

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-alerts.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-session-end.h"
#include "db/foyer-db-session-row.h"
#include "db/foyer-db-settings.h"
#include "db/foyer-db-sign-in.h"
#include "db/foyer-db-token.h"

/* A device connects with a token. It may be the present one, or the next one, which becomes the
 * present one by being used. Who shows the former one has it from somewhere else than the device,
 * or the device has the next one from somewhere else: either way the session ends. */

#define WHICH_TOKEN(hash)                                                         \
  "CASE WHEN s.token_sha256 = " hash " THEN 'present' WHEN s.next_sha256 = " hash \
  " THEN 'next' WHEN s.former_sha256 = " hash " THEN 'former' END"
#define FIND                                                                                       \
  "SELECT " FOYER_DB_SESSION_COLUMNS ", " WHICH_TOKEN ("decode ($1, 'hex')") FOYER_DB_SESSION_FROM \
      " WHERE s.token_sha256 = decode ($1, 'hex')"                                                 \
      " OR s.next_sha256 = decode ($1, 'hex')"                                                     \
      " OR s.former_sha256 = decode ($1, 'hex')"
#define LOCK                                                                                      \
  "SELECT " FOYER_DB_SESSION_COLUMNS                                                              \
  ", " WHICH_TOKEN ("decode ($2, 'hex')") ", s.token_made_at < clock_timestamp () - $3::integer " \
                                          "* interval '1 min'" FOYER_DB_SESSION_FROM              \
                                          " WHERE s.id = $1::uuid FOR NO KEY UPDATE OF s"
#define ENTER                                                                    \
  "UPDATE sessions SET last_used = clock_timestamp (), last_address = $2::inet," \
  " entered_at = clock_timestamp (),"                                            \
  " idle_until = CASE WHEN key_bound THEN clock_timestamp ()"                    \
  " + $3::integer * interval '1 min' END WHERE id = $1::uuid"
#define PROMOTE                                                                   \
  "UPDATE sessions SET former_sha256 = token_sha256, token_sha256 = next_sha256," \
  " next_sha256 = NULL, token_made_at = clock_timestamp () WHERE id = $1::uuid"
#define RENEW "UPDATE sessions SET next_sha256 = decode ($2, 'hex') WHERE id = $1::uuid"
/* That a device was there is not worth a wait for the disk. */
#define DO_NOT_WAIT   "SET LOCAL synchronous_commit = off"
#define COLUMN_WHICH  FOYER_DB_SESSION_N_COLUMNS
#define COLUMN_IS_OLD (COLUMN_WHICH + 1)

/* Somebody showed the former token. */
static void
end_reused (FoyerDbConnection *connection,
            const FoyerDbSession *session,
            const FoyerDbActor *actor,
            GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  const char *device_id = session->device->id;
  FoyerDbActor known = *actor;

  known.staff_email = session->staff->email;
  known.device_id = device_id;
  if (transaction != NULL &&
      foyer_db_session_end_one (connection, session->id, "token_reused", error) &&
      foyer_db_alerts_raise (connection,
                             FOYER_ALERT_TOKEN_REUSED,
                             device_id,
                             device_id,
                             NULL,
                             error) &&
      foyer_db_device_note_access (connection, device_id, "refused", session->id, &known, error) &&
      foyer_db_audit (connection, NULL, "token_reused", session->id, &known, error) &&
      foyer_db_transaction_commit (&transaction, error))
    foyer_db_check_session_state ("ended", error);
}

/* The only row of an answer, if it stands for a session that lasts. */
static FoyerDbSession *
take (const FoyerDbResult *row, gboolean *is_reused, GError **error)
{
  FoyerDbSession *session;

  if (PQntuples (row) == 0 || PQgetisnull (row, 0, COLUMN_WHICH)) {
    foyer_db_check_session_state ("ended", error);
    return NULL;
  }
  session = foyer_db_read_session (row, 0, error);
  *is_reused = session != NULL && g_strcmp0 (PQgetvalue (row, 0, COLUMN_WHICH), "former") == 0;
  return session;
}

/**
 * foyer_db_session_find:
 * @token: what a device showed
 * @actor: from where, and with what
 *
 * Returns: (transfer full) (nullable): its session; %FOYER_ERROR_SIGNED_OUT or %FOYER_ERROR_REVOKED
 *   where it has none that lasts, %FOYER_ERROR_UNAVAILABLE where nobody knows
 */
FoyerDbSession *
foyer_db_session_find (FoyerDbConnection *connection,
                       const char *token,
                       const FoyerDbActor *actor,
                       GError **error)
{
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autoptr (PGresult) row = NULL;
  g_autoptr (FoyerDbSession) session = NULL;
  gboolean is_reused = FALSE;

  foyer_db_token_hash (token, hash);
  row = foyer_db_query (connection, FIND, FOYER_DB_PARAMS (hash), error);
  if (row == NULL)
    return NULL;
  session = take (row, &is_reused, error);
  if (!is_reused)
    return g_steal_pointer (&session);
  end_reused (connection, session, actor, error);
  return NULL;
}

static gboolean
renew (FoyerDbConnection *connection, const char *session_id, char **renewed, GError **error)
{
  g_autofree char *token = foyer_db_token_new ();
  char hash[FOYER_DB_TOKEN_HASH_SIZE];

  foyer_db_token_hash (token, hash);
  if (!foyer_db_execute (connection, RENEW, FOYER_DB_PARAMS (session_id, hash), error))
    return FALSE;
  *renewed = g_steal_pointer (&token);
  return TRUE;
}

static gboolean
note (FoyerDbConnection *connection,
      const FoyerDbSession *session,
      const char *idle,
      const FoyerDbActor *actor,
      GError **error)
{
  return foyer_db_execute (connection,
                           ENTER,
                           FOYER_DB_PARAMS (session->id, actor->ip_address, idle),
                           error);
}

/* What a session that is bound to a key has beyond that: a token that changes. */
static gboolean
change_token (FoyerDbConnection *connection,
              const FoyerDbSession *session,
              const FoyerDbResult *row,
              char **renewed,
              GError **error)
{
  if (g_str_equal (PQgetvalue (row, 0, COLUMN_WHICH), "next"))
    return foyer_db_execute (connection, PROMOTE, FOYER_DB_PARAMS (session->id), error);
  if (foyer_db_get_bool (row, 0, COLUMN_IS_OLD))
    return renew (connection, session->id, renewed, error);
  return foyer_db_run_script (connection, DO_NOT_WAIT, error);
}

static gboolean
read_times (FoyerDbConnection *connection, char **idle, char **rotate, GError **error)
{
  guint idle_minutes, rotate_minutes;

  if (!foyer_db_setting_read_number (connection,
                                     FOYER_DB_SETTING_SESSION_IDLE_MINUTES,
                                     &idle_minutes,
                                     error) ||
      !foyer_db_setting_read_number (connection,
                                     FOYER_DB_SETTING_SESSION_ROTATE_MINUTES,
                                     &rotate_minutes,
                                     error))
    return FALSE;
  *idle = g_strdup_printf ("%u", idle_minutes);
  *rotate = g_strdup_printf ("%u", rotate_minutes);
  return TRUE;
}

/* Somebody who has nothing to prove was found only now. */
static gboolean
enter_at_once (FoyerDbConnection *connection,
               const FoyerDbSession *session,
               const FoyerDbActor *actor,
               GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);

  return transaction != NULL && foyer_db_run_script (connection, DO_NOT_WAIT, error) &&
         note (connection, session, NULL, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_session_enter:
 * @found: (transfer full): what foyer_db_session_find() found
 * @token: by which token
 * @actor: from where, and with what
 * @renewed: (out) (nullable) (transfer full): the token to use from now on, where it is time for
 *   another one
 *
 * Notes that a device is connected, after it has proved what it had to.
 *
 * Returns: (transfer full) (nullable): the session, as it is now; the errors are those of
 *   foyer_db_session_find()
 */
FoyerDbSession *
foyer_db_session_enter (FoyerDbConnection *connection,
                        FoyerDbSession *found,
                        const char *token,
                        const FoyerDbActor *actor,
                        char **renewed,
                        GError **error)
{
  g_autoptr (FoyerDbSession) known = found;
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autofree char *idle = NULL;
  g_autofree char *rotate = NULL;
  g_autofree char *new_token = NULL;
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autoptr (PGresult) row = NULL;
  g_autoptr (FoyerDbSession) session = NULL;
  gboolean is_reused = FALSE;

  if (!known->key_bound)
    return enter_at_once (connection, known, actor, error) ? g_steal_pointer (&known) : NULL;
  foyer_db_token_hash (token, hash);
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL || !read_times (connection, &idle, &rotate, error))
    return NULL;
  row = foyer_db_query (connection, LOCK, FOYER_DB_PARAMS (known->id, hash, rotate), error);
  if (row != NULL)
    session = take (row, &is_reused, error);
  if (session == NULL)
    return NULL;
  if (is_reused) {
    g_clear_pointer (&transaction, foyer_db_rollback);
    end_reused (connection, session, actor, error);
    return NULL;
  }
  if (!change_token (connection, session, row, &new_token, error) ||
      !note (connection, session, idle, actor, error) ||
      !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  *renewed = g_steal_pointer (&new_token);
  return g_steal_pointer (&session);
}
