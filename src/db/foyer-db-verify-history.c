/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-verify"

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-pipeline.h"
#include "db/foyer-db-table.h"
#include "db/foyer-db-verify-batch.h"
#include "model/foyer-rights.h"

#include <string.h>

/* What only late scans need to know, in a round trip of its own: whom they are credited to, what
 * was put beside their answers, and all that happened to their tickets. */

/**
 * foyer_db_verify_is_late:
 *
 * Returns: whether a desk decided about the scan by itself
 */
gboolean
foyer_db_verify_is_late (const VerifyScan *scan)
{
  return scan->request->report != NULL;
}

static gboolean
is_waiting (const VerifyScan *scan)
{
  return foyer_db_verify_is_late (scan) && !scan->is_twin && scan->answer.error == NULL;
}

static gboolean
is_key (const char *text, guint8 key[FOYER_PUBLIC_KEY_BYTES])
{
  return text != NULL && sodium_hex2bin (key,
                                         FOYER_PUBLIC_KEY_BYTES,
                                         text,
                                         2 * (gsize)FOYER_PUBLIC_KEY_BYTES,
                                         NULL,
                                         NULL,
                                         NULL) == 0;
}

/* The row of a session, or -1 where it is none of the device. */
static int
find_session (const VerifyScan *scan, const FoyerDbResult *rows, const char *session_id)
{
  for (int row = 0; session_id != NULL && row < PQntuples (rows); row++) {
    if (g_str_equal (session_id, PQgetvalue (rows, row, 0)) &&
        g_strcmp0 (PQgetvalue (rows, row, 1), scan->request->actor.device_id) == 0)
      return row;
  }
  return -1;
}

static void
refuse (VerifyScan *scan, const char *why)
{
  if (scan->answer.error == NULL)
    scan->answer.error = g_error_new_literal (FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED, why);
}

/* The session that the report names counts where it is one of the same device, ended or not. */
static void
credit (VerifyScan *scan, const FoyerDbResult *rows)
{
  const FoyerReport *report = scan->request->report;
  int row = find_session (scan, rows, report->session_id);
  guint8 key[FOYER_PUBLIC_KEY_BYTES];

  scan->credited = scan->request->actor;
  if (row >= 0 && foyer_db_get_bool (rows, row, 3) &&
      !(is_key (foyer_db_get_text (rows, row, 4), key) && foyer_report_check (report, key))) {
    refuse (scan, "The signature of this scan is missing or wrong.");
  } else if (row >= 0) {
    scan->credited_email = g_strdup (PQgetvalue (rows, row, 2));
    scan->credited.staff_email = scan->credited_email;
    scan->credited.session_id = report->session_id;
  }
  /* Where nobody presents the scans, somebody has to have made them. */
  if (scan->credited.staff_email == NULL)
    refuse (scan, "This scan is of no session of this device.");
}

/* What somebody may do who is no staff member any more is not known. */
static gboolean
may_override (const VerifyBatch *batch, const FoyerDbResult *rows, int row)
{
  g_autoptr (FoyerRights) rights = foyer_rights_new (PQgetvalue (rows, row, 6));

  return foyer_db_get_bool (rows, row, 5) &&
         foyer_rights_include (rights, batch->event_id, FOYER_PERMISSION_OVERRIDE);
}

/* The same for who let the guest in. An operator, who has no session, may do everything. */
static void
credit_override (const VerifyBatch *batch, VerifyScan *scan, const FoyerDbResult *rows)
{
  const FoyerOverride *said = scan->request->report->override;
  VerifyOverride *override = &scan->override;
  int row = find_session (scan, rows, said->session_id);
  int presenter = find_session (scan, rows, scan->request->actor.session_id);
  guint8 key[FOYER_PUBLIC_KEY_BYTES];

  override->credited = scan->request->actor;
  if (row >= 0 && foyer_db_get_bool (rows, row, 3) &&
      !(is_key (foyer_db_get_text (rows, row, 4), key) &&
        foyer_override_check (said, scan->request->scan->id, batch->event_id, key))) {
    refuse (scan, "The signature of this override is missing or wrong.");
  } else if (row >= 0) {
    override->credited_email = g_strdup (PQgetvalue (rows, row, 2));
    override->credited.staff_email = override->credited_email;
    override->credited.session_id = said->session_id;
    override->is_permitted = may_override (batch, rows, row);
  } else {
    override->is_permitted = scan->request->actor.session_id == NULL ||
                             (presenter >= 0 && may_override (batch, rows, presenter));
  }
  if (override->credited.staff_email == NULL)
    refuse (scan, "This override is of no session of this device.");
}

static void
read_credits (VerifyBatch *batch, const FoyerDbResult *rows)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    VerifyScan *scan = &batch->scans[i];

    if (!is_waiting (scan))
      continue;
    credit (scan, rows);
    if (foyer_db_verify_has_override (scan))
      credit_override (batch, scan, rows);
  }
}

static void
read_amendment (VerifyScan *scan, const FoyerDbResult *rows, int row)
{
  FoyerAction action = FOYER_ACTION_UNDONE;
  g_autoptr (FoyerVerdict) old = NULL;
  FoyerVerdict verdict;

  foyer_action_from_nick (PQgetvalue (rows, row, 1), &action);
  scan->recorded.undone = scan->recorded.undone || action == FOYER_ACTION_UNDONE;
  scan->recorded.overridden = scan->recorded.overridden || action == FOYER_ACTION_OVERRIDDEN;
  if (action == FOYER_ACTION_OVERRIDDEN)
    scan->override.seq = foyer_db_get_int (rows, row, 5);
  if (action != FOYER_ACTION_RECONCILED)
    return;
  /* From then on what happened at the door is the answer. */
  scan->recorded.reconciled = TRUE;
  old = g_steal_pointer (&scan->known);
  verdict = *old;
  foyer_outcome_from_nick (PQgetvalue (rows, row, 2), &verdict.outcome);
  verdict.reason = FOYER_REASON_NONE;
  foyer_reason_from_nick (foyer_db_get_text (rows, row, 3), &verdict.reason);
  verdict.explanation = (char *)foyer_db_get_text (rows, row, 4);
  verdict.seq = foyer_db_get_int (rows, row, 5);
  verdict.earlier = (FoyerEarlier){ 0 };
  scan->known = foyer_verdict_new (&verdict);
}

static void
read_amendments (VerifyBatch *batch, const FoyerDbResult *rows)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    if (batch->scans[i].known != NULL) {
      batch->scans[i].recorded.outcome = batch->scans[i].known->outcome;
      batch->scans[i].recorded.reason = batch->scans[i].known->reason;
    }
  }
  for (int row = 0; row < PQntuples (rows); row++) {
    VerifyScan *scan = g_hash_table_lookup (batch->scans_by_id, PQgetvalue (rows, row, 0));

    if (scan->known != NULL)
      read_amendment (scan, rows, row);
  }
}

/* The state of a ticket of which late scans come, on that list. */
static VerifyState *
find_state (VerifyBatch *batch, const FoyerDbResult *rows, int row, int column)
{
  VerifyTicket *ticket = g_hash_table_lookup (batch->tickets_by_id, PQgetvalue (rows, row, column));

  return foyer_db_verify_get_state (ticket, PQgetvalue (rows, row, column + 1));
}

static void
ensure_history (VerifyState *state)
{
  if (state->passages == NULL)
    state->passages = foyer_passages_new ();
  if (state->conflicts == NULL)
    state->conflicts = foyer_open_conflicts_new ();
  if (state->refusals == NULL)
    state->refusals = foyer_refusals_new ();
}

static void
read_passages (VerifyBatch *batch, const FoyerDbResult *rows)
{
  for (int row = 0; row < PQntuples (rows); row++) {
    VerifyState *state = find_state (batch, rows, row, 0);
    FoyerPassage passage = { .scan_id = PQgetvalue (rows, row, 2),
                             .time = foyer_db_get_time (rows, row, 4),
                             .error_ms = foyer_db_get_int (rows, row, 5),
                             .overridden = foyer_db_get_bool (rows, row, 6),
                             .log_no = foyer_db_get_int (rows, row, 7),
                             .log_id = PQgetvalue (rows, row, 8),
                             .by = { PQgetvalue (rows, row, 9),
                                     (char *)foyer_db_get_text (rows, row, 10),
                                     foyer_db_get_time (rows, row, 4) } };

    foyer_outcome_from_nick (PQgetvalue (rows, row, 3), &passage.outcome);
    ensure_history (state);
    foyer_passages_add (state->passages, &passage);
  }
}

static void
read_conflicts (VerifyBatch *batch, const FoyerDbResult *rows)
{
  for (int row = 0; row < PQntuples (rows); row++) {
    VerifyState *state = find_state (batch, rows, row, 1);
    FoyerOpenConflict conflict = { .id = PQgetvalue (rows, row, 0),
                                   .scan_id = (char *)foyer_db_get_text (rows, row, 6),
                                   .time = foyer_db_get_time (rows, row, 4),
                                   .error_ms = foyer_db_get_int (rows, row, 5) };

    foyer_conflict_kind_from_nick (PQgetvalue (rows, row, 3), &conflict.kind);
    ensure_history (state);
    foyer_open_conflicts_add (state->conflicts, &conflict);
  }
}

static void
read_refusals (VerifyBatch *batch, const FoyerDbResult *rows)
{
  for (int row = 0; row < PQntuples (rows); row++) {
    VerifyState *state = find_state (batch, rows, row, 0);

    ensure_history (state);
    foyer_refusals_add (state->refusals,
                        &(FoyerRefusal){ .scan_id = PQgetvalue (rows, row, 2),
                                         .time = foyer_db_get_time (rows, row, 3),
                                         .error_ms = foyer_db_get_int (rows, row, 4) });
  }
}

/* What was answered for a list counts there, whatever list the report names. */
static void
find_list (VerifyBatch *batch, VerifyScan *scan)
{
  VerifyState *state;

  if (scan->known == NULL)
    scan->list = foyer_event_get_list (batch->event, scan->request->scan->list_id);
  else if (scan->known_list_id != NULL)
    scan->list = foyer_event_get_list (batch->event, scan->known_list_id);
  if (scan->known != NULL && scan->known->ticket != NULL)
    scan->ticket = g_hash_table_lookup (batch->tickets_by_id, scan->known->ticket->id);
  if (scan->ticket == NULL || scan->list == NULL)
    return;
  state = foyer_db_verify_get_state (scan->ticket, scan->list->id);
  ensure_history (state);
}

static void
add_sessions (const VerifyScan *scan, FoyerDbTable *sessions)
{
  const FoyerReport *report = scan->request->report;

  if (report->session_id != NULL)
    foyer_db_table_add_text (sessions, report->session_id);
  if (report->override == NULL)
    return;
  if (report->override->session_id != NULL)
    foyer_db_table_add_text (sessions, report->override->session_id);
  if (scan->request->actor.session_id != NULL)
    foyer_db_table_add_text (sessions, scan->request->actor.session_id);
}

static void
fill_tables (VerifyBatch *batch, FoyerDbTable *sessions, FoyerDbTable *scans, FoyerDbTable *tickets)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    VerifyScan *scan = &batch->scans[i];

    if (!is_waiting (scan))
      continue;
    find_list (batch, scan);
    add_sessions (scan, sessions);
    if (scan->known != NULL)
      foyer_db_table_add_text (scans, scan->request->scan->id);
    if (scan->ticket != NULL)
      foyer_db_table_add_text (tickets, scan->ticket->ticket->id);
  }
}

static gboolean
has_late_scans (const VerifyBatch *batch)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    if (is_waiting (&batch->scans[i]))
      return TRUE;
  }
  return FALSE;
}

static gboolean
read_all (VerifyBatch *batch, GError **error)
{
  g_auto (FoyerDbPipeline) pipeline = { NULL };
  g_auto (FoyerDbTable) sessions, scans, tickets;
  const char *ids;

  foyer_db_table_init (&sessions, 1);
  foyer_db_table_init (&scans, 1);
  foyer_db_table_init (&tickets, 1);
  fill_tables (batch, &sessions, &scans, &tickets);
  ids = foyer_db_table_get_params (&tickets)[0];
  if (!foyer_db_pipeline_begin (&pipeline, batch->connection, error))
    return FALSE;
  foyer_db_pipeline_send (&pipeline,
                          FOYER_DB_VERIFY_FIND_CREDITS,
                          FOYER_DB_PARAMS (foyer_db_table_get_params (&sessions)[0]));
  foyer_db_pipeline_send (&pipeline,
                          FOYER_DB_VERIFY_FIND_AMENDMENTS,
                          FOYER_DB_PARAMS (batch->event_id, foyer_db_table_get_params (&scans)[0]));
  foyer_db_pipeline_send (&pipeline,
                          FOYER_DB_VERIFY_FIND_PASSAGES,
                          FOYER_DB_PARAMS (batch->event_id, ids));
  foyer_db_pipeline_send (&pipeline,
                          FOYER_DB_VERIFY_FIND_CONFLICTS,
                          FOYER_DB_PARAMS (batch->event_id, ids));
  foyer_db_pipeline_send (&pipeline,
                          FOYER_DB_VERIFY_FIND_REFUSALS,
                          FOYER_DB_PARAMS (batch->event_id, ids));
  if (!foyer_db_pipeline_finish (&pipeline, error))
    return FALSE;
  read_credits (batch, foyer_db_pipeline_get (&pipeline, 0));
  read_amendments (batch, foyer_db_pipeline_get (&pipeline, 1));
  read_passages (batch, foyer_db_pipeline_get (&pipeline, 2));
  read_conflicts (batch, foyer_db_pipeline_get (&pipeline, 3));
  read_refusals (batch, foyer_db_pipeline_get (&pipeline, 4));
  return TRUE;
}

/**
 * foyer_db_verify_read_history:
 *
 * Reads what the late scans of the batch need besides; nothing where there are none.
 */
gboolean
foyer_db_verify_read_history (VerifyBatch *batch, GError **error)
{
  return !has_late_scans (batch) || read_all (batch, error);
}
