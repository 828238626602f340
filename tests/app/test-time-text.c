/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-time-text.h"

#include <glib.h>

static FoyerTime
moment (const char *text)
{
  FoyerTime time = 0;

  g_assert_true (foyer_time_parse (text, &time));
  return time;
}

static void
assert_clock (const char *time, const char *zone, const char *now, const char *expected)
{
  g_autofree char *clock = foyer_time_text_clock (moment (time), zone, moment (now));

  g_assert_cmpstr (clock, ==, expected);
}

static void
tells_the_time_on_the_events_wall (void)
{
  assert_clock ("2026-05-01T18:02:33Z", "Europe/Berlin", "2026-05-01T18:05:00Z", "20:02");
  assert_clock ("2026-05-01T18:02:33Z", "America/New_York", "2026-05-01T18:05:00Z", "14:02");
}

static void
adds_the_date_when_it_is_another_day_there (void)
{
  assert_clock ("2026-05-01T21:59:00Z", "Europe/Berlin", "2026-05-01T22:01:00Z", "1 May, 23:59");
  assert_clock ("2026-05-01T21:59:00Z", "UTC", "2026-05-01T22:01:00Z", "21:59");
}

static void
takes_an_unknown_zone_as_the_local_one (void)
{
  assert_clock ("2026-05-01T18:02:33Z", "Moon/Tycho", "2026-05-01T18:05:00Z", "18:02");
}

static void
assert_ago (gint64 seconds, const char *expected)
{
  FoyerTime now = moment ("2026-05-01T18:00:00Z");
  g_autofree char *ago = foyer_time_text_ago (now - seconds * FOYER_TIME_SECOND, now);

  g_assert_cmpstr (ago, ==, expected);
}

static void
tells_how_long_ago_in_whole_units (void)
{
  assert_ago (3, "just now");
  assert_ago (59, "59 seconds ago");
  assert_ago (60, "1 minute ago");
  assert_ago (3599, "59 minutes ago");
  assert_ago (3600, "1 hour ago");
  assert_ago (86399, "23 hours ago");
  assert_ago (2 * 86400, "2 days ago");
  assert_ago (-30, "just now");
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/time-text/tells-the-time-on-the-events-wall",
                   tells_the_time_on_the_events_wall);
  g_test_add_func ("/app/time-text/adds-the-date-when-it-is-another-day-there",
                   adds_the_date_when_it_is_another_day_there);
  g_test_add_func ("/app/time-text/takes-an-unknown-zone-as-the-local-one",
                   takes_an_unknown_zone_as_the_local_one);
  g_test_add_func ("/app/time-text/tells-how-long-ago-in-whole-units",
                   tells_how_long_ago_in_whole_units);
  return g_test_run ();
}
