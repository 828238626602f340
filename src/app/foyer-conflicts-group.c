/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-conflicts-group"

#include "config.h"

#include "app/foyer-conflicts-group.h"

#include "app/foyer-conflict-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* The conflicts that are open, for the dashboard. It is not seen while there are none. */

struct _FoyerConflictsGroup {
  GtkWidget parent_instance;

  GtkWidget *group;
};

G_DEFINE_FINAL_TYPE (FoyerConflictsGroup, foyer_conflicts_group, GTK_TYPE_WIDGET)

static void
on_conflicts_items_changed (GListModel *conflicts,
                            guint position,
                            guint removed,
                            guint added,
                            FoyerConflictsGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (conflicts) > 0);
}

static void
foyer_conflicts_group_dispose (GObject *object)
{
  FoyerConflictsGroup *self = FOYER_CONFLICTS_GROUP (object);

  g_clear_pointer (&self->group, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_conflicts_group_parent_class)->dispose (object);
}

static void
foyer_conflicts_group_class_init (FoyerConflictsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_conflicts_group_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
foyer_conflicts_group_init (FoyerConflictsGroup *self)
{
  GtkWidget *all = gtk_button_new_with_label (_ ("All Conflicts…"));

  gtk_widget_add_css_class (all, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (all), "win.conflicts");
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Conflicts"));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->group), all);
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * foyer_conflicts_group_set_session:
 * @session: of who may resolve conflicts; it is set once
 */
void
foyer_conflicts_group_set_session (FoyerConflictsGroup *self, FoyerSession *session)
{
  GListModel *conflicts;

  g_return_if_fail (FOYER_IS_CONFLICTS_GROUP (self));

  conflicts = foyer_session_get_conflicts (session);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group),
                             GTK_WIDGET (foyer_conflict_list_new (session, conflicts)));
  g_signal_connect_object (conflicts,
                           "items-changed",
                           G_CALLBACK (on_conflicts_items_changed),
                           self,
                           0);
  on_conflicts_items_changed (conflicts, 0, 0, 0, self);
}
