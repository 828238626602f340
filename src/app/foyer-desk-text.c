/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-desk-text"

#include "config.h"

#include "app/foyer-desk-text.h"

#include "app/foyer-time-text.h"
#include "model/foyer-exposure.h"

#include <glib/gi18n.h>

/* How a desk stands, in sentences: what it does by itself, what waits, and what it may have missed.
 * Where all is as it should be there is nothing to say. */

/* More names than that are a number. */
#define MAX_NAMES 3

/**
 * foyer_desk_text_link:
 * @problem: (nullable): what the session says is wrong
 *
 * Returns: (transfer none) (nullable): what there is to know of the way to the relay; %NULL where
 * it is as it should be
 */
const char *
foyer_desk_text_link (FoyerSessionState state, const char *problem)
{
  if (problem != NULL || state != FOYER_SESSION_STATE_OFFLINE)
    return problem;
  return _ ("The relay is out of reach. Trying again…");
}

/**
 * foyer_desk_text_icon:
 *
 * Returns: (transfer none): an icon, of another shape for each mode
 */
const char *
foyer_desk_text_icon (const FoyerDeskState *state)
{
  switch (state->mode) {
  case FOYER_DESK_MODE_OFFLINE:
    return "network-offline-symbolic";
  case FOYER_DESK_MODE_SLOW:
    return "network-error-symbolic";
  case FOYER_DESK_MODE_ONLINE:
  default:
    return state->progress >= 0 && !state->clock_is_off && !state->has_twin &&
                   state->n_aside == 0 && state->store_problem == NULL
               ? "emblem-synchronizing-symbolic"
               : "foyer-attention-symbolic";
  }
}

/**
 * foyer_desk_text_is_fetching:
 *
 * Returns: whether the list of tickets is coming; what has come waits for the relay where that is
 *   out of reach
 */
gboolean
foyer_desk_text_is_fetching (const FoyerDeskState *state)
{
  return state->progress >= 0 && state->mode != FOYER_DESK_MODE_OFFLINE;
}

/**
 * foyer_desk_text_headline:
 *
 * Returns: (transfer full) (nullable): that the event is over, or how verdicts are come by, in a
 *   sentence; %NULL where the relay gives them as ever
 */
char *
foyer_desk_text_headline (const FoyerDeskState *state)
{
  if (state->is_closed)
    return g_strdup (_ ("This event is closed. Nobody is let in any more."));
  if (state->store_problem != NULL)
    return g_strdup (state->mode == FOYER_DESK_MODE_OFFLINE
                         ? _ ("Offline, and this desk can keep nothing: nobody is let in.")
                         : _ ("This desk can keep nothing: it works only while it is online."));
  switch (state->mode) {
  case FOYER_DESK_MODE_OFFLINE:
    return g_strdup (state->knows_tickets
                         ? _ ("Offline: this desk decides by itself.")
                         : _ ("Offline, without the list of tickets: only signed codes can be "
                              "judged."));
  case FOYER_DESK_MODE_SLOW:
    return g_strdup (_ ("Slow: where the relay takes too long, this desk decides by itself."));
  case FOYER_DESK_MODE_ONLINE:
  default:
    return NULL;
  }
}

static char *
join_names (const GPtrArray *unheard)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_more;

  for (guint i = 0; i < MIN (unheard->len, MAX_NAMES); i++) {
    const FoyerUnheard *desk = g_ptr_array_index (unheard, i);

    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", desk->device);
  }
  if (unheard->len <= MAX_NAMES)
    return g_string_free (g_steal_pointer (&names), FALSE);
  n_more = unheard->len - MAX_NAMES;
  /* Translators: names of desks, and how many more there are. */
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n_more),
                          names->str,
                          n_more);
}

static char *
describe_unheard (const FoyerDeskState *state, const char *time_zone, FoyerTime now)
{
  g_autofree char *clock = NULL;
  g_autofree char *names = NULL;

  if (state->unheard == NULL || state->unheard->len == 0 || state->since == 0)
    return NULL;
  clock = foyer_time_text_clock (state->since, time_zone, now);
  names = join_names (state->unheard);
  if (state->exposure == 0)
    /* Translators: a time of day, and names of desks. */
    return g_strdup_printf (_ ("Not heard since %s: %s."), clock, names);
  /* Translators: a time of day, names of desks, and how many guests. */
  return g_strdup_printf (ngettext ("Not heard since %s: %s. About %u guest may have come in "
                                    "there.",
                                    "Not heard since %s: %s. About %u guests may have come in "
                                    "there.",
                                    state->exposure),
                          clock,
                          names,
                          state->exposure);
}

/* Whoever was let in at a desk that is heard is not let in again: nobody has to ask there. */
static char *
describe_heard (const FoyerDeskState *state)
{
  if (state->mode != FOYER_DESK_MODE_OFFLINE || state->n_desks == 0)
    return NULL;
  /* Translators: how many desks, and of how many. */
  return g_strdup_printf (ngettext ("This desk hears %u of %u other desk directly.",
                                    "This desk hears %u of %u other desks directly.",
                                    state->n_desks),
                          state->n_heard,
                          state->n_desks);
}

static char *
describe_waiting (const FoyerDeskState *state)
{
  return state->n_waiting == 0 ? NULL
                               : g_strdup_printf (ngettext ("%u scan waits for the relay.",
                                                            "%u scans wait for the relay.",
                                                            state->n_waiting),
                                                  state->n_waiting);
}

/* What a supervisor can do here, and what not, before they need it. */
static char *
describe_rights (const FoyerDeskState *state)
{
  return state->may_let_in && state->mode == FOYER_DESK_MODE_OFFLINE &&
                 state->store_problem == NULL && !state->is_closed
             ? g_strdup (_ ("You can let guests in here. Undoing waits for the relay."))
             : NULL;
}

static char *
describe_aside (const FoyerDeskState *state)
{
  return state->n_aside == 0
             ? NULL
             : g_strdup_printf (ngettext ("%u scan was set aside: the relay cannot store it.",
                                          "%u scans were set aside: the relay cannot store them.",
                                          state->n_aside),
                                state->n_aside);
}

static char *
describe_progress (const FoyerDeskState *state)
{
  /* Translators: a number of percent. */
  return foyer_desk_text_is_fetching (state)
             ? g_strdup_printf (_ ("The list of tickets is fetched: %d %%"),
                                (int)(CLAMP (state->progress, 0, 1) * 100))
             : NULL;
}

/**
 * foyer_desk_text_details:
 * @time_zone: (nullable): the event's zone
 * @now: the moment that it is read
 *
 * Returns: (transfer full): what else there is to know, a sentence a line; empty where there is
 *   nothing
 */
char *
foyer_desk_text_details (const FoyerDeskState *state, const char *time_zone, FoyerTime now)
{
  char *sentences[] = {
    g_strdup (state->store_problem),
    describe_heard (state),
    describe_unheard (state, time_zone, now),
    describe_waiting (state),
    describe_rights (state),
    describe_aside (state),
    describe_progress (state),
    state->clock_is_off
        ? g_strdup (_ ("The clock of this computer is wrong. Set its date and time."))
        : NULL,
    state->has_twin ? g_strdup (_ ("Another computer works as this desk too, with a copy of its "
                                   "profile. Pair one of them anew."))
                    : NULL,
  };
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++) {
    if (sentences[i] != NULL)
      g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", sentences[i]);
    g_free (sentences[i]);
  }
  return g_string_free (lines, FALSE);
}
