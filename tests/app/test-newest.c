/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-newest.h"

#include "bed.h"

/* A list whose newest row stays in sight, unless somebody reads further down. */

typedef struct {
  GtkStringList *rows;
  GtkAdjustment *place;
  GtkWindow *window;
} Bed;

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_set_size_request (label, -1, 40);
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *row = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (row));
}

static void
add_row (Bed *bed)
{
  const char *const row[] = { "row", NULL };

  gtk_string_list_splice (bed->rows, 0, 0, row);
}

static void
bed_set_up (Bed *bed, gconstpointer data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  bed->rows = gtk_string_list_new (NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (
                                gtk_no_selection_new (g_object_ref (G_LIST_MODEL (bed->rows)))),
                            factory);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  bed->place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  foyer_newest_follow (GTK_LIST_VIEW (list));
  bed->window = bed_show (scrolled, 200, 100);
}

static void
bed_tear_down (Bed *bed, gconstpointer data)
{
  gtk_window_destroy (bed->window);
  g_object_unref (bed->rows);
}

static gboolean
is_laid_out (gpointer data)
{
  Bed *bed = data;

  return gtk_adjustment_get_upper (bed->place) >=
         40 * g_list_model_get_n_items (G_LIST_MODEL (bed->rows));
}

static void
the_newest_stays_in_sight (Bed *bed, gconstpointer data)
{
  for (guint i = 0; i < 8; i++) {
    add_row (bed);
    bed_wait (is_laid_out, bed);
    g_assert_cmpfloat (gtk_adjustment_get_value (bed->place), ==, 0);
  }
}

static void
whoever_reads_on_is_not_disturbed (Bed *bed, gconstpointer data)
{
  for (guint i = 0; i < 8; i++)
    add_row (bed);
  bed_wait (is_laid_out, bed);
  gtk_adjustment_set_value (bed->place, 80);
  add_row (bed);
  bed_wait (is_laid_out, bed);
  g_assert_cmpfloat (gtk_adjustment_get_value (bed->place), >=, 80);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add ("/app/newest/the-newest-stays-in-sight",
              Bed,
              NULL,
              bed_set_up,
              the_newest_stays_in_sight,
              bed_tear_down);
  g_test_add ("/app/newest/whoever-reads-on-is-not-disturbed",
              Bed,
              NULL,
              bed_set_up,
              whoever_reads_on_is_not_disturbed,
              bed_tear_down);
  return g_test_run ();
}
