/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-verify"

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-verify-batch.h"

/* What the judge says of each scan of a batch, in the order of their arrival: each sees what the
 * ones before it have done. */

/**
 * foyer_db_verify_set_status:
 *
 * Makes the ticket the next version of itself.
 */
void
foyer_db_verify_set_status (VerifyTicket *ticket, FoyerTicketStatus status)
{
  g_autoptr (FoyerTicket) old = ticket->ticket;
  FoyerTicket fields = *old;

  fields.status = status;
  fields.version++;
  ticket->ticket = foyer_ticket_new (&fields);
  ticket->changed = TRUE;
}

static FoyerListCounts *
get_move (VerifyBatch *batch, const char *list_id)
{
  for (guint i = 0; i < batch->moves->len; i++) {
    FoyerListCounts *move = &g_array_index (batch->moves, FoyerListCounts, i);

    if (g_str_equal (move->list_id, list_id))
      return move;
  }
  g_array_append_val (batch->moves, (FoyerListCounts){ .list_id = g_strdup (list_id) });
  return &g_array_index (batch->moves, FoyerListCounts, batch->moves->len - 1);
}

/**
 * foyer_db_verify_move_counts:
 *
 * The list's counters move as the state of one of its tickets does.
 */
void
foyer_db_verify_move_counts (VerifyBatch *batch,
                             const FoyerCheckInList *list,
                             const FoyerTicketState *before,
                             const FoyerTicketState *after)
{
  FoyerListCounts *move = get_move (batch, list->id);

  move->admitted += (after->entries_used > 0) - (before->entries_used > 0);
  move->inside += (gint64)after->inside - (gint64)before->inside;
}

static gint64
add_change (VerifyBatch *batch, const VerifyScan *scan, VerifyState *state, FoyerOutcome outcome)
{
  const FoyerTicket *ticket = scan->ticket->ticket;
  FoyerChange change = { .seq = ++batch->seq,
                         .ticket_id = ticket->id,
                         .list_id = scan->list->id,
                         .status = ticket->status,
                         .verified_by = (char *)scan->request->actor.staff_email,
                         .device = (char *)scan->request->actor.device_name,
                         .scan_id = scan->request->scan->id,
                         .timestamp = batch->now,
                         .direction = scan->request->scan->direction,
                         .version = ticket->version,
                         .state = &state->state };

  change.kind =
      outcome == FOYER_OUTCOME_ADMITTED ? FOYER_CHANGE_KIND_VERIFIED : FOYER_CHANGE_KIND_EXITED;
  g_ptr_array_add (batch->changes, foyer_change_new (&change));
  return change.seq;
}

/* A late scan in the same batch may come before this one. */
static void
note_passage (const VerifyBatch *batch,
              const VerifyScan *scan,
              VerifyState *state,
              FoyerOutcome outcome)
{
  FoyerPassage passage = { .scan_id = scan->request->scan->id,
                           .outcome = outcome,
                           .time = batch->now,
                           .log_no = batch->log_no + 1,
                           .log_id = scan->log_id,
                           .by = { (char *)scan->request->actor.staff_email,
                                   (char *)scan->request->actor.device_name,
                                   batch->now } };

  if (state->passages != NULL)
    foyer_passages_add (state->passages, &passage);
}

/* Brings state, ticket and counts to what they are after the scan, and numbers the change. */
static gint64
apply (VerifyBatch *batch, VerifyScan *scan, VerifyState *state, FoyerOutcome outcome)
{
  VerifyTicket *ticket = scan->ticket;
  const FoyerDbActor *actor = &scan->request->actor;
  FoyerEarlier by = { .verified_by = (char *)actor->staff_email,
                      .device = (char *)actor->device_name,
                      .timestamp = batch->now };
  FoyerTicketState before = state->state;
  FoyerTicketStatus status = ticket->ticket->status;

  foyer_ticket_state_apply (&state->state, scan->list, outcome, &by);
  foyer_db_verify_move_counts (batch, scan->list, &before, &state->state);
  state->changed = TRUE;
  g_free (state->last_scan);
  state->last_scan = g_strdup (scan->log_id);
  if (outcome == FOYER_OUTCOME_ADMITTED) {
    g_free (state->last_admission);
    state->last_admission = g_strdup (scan->log_id);
    if (status != FOYER_TICKET_STATUS_VERIFIED) {
      ticket->verified_at = batch->now;
      ticket->verified_by = actor;
    }
    status = FOYER_TICKET_STATUS_VERIFIED;
  }
  foyer_db_verify_set_status (ticket, status);
  note_passage (batch, scan, state, outcome);
  return add_change (batch, scan, state, outcome);
}

static void
judge_scan (VerifyBatch *batch, VerifyScan *scan)
{
  g_auto (FoyerRuling) ruling = { 0 };
  VerifyState *state = NULL;
  FoyerVerdict verdict = { .scan_id = scan->request->scan->id };

  scan->log_id = foyer_uuid_new ();
  scan->list = foyer_event_get_list (batch->event, scan->request->scan->list_id);
  if (scan->ticket != NULL && scan->list != NULL)
    state = foyer_db_verify_get_state (scan->ticket, scan->list->id);
  foyer_judge (&(FoyerCase){ .direction = scan->request->scan->direction,
                             .code_check = scan->check,
                             .ticket = scan->ticket != NULL ? scan->ticket->ticket : NULL,
                             .other_event = scan->elsewhere,
                             .event = batch->event,
                             .list = scan->list,
                             .state = state != NULL ? &state->state : NULL,
                             .permitted = foyer_event_permits (batch->event,
                                                               scan->request->gate,
                                                               scan->list),
                             .now = batch->now },
               &ruling);
  verdict.outcome = ruling.outcome;
  verdict.reason = ruling.reason;
  verdict.explanation = ruling.explanation;
  if (ruling.reason == FOYER_REASON_ALREADY_ADMITTED) {
    verdict.earlier = state->state.last_admission;
    scan->earlier_copy = g_strdup (state->last_admission);
    scan->earlier_id = scan->earlier_copy;
  }
  /* An exit of a known ticket is recorded even for a list that the event does not have; there is
   * then no state that it could change. */
  if (ruling.outcome != FOYER_OUTCOME_REFUSED && state != NULL)
    verdict.seq = apply (batch, scan, state, ruling.outcome);
  verdict.ticket = scan->ticket != NULL ? scan->ticket->ticket : NULL;
  scan->answer.verdict = foyer_verdict_new (&verdict);
  scan->action = foyer_verdict_get_action (scan->answer.verdict);
  scan->answer.log_no = ++batch->log_no;
  scan->answer.timestamp = batch->now;
}

/* Whether a scan was not looked at because of who sent it. */
static gboolean
is_turned_away (const VerifyScan *scan)
{
  return g_error_matches (scan->answer.error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT) ||
         g_error_matches (scan->answer.error, FOYER_ERROR, FOYER_ERROR_REVOKED) ||
         g_error_matches (scan->answer.error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE) ||
         g_error_matches (scan->answer.error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
}

/* Whether one of the two says of its scan what the other one does not. */
static gboolean
differs (const VerifyScan *first, const VerifyScan *second)
{
  const FoyerReport *one = first->request->report;
  const FoyerReport *other = second->request->report;

  if (one == NULL || other == NULL)
    return one != other;
  return one->outcome != other->outcome || (one->override == NULL) != (other->override == NULL);
}

/* The same id a second time in one batch: the same answer, or none for another code. Where the
 * first one was not looked at, the second has to come again. */
static void
answer_twin (VerifyBatch *batch, VerifyScan *scan)
{
  const VerifyScan *first = g_hash_table_lookup (batch->scans_by_id, scan->request->scan->id);

  if (is_turned_away (first)) {
    scan->answer.error = g_error_new_literal (FOYER_ERROR,
                                              FOYER_ERROR_UNAVAILABLE,
                                              "Please ask again with the same scan id.");
    return;
  }

  if (differs (first, scan)) {
    scan->answer.error = g_error_new_literal (FOYER_ERROR,
                                              FOYER_ERROR_UNAVAILABLE,
                                              "Please ask again with the same scan id.");
    return;
  }
  if (!g_str_equal (first->hash_text, scan->hash_text) || first->answer.verdict == NULL) {
    scan->answer.error = g_error_new_literal (FOYER_ERROR,
                                              FOYER_ERROR_SCAN_ID_REUSED,
                                              "This scan id stands for another code.");
    return;
  }
  scan->answer.verdict = foyer_verdict_ref (first->answer.verdict);
  scan->answer.log_no = first->answer.log_no;
  scan->answer.timestamp = first->answer.timestamp;
  scan->answer.repeated = TRUE;
}

/**
 * foyer_db_verify_judge:
 *
 * Decides about every scan that has no answer yet.
 */
void
foyer_db_verify_judge (VerifyBatch *batch)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    VerifyScan *scan = &batch->scans[i];

    if (scan->answer.error != NULL || scan->answer.verdict != NULL)
      continue;
    if (scan->is_twin)
      answer_twin (batch, scan);
    else if (foyer_db_verify_is_late (scan))
      foyer_db_verify_reconcile (batch, scan);
    else
      judge_scan (batch, scan);
  }
}
