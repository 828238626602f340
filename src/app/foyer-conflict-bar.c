/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-conflict-bar"

#include "config.h"

#include "app/foyer-conflict-bar.h"

#include "app/foyer-conflict-text.h"

#include <glib/gi18n.h>

/* Tells a desk of conflicts while there are any. Whoever may decide them opens them from here, also
 * without the dashboard; everybody else learns that a scan of their desk is among them. */

struct _FoyerConflictBar {
  GtkWidget parent_instance;

  FoyerSession *session;

  GtkWidget *content;
  GtkLabel *sentence;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (FoyerConflictBar, foyer_conflict_bar, GTK_TYPE_WIDGET)

static char *
describe (FoyerConflictBar *self, GListModel *conflicts)
{
  guint n = g_list_model_get_n_items (conflicts);
  g_autoptr (FoyerConflictItem) first = NULL;
  const FoyerConflict *conflict;

  if (foyer_session_can (self->session, FOYER_PERMISSION_RESOLVE))
    return g_strdup_printf (ngettext ("%u conflict to decide", "%u conflicts to decide", n), n);
  if (n != 1)
    return g_strdup_printf (ngettext ("%u conflict names this desk. A supervisor decides it.",
                                      "%u conflicts name this desk. A supervisor decides them.",
                                      n),
                            n);
  first = g_list_model_get_item (conflicts, 0);
  conflict = foyer_conflict_item_get_conflict (first);
  /* Translators: a guest, and what a conflict is, such as "Admitted, but should have been refused".
   */
  return g_strdup_printf (_ ("%s: %s. A supervisor decides."),
                          foyer_conflict_text_who (conflict),
                          foyer_conflict_text_kind (conflict->kind));
}

static void
update (FoyerConflictBar *self)
{
  GListModel *conflicts = foyer_session_get_conflicts (self->session);
  gboolean any = g_list_model_get_n_items (conflicts) > 0;
  g_autofree char *sentence = any ? describe (self, conflicts) : NULL;

  gtk_widget_set_visible (self->button,
                          foyer_session_can (self->session, FOYER_PERMISSION_RESOLVE));
  if (any && g_strcmp0 (gtk_label_get_label (self->sentence), sentence) != 0)
    gtk_label_set_label (self->sentence, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self), any);
}

static void
on_conflicts_items_changed (GListModel *conflicts,
                            guint position,
                            guint removed,
                            guint added,
                            FoyerConflictBar *self)
{
  update (self);
}

static void
on_session_notify_staff (FoyerSession *session, GParamSpec *pspec, FoyerConflictBar *self)
{
  update (self);
}

static void
foyer_conflict_bar_dispose (GObject *object)
{
  FoyerConflictBar *self = FOYER_CONFLICT_BAR (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_conflict_bar_parent_class)->dispose (object);
}

static void
foyer_conflict_bar_class_init (FoyerConflictBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_conflict_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

/* A status is read out when it changes. */
static GtkLabel *
new_sentence (void)
{
  GtkLabel *label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (label, GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  return label;
}

static void
foyer_conflict_bar_init (FoyerConflictBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("foyer-attention-symbolic");

  self->sentence = new_sentence ();
  self->button = gtk_button_new_with_mnemonic (_ ("_Decide…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.conflicts");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "problem-bar");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sentence));
  gtk_box_append (GTK_BOX (box), self->button);
  self->content = box;
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * foyer_conflict_bar_set_session:
 * @session: of whoever is at the desk; it is set once
 */
void
foyer_conflict_bar_set_session (FoyerConflictBar *self, FoyerSession *session)
{
  g_return_if_fail (FOYER_IS_CONFLICT_BAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (foyer_session_get_conflicts (session),
                           "items-changed",
                           G_CALLBACK (on_conflicts_items_changed),
                           self,
                           0);
  g_signal_connect_object (session, "notify::staff", G_CALLBACK (on_session_notify_staff), self, 0);
  update (self);
}

/**
 * foyer_conflict_bar_get_sentence:
 *
 * Returns: (transfer none): what it says; empty where there is nothing to say
 */
const char *
foyer_conflict_bar_get_sentence (FoyerConflictBar *self)
{
  g_return_val_if_fail (FOYER_IS_CONFLICT_BAR (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_label (self->sentence) : "";
}
