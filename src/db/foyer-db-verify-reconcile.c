/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-verify"

#include "config.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-verify-batch.h"

/* What becomes of a late scan of a batch. foyer_reconcile() decides; here is only how what it says
 * comes into what the batch is going to write. */

static VerifyState *
get_state (const VerifyScan *scan)
{
  if (scan->ticket == NULL || scan->list == NULL)
    return NULL;
  return foyer_db_verify_get_state (scan->ticket, scan->list->id);
}

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
set_last_admission (VerifyState *state, const char *log_id, const FoyerEarlier *by)
{
  FoyerEarlier *last = &state->state.last_admission;

  set_text (&state->last_admission, log_id);
  set_text (&last->verified_by, by->verified_by);
  set_text (&last->device, by->device);
  last->timestamp = by->timestamp;
}

static void
move_last_admission (VerifyState *state,
                     const FoyerReconciliation *result,
                     const FoyerPassage *passage)
{
  const FoyerEarlier nobody = { 0 };

  switch (result->last_kind) {
  case FOYER_RECONCILE_LAST_THIS:
    set_last_admission (state, passage->log_id, &passage->by);
    break;
  case FOYER_RECONCILE_LAST_FOUND:
    set_last_admission (state, result->last->log_id, &result->last->by);
    break;
  case FOYER_RECONCILE_LAST_NONE:
    set_last_admission (state, NULL, &nobody);
    break;
  case FOYER_RECONCILE_LAST_STAYS:
  default:
    break;
  }
}

static gboolean
is_admitted_anywhere (const VerifyTicket *ticket)
{
  for (guint i = 0; i < ticket->states->len; i++) {
    const VerifyState *state = g_ptr_array_index (ticket->states, i);

    if (state->state.entries_used > 0)
      return TRUE;
  }
  return FALSE;
}

/* What is void stays so. A ticket that is admitted nowhere any more is what it was before. */
static void
change_ticket (VerifyScan *scan,
               const FoyerReconciliation *result,
               const FoyerPassage *passage,
               const FoyerDbActor *actor)
{
  VerifyTicket *ticket = scan->ticket;
  FoyerTicketStatus status = ticket->ticket->status;

  if (result->change == FOYER_CHANGE_KIND_VERIFIED) {
    if (status != FOYER_TICKET_STATUS_VERIFIED) {
      ticket->verified_at = passage->time;
      ticket->verified_by = actor;
    }
    ticket->restored = FALSE;
    if (status != FOYER_TICKET_STATUS_VOID)
      status = FOYER_TICKET_STATUS_VERIFIED;
  } else if (result->takes_back && !is_admitted_anywhere (ticket)) {
    ticket->restored = TRUE;
    if (status != FOYER_TICKET_STATUS_VOID)
      status = ticket->was_sent ? FOYER_TICKET_STATUS_SENT : FOYER_TICKET_STATUS_GENERATED;
  }
  foyer_db_verify_set_status (ticket, status);
}

static gint64
add_change (VerifyBatch *batch,
            const VerifyScan *scan,
            VerifyState *state,
            const FoyerReconciliation *result,
            const FoyerPassage *passage)
{
  const FoyerTicket *ticket = scan->ticket->ticket;
  gboolean is_exit = result->change == FOYER_CHANGE_KIND_EXITED;
  FoyerChange change = { .seq = ++batch->seq,
                         .kind = result->change,
                         .ticket_id = ticket->id,
                         .list_id = scan->list->id,
                         .status = ticket->status,
                         .verified_by = passage->by.verified_by,
                         .device = passage->by.device,
                         .scan_id = scan->request->scan->id,
                         .amends = passage->overridden,
                         .timestamp = passage->time,
                         .direction = is_exit ? FOYER_DIRECTION_EXIT : FOYER_DIRECTION_ENTRY,
                         .version = ticket->version,
                         .state = &state->state };

  g_ptr_array_add (batch->changes, foyer_change_new (&change));
  return change.seq;
}

/**
 * foyer_db_verify_apply:
 * @passage: the guest's, with the row that says so
 * @actor: whose doing it is
 *
 * Brings state, ticket, passages and counts to what they are after it, and numbers the change.
 *
 * Returns: its number
 */
gint64
foyer_db_verify_apply (VerifyBatch *batch,
                       VerifyScan *scan,
                       const FoyerReconciliation *result,
                       const FoyerPassage *passage,
                       const FoyerDbActor *actor)
{
  VerifyState *state = get_state (scan);
  FoyerTicketState before;

  g_assert (state != NULL);
  before = state->state;
  state->state.entries_used = result->entries_used;
  state->state.inside = result->inside;
  state->state.last_exit = result->last_exit;
  state->changed = TRUE;
  set_text (&state->last_scan, passage->log_id);
  move_last_admission (state, result, passage);
  foyer_db_verify_move_counts (batch, scan->list, &before, &state->state);
  change_ticket (scan, result, passage, actor);
  if (result->takes_back)
    foyer_passages_remove (state->passages, passage->scan_id);
  else
    foyer_passages_add (state->passages, passage);
  return add_change (batch, scan, state, result, passage);
}

static VerifyConflict *
find_conflict (VerifyBatch *batch, const char *id)
{
  for (guint i = 0; i < batch->conflicts->len; i++) {
    VerifyConflict *conflict = g_ptr_array_index (batch->conflicts, i);

    if (g_strcmp0 (conflict->id, id) == 0)
      return conflict;
  }
  return NULL;
}

static VerifyConflict *
add_conflict (VerifyBatch *batch,
              const VerifyScan *scan,
              const FoyerOpenConflict *open,
              gboolean is_new)
{
  VerifyConflict *conflict = g_new0 (VerifyConflict, 1);
  VerifyState *state = get_state (scan);

  conflict->id = g_strdup (open->id);
  conflict->kind = open->kind;
  conflict->ticket_id = g_strdup (scan->ticket != NULL ? scan->ticket->ticket->id : NULL);
  conflict->list_id = scan->list != NULL ? scan->list->id : NULL;
  conflict->time = open->time;
  conflict->error_ms = open->error_ms;
  conflict->scans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (batch->conflicts, conflict);
  if (is_new && state != NULL)
    foyer_open_conflicts_add (state->conflicts, open);
  return conflict;
}

static void
open_conflict (VerifyBatch *batch, const VerifyScan *scan, const FoyerReconciliation *result)
{
  g_autofree char *id = result->grows != NULL ? g_strdup (result->grows) : foyer_uuid_new ();
  FoyerOpenConflict open = { .id = id,
                             .kind = result->conflict,
                             .scan_id = scan->request->scan->id,
                             .time = scan->time,
                             .error_ms = scan->error_ms };
  VerifyConflict *conflict = find_conflict (batch, id);

  if (conflict == NULL)
    conflict = add_conflict (batch, scan, &open, result->grows == NULL);
  for (guint i = 0; i < result->names->len; i++)
    g_hash_table_add (conflict->scans, g_strdup (g_ptr_array_index (result->names, i)));
}

static void
open_wronged (VerifyBatch *batch, const VerifyScan *scan, const FoyerRefusal *refusal)
{
  g_autofree char *id = foyer_uuid_new ();
  FoyerOpenConflict open = { .id = id,
                             .kind = FOYER_CONFLICT_SHOULD_ADMIT,
                             .scan_id = refusal->scan_id,
                             .time = refusal->time,
                             .error_ms = refusal->error_ms };
  VerifyConflict *conflict = add_conflict (batch, scan, &open, TRUE);

  g_hash_table_add (conflict->scans, g_strdup (refusal->scan_id));
}

static void
explain_conflicts (VerifyBatch *batch, const VerifyScan *scan, const FoyerReconciliation *result)
{
  VerifyState *state = get_state (scan);

  for (guint i = 0; state != NULL && i < result->explained->len; i++) {
    const char *id = g_ptr_array_index (result->explained, i);

    g_ptr_array_add (batch->explained, g_strdup (id));
    foyer_open_conflicts_remove (state->conflicts, id);
  }
}

/**
 * foyer_db_verify_note_conflicts:
 *
 * Takes over which conflict there is now, and which are none any more.
 */
void
foyer_db_verify_note_conflicts (VerifyBatch *batch,
                                const VerifyScan *scan,
                                const FoyerReconcileCase *of,
                                const FoyerReconciliation *result)
{
  VerifyState *state = get_state (scan);

  if (state != NULL)
    foyer_reconciliation_move_refusals (result, of, state->refusals);
  if (result->has_conflict)
    open_conflict (batch, scan, result);
  for (guint i = 0; i < result->wronged->len; i++)
    open_wronged (batch, scan, &g_array_index (result->wronged, FoyerRefusal, i));
  explain_conflicts (batch, scan, result);
}

static void
repeat (VerifyScan *scan)
{
  scan->answer.verdict = foyer_verdict_ref (scan->known);
  scan->answer.log_no = scan->known_log_no;
  scan->answer.timestamp = scan->known_timestamp;
  scan->answer.repeated = TRUE;
}

/* The refusal names the admission that stands in the way, as far as the record has one. */
static void
name_earlier (VerifyScan *scan, FoyerVerdict *verdict)
{
  const VerifyState *state = get_state (scan);

  if (verdict->reason != FOYER_REASON_ALREADY_ADMITTED || state == NULL ||
      state->last_admission == NULL)
    return;
  verdict->earlier = state->state.last_admission;
  scan->earlier_copy = g_strdup (state->last_admission);
  scan->earlier_id = scan->earlier_copy;
}

static void
record (VerifyBatch *batch,
        VerifyScan *scan,
        const FoyerReconciliation *result,
        const FoyerPassage *passage)
{
  FoyerVerdict verdict = { .scan_id = scan->request->scan->id,
                           .outcome = result->outcome,
                           .reason = result->reason,
                           .explanation = result->explanation };

  scan->action = result->action;
  scan->answer.log_no = ++batch->log_no;
  scan->answer.timestamp = batch->now;
  if (result->changes)
    verdict.seq = foyer_db_verify_apply (batch, scan, result, passage, &scan->credited);
  /* Borrowed from the state, as it is now. */
  name_earlier (scan, &verdict);
  if (result->takes_back) {
    batch->log_no++;
    scan->undo_id = foyer_uuid_new ();
    scan->undo_seq = verdict.seq;
  }
  verdict.ticket = scan->ticket != NULL ? scan->ticket->ticket : NULL;
  scan->answer.verdict = foyer_verdict_new (&verdict);
}

/**
 * foyer_db_verify_bound_time:
 * @time: (inout): when a desk says that something happened
 * @error_ms: (inout): how much that may be off
 *
 * Nothing happens later than the relay hears of it, and nothing at an event that nobody had thought
 * of: a desk whose clock says so would be before all others, and take their admissions from them.
 */
void
foyer_db_verify_bound_time (const VerifyBatch *batch, FoyerTime *time, gint64 *error_ms)
{
  foyer_report_bound_time (batch->event->created_at - FOYER_LIMIT_SCAN_AHEAD_DAYS * G_TIME_SPAN_DAY,
                           batch->now,
                           time,
                           error_ms);
}

/**
 * foyer_db_verify_make_case:
 *
 * Returns: what counts of a late scan, borrowed from the batch
 */
FoyerReconcileCase
foyer_db_verify_make_case (VerifyBatch *batch, VerifyScan *scan)
{
  const FoyerReport *report = scan->request->report;
  VerifyState *state = get_state (scan);
  FoyerTime revoked_at = scan->request->revoked_at;

  scan->time = foyer_report_get_time (report);
  scan->error_ms = report->clock_error_ms;
  foyer_db_verify_bound_time (batch, &scan->time, &scan->error_ms);
  return (FoyerReconcileCase){
    .the_case = { .direction = scan->request->scan->direction,
                  .code_check = scan->check,
                  .ticket = scan->ticket != NULL ? scan->ticket->ticket : NULL,
                  .other_event = scan->elsewhere,
                  .event = batch->event,
                  .list = scan->list,
                  .state = state != NULL ? &state->state : NULL,
                  .permitted = revoked_at == 0 || scan->time < revoked_at,
                  .now = scan->time },
    .scan_id = scan->request->scan->id,
    .error_ms = scan->error_ms,
    .outcome = report->outcome,
    .reason = report->reason,
    .let_in = report->override != NULL,
    .answer = scan->known != NULL ? &scan->recorded : NULL,
    .passages = state != NULL ? state->passages : NULL,
    .conflicts = state != NULL ? state->conflicts : NULL,
    .refusals = state != NULL ? state->refusals : NULL,
  };
}

static void
reconcile (VerifyBatch *batch, VerifyScan *scan)
{
  FoyerReconcileCase the_case = foyer_db_verify_make_case (batch, scan);
  g_auto (FoyerReconciliation) result = { 0 };
  FoyerPassage passage;

  foyer_reconcile (&the_case, &result);
  if (!result.writes) {
    repeat (scan);
    return;
  }
  scan->log_id = foyer_uuid_new ();
  passage = (FoyerPassage){
    .scan_id = scan->request->scan->id,
    .outcome = result.outcome,
    .time = scan->time,
    .error_ms = the_case.error_ms,
    .log_no = batch->log_no + 1,
    .log_id = scan->log_id,
    .by = { (char *)scan->credited.staff_email, (char *)scan->credited.device_name, scan->time }
  };
  record (batch, scan, &result, &passage);
  foyer_db_verify_note_conflicts (batch, scan, &the_case, &result);
}

/**
 * foyer_db_verify_reconcile:
 *
 * Decides what becomes of a late scan, and of the override that is told with it.
 */
void
foyer_db_verify_reconcile (VerifyBatch *batch, VerifyScan *scan)
{
  reconcile (batch, scan);
  if (foyer_db_verify_has_override (scan))
    foyer_db_verify_override (batch, scan);
}
