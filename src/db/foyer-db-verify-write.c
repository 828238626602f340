/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-verify"

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-change-row.h"
#include "db/foyer-db-counts.h"
#include "db/foyer-db-log-row.h"
#include "db/foyer-db-pipeline.h"
#include "db/foyer-db-table.h"
#include "db/foyer-db-verify-batch.h"

/* The last round trip of a verification: everything that was decided, and the commit. */

static void
fill_states (VerifyBatch *batch, FoyerDbTable *table)
{
  for (guint i = 0; i < batch->tickets->len; i++) {
    const VerifyTicket *ticket = g_ptr_array_index (batch->tickets, i);

    for (guint n = 0; n < ticket->states->len; n++) {
      const VerifyState *state = g_ptr_array_index (ticket->states, n);

      if (!state->changed)
        continue;
      foyer_db_table_add_text (table, ticket->ticket->id);
      foyer_db_table_add_text (table, state->list_id);
      foyer_db_table_add_int (table, state->state.entries_used);
      foyer_db_table_add_int (table, state->state.inside);
      foyer_db_table_add_text (table, state->last_scan);
      foyer_db_table_add_text (table, state->last_admission);
      foyer_db_table_add_text (table, state->state.last_admission.verified_by);
      foyer_db_table_add_text (table, state->state.last_admission.device);
      foyer_db_table_add_int (table, state->state.last_admission.timestamp);
      foyer_db_table_add_int (table, state->state.last_exit);
    }
  }
}

static void
fill_tickets (VerifyBatch *batch, FoyerDbTable *table)
{
  for (guint i = 0; i < batch->tickets->len; i++) {
    const VerifyTicket *ticket = g_ptr_array_index (batch->tickets, i);
    const FoyerDbActor *actor = ticket->verified_by;

    if (!ticket->changed)
      continue;
    foyer_db_table_add_text (table, ticket->ticket->id);
    foyer_db_table_add_text (table, foyer_ticket_status_to_nick (ticket->ticket->status));
    foyer_db_table_add_int (table, ticket->ticket->version);
    foyer_db_table_add_int (table, ticket->verified_at);
    foyer_db_table_add_text (table, actor != NULL ? actor->staff_email : NULL);
    foyer_db_table_add_text (table, actor != NULL ? actor->device_id : NULL);
    foyer_db_table_add_text (table, ticket->restored ? "t" : "f");
  }
}

/* What a desk said, as the log has it. */
static char *
write_device_verdict (const FoyerReport *report)
{
  const char *reason = foyer_reason_to_nick (report->reason);

  return g_strjoin (reason != NULL ? ":" : NULL,
                    foyer_outcome_to_nick (report->outcome),
                    reason,
                    NULL);
}

static void
add_log (VerifyBatch *batch, const VerifyScan *scan, FoyerDbTable *table)
{
  const FoyerReport *report = scan->request->report;
  const FoyerVerdict *verdict = scan->answer.verdict;
  g_autofree char *device_verdict = report != NULL ? write_device_verdict (report) : NULL;
  FoyerDbLogRow row = { .event_id = batch->event_id,
                        .id = scan->log_id,
                        .log_no = scan->answer.log_no,
                        .ticket_id = verdict->ticket != NULL ? verdict->ticket->id : NULL,
                        .list_id = scan->list != NULL ? scan->list->id : NULL,
                        .actor = &scan->request->actor,
                        .action = scan->action,
                        .timestamp = batch->now,
                        .scan_id = scan->request->scan->id,
                        .scan_hash = scan->hash,
                        .direction = scan->request->scan->direction,
                        .outcome = verdict->outcome,
                        .reason = verdict->reason,
                        .explanation = verdict->explanation,
                        .earlier_id = scan->earlier_id,
                        .scanned_at = scan->request->scan->scanned_at,
                        /* Whom a desk had refused the override's change let in. */
                        .seq = verdict->overridden ? 0 : verdict->seq };

  if (report != NULL) {
    row.actor = &scan->credited;
    row.scanned_at = scan->time;
    row.offline = TRUE;
    row.device_verdict = device_verdict;
    row.clock_error_ms = scan->error_ms;
  }
  foyer_db_log_row_add (&row, batch->log_hash, table);
}

/* After the row that says what a desk did: the one that takes the scan's admission back. */
static void
add_undo (VerifyBatch *batch, const VerifyScan *scan, FoyerDbTable *table)
{
  FoyerDbLogRow row = { .event_id = batch->event_id,
                        .id = scan->undo_id,
                        .log_no = scan->answer.log_no + 1,
                        .ticket_id = scan->ticket->ticket->id,
                        .list_id = scan->list->id,
                        .actor = &scan->credited,
                        .action = FOYER_ACTION_UNDONE,
                        .timestamp = batch->now,
                        .scan_id = scan->request->scan->id,
                        .scan_hash = scan->hash,
                        .direction = FOYER_DIRECTION_ENTRY,
                        .outcome = FOYER_OUTCOME_ADMITTED,
                        .explanation = "The desk did not let them in.",
                        .earlier_id = scan->log_id,
                        .seq = scan->undo_seq };

  foyer_db_log_row_add (&row, batch->log_hash, table);
}

/* After all that is said of the scan itself: the one that says who let the guest in. */
static void
add_override (VerifyBatch *batch, const VerifyScan *scan, FoyerDbTable *table)
{
  const FoyerOverride *said = scan->request->report->override;
  const FoyerTicket *ticket = scan->answer.verdict->ticket;
  FoyerDbLogRow row = { .event_id = batch->event_id,
                        .id = scan->override.log_id,
                        .log_no = scan->override.log_no,
                        .ticket_id = ticket != NULL ? ticket->id : NULL,
                        .list_id = scan->list != NULL ? scan->list->id : NULL,
                        .actor = &scan->override.credited,
                        .action = FOYER_ACTION_OVERRIDDEN,
                        .timestamp = batch->now,
                        .scan_id = scan->request->scan->id,
                        .scan_hash = scan->hash,
                        .direction = FOYER_DIRECTION_ENTRY,
                        .outcome = FOYER_OUTCOME_ADMITTED,
                        .explanation = said->reason,
                        .earlier_id =
                            scan->known_log_id != NULL ? scan->known_log_id : scan->log_id,
                        .scanned_at = scan->override.time,
                        .seq = scan->override.seq,
                        .offline = TRUE,
                        .device_verdict = foyer_outcome_to_nick (FOYER_OUTCOME_ADMITTED),
                        .clock_error_ms = scan->override.error_ms };

  foyer_db_log_row_add (&row, batch->log_hash, table);
}

static void
fill_logs (VerifyBatch *batch, FoyerDbTable *table)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    const VerifyScan *scan = &batch->scans[i];

    if (scan->log_id != NULL)
      add_log (batch, scan, table);
    if (scan->undo_id != NULL)
      add_undo (batch, scan, table);
    if (scan->override.log_id != NULL)
      add_override (batch, scan, table);
  }
}

static void
fill_changes (VerifyBatch *batch, FoyerDbTable *table)
{
  for (guint i = 0; i < batch->changes->len; i++)
    foyer_db_change_row_add (g_ptr_array_index (batch->changes, i), table);
}

static void
fill_moves (VerifyBatch *batch, FoyerDbTable *table)
{
  for (guint i = 0; i < batch->moves->len; i++) {
    const FoyerListCounts *move = &g_array_index (batch->moves, FoyerListCounts, i);

    foyer_db_table_add_text (table, move->list_id);
    foyer_db_table_add_int (table, move->admitted);
    foyer_db_table_add_int (table, move->inside);
  }
}

static void
add_scans (GHashTable *scans, FoyerDbTable *table)
{
  g_autoptr (GString) text = g_string_new ("{");
  GHashTableIter iter;
  gpointer scan_id;

  g_hash_table_iter_init (&iter, scans);
  while (g_hash_table_iter_next (&iter, &scan_id, NULL))
    g_string_append_printf (text, "%s%s", text->len > 1 ? "," : "", (const char *)scan_id);
  g_string_append_c (text, '}');
  foyer_db_table_add_text (table, text->str);
}

/* The scans of a conflict are a column of arrays, each written as text. */
static void
fill_conflicts (VerifyBatch *batch, FoyerDbTable *table)
{
  for (guint i = 0; i < batch->conflicts->len; i++) {
    const VerifyConflict *conflict = g_ptr_array_index (batch->conflicts, i);

    foyer_db_table_add_text (table, conflict->id);
    foyer_db_table_add_text (table, conflict->ticket_id);
    foyer_db_table_add_text (table, conflict->list_id);
    foyer_db_table_add_text (table, foyer_conflict_kind_to_nick (conflict->kind));
    add_scans (conflict->scans, table);
    foyer_db_table_add_int (table, conflict->time);
    foyer_db_table_add_int (table, conflict->error_ms);
  }
}

/* A statement whose parameters are the columns of a table, some after the event's id. */
static void
send_table (FoyerDbPipeline *pipeline, guint statement, const char *event_id, FoyerDbTable *table)
{
  const char *const *columns = foyer_db_table_get_params (table);
  const char *params[FOYER_DB_TABLE_MAX_COLUMNS + 1] = { event_id };
  guint n = event_id != NULL ? 1 : 0;

  for (guint i = 0; i < table->n_columns; i++)
    params[n++] = columns[i];
  foyer_db_pipeline_send (pipeline, statement, params, n);
}

static void
send_what_changed (VerifyBatch *batch, FoyerDbPipeline *pipeline)
{
  g_auto (FoyerDbTable) states, tickets, changes, moves;

  foyer_db_table_init (&states, 10);
  foyer_db_table_init (&tickets, 7);
  foyer_db_table_init (&changes, FOYER_DB_CHANGE_ROW_N_COLUMNS);
  foyer_db_table_init (&moves, 3);
  fill_states (batch, &states);
  fill_tickets (batch, &tickets);
  fill_changes (batch, &changes);
  fill_moves (batch, &moves);
  send_table (pipeline, FOYER_DB_VERIFY_WRITE_STATES, NULL, &states);
  send_table (pipeline, FOYER_DB_VERIFY_WRITE_TICKETS, NULL, &tickets);
  send_table (pipeline, FOYER_DB_VERIFY_WRITE_CHANGES, batch->event_id, &changes);
  send_table (pipeline, FOYER_DB_VERIFY_MOVE_COUNTERS, NULL, &moves);
}

static void
send_conflicts (VerifyBatch *batch, FoyerDbPipeline *pipeline)
{
  g_auto (FoyerDbTable) conflicts, explained;

  foyer_db_table_init (&conflicts, 7);
  foyer_db_table_init (&explained, 1);
  fill_conflicts (batch, &conflicts);
  for (guint i = 0; i < batch->explained->len; i++)
    foyer_db_table_add_text (&explained, g_ptr_array_index (batch->explained, i));
  if (batch->conflicts->len > 0)
    send_table (pipeline, FOYER_DB_VERIFY_WRITE_CONFLICTS, batch->event_id, &conflicts);
  if (batch->explained->len > 0)
    send_table (pipeline, FOYER_DB_VERIFY_EXPLAIN_CONFLICTS, batch->event_id, &explained);
}

static void
send_logs_and_head (VerifyBatch *batch, FoyerDbPipeline *pipeline)
{
  g_auto (FoyerDbTable) logs;
  char hash[FOYER_DB_CHAIN_TEXT_SIZE + 2];
  char seq[24], log_no[24];

  foyer_db_table_init (&logs, FOYER_DB_LOG_ROW_N_COLUMNS);
  fill_logs (batch, &logs);
  send_table (pipeline, FOYER_DB_VERIFY_WRITE_LOGS, batch->event_id, &logs);
  foyer_db_chain_write (batch->log_hash, hash);
  g_snprintf (seq, sizeof seq, "%" G_GINT64_FORMAT, batch->seq);
  g_snprintf (log_no, sizeof log_no, "%" G_GINT64_FORMAT, batch->log_no);
  foyer_db_pipeline_send (pipeline,
                          FOYER_DB_VERIFY_MOVE_HEAD,
                          FOYER_DB_PARAMS (batch->event_id, seq, log_no, hash));
}

/**
 * foyer_db_verify_write:
 *
 * Writes what was decided and commits.
 *
 * Returns: whether the commit is known to have succeeded; after %FOYER_ERROR_UNAVAILABLE it may
 * have
 */
gboolean
foyer_db_verify_write (VerifyBatch *batch, GError **error)
{
  g_auto (FoyerDbPipeline) pipeline = { NULL };
  guint counts, commit;

  foyer_db_connection_forget_doubts (batch->connection);
  if (!foyer_db_pipeline_begin (&pipeline, batch->connection, error))
    return FALSE;
  if (batch->changes->len > 0)
    send_what_changed (batch, &pipeline);
  send_conflicts (batch, &pipeline);
  send_logs_and_head (batch, &pipeline);
  counts = foyer_db_pipeline_send (&pipeline,
                                   FOYER_DB_VERIFY_READ_COUNTS,
                                   FOYER_DB_PARAMS (batch->event_id));
  commit = foyer_db_pipeline_send (&pipeline, FOYER_DB_VERIFY_COMMIT, FOYER_DB_NO_PARAMS);
  if (!foyer_db_pipeline_finish (&pipeline, error))
    return FALSE;
  if (foyer_db_connection_has_doubts (batch->connection) ||
      !g_str_equal (PQcmdStatus ((PGresult *)foyer_db_pipeline_get (&pipeline, commit)),
                    "COMMIT")) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_UNAVAILABLE,
                         "Whether this was committed everywhere is not known.");
    return FALSE;
  }
  batch->counts = foyer_db_counts_read (foyer_db_pipeline_get (&pipeline, counts), 0);
  return TRUE;
}
