/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-people-box"

#include "config.h"

#include "app/foyer-people-box.h"

#include "model/foyer-staff.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Who was signed in here, side by side: who comes next is one of them, as likely as not, and then
 * need not type their address. */

#define AVATAR_SIZE 36
/* Four names of this length fit side by side into a narrow window; fewer may be longer. */
#define NAME_CHARS 8
#define ALL_CHARS  (4 * NAME_CHARS)

struct _FoyerPeopleBox {
  GtkWidget parent_instance;

  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (FoyerPeopleBox, foyer_people_box, GTK_TYPE_WIDGET)

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_button_clicked (GtkButton *button, FoyerPeopleBox *self)
{
  const FoyerStaff *person = g_object_get_data (G_OBJECT (button), "person");

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, person->email);
}

static const char *
get_name (const FoyerStaff *person)
{
  return person->name != NULL ? person->name : person->email;
}

static GtkWidget *
make_face (const FoyerStaff *person, guint n_people)
{
  GtkWidget *face = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (get_name (person));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), (int)MAX (ALL_CHARS / n_people, NAME_CHARS));
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (face), adw_avatar_new (AVATAR_SIZE, get_name (person), TRUE));
  gtk_box_append (GTK_BOX (face), label);
  return face;
}

static void
add_person (FoyerPeopleBox *self, FoyerStaff *person, guint n_people)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *label = NULL;

  /* Translators: %s is a person who was signed in here before. */
  label = g_strdup_printf (_ ("Sign in as %s"), get_name (person));
  gtk_button_set_child (GTK_BUTTON (button), make_face (person, n_people));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, person->email);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button),
                          "person",
                          foyer_staff_ref (person),
                          (GDestroyNotify)foyer_staff_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_button_clicked), self, 0);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
foyer_people_box_dispose (GObject *object)
{
  FoyerPeopleBox *self = FOYER_PEOPLE_BOX (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_people_box_parent_class)->dispose (object);
}

static void
foyer_people_box_class_init (FoyerPeopleBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_people_box_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  /**
   * FoyerPeopleBox::chosen:
   * @email: who it is
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen",
                                         FOYER_TYPE_PEOPLE_BOX,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_STRING);
}

static void
foyer_people_box_init (FoyerPeopleBox *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_halign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * foyer_people_box_show:
 * @people: (element-type FoyerStaff): who was here, the last one first
 */
void
foyer_people_box_show (FoyerPeopleBox *self, GPtrArray *people)
{
  GtkWidget *child;

  g_return_if_fail (FOYER_IS_PEOPLE_BOX (self));

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < people->len; i++)
    add_person (self, g_ptr_array_index (people, i), people->len);
}
