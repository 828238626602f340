/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-ledger-private.h"

#include "base/foyer-error.h"

/* What supervisors do to verdicts, as the relay's transactions do it: an admission is taken back,
 * or a guest is let in whom the judge refused. */

static gboolean
fail (GError **error, FoyerError code, const char *message)
{
  g_set_error_literal (error, FOYER_ERROR, code, message);
  return FALSE;
}

/* What the other passages make of the ticket. */
static FoyerTicketState
replay (const SimPlace *place, const FoyerCheckInList *list, const char *without)
{
  FoyerCheckInList rule = *list;
  FoyerTicketState state = { 0 };

  for (guint i = 0; i < place->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (place->passages, FoyerPassage, i);
    FoyerEarlier by = { .timestamp = passage->time };

    if (g_str_equal (passage->scan_id, without))
      continue;
    rule.reentry_delay = passage->overridden ? 0 : list->reentry_delay;
    foyer_ticket_state_apply (&state, &rule, passage->outcome, &by);
  }
  return state;
}

/* Returns: how many admissions count, by overrides or without; where @conflict is there, of those
 * that it names. */
static guint
count_admissions (const SimPlace *place,
                  const SimConflict *conflict,
                  const char *without,
                  gboolean overridden)
{
  guint n = 0;

  for (guint i = 0; i < place->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (place->passages, FoyerPassage, i);

    if (passage->outcome == FOYER_OUTCOME_ADMITTED && passage->overridden == overridden &&
        g_strcmp0 (passage->scan_id, without) != 0 &&
        (conflict == NULL || g_hash_table_contains (conflict->scans, passage->scan_id)))
      n++;
  }
  return n;
}

/* Returns: how many entries may be used of a ticket on a list: what it allows, or what one conflict
 * names, and what supervisors have added; of all but one scan, where @without is there. */
guint
sim_ledger_count_allowed (const SimLedger *self, guint ticket, guint list, const char *without)
{
  const SimPlace *place = sim_ledger_get_place (self, ticket, list);
  guint n = sim_ledger_get_ticket (self, ticket)->allowed_entries;

  for (guint i = 0; i < self->conflicts->len; i++) {
    const SimConflict *conflict = g_ptr_array_index (self->conflicts, i);

    if (conflict->kind == FOYER_CONFLICT_TOO_MANY && conflict->ticket == (int)ticket &&
        conflict->list == list)
      n = MAX (n, count_admissions (place, conflict, without, FALSE));
  }
  return n + count_admissions (place, NULL, without, TRUE);
}

static void
find_last (SimPlace *place)
{
  const FoyerPassage *last = NULL;
  const FoyerEarlier nobody = { 0 };

  for (guint i = 0; i < place->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (place->passages, FoyerPassage, i);

    if (passage->outcome == FOYER_OUTCOME_ADMITTED &&
        (last == NULL || passage->log_no > last->log_no))
      last = passage;
  }
  sim_ledger_set_earlier (&place->state.last_admission, last != NULL ? &last->by : &nobody);
}

static gboolean
may_undo (const SimAnswer *answer, GError **error)
{
  const FoyerRecordedAnswer *recorded = &answer->recorded;

  if (recorded->outcome != FOYER_OUTCOME_ADMITTED && !recorded->overridden &&
      !(recorded->reconciled && answer->effective == FOYER_OUTCOME_ADMITTED))
    return fail (error, FOYER_ERROR_BAD_REQUEST, "was never admitted");
  if (recorded->undone)
    return fail (error, FOYER_ERROR_CHANGED_MEANWHILE, "was undone");
  if (answer->ticket < 0)
    return fail (error, FOYER_ERROR_FAILED, "is no ticket");
  return TRUE;
}

static gboolean
undo (SimLedger *self,
      SimAnswer *answer,
      const char *scan_id,
      const FoyerEarlier *by,
      GError **error)
{
  SimPlace *place = sim_ledger_find_place (self, answer->ticket, answer->list);
  const FoyerCheckInList *list = g_ptr_array_index (self->hall->event->lists, answer->list);
  guint ticket = (guint)answer->ticket;
  FoyerTicketState left;
  guint used;

  if (!may_undo (answer, error))
    return FALSE;
  left = replay (place, list, scan_id);
  used = MIN (place->state.entries_used, left.entries_used);
  if (used >= place->state.entries_used &&
      used > sim_ledger_count_allowed (self, ticket, answer->list, scan_id))
    return fail (error, FOYER_ERROR_CHANGED_MEANWHILE, "somebody came back in with it");
  place->state.entries_used = used;
  place->state.inside = MIN (used, left.inside);
  foyer_passages_remove (place->passages, scan_id);
  find_last (place);
  answer->recorded.undone = TRUE;
  self->log_no++;
  sim_ledger_set_status (self,
                         answer->ticket,
                         sim_ledger_is_admitted_anywhere (self, answer->ticket)
                             ? sim_ledger_get_ticket (self, ticket)->status
                             : FOYER_TICKET_STATUS_GENERATED);
  sim_ledger_add_change (self,
                         &(SimChange){ .ticket = answer->ticket,
                                       .list = answer->list,
                                       .kind = FOYER_CHANGE_KIND_UNDONE,
                                       .scan_id = scan_id,
                                       .amends = TRUE,
                                       .by = by });
  return TRUE;
}

/* Whoever was refused wrongly has been refused no more. */
static void
explain_refusal (SimLedger *self, SimPlace *place, const char *scan_id)
{
  for (guint i = 0; i < self->conflicts->len; i++) {
    SimConflict *conflict = g_ptr_array_index (self->conflicts, i);

    if (!conflict->is_open || conflict->kind != FOYER_CONFLICT_SHOULD_ADMIT ||
        !g_hash_table_contains (conflict->scans, scan_id))
      continue;
    conflict->is_open = FALSE;
    foyer_open_conflicts_remove (place->conflicts, conflict->id);
  }
}

static gboolean
override (SimLedger *self,
          SimAnswer *answer,
          const char *scan_id,
          const FoyerEarlier *by,
          GError **error)
{
  SimPlace *place = sim_ledger_find_place (self, answer->ticket, answer->list);
  FoyerCheckInList rule;

  if (answer->recorded.outcome != FOYER_OUTCOME_REFUSED || place == NULL)
    return fail (error, FOYER_ERROR_BAD_REQUEST, "was not refused");
  if (answer->recorded.overridden ||
      (answer->recorded.reconciled && answer->effective == FOYER_OUTCOME_ADMITTED))
    return fail (error, FOYER_ERROR_CHANGED_MEANWHILE, "was let in already");
  rule = *(const FoyerCheckInList *)g_ptr_array_index (self->hall->event->lists, answer->list);
  rule.reentry_delay = 0;
  foyer_ticket_state_apply (&place->state, &rule, FOYER_OUTCOME_ADMITTED, by);
  self->log_no++;
  sim_ledger_add_passage (self,
                          place,
                          &(FoyerPassage){ .scan_id = (char *)scan_id,
                                           .outcome = FOYER_OUTCOME_ADMITTED,
                                           .overridden = TRUE,
                                           .by = *by });
  answer->recorded.overridden = TRUE;
  explain_refusal (self, place, scan_id);
  foyer_refusals_remove (place->refusals, scan_id);
  g_hash_table_add (self->let_in, g_strdup (scan_id));
  sim_ledger_set_status (self, answer->ticket, FOYER_TICKET_STATUS_VERIFIED);
  sim_ledger_add_change (self,
                         &(SimChange){ .ticket = answer->ticket,
                                       .list = answer->list,
                                       .kind = FOYER_CHANGE_KIND_VERIFIED,
                                       .scan_id = scan_id,
                                       .amends = TRUE,
                                       .by = by });
  return TRUE;
}

/* A supervisor takes an admission back, or lets in who was refused; under one request id once. */
gboolean
sim_ledger_amend (SimLedger *self, const SimAmendment *amendment, GError **error)
{
  FoyerEarlier by = { amendment->staff, amendment->staff, amendment->now };
  SimAnswer *answer = g_hash_table_lookup (self->answers, amendment->scan_id);
  gboolean done;

  if (g_hash_table_contains (self->requests, amendment->request_id))
    return TRUE;
  sim_ledger_keep_amendment (self, amendment);
  if (answer == NULL)
    return fail (error, FOYER_ERROR_NOT_FOUND, "There is no such scan.");
  done = amendment->is_undo ? undo (self, answer, amendment->scan_id, &by, error)
                            : override (self, answer, amendment->scan_id, &by, error);
  if (!done)
    return FALSE;
  g_hash_table_add (self->requests, g_strdup (amendment->request_id));
  return TRUE;
}
