/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-session-end"

#include "config.h"

#include "db/foyer-db-session-end.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-request.h"
#include "db/foyer-db-session-row.h"
#include "model/foyer-session-info.h"

/* Which sessions there are, and the end of them. Everybody may see and end their own; those of
 * others are a matter of who manages staff. */

#define LIST                                                                          \
  "SELECT s.id, m.email, d.id, d.device_name, s.method, foyer_micros (s.created_at)," \
  " foyer_micros (s.last_used), host (s.last_address), COALESCE (s.id = $2::uuid, "   \
  "false)" FOYER_DB_SESSION_FROM " WHERE ($1::text IS NULL OR m.email = $1)"          \
  " AND " FOYER_DB_SESSION_STATE " = 'lasts'"                                         \
  " ORDER BY COALESCE (s.last_used, s.created_at) DESC, s.id"                         \
  " LIMIT $3::integer"
#define FIND_OWNER "SELECT m.email" FOYER_DB_SESSION_FROM " WHERE s.id = $1::uuid"
/* Locks are taken in the order of the ids by all who take several. */
#define END(which)                                                                             \
  "WITH doomed AS (SELECT s.id FROM sessions s JOIN staff m ON m.id = s.staff_id WHERE " which \
  " AND s.ended_at IS NULL ORDER BY s.id FOR NO KEY UPDATE OF s)"                              \
  " UPDATE sessions s SET ended_at = clock_timestamp (), end_reason = $2 FROM doomed"          \
  " WHERE s.id = doomed.id"
#define END_ONE END ("s.id = $1::uuid")
#define END_ALL END ("m.email = $1")

static gboolean
permit (FoyerDbConnection *connection, const char *email, const FoyerDbActor *actor, GError **error)
{
  gboolean is_own = g_strcmp0 (email, actor->staff_email) == 0;

  return foyer_db_session_permit (connection,
                                  actor,
                                  NULL,
                                  is_own ? FOYER_PERMISSION_SELF : FOYER_PERMISSION_STAFF,
                                  error);
}

static FoyerSessionInfo *
read_info (const FoyerDbResult *rows, int row)
{
  FoyerSessionInfo info = {
    .id = PQgetvalue (rows, row, 0),
    .staff_email = PQgetvalue (rows, row, 1),
    .device_id = PQgetvalue (rows, row, 2),
    .device = PQgetvalue (rows, row, 3),
    .method = PQgetvalue (rows, row, 4),
    .created_at = foyer_db_get_time (rows, row, 5),
    .last_used = foyer_db_get_time (rows, row, 6),
    .address = (char *)foyer_db_get_text (rows, row, 7),
    .current = foyer_db_get_bool (rows, row, 8),
  };

  return foyer_session_info_new (&info);
}

/**
 * foyer_db_sessions_list:
 * @staff_email: (nullable): whose; %NULL for everybody's
 *
 * Returns: (transfer full) (element-type FoyerSessionInfo) (nullable): the sessions that last, at
 *   most %FOYER_LIMIT_SESSIONS_LISTED, those that were used last first
 */
GPtrArray *
foyer_db_sessions_list (FoyerDbConnection *connection,
                        const char *staff_email,
                        const FoyerDbActor *actor,
                        GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autoptr (PGresult) rows = NULL;
  GPtrArray *sessions;

  if (transaction == NULL || !permit (connection, staff_email, actor, error))
    return NULL;
  rows = foyer_db_query (connection,
                         LIST,
                         FOYER_DB_PARAMS (staff_email,
                                          actor->session_id,
                                          G_STRINGIFY (FOYER_LIMIT_SESSIONS_LISTED)),
                         error);
  if (rows == NULL)
    return NULL;
  sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_session_info_unref);
  for (int row = 0; row < PQntuples (rows); row++)
    g_ptr_array_add (sessions, read_info (rows, row));
  return sessions;
}

/**
 * foyer_db_session_end_one:
 * @reason: a word, for the record
 */
gboolean
foyer_db_session_end_one (FoyerDbConnection *connection,
                          const char *session_id,
                          const char *reason,
                          GError **error)
{
  return foyer_db_execute (connection, END_ONE, FOYER_DB_PARAMS (session_id, reason), error);
}

/**
 * foyer_db_sessions_end_of:
 * @staff_email: a staff member's address, in lower case
 * @reason: a word, for the record
 */
gboolean
foyer_db_sessions_end_of (FoyerDbConnection *connection,
                          const char *staff_email,
                          const char *reason,
                          GError **error)
{
  return foyer_db_execute (connection, END_ALL, FOYER_DB_PARAMS (staff_email, reason), error);
}

static char *
find_owner (FoyerDbConnection *connection, const char *session_id, GError **error)
{
  g_autoptr (PGresult) row =
      foyer_db_query (connection, FIND_OWNER, FOYER_DB_PARAMS (session_id), error);

  if (row == NULL)
    return NULL;
  if (PQntuples (row) == 1)
    return g_strdup (PQgetvalue (row, 0, 0));
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such session.");
  return NULL;
}

/**
 * foyer_db_session_end:
 * @request_id: (nullable): a UUID; a request that was done already is done, and nothing happens
 * again
 * @session_id: a UUID
 *
 * Ends a session, for good. One that has ended stays so.
 *
 * Returns: whether it has ended; %FOYER_ERROR_NOT_FOUND where there never was one
 */
gboolean
foyer_db_session_end (FoyerDbConnection *connection,
                      const char *request_id,
                      const char *session_id,
                      const FoyerDbActor *actor,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *owner = NULL;
  gboolean was_done;

  if (transaction == NULL)
    return FALSE;
  owner = find_owner (connection, session_id, error);
  return owner != NULL && permit (connection, owner, actor, error) &&
         foyer_db_request_take (connection,
                                request_id,
                                "end_session",
                                FOYER_DB_PARAMS (session_id),
                                &was_done,
                                error) &&
         (was_done ||
          (foyer_db_session_end_one (connection, session_id, "ended", error) &&
           foyer_db_audit (connection, NULL, "session_end", session_id, actor, error))) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_sessions_end_all:
 * @request_id: (nullable): a UUID; a request that was done already is done, and nothing happens
 * again
 * @staff_email: whose; in any case
 *
 * Ends all sessions of a staff member, for good.
 */
gboolean
foyer_db_sessions_end_all (FoyerDbConnection *connection,
                           const char *request_id,
                           const char *staff_email,
                           const FoyerDbActor *actor,
                           GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *email = g_utf8_strdown (staff_email, -1);
  gboolean was_done;

  return transaction != NULL && permit (connection, email, actor, error) &&
         foyer_db_request_take (connection,
                                request_id,
                                "end_all_sessions",
                                FOYER_DB_PARAMS (email),
                                &was_done,
                                error) &&
         (was_done ||
          (foyer_db_sessions_end_of (connection, email, "ended", error) &&
           foyer_db_audit (connection, NULL, "sessions_end_all", NULL, actor, error))) &&
         foyer_db_transaction_commit (&transaction, error);
}
