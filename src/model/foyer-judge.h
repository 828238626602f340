/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-code.h"
#include "model/foyer-event.h"
#include "model/foyer-ticket.h"
#include "model/foyer-verdict.h"

G_BEGIN_DECLS

/**
 * FoyerTicketState:
 * @entries_used: how many of its allowed entries it has used
 * @inside: how many guests are in with it now; at most @entries_used
 * @last_admission: the admission that an already_admitted refusal names; timestamp 0: none
 * @last_exit: when a guest went out with it last; 0: never
 *
 * How far a ticket is used on one check-in list. Only
 * foyer_ticket_state_apply() changes it.
 */
typedef struct {
  guint entries_used;
  guint inside;
  FoyerEarlier last_admission;
  FoyerTime last_exit;
} FoyerTicketState;

/**
 * FoyerListState:
 * @list_id: a check-in list
 * @state: how far a ticket is used on it
 * @scan_ids: (nullable): the scans that it is made of, those too that were taken back
 */
typedef struct {
  char *list_id;
  FoyerTicketState state;
  char **scan_ids;
} FoyerListState;

void foyer_list_state_clear (FoyerListState *self);

void foyer_ticket_state_clear (FoyerTicketState *self);
void foyer_ticket_state_apply (FoyerTicketState *self,
                               const FoyerCheckInList *list,
                               FoyerOutcome outcome,
                               const FoyerEarlier *by);

/**
 * FoyerCase:
 * @direction: what the guest wants
 * @code_check: what the code's signature says
 * @ticket: (nullable): the ticket, where the code or id is one of this event
 * @other_event: whether the code or id is a ticket of another event
 * @event: the event's policy
 * @list: (nullable): the check-in list, or %NULL where the event has none of the id that was named
 * @state: (nullable): how far the ticket is used on @list; %NULL means not at all
 * @permitted: whether this desk may scan for @list
 * @now: the time that counts
 *
 * All that a verdict depends on.
 */
typedef struct {
  FoyerDirection direction;
  FoyerCodeCheck code_check;
  const FoyerTicket *ticket;
  gboolean other_event;
  const FoyerEvent *event;
  const FoyerCheckInList *list;
  const FoyerTicketState *state;
  gboolean permitted;
  FoyerTime now;
} FoyerCase;

/**
 * FoyerRuling:
 * @outcome: what to do
 * @reason: why not; %FOYER_REASON_NONE unless refused
 * @explanation: (nullable): the reason in an English sentence
 */
typedef struct {
  FoyerOutcome outcome;
  FoyerReason reason;
  char *explanation;
} FoyerRuling;

void foyer_ruling_clear (FoyerRuling *self);
void foyer_judge (const FoyerCase *the_case, FoyerRuling *ruling);
/* The explanation of a ruling that refuses because the event is closed. */
#define FOYER_RULING_CLOSED "The event is closed."
/* Where nobody said anything with the pause. */
#define FOYER_RULING_PAUSED "Entry is paused."
/* What begins the explanation of a ruling that leaves a guest to a supervisor, and what these go on
 * with: that the code is not signed, or how many admissions are not known. */
#define FOYER_RULING_HELD "Held for a supervisor: "
#define FOYER_RULING_HELD_UNSIGNED \
  FOYER_RULING_HELD "without the relay only signed codes are admitted."
#define FOYER_RULING_HELD_UNKNOWN FOYER_RULING_HELD "about "
/* What begins the explanation of a ruling that it is too soon to come back in; minutes follow. */
#define FOYER_RULING_DELAYED "Guests who went out may come back in after "

void foyer_judge_alone (const FoyerCase *the_case, guint exposure, FoyerRuling *ruling);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerTicketState, foyer_ticket_state_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerRuling, foyer_ruling_clear)

G_END_DECLS
