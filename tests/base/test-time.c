/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-time.h"

#define DAY (24 * 60 * 60 * FOYER_TIME_SECOND)

/* One moment of every day from 1970 to 2400, each at another time of the day. */
static void
test_every_day (void)
{
  g_autoptr (GDateTime) after = g_date_time_new_utc (2401, 1, 1, 0, 0, 0);
  FoyerTime end = g_date_time_to_unix (after) * FOYER_TIME_SECOND;
  FoyerTime of_day = 1000;

  for (FoyerTime day = 0; day < end; day += DAY) {
    FoyerTime time = day + of_day;
    g_autoptr (GDateTime) other = g_date_time_new_from_unix_utc (time / FOYER_TIME_SECOND);
    g_autofree char *date = g_date_time_format (other, "%Y-%m-%dT%H:%M:%S");
    g_autofree char *expected = g_strdup_printf ("%s.%03dZ", date, (int)(time / 1000 % 1000));
    char text[FOYER_TIME_TEXT_SIZE];
    FoyerTime back;

    foyer_time_write (time, text);
    g_assert_cmpstr (text, ==, expected);
    g_assert_true (foyer_time_parse (text, &back));
    g_assert_cmpint (back, ==, time);
    of_day = (of_day + 7919 * FOYER_TIME_SECOND + 123000) % DAY;
  }
}

static void
test_every_millisecond (void)
{
  for (FoyerTime time = 1777650000000000; time < 1777650001000000; time += 1000) {
    g_autofree char *text = foyer_time_format (time);
    FoyerTime back;

    g_assert_true (foyer_time_parse (text, &back));
    g_assert_cmpint (back, ==, time);
  }
}

static void
test_good_spellings (void)
{
  static const struct {
    const char *text;
    FoyerTime time;
  } good[] = {
    { "2026-05-01T18:02:33Z", 1777658553000000 },
    { "2026-05-01T18:02:33.5Z", 1777658553500000 },
    { "2026-05-01T18:02:33.123456Z", 1777658553123456 },
    { "2026-05-01t18:02:33z", 1777658553000000 },
    { "2026-05-01T20:02:33+02:00", 1777658553000000 },
    { "2026-05-01T08:32:33-09:30", 1777658553000000 },
    { "1970-01-01T00:00:00.001Z", 1000 },
    { "9999-12-31T23:59:59.999Z", FOYER_TIME_MAX },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    FoyerTime time = 0;

    g_test_message ("%s", good[i].text);
    g_assert_true (foyer_time_parse (good[i].text, &time));
    g_assert_cmpint (time, ==, good[i].time);
  }
}

static void
test_bad_spellings (void)
{
  static const char *const bad[] = {
    NULL,
    "",
    "now",
    "2026-05-01",
    "2026-05-01T18:02Z",
    "2026-05-01T18:02:33",
    "2026-05-01 18:02:33Z",
    "20260501T180233Z",
    "2026-W18-5T18:02:33Z",
    "2026-121T18:02:33Z",
    "2026-5-1T18:02:33Z",
    "2026-02-29T18:02:33Z",
    "2026-13-01T18:02:33Z",
    "2026-00-01T18:02:33Z",
    "2026-05-32T18:02:33Z",
    "2026-05-01T25:02:33Z",
    "2026-05-01T18:60:33Z",
    "2026-05-01T18:02:60Z",
    "2026-05-01T18:02:61Z",
    "2026-05-01T18:02:33,5Z",
    "2026-05-01T18:02:33.Z",
    "2026-05-01T18:02:33.5",
    "2026-05-01T18:02:33.1.2Z",
    "2026-05-01T18:02:33+02",
    "2026-05-01T18:02:33+0200",
    "2026-05-01T18:02:33+2:00",
    "2026-05-01T18:02:33+99:00",
    "2026-05-01T18:02:33ZZ",
    "2026-05-01T18:02:33Z ",
    " 2026-05-01T18:02:33Z",
    "2026-05-01T18:02:33.0000000000000000000000Z",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "12026-05-01T18:02:33Z",
    "-026-05-01T18:02:33Z",
    "9999-12-31T23:59:59-01:00",
    "２026-05-01T18:02:33Z",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    FoyerTime time = 42;

    g_test_message ("%s", bad[i] != NULL ? bad[i] : "(none)");
    g_assert_false (foyer_time_parse (bad[i], &time));
    g_assert_cmpint (time, ==, 42);
  }
}

static void
test_clamps (void)
{
  char text[FOYER_TIME_TEXT_SIZE];

  foyer_time_write (-1, text);
  g_assert_cmpstr (text, ==, "1970-01-01T00:00:00.000Z");
  foyer_time_write (G_MAXINT64, text);
  g_assert_cmpstr (text, ==, "9999-12-31T23:59:59.999Z");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/every-day-of-430-years-comes-back", test_every_day);
  g_test_add_func ("/base/time/every-millisecond-comes-back", test_every_millisecond);
  g_test_add_func ("/base/time/good-spellings-are-taken", test_good_spellings);
  g_test_add_func ("/base/time/bad-spellings-are-refused", test_bad_spellings);
  g_test_add_func ("/base/time/moments-out-of-range-are-clamped", test_clamps);
  return g_test_run ();
}
