/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-reconcile"

#include "config.h"

#include "model/foyer-reconcile-tally.h"

/* The passages of a ticket on a check-in list, gone through in the order of time. */

/* @allowed: how many entries might have been used until then */
typedef struct {
  const FoyerReconcileCase *of;
  FoyerTicketState state;
  guint admissions;
  guint allowed;
  guint surplus;
} Walk;

static void
pass (Walk *self, const FoyerPassage *passage)
{
  FoyerCheckInList rule = *self->of->the_case.list;
  FoyerEarlier by = { .timestamp = passage->time };

  /* A supervisor lets in whoever went out, whatever delay there is. */
  if (passage->overridden) {
    rule.reentry_delay = 0;
    self->allowed++;
  }
  foyer_ticket_state_apply (&self->state, &rule, passage->outcome, &by);
  self->admissions += passage->outcome == FOYER_OUTCOME_ADMITTED ? 1 : 0;
  if (self->state.entries_used > self->allowed)
    self->surplus = MAX (self->surplus, self->state.entries_used - self->allowed);
}

static gboolean
is_seen (const FoyerTallyView *view, const FoyerPassage *passage)
{
  GTimeSpan slack = 0;

  if (view->without != NULL && g_str_equal (passage->scan_id, view->without))
    return FALSE;
  if (view->error_ms > 0)
    slack = (view->error_ms + passage->error_ms) * G_TIME_SPAN_MILLISECOND;
  return passage->time <= view->until + slack;
}

static FoyerTally
tally (const FoyerReconcileCase *of, const FoyerTallyView *view)
{
  Walk walk = { .of = of, .allowed = of->the_case.ticket->allowed_entries };
  const FoyerPassage *with = view->with;
  FoyerTally result;

  for (guint i = 0; i < of->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (of->passages, FoyerPassage, i);

    if (with != NULL && passage->time > with->time && is_seen (view, with)) {
      pass (&walk, with);
      with = NULL;
    }
    if (is_seen (view, passage))
      pass (&walk, passage);
  }
  if (with != NULL && is_seen (view, with))
    pass (&walk, with);
  result = (FoyerTally){ .admissions = walk.admissions,
                         .entries_used = walk.state.entries_used,
                         .inside = walk.state.inside,
                         .last_exit = walk.state.last_exit,
                         .surplus = walk.surplus };
  foyer_ticket_state_clear (&walk.state);
  return result;
}

static const FoyerTallyView everything = FOYER_TALLY_EVERYTHING;

static guint
moved (guint value, guint from, guint to)
{
  gint64 result = (gint64)value + (gint64)to - (gint64)from;

  return (guint)MAX (result, 0);
}

/**
 * foyer_tally_state:
 * @of: a case of a ticket on a check-in list
 *
 * Returns: the record's state, moved by what @view makes of the passages
 */
FoyerTally
foyer_tally_state (const FoyerReconcileCase *of, const FoyerTallyView *view)
{
  const FoyerTicketState *state = of->the_case.state;
  FoyerTally all = tally (of, &everything);
  FoyerTally seen = tally (of, view);
  FoyerTally result = seen;

  result.entries_used =
      moved (state != NULL ? state->entries_used : 0, all.entries_used, seen.entries_used);
  /* A list that had other rules once may have counted otherwise; who is in has used an entry, and
   * nobody more than one. */
  if (seen.entries_used > 0)
    result.entries_used = MAX (result.entries_used, 1);
  result.entries_used = MIN (result.entries_used, seen.admissions);
  result.inside = moved (state != NULL ? state->inside : 0, all.inside, seen.inside);
  result.inside = MIN (result.inside, result.entries_used);
  return result;
}

static guint
count_allowed (const FoyerReconcileCase *of)
{
  guint n = of->the_case.ticket->allowed_entries;

  for (guint i = 0; i < of->passages->len; i++)
    n += g_array_index (of->passages, FoyerPassage, i).overridden ? 1 : 0;
  return n;
}

/**
 * foyer_tally_is_too_many:
 *
 * Returns: whether more entries are used than the ticket and supervisors allow
 */
gboolean
foyer_tally_is_too_many (const FoyerTally *self, const FoyerReconcileCase *of)
{
  return self->entries_used > count_allowed (of);
}

/**
 * foyer_tally_is_worse:
 *
 * Returns: whether more of them are too many than in the record as it is, now or at some moment:
 *   what supervisors gave later did not allow what had happened before
 */
gboolean
foyer_tally_is_worse (const FoyerTally *self, const FoyerReconcileCase *of)
{
  guint before = of->the_case.state != NULL ? of->the_case.state->entries_used : 0;

  return (self->entries_used > before && foyer_tally_is_too_many (self, of)) ||
         self->surplus > tally (of, &everything).surplus;
}
