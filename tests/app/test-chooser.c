/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-chooser.h"

#include "bed.h"

/* What a drop-down selects by itself is not what a person chose. */

typedef struct {
  GListStore *choices;
  GtkDropDown *drop_down;
  FoyerChooser *chooser;
  GString *chosen;
} Bed;

static void
on_chosen (FoyerChooser *chooser, const char *id, GString *chosen)
{
  g_string_append (chosen, id);
}

static void
bed_set_up (Bed *bed, gconstpointer data)
{
  bed->choices = g_list_store_new (FOYER_TYPE_CHOICE);
  bed->drop_down = GTK_DROP_DOWN (g_object_ref_sink (gtk_drop_down_new (NULL, NULL)));
  bed->chooser = foyer_chooser_new (bed->drop_down, G_LIST_MODEL (bed->choices));
  bed->chosen = g_string_new (NULL);
  g_signal_connect (bed->chooser, "chosen", G_CALLBACK (on_chosen), bed->chosen);
}

static void
bed_tear_down (Bed *bed, gconstpointer data)
{
  g_assert_finalize_object (bed->chooser);
  g_assert_finalize_object (bed->drop_down);
  g_object_unref (bed->choices);
  g_string_free (bed->chosen, TRUE);
}

/* Each letter is a choice. */
static void
fill (Bed *bed, const char *letters)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *letters != '\0'; letters++) {
    const char id[] = { *letters, '\0' };

    g_ptr_array_add (items, foyer_choice_new (id, id));
  }
  g_list_store_splice (bed->choices,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (bed->choices)),
                       items->pdata,
                       items->len);
}

static void
assert_shows (Bed *bed, guint position)
{
  g_assert_cmpuint (gtk_drop_down_get_selected (bed->drop_down), ==, position);
  g_assert_cmpstr (bed->chosen->str, ==, "");
}

static void
a_change_of_the_list_is_no_choice (Bed *bed, gconstpointer data)
{
  foyer_chooser_show (bed->chooser, "b");
  assert_shows (bed, GTK_INVALID_LIST_POSITION);
  fill (bed, "abc");
  assert_shows (bed, 1);
  fill (bed, "xyb");
  assert_shows (bed, 2);
  fill (bed, "xy");
  assert_shows (bed, GTK_INVALID_LIST_POSITION);
  fill (bed, "bx");
  assert_shows (bed, 0);
  fill (bed, "");
  foyer_chooser_show (bed->chooser, NULL);
  fill (bed, "ab");
  assert_shows (bed, GTK_INVALID_LIST_POSITION);
}

static void
on_choices_items_changed (GListModel *choices, guint position, guint removed, guint added, Bed *bed)
{
  foyer_chooser_show (bed->chooser, "c");
}

/* Whoever hears of the change first may already know what is to be shown. */
static void
what_comes_with_a_change_is_shown (Bed *bed, gconstpointer data)
{
  g_clear_object (&bed->chooser);
  g_clear_object (&bed->drop_down);
  bed->drop_down = GTK_DROP_DOWN (g_object_ref_sink (gtk_drop_down_new (NULL, NULL)));
  g_signal_connect (bed->choices, "items-changed", G_CALLBACK (on_choices_items_changed), bed);
  bed->chooser = foyer_chooser_new (bed->drop_down, G_LIST_MODEL (bed->choices));
  g_signal_connect (bed->chooser, "chosen", G_CALLBACK (on_chosen), bed->chosen);
  fill (bed, "abc");
  assert_shows (bed, 2);
}

static void
a_person_chooses (Bed *bed, gconstpointer data)
{
  fill (bed, "abc");
  foyer_chooser_show (bed->chooser, "a");
  gtk_drop_down_set_selected (bed->drop_down, 2);
  g_assert_cmpstr (bed->chosen->str, ==, "c");
  gtk_drop_down_set_selected (bed->drop_down, 0);
  g_assert_cmpstr (bed->chosen->str, ==, "ca");
}

static void
add_test (const char *name, void (*test) (Bed *, gconstpointer))
{
  g_test_add (name, Bed, NULL, bed_set_up, test, bed_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/chooser/a-change-of-the-list-is-no-choice", a_change_of_the_list_is_no_choice);
  add_test ("/app/chooser/what-comes-with-a-change-is-shown", what_comes_with_a_change_is_shown);
  add_test ("/app/chooser/a-person-chooses", a_person_chooses);
  return g_test_run ();
}
