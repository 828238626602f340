/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-ledger-private.h"

#include "model/foyer-activity.h"

/* What becomes of scans that desks decided about by themselves. foyer_reconcile() decides; here is
 * only how what it says is written down. */

void
sim_ledger_set_earlier (FoyerEarlier *self, const FoyerEarlier *to)
{
  g_free (self->verified_by);
  g_free (self->device);
  self->verified_by = g_strdup (to->verified_by);
  self->device = g_strdup (to->device);
  self->timestamp = to->timestamp;
}

static void
move_last (SimPlace *place, const FoyerReconciliation *result, const FoyerEarlier *by)
{
  const FoyerEarlier nobody = { 0 };

  if (result->last_kind == FOYER_RECONCILE_LAST_THIS)
    sim_ledger_set_earlier (&place->state.last_admission, by);
  else if (result->last_kind == FOYER_RECONCILE_LAST_FOUND)
    sim_ledger_set_earlier (&place->state.last_admission, &result->last->by);
  else if (result->last_kind == FOYER_RECONCILE_LAST_NONE)
    sim_ledger_set_earlier (&place->state.last_admission, &nobody);
}

gboolean
sim_ledger_is_admitted_anywhere (const SimLedger *self, int ticket)
{
  for (guint i = 0; i < SIM_N_LISTS; i++) {
    if (self->places[(guint)ticket * SIM_N_LISTS + i].state.entries_used > 0)
      return TRUE;
  }
  return FALSE;
}

static gint64
apply_result (SimLedger *self,
              const SimInquiry *inquiry,
              const FoyerReconciliation *result,
              const FoyerPassage *passage)
{
  SimPlace *place = inquiry->place;
  FoyerTicketStatus status = sim_ledger_get_ticket (self, (guint)inquiry->ticket)->status;

  place->state.entries_used = result->entries_used;
  place->state.inside = result->inside;
  place->state.last_exit = result->last_exit;
  move_last (place, result, &passage->by);
  if (result->change == FOYER_CHANGE_KIND_VERIFIED)
    status = FOYER_TICKET_STATUS_VERIFIED;
  else if (result->takes_back && !sim_ledger_is_admitted_anywhere (self, inquiry->ticket))
    status = FOYER_TICKET_STATUS_GENERATED;
  sim_ledger_set_status (self, inquiry->ticket, status);
  if (result->takes_back)
    foyer_passages_remove (place->passages, inquiry->scan->id);
  else
    sim_ledger_add_passage (self, place, passage);
  return sim_ledger_add_change (self,
                                &(SimChange){ .ticket = inquiry->ticket,
                                              .list = inquiry->list,
                                              .kind = result->change,
                                              .scan_id = inquiry->scan->id,
                                              .amends = passage->overridden,
                                              .by = &passage->by });
}

static SimConflict *
find_conflict (SimLedger *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->conflicts->len; i++) {
    SimConflict *conflict = g_ptr_array_index (self->conflicts, i);

    if (g_str_equal (conflict->id, id))
      return conflict;
  }
  return NULL;
}

static SimConflict *
add_conflict (SimLedger *self, const SimInquiry *inquiry, const FoyerOpenConflict *fields)
{
  SimConflict *conflict = g_new0 (SimConflict, 1);
  FoyerOpenConflict open = *fields;

  conflict->id = g_strdup_printf ("conflict %u", self->conflicts->len);
  conflict->kind = fields->kind;
  conflict->ticket = inquiry->ticket;
  conflict->list = inquiry->list;
  conflict->scans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  conflict->is_open = TRUE;
  g_ptr_array_add (self->conflicts, conflict);
  open.id = conflict->id;
  if (inquiry->place != NULL)
    foyer_open_conflicts_add (inquiry->place->conflicts, &open);
  return conflict;
}

static void
open_wronged (SimLedger *self, const SimInquiry *inquiry, const FoyerReconciliation *result)
{
  for (guint i = 0; i < result->wronged->len; i++) {
    const FoyerRefusal *refusal = &g_array_index (result->wronged, FoyerRefusal, i);
    SimConflict *conflict = add_conflict (self,
                                          inquiry,
                                          &(FoyerOpenConflict){ .kind = FOYER_CONFLICT_SHOULD_ADMIT,
                                                                .scan_id = refusal->scan_id,
                                                                .time = refusal->time,
                                                                .error_ms = refusal->error_ms });

    g_hash_table_add (conflict->scans, g_strdup (refusal->scan_id));
  }
}

static void
explain (SimLedger *self, const SimInquiry *inquiry, const FoyerReconciliation *result)
{
  for (guint i = 0; i < result->explained->len; i++) {
    const char *id = g_ptr_array_index (result->explained, i);
    SimConflict *conflict = find_conflict (self, id);

    g_assert (conflict != NULL);
    conflict->is_open = FALSE;
    foyer_open_conflicts_remove (inquiry->place->conflicts, id);
  }
}

static void
take_conflicts (SimLedger *self,
                const SimInquiry *inquiry,
                const FoyerReconcileCase *of,
                const FoyerReconciliation *result,
                gint64 error_ms)
{
  SimConflict *conflict = find_conflict (self, result->grows);

  if (inquiry->place != NULL)
    foyer_reconciliation_move_refusals (result, of, inquiry->place->refusals);
  if (result->has_conflict && conflict == NULL)
    conflict = add_conflict (self,
                             inquiry,
                             &(FoyerOpenConflict){ .kind = result->conflict,
                                                   .scan_id = inquiry->scan->id,
                                                   .time = inquiry->by.timestamp,
                                                   .error_ms = error_ms });
  for (guint i = 0; conflict != NULL && i < result->names->len; i++)
    g_hash_table_add (conflict->scans, g_strdup (g_ptr_array_index (result->names, i)));
  open_wronged (self, inquiry, result);
  explain (self, inquiry, result);
}

static void
record (SimLedger *self,
        const SimInquiry *inquiry,
        const FoyerReconciliation *result,
        gint64 error_ms)
{
  SimAnswer *answer = sim_ledger_find_answer (self, inquiry);
  FoyerRuling ruling = { .outcome = result->outcome, .reason = result->reason };
  gint64 seq = 0;

  self->log_no++;
  if (result->changes)
    seq = apply_result (self,
                        inquiry,
                        result,
                        &(FoyerPassage){ .scan_id = inquiry->scan->id,
                                         .outcome = result->outcome,
                                         .error_ms = error_ms,
                                         .by = inquiry->by });
  if (result->takes_back) {
    self->log_no++;
    answer->recorded.undone = TRUE;
  }
  if (result->action == FOYER_ACTION_RECONCILED) {
    answer->recorded.reconciled = TRUE;
    answer->n_beside++;
  } else {
    answer->recorded.outcome = result->outcome;
    answer->recorded.reason = result->reason;
    answer->n_rows++;
  }
  sim_ledger_say (self, answer, inquiry, &ruling, seq);
}

static FoyerReconcileCase
make_case (SimLedger *self, const SimInquiry *inquiry, const FoyerReport *report)
{
  return (FoyerReconcileCase){
    .the_case = sim_ledger_make_case (self, inquiry, inquiry->by.timestamp),
    .scan_id = report->scan->id,
    .error_ms = report->clock_error_ms,
    .outcome = report->outcome,
    .reason = report->reason,
    .let_in = report->override != NULL,
    .passages = inquiry->place != NULL ? inquiry->place->passages : NULL,
    .conflicts = inquiry->place != NULL ? inquiry->place->conflicts : NULL,
    .refusals = inquiry->place != NULL ? inquiry->place->refusals : NULL,
  };
}

/* Returns: whether there is something new in it. */
static gboolean
take_scan (SimLedger *self,
           const SimInquiry *inquiry,
           const FoyerReport *report,
           const FoyerRecordedAnswer *known)
{
  FoyerReconcileCase the_case = make_case (self, inquiry, report);
  g_auto (FoyerReconciliation) result = { 0 };

  the_case.answer = known;
  foyer_reconcile (&the_case, &result);
  if (!result.writes)
    return FALSE;
  record (self, inquiry, &result, report->clock_error_ms);
  take_conflicts (self, inquiry, &the_case, &result, report->clock_error_ms);
  return TRUE;
}

/* The same for whom a supervisor let in at the desk. */
static gboolean
take_override (SimLedger *self,
               const SimInquiry *refused,
               const FoyerReport *report,
               const FoyerRecordedAnswer *known,
               FoyerTime now)
{
  SimAnswer *answer = g_hash_table_lookup (self->answers, report->scan->id);
  SimInquiry inquiry = *refused;
  FoyerReconcileCase the_case;
  g_auto (FoyerReconciliation) result = { 0 };

  inquiry.by.timestamp = MIN (foyer_override_get_time (report->override), now);
  the_case = make_case (self, &inquiry, report);
  the_case.error_ms = report->override->clock_error_ms;
  the_case.outcome = FOYER_OUTCOME_ADMITTED;
  the_case.reason = FOYER_REASON_NONE;
  the_case.answer = known;
  foyer_reconcile_override (&the_case, TRUE, &result);
  if (!result.writes)
    return FALSE;
  self->log_no++;
  answer->recorded.overridden = TRUE;
  g_hash_table_add (self->let_in, g_strdup (report->scan->id));
  if (result.changes)
    answer->override_seq = apply_result (self,
                                         &inquiry,
                                         &result,
                                         &(FoyerPassage){ .scan_id = report->scan->id,
                                                          .outcome = FOYER_OUTCOME_ADMITTED,
                                                          .error_ms = the_case.error_ms,
                                                          .overridden = TRUE,
                                                          .by = inquiry.by });
  take_conflicts (self, refused, &the_case, &result, report->clock_error_ms);
  return TRUE;
}

static FoyerVerdict *
say_both (const SimAnswer *answer)
{
  FoyerVerdict fields = *answer->said;

  fields.overridden = TRUE;
  if (answer->override_seq != 0)
    fields.seq = answer->override_seq;
  return foyer_verdict_new (&fields);
}

/* A scan that a desk decided about by itself. */
FoyerVerdict *
sim_ledger_reconcile (SimLedger *self,
                      const FoyerReport *report,
                      const char *device,
                      FoyerTime now,
                      GError **error)
{
  FoyerTime time = MIN (foyer_report_get_time (report), now);
  SimInquiry inquiry = { .scan = report->scan, .by = { (char *)device, (char *)device, time } };
  FoyerRecordedAnswer before;
  const FoyerRecordedAnswer *known = NULL;
  const SimAnswer *answer;
  gboolean is_new;

  if (!sim_ledger_look_up (self, &inquiry, error))
    return NULL;
  if (inquiry.known != NULL) {
    before = inquiry.known->recorded;
    known = &before;
  }
  is_new = take_scan (self, &inquiry, report, known);
  if (report->override != NULL)
    is_new = take_override (self, &inquiry, report, known, now) || is_new;
  if (is_new)
    sim_ledger_keep_input (self, NULL, report, device, now);
  answer = g_hash_table_lookup (self->answers, report->scan->id);
  return report->override != NULL ? say_both (answer) : foyer_verdict_ref (answer->said);
}
