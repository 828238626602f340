/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-problem-box"

#include "config.h"

#include "app/foyer-problem-box.h"

/* A sentence that says what went wrong, where there is one. Screen readers speak it at once. */

struct _FoyerProblemBox {
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (FoyerProblemBox, foyer_problem_box, GTK_TYPE_WIDGET)

static void
foyer_problem_box_dispose (GObject *object)
{
  FoyerProblemBox *self = FOYER_PROBLEM_BOX (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_problem_box_parent_class)->dispose (object);
}

static void
foyer_problem_box_class_init (FoyerProblemBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_problem_box_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_label (void)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static void
foyer_problem_box_init (FoyerProblemBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  "icon-name",
                                  "dialog-error-symbolic",
                                  NULL);

  self->label = GTK_LABEL (make_label ());
  gtk_widget_add_css_class (box, "problem-box");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}

/**
 * foyer_problem_box_show:
 * @sentence: (nullable): what went wrong; %NULL where nothing did
 */
void
foyer_problem_box_show (FoyerProblemBox *self, const char *sentence)
{
  g_return_if_fail (FOYER_IS_PROBLEM_BOX (self));

  gtk_label_set_label (self->label, sentence != NULL ? sentence : "");
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), sentence != NULL);
}

/**
 * foyer_problem_box_get_sentence:
 *
 * Returns: (transfer none): what it says; empty where nothing went wrong
 */
const char *
foyer_problem_box_get_sentence (FoyerProblemBox *self)
{
  g_return_val_if_fail (FOYER_IS_PROBLEM_BOX (self), NULL);

  return gtk_label_get_label (self->label);
}
