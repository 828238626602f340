/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-wedge-keys.h"

#include "bed.h"

/* A window with a button, an entry and real keys. */

typedef struct {
  GtkWindow *window;
  GtkWidget *button;
  GtkWidget *entry;
  FoyerWedgeKeys *keys;
  GString *scanned;
  guint n_clicked;
  guint n_activated;
} Desk;

static void
on_keys_scanned (FoyerWedgeKeys *keys, const char *code, Desk *desk)
{
  g_string_append_printf (desk->scanned, "[%s]", code);
}

static void
on_button_clicked (GtkButton *button, Desk *desk)
{
  desk->n_clicked++;
}

static void
on_entry_activate (GtkEntry *entry, Desk *desk)
{
  desk->n_activated++;
}

static void
desk_set_up (Desk *desk, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  desk->scanned = g_string_new (NULL);
  desk->button = gtk_button_new_with_label ("Undo");
  desk->entry = gtk_entry_new ();
  gtk_box_append (GTK_BOX (box), desk->button);
  gtk_box_append (GTK_BOX (box), desk->entry);
  g_signal_connect (desk->button, "clicked", G_CALLBACK (on_button_clicked), desk);
  g_signal_connect (desk->entry, "activate", G_CALLBACK (on_entry_activate), desk);
  desk->window = bed_show (box, 300, 200);
  desk->keys = foyer_wedge_keys_new (desk->window);
  g_signal_connect (desk->keys, "scanned", G_CALLBACK (on_keys_scanned), desk);
  bed_focus (desk->window);
}

static void
desk_tear_down (Desk *desk, gconstpointer data)
{
  g_assert_finalize_object (desk->keys);
  gtk_window_destroy (desk->window);
  g_string_free (desk->scanned, TRUE);
}

static gboolean
was_scanned (gpointer data)
{
  return ((Desk *)data)->scanned->len > 0;
}

static gboolean
was_clicked (gpointer data)
{
  return ((Desk *)data)->n_clicked > 0;
}

static gboolean
was_activated (gpointer data)
{
  return ((Desk *)data)->n_activated > 0;
}

static void
presses_no_button (Desk *desk, gconstpointer data)
{
  gtk_widget_grab_focus (desk->button);
  bed_type ("CODE 42 x\n");
  bed_wait (was_scanned, desk);
  g_assert_cmpstr (desk->scanned->str, ==, "[CODE 42 x]");
  g_assert_cmpuint (desk->n_clicked, ==, 0);
  /* The button still works by hand: what was swallowed was the scanner's alone. */
  bed_type_by_hand (" ");
  bed_wait (was_clicked, desk);
}

static void
gives_the_entry_back_what_it_held (Desk *desk, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (desk->entry), "love");
  gtk_widget_grab_focus (desk->entry);
  gtk_editable_set_position (GTK_EDITABLE (desk->entry), -1);
  bed_type ("F1ABC123\n");
  bed_wait (was_scanned, desk);
  g_assert_cmpstr (desk->scanned->str, ==, "[F1ABC123]");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (desk->entry)), ==, "love");
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (desk->entry)), ==, 4);
  g_assert_cmpuint (desk->n_activated, ==, 0);
}

/* Control and ] is how scanners press the separator of GS1 codes, and Control and A would choose
 * all that the entry holds. */
static void
takes_characters_that_no_key_stands_for (Desk *desk, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (desk->entry), "love");
  gtk_widget_grab_focus (desk->entry);
  gtk_editable_set_position (GTK_EDITABLE (desk->entry), -1);
  bed_type ("01041509\03521X\001\t7\t");
  bed_wait (was_scanned, desk);
  g_assert_cmpstr (desk->scanned->str, ==, "[01041509\03521X\001\t7]");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (desk->entry)), ==, "love");
  g_assert_false (gtk_editable_get_selection_bounds (GTK_EDITABLE (desk->entry), NULL, NULL));
}

static void
lets_people_type (Desk *desk, gconstpointer data)
{
  gtk_widget_grab_focus (desk->entry);
  bed_type_by_hand ("ada l\n");
  bed_wait (was_activated, desk);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (desk->entry)), ==, "ada l");
  g_assert_cmpuint (desk->scanned->len, ==, 0);
}

static void
leaves_all_keys_alone_when_told (Desk *desk, gconstpointer data)
{
  foyer_wedge_keys_set_enabled (desk->keys, FALSE);
  gtk_widget_grab_focus (desk->entry);
  bed_type ("F1ABC123\n");
  bed_wait (was_activated, desk);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (desk->entry)), ==, "F1ABC123");
  g_assert_cmpuint (desk->scanned->len, ==, 0);
}

static void
add_test (const char *name, void (*test) (Desk *, gconstpointer))
{
  g_test_add (name, Desk, NULL, desk_set_up, test, desk_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/wedge-keys/presses-no-button", presses_no_button);
  add_test ("/app/wedge-keys/gives-the-entry-back-what-it-held", gives_the_entry_back_what_it_held);
  add_test ("/app/wedge-keys/takes-characters-that-no-key-stands-for",
            takes_characters_that_no_key_stands_for);
  add_test ("/app/wedge-keys/lets-people-type", lets_people_type);
  add_test ("/app/wedge-keys/leaves-all-keys-alone-when-told", leaves_all_keys_alone_when_told);
  return g_test_run ();
}
