/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-pace"

#include "config.h"

#include "base/foyer-limits.h"
#include "session/foyer-pace.h"

/* How long a desk waits for its relay, told by numbers. */

#define MS G_TIME_SPAN_MILLISECOND

static FoyerPace
make_online (void)
{
  FoyerPace pace;

  foyer_pace_init (&pace);
  foyer_pace_connect (&pace);
  return pace;
}

static void
test_nobody_waits_without_a_connection (void)
{
  FoyerPace pace = make_online ();

  foyer_pace_disconnect (&pace);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_OFFLINE);
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, 0);
  g_assert_cmpint (foyer_pace_get_deadline (&pace), ==, G_MAXINT64);
  g_assert_false (foyer_pace_tick (&pace, G_MAXINT64 - 1));
}

static void
test_patience_follows_the_answers (void)
{
  FoyerPace pace = make_online ();

  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, FOYER_LIMIT_PATIENCE_MS * MS);
  for (int i = 0; i < 40; i++)
    foyer_pace_answer (&pace, 4 * MS);
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, FOYER_LIMIT_PATIENCE_SLOW_MS * MS);
  for (int i = 0; i < 40; i++)
    foyer_pace_answer (&pace, 400 * MS);
  g_assert_cmpint (foyer_pace_get_patience (&pace), >, 450 * MS);
  g_assert_cmpint (foyer_pace_get_patience (&pace), <, 700 * MS);
  for (int i = 0; i < 40; i++)
    foyer_pace_answer (&pace, 20000 * MS);
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, FOYER_LIMIT_PATIENCE_MS * MS);
}

static void
test_a_patient_desk_waits_whatever_happens (void)
{
  FoyerPace pace = make_online ();
  const gint64 least = 60000 * MS;

  pace.least = least;
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, least);
  foyer_pace_answer (&pace, 4 * MS);
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, least);
  foyer_pace_ask (&pace, 1);
  foyer_pace_tick (&pace, least);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_ONLINE);
  foyer_pace_miss (&pace, least);
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, least);
  foyer_pace_disconnect (&pace);
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, 0);
}

static void
test_a_late_answer_makes_it_slow (void)
{
  FoyerPace pace = make_online ();

  foyer_pace_miss (&pace, 5000 * MS);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_SLOW);
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, FOYER_LIMIT_PATIENCE_SLOW_MS * MS);
  /* It has to be in time again and again. */
  foyer_pace_answer (&pace, 20 * MS);
  foyer_pace_answer (&pace, 20 * MS);
  foyer_pace_answer (&pace, 2000 * MS);
  foyer_pace_answer (&pace, 20 * MS);
  foyer_pace_answer (&pace, 20 * MS);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_SLOW);
  foyer_pace_answer (&pace, 20 * MS);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_ONLINE);
}

/* Where nothing is scanned, probes find out. */
static void
test_a_slow_relay_is_asked_whether_it_is_there (void)
{
  FoyerPace pace = make_online ();
  gint64 now = 5000 * MS;

  g_assert_false (foyer_pace_tick (&pace, now));
  foyer_pace_miss (&pace, now);
  g_assert_cmpint (foyer_pace_get_deadline (&pace), ==, now);
  g_assert_true (foyer_pace_tick (&pace, now));
  g_assert_false (foyer_pace_tick (&pace, now + FOYER_LIMIT_PROBE_MS * MS - 1));
  g_assert_cmpint (foyer_pace_get_deadline (&pace), ==, now + FOYER_LIMIT_PROBE_MS * MS);
  g_assert_true (foyer_pace_tick (&pace, now + FOYER_LIMIT_PROBE_MS * MS));
}

static void
test_a_silent_relay_is_gone (void)
{
  FoyerPace pace = make_online ();
  gint64 now = 5000 * MS;

  foyer_pace_ask (&pace, now);
  foyer_pace_ask (&pace, now + 1000 * MS);
  g_assert_cmpint (foyer_pace_get_deadline (&pace), ==, now + FOYER_LIMIT_SILENCE_MS * MS);
  foyer_pace_tick (&pace, now + FOYER_LIMIT_SILENCE_MS * MS - 1);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_ONLINE);
  foyer_pace_tick (&pace, now + FOYER_LIMIT_SILENCE_MS * MS);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_OFFLINE);
  g_assert_cmpint (foyer_pace_get_patience (&pace), ==, 0);
  /* It is there after all, and has to show that it is quick. */
  foyer_pace_hear (&pace);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_SLOW);
}

static void
test_what_is_heard_breaks_the_silence (void)
{
  FoyerPace pace = make_online ();

  foyer_pace_ask (&pace, 5000 * MS);
  foyer_pace_hear (&pace);
  foyer_pace_tick (&pace, 60000 * MS);
  g_assert_cmpint (pace.mode, ==, FOYER_DESK_MODE_ONLINE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/pace/nobody-waits-without-a-connection",
                   test_nobody_waits_without_a_connection);
  g_test_add_func ("/session/pace/patience-follows-the-answers", test_patience_follows_the_answers);
  g_test_add_func ("/session/pace/a-patient-desk-waits-whatever-happens",
                   test_a_patient_desk_waits_whatever_happens);
  g_test_add_func ("/session/pace/a-late-answer-makes-it-slow", test_a_late_answer_makes_it_slow);
  g_test_add_func ("/session/pace/a-slow-relay-is-asked-whether-it-is-there",
                   test_a_slow_relay_is_asked_whether_it_is_there);
  g_test_add_func ("/session/pace/a-silent-relay-is-gone", test_a_silent_relay_is_gone);
  g_test_add_func ("/session/pace/what-is-heard-breaks-the-silence",
                   test_what_is_heard_breaks_the_silence);
  return g_test_run ();
}
