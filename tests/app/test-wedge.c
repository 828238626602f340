/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-wedge.h"

#include "base/foyer-limits.h"

#include <glib.h>

#define MS G_TIME_SPAN_MILLISECOND

/* Presses every character of @text, @gap_ms apart, and returns when the last one was pressed. */
static gint64
press_text (FoyerWedge *wedge, const char *text, gint64 start, int gap_ms)
{
  gint64 time = start;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    time += gap_ms * MS;
    g_assert_cmpint (foyer_wedge_press (wedge, g_utf8_get_char (at), time),
                     ==,
                     at == text ? FOYER_WEDGE_PASS : FOYER_WEDGE_JOINED);
  }
  return time;
}

static void
takes_fast_keys_as_a_code (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = press_text (wedge, "F1 abc-Ä9", G_TIME_SPAN_DAY, 3);

  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 3 * MS),
                   ==,
                   FOYER_WEDGE_SCANNED);
  g_assert_cmpstr (foyer_wedge_get_code (wedge), ==, "F1 abc-Ä9");
}

static void
takes_tab_as_an_end (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = press_text (wedge, "4006381333931", 0, 20);

  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_TAB, time + 20 * MS),
                   ==,
                   FOYER_WEDGE_HELD);
  g_assert_true (foyer_wedge_settle (wedge));
  g_assert_cmpstr (foyer_wedge_get_code (wedge), ==, "4006381333931");
  g_assert_false (foyer_wedge_settle (wedge));
  /* Scanners that send an Enter too press twice at the end. */
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 40 * MS),
                   ==,
                   FOYER_WEDGE_SWALLOW);
}

static void
takes_a_tab_within_a_code (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = press_text (wedge, "ROW 4", 0, 3);

  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_TAB, time + 3 * MS), ==, FOYER_WEDGE_HELD);
  g_assert_cmpint (foyer_wedge_press (wedge, 'B', time + 6 * MS), ==, FOYER_WEDGE_JOINED);
  g_assert_false (foyer_wedge_settle (wedge));
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_TAB, time + 9 * MS), ==, FOYER_WEDGE_HELD);
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 12 * MS),
                   ==,
                   FOYER_WEDGE_SCANNED);
  g_assert_cmpstr (foyer_wedge_get_code (wedge), ==, "ROW 4\tB");
}

/* What people press for other things belongs to a code only in the middle of one. */
static void
takes_separators_of_a_running_code (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time;

  g_assert_false (foyer_wedge_is_running (wedge, 0));
  time = press_text (wedge, "abc", 0, 3);
  g_assert_false (foyer_wedge_is_running (wedge, time + 3 * MS));
  time = press_text (wedge, "010415", time + 200 * MS, 3);
  g_assert_true (foyer_wedge_is_running (wedge, time + 3 * MS));
  g_assert_false (foyer_wedge_is_running (wedge, time + 200 * MS));
  g_assert_cmpint (foyer_wedge_press (wedge, 0x1d, time + 3 * MS), ==, FOYER_WEDGE_JOINED);
  g_assert_cmpint (foyer_wedge_press (wedge, '2', time + 6 * MS), ==, FOYER_WEDGE_JOINED);
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 9 * MS),
                   ==,
                   FOYER_WEDGE_SCANNED);
  g_assert_false (foyer_wedge_is_running (wedge, time + 12 * MS));
  g_assert_cmpstr (foyer_wedge_get_code (wedge), ==, "010415\0352");
}

static void
leaves_a_quick_typist_alone (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = press_text (wedge, "lovelace", 0, 60);

  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 60 * MS),
                   ==,
                   FOYER_WEDGE_PASS);
}

static void
forgives_two_keys_rolled_at_once (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  static const int gaps[] = { 0, 90, 10, 95, 12, 88, 9, 97 };
  gint64 time = 0;

  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++) {
    time += gaps[i] * MS;
    foyer_wedge_press (wedge, 'a' + i, time);
  }
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 90 * MS),
                   ==,
                   FOYER_WEDGE_PASS);
}

static void
leaves_a_lone_enter_and_tab_alone (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();

  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, 5 * MS), ==, FOYER_WEDGE_PASS);
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, 10 * MS), ==, FOYER_WEDGE_PASS);
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_TAB, 15 * MS), ==, FOYER_WEDGE_PASS);
}

static void
leaves_a_key_that_is_held_down_alone (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = press_text (wedge, "aaaaaaaaaaaaaaaa", 0, 25);

  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 25 * MS),
                   ==,
                   FOYER_WEDGE_PASS);
}

static void
leaves_a_late_enter_alone (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = press_text (wedge, "abcdefgh", 0, 3);

  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 400 * MS),
                   ==,
                   FOYER_WEDGE_PASS);
}

static void
forgets_what_was_typed_before (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time;

  foyer_wedge_press (wedge, 'x', 0);
  foyer_wedge_press (wedge, 'y', 99 * MS);
  time = press_text (wedge, "CODE-1", 300 * MS, 2);
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 2 * MS),
                   ==,
                   FOYER_WEDGE_SCANNED);
  g_assert_cmpstr (foyer_wedge_get_code (wedge), ==, "CODE-1");
}

static void
swallows_the_second_of_two_ends (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = press_text (wedge, "CODE-1", 0, 2);

  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 2 * MS),
                   ==,
                   FOYER_WEDGE_SCANNED);
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 4 * MS),
                   ==,
                   FOYER_WEDGE_SWALLOW);
  time = press_text (wedge, "CODE-2", time + 5 * MS, 2);
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 2 * MS),
                   ==,
                   FOYER_WEDGE_SCANNED);
  g_assert_cmpstr (foyer_wedge_get_code (wedge), ==, "CODE-2");
}

/* It is told from a code by its length, and its end is not taken for a code of its own. */
static void
keeps_the_beginning_of_what_is_too_long (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = 0;

  for (int i = 0; i < 20 * FOYER_LIMIT_CODE; i++) {
    time = i * MS;
    foyer_wedge_press (wedge, 'a' + i % 26, time);
    g_assert_cmpuint (strlen (foyer_wedge_get_code (wedge)), <=, FOYER_LIMIT_CODE + 1);
  }
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + MS),
                   ==,
                   FOYER_WEDGE_SCANNED);
  g_assert_cmpuint (strlen (foyer_wedge_get_code (wedge)), ==, FOYER_LIMIT_CODE + 1);
}

static void
forgets_when_told (void)
{
  g_autoptr (FoyerWedge) wedge = foyer_wedge_new ();
  gint64 time = press_text (wedge, "CODE-1", 0, 2);

  foyer_wedge_reset (wedge);
  g_assert_cmpint (foyer_wedge_press (wedge, FOYER_WEDGE_ENTER, time + 2 * MS),
                   ==,
                   FOYER_WEDGE_PASS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/wedge/takes-fast-keys-as-a-code", takes_fast_keys_as_a_code);
  g_test_add_func ("/app/wedge/takes-tab-as-an-end", takes_tab_as_an_end);
  g_test_add_func ("/app/wedge/takes-a-tab-within-a-code", takes_a_tab_within_a_code);
  g_test_add_func ("/app/wedge/takes-separators-of-a-running-code",
                   takes_separators_of_a_running_code);
  g_test_add_func ("/app/wedge/leaves-a-quick-typist-alone", leaves_a_quick_typist_alone);
  g_test_add_func ("/app/wedge/forgives-two-keys-rolled-at-once", forgives_two_keys_rolled_at_once);
  g_test_add_func ("/app/wedge/leaves-a-lone-enter-and-tab-alone",
                   leaves_a_lone_enter_and_tab_alone);
  g_test_add_func ("/app/wedge/leaves-a-key-that-is-held-down-alone",
                   leaves_a_key_that_is_held_down_alone);
  g_test_add_func ("/app/wedge/leaves-a-late-enter-alone", leaves_a_late_enter_alone);
  g_test_add_func ("/app/wedge/forgets-what-was-typed-before", forgets_what_was_typed_before);
  g_test_add_func ("/app/wedge/swallows-the-second-of-two-ends", swallows_the_second_of_two_ends);
  g_test_add_func ("/app/wedge/keeps-the-beginning-of-what-is-too-long",
                   keeps_the_beginning_of_what_is_too_long);
  g_test_add_func ("/app/wedge/forgets-when-told", forgets_when_told);
  return g_test_run ();
}
