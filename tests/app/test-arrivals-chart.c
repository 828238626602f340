/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-arrivals-chart.h"

#include "bed.h"

/* 2026-05-01T18:03:00Z */
static const FoyerTime NOW = G_GINT64_CONSTANT (1777658580) * FOYER_TIME_SECOND;

static void
needs_at_most_four_lines (void)
{
  for (guint highest = 0; highest < 100000; highest = highest * 5 / 4 + 1) {
    guint step = foyer_arrivals_chart_get_step (highest);

    g_assert_cmpuint ((highest + step - 1) / step, <=, 4);
    g_assert_true (step == 1 || (highest + step / 2 - 1) / (step / 2) >= 2);
  }
}

static void
tells_what_it_shows (void)
{
  FoyerArrivalsChart *chart = g_object_ref_sink (foyer_arrivals_chart_new ());
  guint counts[FOYER_ARRIVALS_CHART_MINUTES] = { 0 };
  g_autofree char *nothing = NULL;
  g_autofree char *something = NULL;

  nothing = foyer_arrivals_chart_describe (chart);
  g_assert_cmpstr (nothing, ==, "Nobody arrived in the last hour.");
  counts[FOYER_ARRIVALS_CHART_MINUTES - 1] = 2;
  counts[FOYER_ARRIVALS_CHART_MINUTES - 4] = 5;
  foyer_arrivals_chart_set_counts (chart, counts, NOW, "Europe/Berlin");
  something = foyer_arrivals_chart_describe (chart);
  g_assert_cmpstr (something,
                   ==,
                   "7 guests arrived in the last hour; the busiest minute was 20:00, with 5.");
  g_assert_finalize_object (chart);
}

static guint
count_nodes (GskRenderNode *node, GskRenderNodeType type)
{
  guint count = gsk_render_node_get_node_type (node) == type ? 1 : 0;

  switch (gsk_render_node_get_node_type (node)) {
  case GSK_CONTAINER_NODE:
    for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
      count += count_nodes (gsk_container_node_get_child (node, i), type);
    return count;
  case GSK_TRANSFORM_NODE:
    return count + count_nodes (gsk_transform_node_get_child (node), type);
  case GSK_CLIP_NODE:
    return count + count_nodes (gsk_clip_node_get_child (node), type);
  default:
    return count;
  }
}

/* Every bar and every line of the grid is a rectangle of one colour. */
static void
draws_a_bar_per_minute_with_arrivals (void)
{
  FoyerArrivalsChart *chart = foyer_arrivals_chart_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (chart), 400, 200);
  guint counts[FOYER_ARRIVALS_CHART_MINUTES] = { 0 };
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  counts[3] = 4;
  counts[30] = 1;
  counts[59] = 2;
  foyer_arrivals_chart_set_counts (chart, counts, NOW, NULL);
  GTK_WIDGET_GET_CLASS (chart)->snapshot (GTK_WIDGET (chart), snapshot);
  node = gtk_snapshot_to_node (snapshot);
  /* Three bars, and lines at 0, 1, 2, 3 and 4. */
  g_assert_cmpuint (count_nodes (node, GSK_COLOR_NODE), ==, 3 + 5);
  gsk_render_node_unref (node);
  gtk_window_destroy (window);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add_func ("/app/arrivals-chart/needs-at-most-four-lines", needs_at_most_four_lines);
  g_test_add_func ("/app/arrivals-chart/tells-what-it-shows", tells_what_it_shows);
  g_test_add_func ("/app/arrivals-chart/draws-a-bar-per-minute-with-arrivals",
                   draws_a_bar_per_minute_with_arrivals);
  return g_test_run ();
}
