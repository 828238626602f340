/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-clock"

#include "config.h"

#include "stage.h"

#include "session/foyer-session-private.h"
#include "wire/foyer-wire-sync.h"

/* A desk asks its relay what time it is. */

#define HOUR G_TIME_SPAN_HOUR

/* Answers the next question with a clock that is @ahead of this computer's. */
static void
answer (Stage *stage, gint64 ahead)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_MEASURE_CLOCK);
  g_autoptr (GString) text = g_string_new (NULL);
  FoyerTime now = g_get_real_time () + ahead;

  foyer_wire_write_clock_measured (text,
                                   asked->id,
                                   foyer_message_get_time (asked, "device_time"),
                                   now,
                                   now);
  fake_relay_say (stage->relay, text->str);
}

/* What the desk says of its clock, in milliseconds. */
static gint64
read_report (Stage *stage, const char *camera)
{
  while (TRUE) {
    g_autoptr (FoyerMessage) report =
        fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_DEVICE_REPORT);

    g_assert_true (foyer_message_has (report, "clock_offset_ms"));
    if (foyer_message_has (report, "camera") || camera == NULL)
      return foyer_message_get_integer (report, "clock_offset_ms", 0);
  }
}

static void
test_the_greeting_tells_the_time (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  gint64 offset = read_report (stage, NULL);

  g_assert_cmpint (ABS (offset), <, 60000);
  g_assert_false (foyer_session_get_clock_is_off (stage->session));
}

static void
test_a_clock_that_is_far_off_is_told (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  gint64 offset;

  answer (stage, -HOUR);
  WAIT_UNTIL (foyer_session_get_clock_is_off (stage->session));
  foyer_session_set_camera_state (stage->session, "running", "Camera");
  offset = read_report (stage, "Camera");
  g_assert_cmpint (ABS (offset - HOUR / G_TIME_SPAN_MILLISECOND), <, 60000);
}

/* Whoever says something else later is right: a clock was set. */
static void
test_a_clock_that_is_right_again_is_told (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  answer (stage, HOUR);
  WAIT_UNTIL (foyer_session_get_clock_is_off (stage->session));
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  g_assert_true (foyer_session_get_clock_is_off (stage->session));
  stage_say_hello (stage, 10, 1);
  WAIT_UNTIL (!foyer_session_get_clock_is_off (stage->session));
}

/* Nobody tells the desk: it looks. As the computer's clock cannot be set here, the relay's is said
 * to have been another one. */
static void
test_a_clock_that_is_set_without_a_relay_is_seen (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  FoyerClock *clock = &stage->session->clock;

  answer (stage, HOUR);
  WAIT_UNTIL (foyer_session_get_clock_is_off (stage->session));
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_OFFLINE);
  for (guint i = 0; i < clock->n_measurements; i++) {
    clock->measurements[i].received -= HOUR;
    clock->measurements[i].answered -= HOUR;
  }
  WAIT_UNTIL (!foyer_session_get_clock_is_off (stage->session));
}

static void
test_what_answers_no_question_is_left_alone (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  static const char *const ids[] = { "clock-",
                                     "clock-x",
                                     "clock--1",
                                     "x",
                                     "clock-9223372036854775807" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (GString) text = g_string_new (NULL);

    foyer_wire_write_clock_measured (text, ids[i], 1000, 1000, 1000);
    fake_relay_say (stage->relay, text->str);
  }
  stage_say_changes (stage, 11, 11, FOYER_CHANGE_KIND_EDITED, 77);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 77);
  g_assert_false (foyer_session_get_clock_is_off (stage->session));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/clock/the-greeting-tells-the-time", test_the_greeting_tells_the_time);
  g_test_add_func ("/session/clock/a-clock-that-is-far-off-is-told",
                   test_a_clock_that_is_far_off_is_told);
  g_test_add_func ("/session/clock/a-clock-that-is-right-again-is-told",
                   test_a_clock_that_is_right_again_is_told);
  g_test_add_func ("/session/clock/a-clock-that-is-set-without-a-relay-is-seen",
                   test_a_clock_that_is_set_without_a_relay_is_seen);
  g_test_add_func ("/session/clock/what-answers-no-question-is-left-alone",
                   test_what_answers_no_question_is_left_alone);
  return stage_run_tests ();
}
