/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-fit.h"

#include <glib.h>

static void
assert_point (const FoyerFit *fit, double u, double v, double x, double y)
{
  double at_x, at_y;

  foyer_fit_point (fit, u, v, &at_x, &at_y);
  g_assert_cmpfloat_with_epsilon (at_x, x, 1e-9);
  g_assert_cmpfloat_with_epsilon (at_y, y, 1e-9);
}

static void
leaves_bars_at_the_sides_of_a_wide_area (void)
{
  FoyerFit fit = foyer_fit_contain (1280, 720, 1000, 360, FALSE);

  assert_point (&fit, 0, 0, 180, 0);
  assert_point (&fit, 1, 1, 820, 360);
  assert_point (&fit, 0.5, 0.25, 500, 90);
}

static void
leaves_bars_above_and_below_in_a_high_area (void)
{
  FoyerFit fit = foyer_fit_contain (1280, 720, 640, 640, FALSE);

  assert_point (&fit, 0, 0, 0, 140);
  assert_point (&fit, 1, 1, 640, 500);
}

static void
mirrors_left_and_right_only (void)
{
  FoyerFit fit = foyer_fit_contain (1280, 720, 1000, 360, TRUE);

  assert_point (&fit, 0, 0, 820, 0);
  assert_point (&fit, 1, 1, 180, 360);
}

static void
survives_an_empty_picture (void)
{
  FoyerFit fit = foyer_fit_contain (0, 0, 640, 640, FALSE);

  assert_point (&fit, 1, 1, 0, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/fit/leaves-bars-at-the-sides-of-a-wide-area",
                   leaves_bars_at_the_sides_of_a_wide_area);
  g_test_add_func ("/app/fit/leaves-bars-above-and-below-in-a-high-area",
                   leaves_bars_above_and_below_in_a_high_area);
  g_test_add_func ("/app/fit/mirrors-left-and-right-only", mirrors_left_and_right_only);
  g_test_add_func ("/app/fit/survives-an-empty-picture", survives_an_empty_picture);
  return g_test_run ();
}
