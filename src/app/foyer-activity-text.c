/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-activity-text"

#include "config.h"

#include "app/foyer-activity-text.h"

#include "app/foyer-time-text.h"
#include "app/foyer-verdict-text.h"

#include <glib/gi18n.h>

/* What staff did at a door, in words. */

static gboolean
is_undone (const FoyerActivity *activity)
{
  return activity->action == FOYER_ACTION_UNDONE;
}

/**
 * foyer_activity_text_title:
 *
 * Returns: (transfer none): what was done; of a refusal, why
 */
const char *
foyer_activity_text_title (const FoyerActivity *activity)
{
  if (is_undone (activity))
    return _ ("Admission undone");
  if (activity->action == FOYER_ACTION_OVERRIDDEN)
    return _ ("Let in anyway");
  if (activity->outcome == FOYER_OUTCOME_REFUSED)
    return foyer_verdict_text_reason (activity->reason);
  return activity->outcome == FOYER_OUTCOME_EXITED ? _ ("Went out") : _ ("Admitted");
}

/**
 * foyer_activity_text_icon:
 *
 * Returns: (transfer none): an icon of another shape for each outcome
 */
const char *
foyer_activity_text_icon (const FoyerActivity *activity)
{
  return is_undone (activity) ? "edit-undo-symbolic" : foyer_verdict_text_icon (activity->outcome);
}

/**
 * foyer_activity_text_css_class:
 *
 * Returns: (transfer none) (nullable): the class for its colour
 */
const char *
foyer_activity_text_css_class (const FoyerActivity *activity)
{
  return is_undone (activity) ? NULL : foyer_verdict_text_css_class (activity->outcome);
}

/**
 * foyer_activity_text_word:
 *
 * Returns: (transfer none): what the icon says
 */
const char *
foyer_activity_text_word (const FoyerActivity *activity)
{
  return is_undone (activity) ? foyer_activity_text_title (activity)
                              : foyer_verdict_text_word (activity->outcome);
}

/**
 * foyer_activity_text_who:
 *
 * Returns: (transfer full) (nullable): where it was done, by whom
 */
char *
foyer_activity_text_who (const FoyerActivity *activity)
{
  if (activity->device != NULL && activity->staff_email != NULL)
    /* Translators: name of a desk, address of a staff member. */
    return g_strdup_printf (_ ("%s · %s"), activity->device, activity->staff_email);
  return g_strdup (activity->device != NULL ? activity->device : activity->staff_email);
}

/**
 * foyer_activity_text_where:
 * @time_zone: (nullable): the event's zone
 * @now: the moment that it is read
 *
 * Returns: (transfer full): where, by whom and when, with how much that may be off
 */
char *
foyer_activity_text_where (const FoyerActivity *activity, const char *time_zone, FoyerTime now)
{
  g_autofree char *when =
      foyer_time_text_exact (activity->timestamp, activity->error_ms, time_zone, now);
  const char *device = activity->device != NULL ? activity->device : _ ("Unknown desk");
  const char *person = activity->staff_email != NULL ? activity->staff_email : _ ("Unknown person");

  if (activity->offline)
    /* Translators: name of a desk, address of a staff member, and a time. */
    return g_strdup_printf (_ ("%s · %s · %s · decided by the desk alone"), device, person, when);
  /* Translators: name of a desk, address of a staff member, and a time. */
  return g_strdup_printf (_ ("%s · %s · %s"), device, person, when);
}
