/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-event-close"

#include "config.h"

#include "db/foyer-db-event-close.h"

#include "base/foyer-error.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"

/* The end of an event: nobody is let in any more, and desks let go of what they keep of it. */

#define LOCK "SELECT FROM event_heads WHERE event_id = $1::uuid FOR NO KEY UPDATE"
#define SET                                                                         \
  "UPDATE events SET closed_at = CASE WHEN $2::boolean THEN clock_timestamp () END" \
  " WHERE id = $1::uuid AND (closed_at IS NOT NULL) <> $2::boolean RETURNING id"

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

/**
 * foyer_db_event_set_closed:
 * @closed: whether it is over; what it is already it stays
 *
 * Closes an event, or opens it again. Every desk in its room is told, and what was reported late is
 * taken all the same.
 *
 * Returns: whether that holds now; %FOYER_ERROR_NOT_FOUND where there is no such event
 */
gboolean
foyer_db_event_set_closed (FoyerDbConnection *connection,
                           const char *event_id,
                           gboolean closed,
                           const FoyerDbActor *actor,
                           GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autoptr (PGresult) rows = NULL;

  if (transaction == NULL || !lock (connection, event_id, error))
    return FALSE;
  rows = foyer_db_query (connection,
                         SET,
                         FOYER_DB_PARAMS (event_id, closed ? "true" : "false"),
                         error);
  return rows != NULL &&
         (PQntuples (rows) == 0 || foyer_db_audit (connection,
                                                   event_id,
                                                   closed ? "event_close" : "event_reopen",
                                                   NULL,
                                                   actor,
                                                   error)) &&
         foyer_db_transaction_commit (&transaction, error);
}
