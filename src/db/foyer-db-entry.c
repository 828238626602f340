/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-entry"

#include "config.h"

#include "db/foyer-db-entry.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-request.h"
#include "db/foyer-db-sessions.h"

#include <string.h>

/* Whether guests are let in at all, and what every desk is told. It is written under the lock that
 * every verification takes: whoever is judged after it is judged by it. Every desk in the room
 * hears of it, and one that joins later too. */

#define LOCK "SELECT FROM event_heads WHERE event_id = $1::uuid FOR NO KEY UPDATE"
/* Without $2 it stays as it is. Returns what the audit log says. */
#define SET                                                                \
  "UPDATE events SET entry_paused = COALESCE ($2::boolean, entry_paused)," \
  " policy_message = $3 WHERE id = $1::uuid"                               \
  " RETURNING json_build_object ('entry_paused', entry_paused, 'message', policy_message)::text"

typedef struct {
  const char *kind;
  const char *act;
  /* (nullable): as SQL has it */
  const char *paused;
  char *message;
} Wanted;

static gboolean
lock (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  g_autoptr (PGresult) rows = foyer_db_query (connection, LOCK, FOYER_DB_PARAMS (event_id), error);

  if (rows == NULL)
    return FALSE;
  if (PQntuples (rows) > 0)
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
  return FALSE;
}

static gboolean
take_request (FoyerDbConnection *connection,
              const char *request_id,
              const char *event_id,
              const Wanted *wanted,
              gboolean *was_done,
              GError **error)
{
  const char *const parts[] = { event_id, wanted->paused, wanted->message };

  return foyer_db_request_take (connection,
                                request_id,
                                wanted->kind,
                                parts,
                                G_N_ELEMENTS (parts),
                                was_done,
                                error);
}

static gboolean
set (FoyerDbConnection *connection,
     const char *event_id,
     const Wanted *wanted,
     const FoyerDbActor *actor,
     GError **error)
{
  g_autoptr (PGresult) rows =
      foyer_db_query (connection,
                      SET,
                      FOYER_DB_PARAMS (event_id, wanted->paused, wanted->message),
                      error);

  return rows != NULL && foyer_db_audit (connection,
                                         event_id,
                                         wanted->act,
                                         foyer_db_get_text (rows, 0, 0),
                                         actor,
                                         error);
}

/* A message of nothing but spaces says nothing. */
static gboolean
read_message (const char *message, char **read, GError **error)
{
  g_autofree char *text = g_strdup (message != NULL ? message : "");

  g_strstrip (text);
  if (strlen (text) > FOYER_LIMIT_NOTE) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_BAD_REQUEST,
                 "A message has at most %d bytes.",
                 FOYER_LIMIT_NOTE);
    return FALSE;
  }
  *read = *text != '\0' ? g_steal_pointer (&text) : NULL;
  return TRUE;
}

static gboolean
write_entry (FoyerDbConnection *connection,
             const char *request_id,
             const char *event_id,
             const Wanted *wanted,
             const FoyerDbActor *actor,
             GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  gboolean was_done;

  return transaction != NULL && lock (connection, event_id, error) &&
         foyer_db_session_permit (connection, actor, event_id, FOYER_PERMISSION_RULES, error) &&
         take_request (connection, request_id, event_id, wanted, &was_done, error) &&
         (was_done || set (connection, event_id, wanted, actor, error)) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_event_pause_entry:
 * @request_id: (nullable): a UUID; the same request again does nothing
 * @paused: whether nobody is to be admitted; exits go on
 * @message: (nullable): what every desk is told with it, in place of what it was told before
 *
 * Pauses entry, or lets in again. Once it is committed, no scan is admitted that is judged later.
 *
 * Returns: whether that holds now; %FOYER_ERROR_NOT_FOUND where there is no such event
 */
gboolean
foyer_db_event_pause_entry (FoyerDbConnection *connection,
                            const char *request_id,
                            const char *event_id,
                            gboolean paused,
                            const char *message,
                            const FoyerDbActor *actor,
                            GError **error)
{
  g_autofree char *text = NULL;
  Wanted wanted = { .kind = "pause_entry",
                    .act = paused ? "entry_pause" : "entry_resume",
                    .paused = paused ? "true" : "false" };

  if (!read_message (message, &text, error))
    return FALSE;
  wanted.message = text;
  return write_entry (connection, request_id, event_id, &wanted, actor, error);
}

/**
 * foyer_db_event_broadcast:
 * @request_id: (nullable): a UUID; the same request again does nothing
 * @message: (nullable): what every desk is told from now on; %NULL withdraws it
 *
 * Tells every desk of an event something, whether entry is paused or not.
 *
 * Returns: whether that holds now; %FOYER_ERROR_NOT_FOUND where there is no such event
 */
gboolean
foyer_db_event_broadcast (FoyerDbConnection *connection,
                          const char *request_id,
                          const char *event_id,
                          const char *message,
                          const FoyerDbActor *actor,
                          GError **error)
{
  g_autofree char *text = NULL;
  Wanted wanted = { .kind = "broadcast_message", .act = "message_broadcast" };

  if (!read_message (message, &text, error))
    return FALSE;
  wanted.message = text;
  return write_entry (connection, request_id, event_id, &wanted, actor, error);
}
