/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "session/foyer-session.h"

G_BEGIN_DECLS

/**
 * FoyerDeskState:
 * @is_closed: whether the event is over
 * @mode: how verdicts are come by
 * @n_waiting: how many scans wait for the relay
 * @n_aside: how many scans the relay can never store
 * @knows_tickets: whether this desk has the list of tickets
 * @progress: how much of that list is fetched, from 0 to 1; negative where it is not being fetched
 * @exposure: how many guests other desks may have admitted that this one has not heard of
 * @since: since when; 0 where nothing is missed
 * @unheard: (nullable) (element-type FoyerUnheard): the desks that cannot be heard
 * @n_desks: how many other desks there are, and @n_heard: how many of them are heard without the
 *   relay
 * @clock_is_off: whether this computer's clock is wrong
 * @has_twin: whether another computer works as this desk
 * @store_problem: (nullable): why this desk keeps nothing
 * @may_let_in: whether who is signed in may let in whom the judge refuses
 *
 * How a desk stands, as whoever works at it should know. Borrowed.
 */
typedef struct {
  gboolean is_closed;
  FoyerDeskMode mode;
  guint n_waiting;
  guint n_aside;
  gboolean knows_tickets;
  double progress;
  guint exposure;
  FoyerTime since;
  const GPtrArray *unheard;
  guint n_desks;
  guint n_heard;
  gboolean clock_is_off;
  gboolean has_twin;
  const char *store_problem;
  gboolean may_let_in;
} FoyerDeskState;

const char *foyer_desk_text_link (FoyerSessionState state, const char *problem);
const char *foyer_desk_text_icon (const FoyerDeskState *state);
gboolean foyer_desk_text_is_fetching (const FoyerDeskState *state);
char *foyer_desk_text_headline (const FoyerDeskState *state);
char *foyer_desk_text_details (const FoyerDeskState *state, const char *time_zone, FoyerTime now);

G_END_DECLS
