/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-conflict-text"

#include "config.h"

#include "app/foyer-conflict-text.h"

#include "app/foyer-activity-text.h"
#include "app/foyer-time-text.h"
#include "app/foyer-verdict-text.h"

#include <glib/gi18n.h>

/* Conflicts in words: what contradicts what, what each desk said, and what was behind it. */

static const struct {
  const char *title;
  const char *advice;
} kinds[] = {
  [FOYER_CONFLICT_TOO_MANY] = { N_ ("Admitted more often than the ticket allows"),
                                N_ ("Desks that did not hear of each other have both let this "
                                    "guest in.") },
  [FOYER_CONFLICT_SHOULD_REFUSE] = { N_ ("Admitted, but should have been refused"),
                                     N_ ("A desk that knew less than the others has let this guest "
                                         "in.") },
  [FOYER_CONFLICT_SHOULD_ADMIT] = { N_ ("Refused, but should have been admitted"),
                                    N_ ("A desk that knew less than the others has sent this guest "
                                        "away.") },
};

static const char *const resolutions[] = {
  [FOYER_CONFLICT_NONE] = N_ ("Not decided"),
  [FOYER_CONFLICT_SHARED_SCREENSHOT] = N_ ("Several guests showed the same code"),
  [FOYER_CONFLICT_SWAPPED_TICKETS] = N_ ("Guests showed each other’s tickets"),
  [FOYER_CONFLICT_CLOCK] = N_ ("The clock of a desk was wrong"),
  [FOYER_CONFLICT_STAFF_ERROR] = N_ ("A mistake at a desk"),
  [FOYER_CONFLICT_FRAUD] = N_ ("Fraud"),
  [FOYER_CONFLICT_EXPLAINED] = N_ ("What was missing has arrived"),
  [FOYER_CONFLICT_OTHER] = N_ ("Something else"),
};

/**
 * foyer_conflict_text_who:
 *
 * Returns: (transfer none): whom it is about
 */
const char *
foyer_conflict_text_who (const FoyerConflict *conflict)
{
  const FoyerTicket *ticket = conflict->ticket;

  if (ticket == NULL)
    return _ ("A code that is no ticket");
  if (ticket->name != NULL)
    return ticket->name;
  return ticket->email != NULL ? ticket->email : _ ("Unnamed guest");
}

/**
 * foyer_conflict_text_kind:
 *
 * Returns: (transfer none): what contradicts what, in a few words
 */
const char *
foyer_conflict_text_kind (FoyerConflictKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), NULL);

  return _ (kinds[kind].title);
}

/**
 * foyer_conflict_text_advice:
 *
 * Returns: (transfer none): how that comes, in a sentence
 */
const char *
foyer_conflict_text_advice (FoyerConflictKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), NULL);

  return _ (kinds[kind].advice);
}

/**
 * foyer_conflict_text_resolution:
 *
 * Returns: (transfer none): what was behind it
 */
const char *
foyer_conflict_text_resolution (FoyerConflictResolution resolution)
{
  g_return_val_if_fail (resolution < G_N_ELEMENTS (resolutions), NULL);

  return _ (resolutions[resolution]);
}

/**
 * foyer_conflict_text_said:
 *
 * Returns: (transfer full): what the desk said to the guest
 */
char *
foyer_conflict_text_said (const FoyerConflictScan *scan)
{
  if (scan->outcome == FOYER_OUTCOME_EXITED)
    return g_strdup (_ ("Went out"));
  if (scan->outcome == FOYER_OUTCOME_REFUSED)
    /* Translators: %s is a sentence that says why. */
    return g_strdup_printf (_ ("Refused: %s"), foyer_verdict_text_reason (scan->reason));
  return g_strdup (scan->standing ? _ ("Admitted") : _ ("Admitted, and taken back"));
}

/**
 * foyer_conflict_text_where:
 * @time_zone: (nullable): the event's zone
 * @now: the moment that it is read
 *
 * Returns: (transfer full): where, by whom and when, with how much that may be off
 */
char *
foyer_conflict_text_where (const FoyerConflictScan *scan, const char *time_zone, FoyerTime now)
{
  const FoyerActivity activity = { .staff_email = scan->staff_email,
                                   .device = scan->device,
                                   .timestamp = scan->timestamp,
                                   .offline = scan->offline,
                                   .error_ms = scan->error_ms };

  return foyer_activity_text_where (&activity, time_zone, now);
}

/**
 * foyer_conflict_text_resolved:
 * @time_zone: (nullable): the event's zone
 * @now: the moment that it is read
 *
 * Returns: (transfer full): who has resolved it when
 */
char *
foyer_conflict_text_resolved (const FoyerConflict *conflict, const char *time_zone, FoyerTime now)
{
  g_autofree char *clock = foyer_time_text_clock (conflict->resolved_at, time_zone, now);

  if (conflict->resolved_by == NULL)
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_ ("It explained itself at %s."), clock);
  /* Translators: address of a staff member, and a time of day. */
  return g_strdup_printf (_ ("Decided by %s at %s."), conflict->resolved_by, clock);
}
