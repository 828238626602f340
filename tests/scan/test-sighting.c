/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-limits.h"
#include "scan/foyer-sighting.h"

#define GAP   (FOYER_LIMIT_SIGHTING_GAP_MS * G_TIME_SPAN_MILLISECOND)
#define FRAME (G_TIME_SPAN_SECOND / 30)

static void
test_held_counts_once (void)
{
  g_autoptr (FoyerSighting) sighting = foyer_sighting_new ();

  g_assert_true (foyer_sighting_is_new (sighting, "one", 0));
  for (gint64 now = FRAME; now < 4 * GAP; now += FRAME)
    g_assert_false (foyer_sighting_is_new (sighting, "one", now));
}

static void
test_missed_frames_do_not_count (void)
{
  g_autoptr (FoyerSighting) sighting = foyer_sighting_new ();

  g_assert_true (foyer_sighting_is_new (sighting, "one", 0));
  g_assert_false (foyer_sighting_is_new (sighting, "one", GAP - 1));
  g_assert_false (foyer_sighting_is_new (sighting, "one", 2 * (GAP - 1)));
}

static void
test_coming_back_counts_again (void)
{
  g_autoptr (FoyerSighting) sighting = foyer_sighting_new ();

  g_assert_true (foyer_sighting_is_new (sighting, "one", 0));
  g_assert_true (foyer_sighting_is_new (sighting, "one", GAP));
  g_assert_false (foyer_sighting_is_new (sighting, "one", GAP + FRAME));
}

static void
test_another_code_counts_at_once (void)
{
  g_autoptr (FoyerSighting) sighting = foyer_sighting_new ();

  g_assert_true (foyer_sighting_is_new (sighting, "one", 0));
  g_assert_true (foyer_sighting_is_new (sighting, "two", FRAME));
  g_assert_false (foyer_sighting_is_new (sighting, "two", 2 * FRAME));
}

static void
test_several_in_view_count_once_each (void)
{
  g_autoptr (FoyerSighting) sighting = foyer_sighting_new ();
  guint scans = 0;

  for (gint64 now = 0; now < 2 * GAP; now += FRAME) {
    scans += foyer_sighting_is_new (sighting, "one", now);
    scans += foyer_sighting_is_new (sighting, "two", now);
  }
  g_assert_cmpuint (scans, ==, 2);
  /* One stays in view; the other was away and comes back. */
  for (gint64 now = 2 * GAP; now < 4 * GAP; now += FRAME)
    scans += foyer_sighting_is_new (sighting, "one", now);
  scans += foyer_sighting_is_new (sighting, "two", 4 * GAP);
  g_assert_cmpuint (scans, ==, 3);
}

static void
test_memory_is_bounded (void)
{
  g_autoptr (FoyerSighting) sighting = foyer_sighting_new ();

  for (guint i = 0; i <= FOYER_LIMIT_SIGHTINGS; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    g_assert_true (foyer_sighting_is_new (sighting, text, i));
  }
  g_assert_false (foyer_sighting_is_new (sighting, "1", FRAME));
  g_assert_true (foyer_sighting_is_new (sighting, "0", FRAME));
}

static void
test_forgotten_counts_again (void)
{
  g_autoptr (FoyerSighting) sighting = foyer_sighting_new ();

  g_assert_true (foyer_sighting_is_new (sighting, "one", 0));
  foyer_sighting_forget (sighting);
  g_assert_true (foyer_sighting_is_new (sighting, "one", 0));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/sighting/a-held-code-counts-once", test_held_counts_once);
  g_test_add_func ("/scan/sighting/missed-frames-do-not-count", test_missed_frames_do_not_count);
  g_test_add_func ("/scan/sighting/coming-back-counts-again", test_coming_back_counts_again);
  g_test_add_func ("/scan/sighting/another-code-counts-at-once", test_another_code_counts_at_once);
  g_test_add_func ("/scan/sighting/several-in-view-count-once-each",
                   test_several_in_view_count_once_each);
  g_test_add_func ("/scan/sighting/the-memory-is-bounded", test_memory_is_bounded);
  g_test_add_func ("/scan/sighting/a-forgotten-code-counts-again", test_forgotten_counts_again);
  return g_test_run ();
}
