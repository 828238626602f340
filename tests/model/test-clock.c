/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-clock"

#include "config.h"

#include "model/foyer-clock.h"

/* A device and a relay whose clocks a test sets. The true offset always lies within the error. */

#define MS    G_TIME_SPAN_MILLISECOND
#define EPOCH G_GINT64_CONSTANT (1777000000000000)

/* @ahead: how far the device's clock is ahead of the relay's, whose clock is EPOCH + @steady. */
typedef struct {
  FoyerClock clock;
  gint64 steady;
  gint64 ahead;
  gint64 relay_set;
} Scene;

static FoyerTime
relay_time (const Scene *scene)
{
  return EPOCH + scene->steady + scene->relay_set;
}

static void
measure (Scene *scene, gint64 there, gint64 thinking, gint64 back)
{
  FoyerClockMeasurement measurement = { .sent = scene->steady };

  scene->steady += there;
  measurement.received = relay_time (scene);
  scene->steady += thinking;
  measurement.answered = relay_time (scene);
  scene->steady += back;
  measurement.returned = scene->steady;
  foyer_clock_add (&scene->clock, &measurement);
}

static FoyerClockEstimate
estimate (const Scene *scene)
{
  FoyerClockEstimate found;
  gboolean is_known = foyer_clock_estimate (&scene->clock,
                                            relay_time (scene) + scene->ahead,
                                            scene->steady,
                                            &found);

  g_assert_true (is_known);
  g_assert_cmpint (ABS (found.offset - scene->ahead), <=, found.error);
  return found;
}

static void
test_nothing_is_known_at_first (void)
{
  FoyerClock clock = { 0 };
  FoyerClockEstimate found;

  g_assert_false (foyer_clock_estimate (&clock, EPOCH, 0, &found));
}

static void
test_equal_ways_leave_no_offset (void)
{
  Scene scene = { .ahead = -90 * FOYER_TIME_SECOND };

  measure (&scene, 5 * MS, 30 * MS, 5 * MS);
  g_assert_cmpint (estimate (&scene).offset, ==, scene.ahead);
  g_assert_cmpint (estimate (&scene).error, ==, 6 * MS);
}

/* All of the way is there and none back: as wrong as it can be, and no more than it says. */
static void
test_unequal_ways_stay_within_the_error (void)
{
  Scene scene = { .ahead = 3 * FOYER_TIME_SECOND };
  FoyerClockEstimate found;

  measure (&scene, 400 * MS, 0, 0);
  found = estimate (&scene);
  g_assert_cmpint (ABS (found.offset - scene.ahead), ==, 200 * MS);
  g_assert_cmpint (found.error, ==, 201 * MS);
}

static void
test_the_quickest_counts (void)
{
  Scene scene = { .ahead = 1234 * MS };

  measure (&scene, 300 * MS, 0, 20 * MS);
  measure (&scene, 2 * MS, 0, 1 * MS);
  for (int i = 0; i < 5; i++) {
    scene.steady += FOYER_TIME_SECOND;
    measure (&scene, 10 * MS, 0, 700 * MS);
  }
  g_assert_cmpint (estimate (&scene).error, <, 4 * MS);
}

/* Old news is worth less, and in the end less than slow news. */
static void
test_age_makes_it_uncertain (void)
{
  Scene scene = { 0 };

  measure (&scene, 1 * MS, 0, 1 * MS);
  g_assert_cmpint (estimate (&scene).error, ==, 2 * MS);
  scene.steady += 3600 * FOYER_TIME_SECOND;
  g_assert_cmpint (estimate (&scene).error, ==, 2 * MS + 54 * MS);
  measure (&scene, 10 * MS, 0, 10 * MS);
  g_assert_cmpint (estimate (&scene).error, ==, 11 * MS);
}

/* Only so many are kept, so that the quickest one goes in the end. */
static void
test_the_oldest_goes (void)
{
  Scene scene = { 0 };

  measure (&scene, 0, 0, 0);
  for (int i = 0; i < FOYER_CLOCK_MEASUREMENTS; i++)
    measure (&scene, 20 * MS, 0, 20 * MS);
  g_assert_cmpint (estimate (&scene).error, >, 20 * MS);
}

static void
test_the_devices_clock_may_be_set (void)
{
  Scene scene = { 0 };

  measure (&scene, 5 * MS, 0, 5 * MS);
  scene.ahead = 3600 * FOYER_TIME_SECOND;
  g_assert_cmpint (estimate (&scene).offset, ==, scene.ahead);
  scene.ahead = -5 * FOYER_TIME_SECOND;
  g_assert_cmpint (estimate (&scene).offset, ==, scene.ahead);
}

static void
test_the_relays_clock_may_be_set (void)
{
  Scene scene = { 0 };

  measure (&scene, 1 * MS, 0, 1 * MS);
  scene.relay_set = 60 * FOYER_TIME_SECOND;
  measure (&scene, 50 * MS, 0, 50 * MS);
  estimate (&scene);
}

static void
test_what_cannot_be_is_left_alone (void)
{
  Scene scene = { .ahead = 7 * MS };
  FoyerClockMeasurement backwards = { 10, 5, EPOCH, EPOCH };
  FoyerClockMeasurement hasty = { 10, 20, EPOCH, EPOCH - 1 };

  measure (&scene, 1 * MS, 0, 1 * MS);
  foyer_clock_add (&scene.clock, &backwards);
  foyer_clock_add (&scene.clock, &hasty);
  g_assert_cmpint (estimate (&scene).offset, ==, scene.ahead);
}

/* However the ways vary, what it says is true. */
static void
test_it_is_never_more_wrong_than_it_says (void)
{
  for (int run = 0; run < 200; run++) {
    Scene scene = { .ahead = g_test_rand_int_range (-1000000000, 1000000000) };

    for (int i = 0; i < 30; i++) {
      measure (&scene,
               g_test_rand_int_range (0, 2000000),
               g_test_rand_int_range (0, 100000),
               g_test_rand_int_range (0, 2000000));
      scene.steady += g_test_rand_int_range (0, 100000000);
      estimate (&scene);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/clock/nothing-is-known-at-first", test_nothing_is_known_at_first);
  g_test_add_func ("/model/clock/equal-ways-leave-no-offset", test_equal_ways_leave_no_offset);
  g_test_add_func ("/model/clock/unequal-ways-stay-within-the-error",
                   test_unequal_ways_stay_within_the_error);
  g_test_add_func ("/model/clock/the-quickest-counts", test_the_quickest_counts);
  g_test_add_func ("/model/clock/age-makes-it-uncertain", test_age_makes_it_uncertain);
  g_test_add_func ("/model/clock/the-oldest-goes", test_the_oldest_goes);
  g_test_add_func ("/model/clock/the-devices-clock-may-be-set", test_the_devices_clock_may_be_set);
  g_test_add_func ("/model/clock/the-relays-clock-may-be-set", test_the_relays_clock_may_be_set);
  g_test_add_func ("/model/clock/what-cannot-be-is-left-alone", test_what_cannot_be_is_left_alone);
  g_test_add_func ("/model/clock/it-is-never-more-wrong-than-it-says",
                   test_it_is_never_more_wrong_than_it_says);
  return g_test_run ();
}
