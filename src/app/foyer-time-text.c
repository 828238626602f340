/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-time-text"

#include "config.h"

#include "app/foyer-time-text.h"

#include <glib/gi18n.h>

/* Moments in the words that people use: the clock on the event's wall, and how long ago. */

static GDateTime *
at_wall (FoyerTime time, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / FOYER_TIME_SECOND);

  return g_date_time_to_timezone (utc, zone);
}

static char *
describe (FoyerTime time,
          const char *time_zone,
          FoyerTime now,
          const char *today,
          const char *other)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) moment = NULL;
  g_autoptr (GDateTime) present = NULL;

  if (time_zone != NULL)
    zone = g_time_zone_new_identifier (time_zone);
  if (zone == NULL)
    zone = g_time_zone_new_local ();
  moment = at_wall (time, zone);
  present = at_wall (now, zone);
  if (g_date_time_get_year (moment) == g_date_time_get_year (present) &&
      g_date_time_get_day_of_year (moment) == g_date_time_get_day_of_year (present))
    return g_date_time_format (moment, today);
  return g_date_time_format (moment, other);
}

/**
 * foyer_time_text_clock:
 * @time: the moment
 * @time_zone: (nullable): the event's IANA zone; %NULL or an unknown one is this computer's
 * @now: the moment that it is read
 *
 * Returns: (transfer full): the time of day, with its date where that is not @now's
 */
char *
foyer_time_text_clock (FoyerTime time, const char *time_zone, FoyerTime now)
{
  return describe (time,
                   time_zone,
                   now,
                   /* Translators: a time of day, as strftime () writes it. */
                   _ ("%H:%M"),
                   /* Translators: a date and a time of day, as strftime () writes them. */
                   _ ("%-e %B, %H:%M"));
}

static char *
describe_error (gint64 error_ms)
{
  if (error_ms < 1000)
    /* Translators: how much a time may be off, in milliseconds. */
    return g_strdup_printf (_ ("± %u ms"), (guint)error_ms);
  /* Translators: how much a time may be off, in seconds. */
  return g_strdup_printf (_ ("± %u s"), (guint)MIN ((error_ms + 999) / 1000, G_MAXUINT));
}

/**
 * foyer_time_text_exact:
 * @time: the moment
 * @error_ms: how much it may be off; 0 where nobody asks
 * @time_zone: (nullable): the event's IANA zone; %NULL or an unknown one is this computer's
 * @now: the moment that it is read
 *
 * Returns: (transfer full): the time of day with its seconds, give or take
 */
char *
foyer_time_text_exact (FoyerTime time, gint64 error_ms, const char *time_zone, FoyerTime now)
{
  g_autofree char *moment =
      describe (time,
                time_zone,
                now,
                /* Translators: a time of day with seconds, for strftime (). */
                _ ("%H:%M:%S"),
                /* Translators: a date and a time of day with seconds. */
                _ ("%-e %B, %H:%M:%S"));
  g_autofree char *error = NULL;

  if (error_ms <= 0)
    return g_steal_pointer (&moment);
  error = describe_error (error_ms);
  return g_strdup_printf ("%s %s", moment, error);
}

/**
 * foyer_time_text_ago:
 * @time: the moment
 * @now: the moment that it is read
 *
 * Returns: (transfer full): how long ago it was, in whole units
 */
char *
foyer_time_text_ago (FoyerTime time, FoyerTime now)
{
  gint64 seconds = MAX (0, now - time) / FOYER_TIME_SECOND;
  guint minutes = (guint)(seconds / 60);
  guint hours = minutes / 60;
  guint days = hours / 24;

  if (seconds < 10)
    return g_strdup (_ ("just now"));
  if (minutes == 0)
    return g_strdup_printf (ngettext ("%u second ago", "%u seconds ago", (guint)seconds),
                            (guint)seconds);
  if (hours == 0)
    return g_strdup_printf (ngettext ("%u minute ago", "%u minutes ago", minutes), minutes);
  if (days == 0)
    return g_strdup_printf (ngettext ("%u hour ago", "%u hours ago", hours), hours);
  return g_strdup_printf (ngettext ("%u day ago", "%u days ago", days), days);
}
