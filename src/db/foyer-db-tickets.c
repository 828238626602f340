/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-tickets"

#include "config.h"

#include "db/foyer-db-tickets.h"

#include "base/foyer-error.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-edit.h"
#include "db/foyer-db-import.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-ticket-row.h"

/* Single tickets: made, made void, and read out with what became of them. */

void
foyer_db_ticket_code_free (FoyerDbTicketCode *self)
{
  g_free (self->ticket_id);
  g_free (self->code);
  g_free (self);
}

/**
 * foyer_db_tickets_issue:
 * @template: what all of them say; its id, status and version do not count
 * @n_tickets: how many
 *
 * Makes tickets with codes of the event's kind.
 *
 * Returns: (transfer full) (element-type FoyerDbTicketCode) (nullable): the new tickets
 */
GPtrArray *
foyer_db_tickets_issue (FoyerDbConnection *connection,
                        const FoyerDbSeal *seal,
                        const char *event_id,
                        const FoyerTicket *template,
                        guint n_tickets,
                        const FoyerDbActor *actor,
                        GError **error)
{
  g_autoptr (FoyerDbImport) import =
      foyer_db_import_begin (connection, seal, event_id, actor, error);
  FoyerDbImportSummary summary;
  FoyerDbImportRow row = {
    .name = template->name,
    .email = template->email,
    .ticket_type = template->ticket_type,
    .order_code = template->order_code,
    .attention = template->attention,
    .says_paid = TRUE,
    .paid = template->paid,
    .valid_from = template->valid_from,
    .valid_until = template->valid_until,
    .allowed_entries = template->allowed_entries,
  };

  if (import == NULL)
    return NULL;
  for (guint i = 0; i < n_tickets; i++) {
    if (!foyer_db_import_add (import, &row, error))
      return NULL;
  }
  if (!foyer_db_import_merge (import, &summary, error))
    return NULL;
  return foyer_db_import_get_codes (import, error);
}

#define FIND_EVENT "SELECT event_id FROM tickets WHERE id = $1::uuid"

/**
 * foyer_db_ticket_void:
 *
 * Makes a ticket admit nobody any more, for the operator. One that is void already stays as it is.
 *
 * Returns: whether there is such a ticket, and it is void now
 */
gboolean
foyer_db_ticket_void (FoyerDbConnection *connection,
                      const char *ticket_id,
                      const FoyerDbActor *actor,
                      GError **error)
{
  g_autoptr (PGresult) event =
      foyer_db_query (connection, FIND_EVENT, FOYER_DB_PARAMS (ticket_id), error);
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (FoyerTicket) current = NULL;
  FoyerTicket ticket = { .id = (char *)ticket_id };

  if (event == NULL)
    return FALSE;
  if (PQntuples (event) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such ticket.");
    return FALSE;
  }
  ticket.event_id = PQgetvalue (event, 0, 0);
  if (!foyer_db_edit_void (connection, NULL, &ticket, actor, &batch, &current, error))
    return FALSE;
  if (batch != NULL)
    foyer_db_changes_ring (connection, ticket.event_id, batch->to);
  return TRUE;
}

#define OPEN_EXPORT                                                                         \
  "DECLARE export NO SCROLL CURSOR FOR SELECT " FOYER_DB_TICKET_COLUMNS ", t.qr_code_data," \
  " l.name, COALESCE (s.entries_used, 0), COALESCE (s.inside, 0), s.last_admitted_by,"      \
  " s.last_admitted_device, foyer_micros (s.last_admitted_at), foyer_micros (s.last_exit)," \
  " COALESCE (a.offline, false), (SELECT count (*) FROM conflicts c"                        \
  "  WHERE c.event_id = t.event_id AND c.ticket_id = t.id AND c.list_id = s.list_id"        \
  "  AND c.resolved_at IS NULL)"                                                            \
  " FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id"                          \
  " LEFT JOIN ticket_states s ON s.ticket_id = t.id"                                        \
  " LEFT JOIN check_in_lists l ON l.id = s.list_id"                                         \
  " LEFT JOIN verification_logs a ON a.event_id = t.event_id AND a.id = s.last_admission"   \
  " WHERE t.event_id = $1::uuid ORDER BY t.created_at, t.id, l.created_at, l.id"

static gboolean
export_row (const FoyerDbResult *rows,
            int row,
            FoyerDbExportFunc func,
            gpointer user_data,
            GError **error)
{
  int column = FOYER_DB_TICKET_N_COLUMNS;
  g_autoptr (FoyerTicket) ticket = foyer_db_read_ticket (rows, row, 0);
  FoyerDbExportRow exported = {
    .ticket = ticket,
    .code = foyer_db_get_text (rows, row, column),
    .list_name = foyer_db_get_text (rows, row, column + 1),
    .entries_used = (guint)foyer_db_get_int (rows, row, column + 2),
    .inside = (guint)foyer_db_get_int (rows, row, column + 3),
    .admitted_by = foyer_db_get_text (rows, row, column + 4),
    .admitted_device = foyer_db_get_text (rows, row, column + 5),
    .admitted_at = foyer_db_get_time (rows, row, column + 6),
    .last_exit = foyer_db_get_time (rows, row, column + 7),
    .admitted_offline = foyer_db_get_bool (rows, row, column + 8),
    .open_conflicts = (guint)foyer_db_get_int (rows, row, column + 9),
  };

  return func (&exported, user_data, error);
}

/**
 * foyer_db_tickets_export:
 * @func: called for each row, tickets in the order in which they were made; it may end the export
 *   with an error
 *
 * Reads all tickets of an event as they are at one moment, without keeping them.
 */
gboolean
foyer_db_tickets_export (FoyerDbConnection *connection,
                         const char *event_id,
                         FoyerDbExportFunc func,
                         gpointer user_data,
                         GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  int n_rows = 1;

  /* Whoever reads the output may be slow, and holds no lock. */
  if (transaction == NULL ||
      !foyer_db_run_script (connection,
                            "SET LOCAL idle_in_transaction_session_timeout = 0",
                            error) ||
      !foyer_db_execute (connection, OPEN_EXPORT, FOYER_DB_PARAMS (event_id), error))
    return FALSE;
  while (n_rows > 0) {
    g_autoptr (PGresult) rows =
        foyer_db_query (connection, "FETCH 1000 FROM export", FOYER_DB_NO_PARAMS, error);

    if (rows == NULL)
      return FALSE;
    n_rows = PQntuples (rows);
    for (int row = 0; row < n_rows; row++) {
      if (!export_row (rows, row, func, user_data, error))
        return FALSE;
    }
  }
  return foyer_db_transaction_commit (&transaction, error);
}
