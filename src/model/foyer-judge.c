/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-judge"

#include "config.h"

#include "model/foyer-judge.h"

/* The one judge: a pure function that relay and desk share, so that they cannot disagree about
 * the same case. It reads no clock, no database and no network; who calls it hands all of that
 * in, and applies what it says to the ticket's state. */

void
foyer_ticket_state_clear (FoyerTicketState *self)
{
  g_clear_pointer (&self->last_admission.verified_by, g_free);
  g_clear_pointer (&self->last_admission.device, g_free);
}

/**
 * foyer_list_state_clear:
 *
 * Frees what @self holds.
 */
void
foyer_list_state_clear (FoyerListState *self)
{
  g_clear_pointer (&self->list_id, g_free);
  g_clear_pointer (&self->scan_ids, g_strfreev);
  foyer_ticket_state_clear (&self->state);
}

/* Whether a guest who went out may take up again the entry that they used. The judge and the
 * state ask the same, so that what is judged a re-entry also counts as one. */
static gboolean
may_come_back (const FoyerTicketState *state, const FoyerCheckInList *list, FoyerTime now)
{
  return list->reentry && state->inside < state->entries_used &&
         now >= state->last_exit + list->reentry_delay;
}

/**
 * foyer_ticket_state_apply:
 * @list: the check-in list that the state is for
 * @outcome: what was decided for a scan of the ticket on this list
 * @by: who did it, where and when; copied
 *
 * Brings the state to what it is after a scan. Where re-entry is allowed, a guest who comes back
 * takes the place of the one who went out and uses up no further entry. @by's timestamp is the
 * time that the scan was judged by.
 */
void
foyer_ticket_state_apply (FoyerTicketState *self,
                          const FoyerCheckInList *list,
                          FoyerOutcome outcome,
                          const FoyerEarlier *by)
{
  switch (outcome) {
  case FOYER_OUTCOME_ADMITTED:
    if (!may_come_back (self, list, by->timestamp))
      self->entries_used++;
    self->inside++;
    foyer_ticket_state_clear (self);
    self->last_admission.verified_by = g_strdup (by->verified_by);
    self->last_admission.device = g_strdup (by->device);
    self->last_admission.timestamp = by->timestamp;
    break;
  case FOYER_OUTCOME_EXITED:
    if (self->inside > 0)
      self->inside--;
    self->last_exit = by->timestamp;
    break;
  case FOYER_OUTCOME_REFUSED:
  default:
    break;
  }
}

void
foyer_ruling_clear (FoyerRuling *self)
{
  g_clear_pointer (&self->explanation, g_free);
}

static void
refuse (FoyerRuling *ruling, FoyerReason reason, char *explanation)
{
  ruling->outcome = FOYER_OUTCOME_REFUSED;
  ruling->reason = reason;
  ruling->explanation = explanation;
}

/* What is no ticket of this event can neither come in nor go out. */
static gboolean
judge_code (const FoyerCase *self, FoyerRuling *ruling)
{
  if (self->code_check == FOYER_CODE_CHECK_BAD) {
    refuse (ruling,
            FOYER_REASON_BAD_SIGNATURE,
            g_strdup ("This code is forged or damaged: its signature is not valid."));
    return FALSE;
  }
  if (self->code_check == FOYER_CODE_CHECK_OTHER_EVENT ||
      (self->ticket == NULL && self->other_event)) {
    refuse (ruling, FOYER_REASON_WRONG_EVENT, g_strdup ("This is a ticket for another event."));
    return FALSE;
  }
  if (self->ticket == NULL) {
    refuse (ruling, FOYER_REASON_UNKNOWN_CODE, g_strdup ("No ticket of this event has this code."));
    return FALSE;
  }
  return TRUE;
}

static gboolean
judge_ticket (const FoyerCase *self, FoyerRuling *ruling)
{
  if (self->ticket->status == FOYER_TICKET_STATUS_VOID) {
    refuse (ruling, FOYER_REASON_VOID, g_strdup ("This ticket was cancelled."));
    return FALSE;
  }
  if (!self->ticket->paid) {
    refuse (ruling, FOYER_REASON_UNPAID, g_strdup ("This ticket has not been paid for."));
    return FALSE;
  }
  if (self->list == NULL) {
    refuse (ruling, FOYER_REASON_WRONG_LIST, g_strdup ("This event has no such check-in list."));
    return FALSE;
  }
  if (!foyer_check_in_list_lets_in (self->list, self->ticket->type_number)) {
    refuse (ruling,
            FOYER_REASON_WRONG_LIST,
            g_strdup_printf ("“%s” does not let in tickets of the type “%s”.",
                             self->list->name,
                             self->ticket->ticket_type != NULL ? self->ticket->ticket_type : ""));
    return FALSE;
  }
  return TRUE;
}

static gboolean
judge_circumstances (const FoyerCase *self, FoyerRuling *ruling)
{
  const FoyerPolicy *policy = &self->event->policy;
  FoyerTime starts = MAX (self->list->starts, self->ticket->valid_from);
  FoyerTime ends = self->list->ends;

  if (ends == 0 || (self->ticket->valid_until != 0 && self->ticket->valid_until < ends))
    ends = self->ticket->valid_until;
  if (!self->permitted) {
    refuse (ruling,
            FOYER_REASON_NOT_PERMITTED,
            g_strdup_printf ("This desk may not check in for “%s”.", self->list->name));
    return FALSE;
  }
  if (policy->closed) {
    refuse (ruling, FOYER_REASON_ENTRY_PAUSED, g_strdup (FOYER_RULING_CLOSED));
    return FALSE;
  }
  if (policy->entry_paused) {
    refuse (ruling,
            FOYER_REASON_ENTRY_PAUSED,
            g_strdup (policy->message != NULL ? policy->message : FOYER_RULING_PAUSED));
    return FALSE;
  }
  if (self->now < starts) {
    refuse (ruling, FOYER_REASON_TOO_EARLY, g_strdup ("This ticket does not admit yet."));
    return FALSE;
  }
  if (ends != 0 && self->now >= ends) {
    refuse (ruling, FOYER_REASON_TOO_LATE, g_strdup ("This ticket does not admit any more."));
    return FALSE;
  }
  return TRUE;
}

static void
refuse_until_delay_is_over (const FoyerCheckInList *list, FoyerRuling *ruling)
{
  gint64 minutes = (list->reentry_delay + G_TIME_SPAN_MINUTE - 1) / G_TIME_SPAN_MINUTE;

  refuse (ruling,
          FOYER_REASON_RULE,
          g_strdup_printf (FOYER_RULING_DELAYED "%" G_GINT64_FORMAT " %s.",
                           minutes,
                           minutes == 1 ? "minute" : "minutes"));
}

static gboolean
judge_use (const FoyerCase *self, FoyerRuling *ruling)
{
  const FoyerTicketState *state = self->state;

  /* Where going out is not a way back in, it gives no entry back either. */
  if (state == NULL || state->entries_used < self->ticket->allowed_entries ||
      may_come_back (state, self->list, self->now))
    return TRUE;
  if (self->list->reentry && state->inside < state->entries_used)
    refuse_until_delay_is_over (self->list, ruling);
  else
    refuse (ruling,
            FOYER_REASON_ALREADY_ADMITTED,
            g_strdup (self->ticket->allowed_entries == 1
                          ? "This ticket has already been admitted."
                          : "All entries of this ticket have been used."));
  return FALSE;
}

/**
 * foyer_judge:
 * @the_case: all that counts
 * @ruling: (out caller-allocates): what is to be done; free it with foyer_ruling_clear()
 *
 * Decides about one scan. The tests come in the order of #FoyerReason, and the first that fails
 * decides. Exits of known tickets are always recorded.
 */
void
foyer_judge (const FoyerCase *the_case, FoyerRuling *ruling)
{
  *ruling = (FoyerRuling){ .outcome = FOYER_OUTCOME_REFUSED };

  if (!judge_code (the_case, ruling))
    return;
  if (the_case->direction == FOYER_DIRECTION_EXIT) {
    ruling->outcome = FOYER_OUTCOME_EXITED;
    return;
  }
  if (!judge_ticket (the_case, ruling) || !judge_circumstances (the_case, ruling) ||
      !judge_use (the_case, ruling))
    return;
  ruling->outcome = FOYER_OUTCOME_ADMITTED;
}

/**
 * foyer_judge_alone:
 * @exposure: how many admissions elsewhere the desk may have missed
 * @ruling: (out caller-allocates): what is to be done; free it with foyer_ruling_clear()
 *
 * Decides about one scan at a desk that hears of no relay: as foyer_judge() does, and whom that
 * admits the event's offline policy, or that of the ticket's type, may hold for a supervisor.
 */
void
foyer_judge_alone (const FoyerCase *the_case, guint exposure, FoyerRuling *ruling)
{
  FoyerOfflinePolicy policy;

  foyer_judge (the_case, ruling);
  if (ruling->outcome != FOYER_OUTCOME_ADMITTED)
    return;
  policy = foyer_event_get_offline (the_case->event, the_case->ticket->type_number);
  if (policy.mode == FOYER_OFFLINE_SIGNED && the_case->code_check != FOYER_CODE_CHECK_VALID)
    refuse (ruling, FOYER_REASON_RULE, g_strdup (FOYER_RULING_HELD_UNSIGNED));
  else if (policy.mode == FOYER_OFFLINE_HOLD && exposure > policy.max_exposure)
    refuse (ruling,
            FOYER_REASON_RULE,
            g_strdup_printf (FOYER_RULING_HELD_UNKNOWN "%u admissions at other desks are not "
                                                       "known here.",
                             exposure));
}
