/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-exposure"

#include "config.h"

#include "base/foyer-limits.h"
#include "model/foyer-exposure.h"

/* How much a desk may have missed. */

#define START  G_GINT64_CONSTANT (1777000000000000)
#define MINUTE (60 * FOYER_TIME_SECOND)

/* A desk that admits @rate guests a minute, for so long that it is known. */
static FoyerTime
admit (FoyerExposure *exposure, const char *device, int rate)
{
  FoyerTime at = START;

  for (; at < START + 30 * MINUTE; at += MINUTE / rate)
    foyer_exposure_add (exposure, device, at);
  return at;
}

static void
test_nobody_is_missed_at_first (void)
{
  g_autoptr (FoyerExposure) exposure = foyer_exposure_new ();
  FoyerTime since = 1;

  g_assert_cmpuint (foyer_exposure_estimate (exposure, START, &since), ==, 0);
  g_assert_cmpint (since, ==, 0);
}

static void
test_it_is_rate_times_time (void)
{
  g_autoptr (FoyerExposure) exposure = foyer_exposure_new ();
  FoyerTime now = admit (exposure, "North", 12);
  FoyerTime since;

  admit (exposure, "South", 6);
  foyer_exposure_hear (exposure, NULL, now);
  g_assert_cmpuint (foyer_exposure_estimate (exposure, now, NULL), ==, 0);
  g_assert_cmpuint (foyer_exposure_estimate (exposure, now + 10 * MINUTE, &since), >=, 160);
  g_assert_cmpuint (foyer_exposure_estimate (exposure, now + 10 * MINUTE, &since), <=, 190);
  g_assert_cmpint (since, ==, now);
}

static void
test_who_is_heard_is_not_missed (void)
{
  g_autoptr (FoyerExposure) exposure = foyer_exposure_new ();
  FoyerTime now = admit (exposure, "North", 12);
  g_autoptr (GPtrArray) list = NULL;

  admit (exposure, "South", 60);
  foyer_exposure_hear (exposure, NULL, now);
  foyer_exposure_hear (exposure, "South", now + 5 * MINUTE);
  list = foyer_exposure_list (exposure, now + 5 * MINUTE);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((FoyerUnheard *)g_ptr_array_index (list, 0))->device, ==, "North");
  g_assert_cmpint (((FoyerUnheard *)g_ptr_array_index (list, 0))->since, ==, now);
}

/* While a desk is heard and admits nobody, its rate fades; while it is not heard it stays. */
static void
test_rates_fade_only_where_nothing_happens (void)
{
  g_autoptr (FoyerExposure) quiet = foyer_exposure_new ();
  g_autoptr (FoyerExposure) busy = foyer_exposure_new ();
  FoyerTime now = admit (quiet, "North", 10) + 60 * MINUTE;

  admit (busy, "North", 10);
  foyer_exposure_hear (quiet, "North", now);
  g_assert_cmpuint (foyer_exposure_estimate (quiet, now + 60 * MINUTE, NULL), ==, 0);
  g_assert_cmpuint (foyer_exposure_estimate (busy, now, NULL), >, 500);
}

static void
test_what_the_relay_says_counts (void)
{
  g_autoptr (FoyerExposure) exposure = foyer_exposure_new ();
  g_autoptr (GPtrArray) list = NULL;

  foyer_exposure_set_rate (exposure, "North", 3, START);
  foyer_exposure_set_rate (exposure, "South", 5, START);
  list = foyer_exposure_list (exposure, START + 2 * MINUTE);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((FoyerUnheard *)g_ptr_array_index (list, 0))->device, ==, "South");
  g_assert_cmpuint (foyer_exposure_estimate (exposure, START + 2 * MINUTE, NULL), ==, 16);
  foyer_exposure_forget (exposure, "South");
  g_assert_cmpuint (foyer_exposure_estimate (exposure, START + 2 * MINUTE, NULL), ==, 6);
  foyer_exposure_forget (exposure, NULL);
  g_assert_cmpuint (foyer_exposure_estimate (exposure, START + 2 * MINUTE, NULL), ==, 0);
}

static void
test_the_order_of_news_does_not_matter (void)
{
  g_autoptr (FoyerExposure) forwards = foyer_exposure_new ();
  g_autoptr (FoyerExposure) backwards = foyer_exposure_new ();
  FoyerTime later = START + 40 * MINUTE;

  for (int i = 0; i < 100; i++) {
    foyer_exposure_add (forwards, "North", START + i * 10 * FOYER_TIME_SECOND);
    foyer_exposure_add (backwards, "North", START + (99 - i) * 10 * FOYER_TIME_SECOND);
  }
  g_assert_cmpuint (foyer_exposure_estimate (forwards, later, NULL), >, 50);
  g_assert_cmpuint (foyer_exposure_estimate (forwards, later, NULL),
                    ==,
                    foyer_exposure_estimate (backwards, later, NULL));
}

static void
test_it_is_bounded (void)
{
  g_autoptr (FoyerExposure) exposure = foyer_exposure_new ();

  foyer_exposure_set_rate (exposure, "North", 1e30, START);
  foyer_exposure_set_rate (exposure, "South", -5, START);
  g_assert_cmpuint (foyer_exposure_estimate (exposure, G_MAXINT64, NULL), ==, FOYER_LIMIT_EXPOSURE);
  g_assert_cmpuint (foyer_exposure_estimate (exposure, 0, NULL), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/exposure/nobody-is-missed-at-first", test_nobody_is_missed_at_first);
  g_test_add_func ("/model/exposure/it-is-rate-times-time", test_it_is_rate_times_time);
  g_test_add_func ("/model/exposure/who-is-heard-is-not-missed", test_who_is_heard_is_not_missed);
  g_test_add_func ("/model/exposure/rates-fade-only-where-nothing-happens",
                   test_rates_fade_only_where_nothing_happens);
  g_test_add_func ("/model/exposure/what-the-relay-says-counts", test_what_the_relay_says_counts);
  g_test_add_func ("/model/exposure/the-order-of-news-does-not-matter",
                   test_the_order_of_news_does_not_matter);
  g_test_add_func ("/model/exposure/it-is-bounded", test_it_is_bounded);
  return g_test_run ();
}
