/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-reconcile"

#include "config.h"

#include "model/foyer-reconcile-tally.h"

#include <string.h>

/* What becomes of a scan that a desk decided by itself: a pure function, so that every relay, and
 * whoever wants to know what relays would do, comes to the same. What happened at the door is a
 * fact; the judge only says whether it should have, by the time of the scan and by all that is
 * known to have happened before it, whenever that became known.
 *
 * A late scan may come between others that the record holds already. So the record's state is moved
 * by what the scan changes when everything is gone through in the order of time: with it, and
 * without it. */

static const FoyerTallyView everything = FOYER_TALLY_EVERYTHING;

static guint
count_conflicts (const FoyerReconcileCase *self)
{
  return self->conflicts != NULL ? self->conflicts->len : 0;
}

/* Whether the case is about a ticket on one of the event's lists. */
static gboolean
has_state (const FoyerReconcileCase *self)
{
  return self->the_case.ticket != NULL && self->the_case.list != NULL;
}

/* What the judge says by what was known to happen until then. That entry is paused or the event
 * closed now says nothing about then. */
static void
judge (const FoyerReconcileCase *self,
       const FoyerTallyView *view,
       FoyerTime time,
       FoyerRuling *ruling)
{
  FoyerEvent event = *self->the_case.event;
  FoyerCase the_case = self->the_case;
  FoyerTicketState state = { 0 };

  event.policy.entry_paused = FALSE;
  event.policy.closed = FALSE;
  the_case.event = &event;
  the_case.now = time;
  if (has_state (self)) {
    FoyerTally then = foyer_tally_state (self, view);

    state.entries_used = then.entries_used;
    state.inside = then.inside;
    state.last_exit = then.last_exit;
    the_case.state = &state;
  }
  foyer_judge (&the_case, ruling);
}

/* The same, with the benefit of the doubt about the time. */
static void
judge_generously (const FoyerReconcileCase *self, const FoyerTallyView *view, FoyerRuling *ruling)
{
  GTimeSpan error = self->error_ms * G_TIME_SPAN_MILLISECOND;
  FoyerTime time = self->the_case.now;
  FoyerReason reason;

  judge (self, view, time, ruling);
  reason = ruling->reason;
  if (error == 0 || (reason != FOYER_REASON_TOO_EARLY && reason != FOYER_REASON_TOO_LATE &&
                     reason != FOYER_REASON_RULE))
    return;
  foyer_ruling_clear (ruling);
  judge (self, view, reason == FOYER_REASON_TOO_LATE ? time - error : time + error, ruling);
}

static void
set_state (FoyerReconciliation *result, const FoyerTally *state)
{
  result->entries_used = state->entries_used;
  result->inside = state->inside;
  result->last_exit = state->last_exit;
}

static void
name_admissions (const FoyerReconcileCase *self, FoyerReconciliation *result)
{
  for (guint i = 0; i < self->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (self->passages, FoyerPassage, i);

    if (passage->outcome == FOYER_OUTCOME_ADMITTED &&
        !g_str_equal (passage->scan_id, self->scan_id))
      g_ptr_array_add (result->names, g_strdup (passage->scan_id));
  }
}

static void
add_conflict (const FoyerReconcileCase *self, FoyerReconciliation *result, FoyerConflictKind kind)
{
  result->has_conflict = TRUE;
  result->conflict = kind;
  if (kind == FOYER_CONFLICT_TOO_MANY) {
    name_admissions (self, result);
    for (guint i = 0; i < count_conflicts (self); i++) {
      const FoyerOpenConflict *open = &g_array_index (self->conflicts, FoyerOpenConflict, i);

      if (open->kind == kind)
        result->grows = g_strdup (open->id);
    }
  }
  g_ptr_array_add (result->names, g_strdup (self->scan_id));
}

/* Who was refused may have been so because of an admission whose time is not known exactly, even
 * where that of the refusal is. */
static gint64
get_refusal_error (gint64 error_ms)
{
  return MAX (error_ms, 1);
}

static gboolean
is_about_scan (const FoyerReconcileCase *self, const FoyerOpenConflict *open)
{
  return open->kind == FOYER_CONFLICT_SHOULD_ADMIT && g_strcmp0 (open->scan_id, self->scan_id) == 0;
}

/* Whether a guest is refused then by what @view makes of the passages until then. They came to a
 * desk that might scan, and wanted in. */
static gboolean
is_refused (const FoyerReconcileCase *self,
            const FoyerTallyView *seen,
            FoyerTime time,
            gint64 error_ms)
{
  FoyerReconcileCase refused = *self;
  FoyerTallyView view = *seen;
  g_auto (FoyerRuling) ruling = { 0 };

  refused.the_case.direction = FOYER_DIRECTION_ENTRY;
  refused.the_case.permitted = TRUE;
  refused.the_case.now = time;
  refused.error_ms = error_ms;
  view.until = time;
  view.error_ms = get_refusal_error (error_ms);
  judge_generously (&refused, &view, &ruling);
  return ruling.outcome == FOYER_OUTCOME_REFUSED;
}

/* Guests may have been refused rightly, now that more is known. An exit may be what it takes, too:
 * one that comes in between two guests' turns leaves the next one without effect. And whoever came
 * in after all is refused no more. */
static void
explain_refusals (const FoyerReconcileCase *self,
                  const FoyerTallyView *view,
                  FoyerReconciliation *result)
{
  for (guint i = 0; i < count_conflicts (self); i++) {
    const FoyerOpenConflict *open = &g_array_index (self->conflicts, FoyerOpenConflict, i);

    if (open->kind == FOYER_CONFLICT_SHOULD_ADMIT &&
        (is_about_scan (self, open) || is_refused (self, view, open->time, open->error_ms)))
      g_ptr_array_add (result->explained, g_strdup (open->id));
  }
}

/* Or wrongly: the guest who was in then had gone out before. */
static void
find_wronged (const FoyerReconcileCase *self,
              const FoyerTallyView *view,
              FoyerReconciliation *result)
{
  for (guint i = 0; i < self->refusals->len; i++) {
    const FoyerRefusal *refusal = &g_array_index (self->refusals, FoyerRefusal, i);

    if (!g_str_equal (refusal->scan_id, self->scan_id) &&
        !is_refused (self, view, refusal->time, refusal->error_ms))
      foyer_refusals_add (result->wronged, refusal);
  }
}

static void
review_refusals (const FoyerReconcileCase *self,
                 const FoyerTallyView *view,
                 FoyerReconciliation *result)
{
  explain_refusals (self, view, result);
  find_wronged (self, view, result);
}

/* A conflict about too many is none any more where one of them is taken back. */
static void
explain_surplus (const FoyerReconcileCase *self,
                 const FoyerTally *after,
                 FoyerReconciliation *result)
{
  if (foyer_tally_is_too_many (after, self) || after->surplus > 0)
    return;
  for (guint i = 0; i < count_conflicts (self); i++) {
    const FoyerOpenConflict *open = &g_array_index (self->conflicts, FoyerOpenConflict, i);

    if (open->kind == FOYER_CONFLICT_TOO_MANY)
      g_ptr_array_add (result->explained, g_strdup (open->id));
  }
}

static FoyerPassage
make_passage (const FoyerReconcileCase *self)
{
  return (FoyerPassage){ .scan_id = (char *)self->scan_id,
                         .outcome = self->outcome,
                         .time = self->the_case.now,
                         .error_ms = self->error_ms };
}

/* Brings the state to what it is with the scan.
 *
 * Returns: whether that leaves more too many than before */
static gboolean
count_passage (const FoyerReconcileCase *self,
               const FoyerPassage *passage,
               FoyerReconciliation *result)
{
  FoyerTallyView view = everything;
  FoyerTally after;

  view.with = passage;
  after = foyer_tally_state (self, &view);
  set_state (result, &after);
  result->counts = TRUE;
  result->changes = TRUE;
  if (passage->outcome == FOYER_OUTCOME_ADMITTED) {
    result->change = FOYER_CHANGE_KIND_VERIFIED;
    result->last_kind = FOYER_RECONCILE_LAST_THIS;
  } else {
    result->change = FOYER_CHANGE_KIND_EXITED;
  }
  review_refusals (self, &view, result);
  return foyer_tally_is_worse (&after, self);
}

/* A guest came in. @refusal is why the judge would have refused, or did. */
static void
admit (const FoyerReconcileCase *self, FoyerReason refusal, FoyerReconciliation *result)
{
  FoyerPassage passage = make_passage (self);
  gboolean is_worse;

  if (!has_state (self)) {
    if (refusal != FOYER_REASON_NONE)
      add_conflict (self, result, FOYER_CONFLICT_SHOULD_REFUSE);
    return;
  }
  is_worse = count_passage (self, &passage, result);
  if (refusal == FOYER_REASON_ALREADY_ADMITTED || is_worse)
    add_conflict (self, result, FOYER_CONFLICT_TOO_MANY);
  else if (refusal != FOYER_REASON_NONE)
    add_conflict (self, result, FOYER_CONFLICT_SHOULD_REFUSE);
}

static void
take_exit (const FoyerReconcileCase *self, FoyerReconciliation *result)
{
  FoyerPassage passage = make_passage (self);

  if (!has_state (self))
    return;
  /* What comes in between may leave others without the entry that they came back in with. */
  if (count_passage (self, &passage, result))
    add_conflict (self, result, FOYER_CONFLICT_TOO_MANY);
}

static void
find_last (const FoyerReconcileCase *self, FoyerReconciliation *result)
{
  result->last_kind = FOYER_RECONCILE_LAST_NONE;
  for (guint i = 0; i < self->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (self->passages, FoyerPassage, i);

    if (passage->outcome != FOYER_OUTCOME_ADMITTED ||
        g_str_equal (passage->scan_id, self->scan_id) ||
        (result->last != NULL && result->last->log_no > passage->log_no))
      continue;
    result->last = passage;
    result->last_kind = FOYER_RECONCILE_LAST_FOUND;
  }
}

/* The relay admitted, and the guest was sent away. */
static void
take_back (const FoyerReconcileCase *self, FoyerReconciliation *result)
{
  FoyerTallyView view = everything;
  FoyerTally after;

  if (!has_state (self) || self->the_case.state == NULL || self->answer->undone)
    return;
  view.without = self->scan_id;
  after = foyer_tally_state (self, &view);
  set_state (result, &after);
  result->takes_back = TRUE;
  result->changes = TRUE;
  result->change = FOYER_CHANGE_KIND_UNDONE;
  find_last (self, result);
  review_refusals (self, &view, result);
  if (foyer_tally_is_worse (&after, self) ||
      (foyer_tally_is_too_many (&after, self) &&
       after.entries_used >= self->the_case.state->entries_used))
    /* Who came back in with this entry has it now. */
    add_conflict (self, result, FOYER_CONFLICT_TOO_MANY);
  else
    explain_surplus (self, &after, result);
}

/* Whether a desk refuses for reasons of its own, which the judge could not know. */
static gboolean
is_of_the_desk (FoyerReason reason)
{
  return reason == FOYER_REASON_ENTRY_PAUSED || reason == FOYER_REASON_NOT_PERMITTED ||
         reason == FOYER_REASON_RULE;
}

static FoyerAction
get_action (const FoyerReconcileCase *self)
{
  switch (self->outcome) {
  case FOYER_OUTCOME_ADMITTED:
    return FOYER_ACTION_VERIFIED;
  case FOYER_OUTCOME_EXITED:
    return FOYER_ACTION_EXITED;
  case FOYER_OUTCOME_REFUSED:
  default:
    return self->the_case.ticket != NULL ? FOYER_ACTION_ATTEMPTED : FOYER_ACTION_FAILED;
  }
}

static void
refuse (const FoyerReconcileCase *self, const FoyerRuling *ruling, FoyerReconciliation *result)
{
  if (ruling->outcome == FOYER_OUTCOME_ADMITTED)
    add_conflict (self, result, FOYER_CONFLICT_SHOULD_ADMIT);
  else
    result->may_be_wronged = has_state (self) && self->the_case.permitted &&
                             self->the_case.direction == FOYER_DIRECTION_ENTRY;
}

static void
store_new (const FoyerReconcileCase *self, FoyerReconciliation *result)
{
  gboolean is_refused = self->outcome == FOYER_OUTCOME_REFUSED;
  FoyerTallyView view = { .until = self->the_case.now,
                          .error_ms = is_refused ? get_refusal_error (self->error_ms) : 0 };
  g_auto (FoyerRuling) ruling = { 0 };

  result->action = get_action (self);
  judge_generously (self, &view, &ruling);
  if (ruling.reason == self->reason)
    result->explanation = g_steal_pointer (&ruling.explanation);
  if (self->outcome == FOYER_OUTCOME_ADMITTED)
    admit (self, ruling.reason, result);
  else if (self->outcome == FOYER_OUTCOME_EXITED)
    take_exit (self, result);
  else if (!is_of_the_desk (self->reason) && !self->let_in)
    refuse (self, &ruling, result);
}

/* Why a guest was refused who then came in: for nothing, where that is known to have been wrong. */
static FoyerReason
get_refusal (const FoyerReconcileCase *self)
{
  for (guint i = 0; i < count_conflicts (self); i++) {
    if (is_about_scan (self, &g_array_index (self->conflicts, FoyerOpenConflict, i)))
      return FOYER_REASON_NONE;
  }
  return self->answer->reason;
}

/* The id is known, and the desk did something else than it was told. */
static void
store_beside (const FoyerReconcileCase *self, FoyerReconciliation *result)
{
  const FoyerRecordedAnswer *answer = self->answer;

  result->action = FOYER_ACTION_RECONCILED;
  if (self->outcome == FOYER_OUTCOME_REFUSED && answer->outcome == FOYER_OUTCOME_ADMITTED)
    take_back (self, result);
  else if (self->outcome == FOYER_OUTCOME_EXITED)
    take_exit (self, result);
  else if (self->outcome == FOYER_OUTCOME_ADMITTED && answer->undone)
    /* Somebody has looked at this scan, and it counts no more. */
    add_conflict (self, result, FOYER_CONFLICT_SHOULD_REFUSE);
  else if (self->outcome == FOYER_OUTCOME_ADMITTED)
    admit (self, get_refusal (self), result);
}

static gboolean
is_known (const FoyerReconcileCase *self)
{
  const FoyerRecordedAnswer *answer = self->answer;

  if (answer->reconciled || answer->outcome == self->outcome)
    return TRUE;
  /* The guest came in, as the relay had said. */
  if (self->let_in && answer->outcome == FOYER_OUTCOME_ADMITTED)
    return TRUE;
  /* The guest is in already, by the word of a supervisor. */
  return self->outcome == FOYER_OUTCOME_ADMITTED && answer->overridden && !answer->undone;
}

static gboolean
is_complete (const FoyerReconcileCase *self)
{
  return self->passages != NULL && self->conflicts != NULL && self->refusals != NULL;
}

static void
init_result (const FoyerReconcileCase *self, FoyerReconciliation *result)
{
  *result = (FoyerReconciliation){
    .outcome = self->outcome,
    .reason = self->reason,
    .names = g_ptr_array_new_with_free_func (g_free),
    .explained = g_ptr_array_new_with_free_func (g_free),
    .wronged = foyer_refusals_new (),
  };
}

/**
 * foyer_reconcile:
 * @self: all that counts
 * @result: (out caller-allocates): what becomes of the report; clear it with
 *   foyer_reconciliation_clear(). What it points to of @self must not change before
 *
 * Decides what a report does to the record.
 */
void
foyer_reconcile (const FoyerReconcileCase *self, FoyerReconciliation *result)
{
  g_return_if_fail (!has_state (self) || is_complete (self));

  init_result (self, result);
  if (self->answer != NULL && is_known (self))
    return;
  result->writes = TRUE;
  if (self->answer != NULL)
    store_beside (self, result);
  else
    store_new (self, result);
}

/* Whether the guest of the scan is in already: by what was answered, or by what a desk did. */
static gboolean
is_in (const FoyerRecordedAnswer *answer)
{
  return !answer->undone && (answer->outcome == FOYER_OUTCOME_ADMITTED || answer->reconciled);
}

/* An entry that a supervisor gives is one more than the ticket has: it explains itself. */
static void
let_in (const FoyerReconcileCase *self, gboolean is_permitted, FoyerReconciliation *result)
{
  FoyerPassage passage = make_passage (self);

  passage.overridden = TRUE;
  if (has_state (self))
    count_passage (self, &passage, result);
  if (!has_state (self) || !is_permitted)
    add_conflict (self, result, FOYER_CONFLICT_SHOULD_REFUSE);
}

/**
 * foyer_reconcile_override:
 * @self: all that counts, after foyer_reconcile() of the refusal; its time is that of the override,
 *   its outcome %FOYER_OUTCOME_ADMITTED
 * @is_permitted: whether who let the guest in may do that
 * @result: (out caller-allocates): what becomes of the override; as for foyer_reconcile()
 *
 * Decides what it does to the record that a supervisor let in whom a desk had refused.
 */
void
foyer_reconcile_override (const FoyerReconcileCase *self,
                          gboolean is_permitted,
                          FoyerReconciliation *result)
{
  const FoyerRecordedAnswer *answer = self->answer;

  g_return_if_fail (!has_state (self) || is_complete (self));

  init_result (self, result);
  if (answer != NULL && (answer->overridden || is_in (answer)))
    return;
  result->writes = TRUE;
  result->action = FOYER_ACTION_OVERRIDDEN;
  if (answer != NULL && answer->undone)
    /* Somebody has looked at this scan, and it counts no more. */
    add_conflict (self, result, FOYER_CONFLICT_SHOULD_REFUSE);
  else
    let_in (self, is_permitted, result);
}
