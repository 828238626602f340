/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-field-text.h"

/* 2026-05-01 18:00:00 in Berlin, which is two hours ahead of UTC then. */
#define EVENING G_GINT64_CONSTANT (1777651200000000)

static void
test_a_moment_is_read_as_it_is_shown (void)
{
  static const FoyerTime times[] = { 0, EVENING, EVENING + 7 * FOYER_TIME_SECOND };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *shown = foyer_field_text_moment (times[i], "Europe/Berlin");
    FoyerTime read = -1;

    g_assert_true (foyer_field_text_read_moment (shown, "Europe/Berlin", FALSE, &read));
    g_assert_cmpint (read, ==, times[i]);
  }
}

static void
test_a_moment_is_that_of_the_event (void)
{
  g_autofree char *there = foyer_field_text_moment (EVENING, "Europe/Berlin");
  g_autofree char *odd = foyer_field_text_moment (EVENING + 7 * FOYER_TIME_SECOND, "UTC");
  FoyerTime read = 0;

  g_assert_cmpstr (there, ==, "2026-05-01 18:00");
  g_assert_cmpstr (odd, ==, "2026-05-01 16:00:07");
  g_assert_true (foyer_field_text_read_moment (" 1.5.2026 18:00 ", "Europe/Berlin", FALSE, &read));
  g_assert_cmpint (read, ==, EVENING);
  /* A date alone includes that day. */
  g_assert_true (foyer_field_text_read_moment ("2026-05-01", "Europe/Berlin", TRUE, &read));
  g_assert_cmpint (read, ==, EVENING + 6 * G_TIME_SPAN_HOUR);
  g_assert_false (foyer_field_text_read_moment ("tomorrow", "Europe/Berlin", FALSE, &read));
}

static void
test_every_field_says_something (void)
{
  FoyerTicket ticket = { .id = (char *)"t", .allowed_entries = 1 };

  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++) {
    g_autofree char *value = foyer_field_text_value (&ticket, (FoyerTicketField)field, NULL);

    g_assert_cmpstr (foyer_field_text_title ((FoyerTicketField)field), !=, NULL);
    g_assert_cmpstr (value, !=, "");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/field-text/a-moment-is-read-as-it-is-shown",
                   test_a_moment_is_read_as_it_is_shown);
  g_test_add_func ("/app/field-text/a-moment-is-that-of-the-event",
                   test_a_moment_is_that_of_the_event);
  g_test_add_func ("/app/field-text/every-field-says-something", test_every_field_says_something);
  return g_test_run ();
}
