/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-recent-list"

#include "config.h"

#include "app/foyer-recent-list.h"

#include "app/foyer-newest.h"
#include "app/foyer-recent-row.h"

/* The scans that this desk made lately, the newest first. */

struct _FoyerRecentList {
  GtkWidget parent_instance;

  FoyerSession *session;

  GtkStack *stack;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (FoyerRecentList, foyer_recent_list, GTK_TYPE_WIDGET)

static void
show_whether_empty (FoyerRecentList *self)
{
  GListModel *recent = foyer_session_get_recent (self->session);

  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (recent) > 0 ? "scans" : "empty");
}

static void
on_recent_items_changed (GListModel *recent,
                         guint position,
                         guint removed,
                         guint added,
                         FoyerRecentList *self)
{
  show_whether_empty (self);
}

static void
on_factory_setup (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerRecentList *self)
{
  gtk_list_item_set_child (item, GTK_WIDGET (foyer_recent_row_new (self->session)));
  gtk_list_item_set_activatable (item, FALSE);
}

static void
on_factory_bind (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerRecentList *self)
{
  foyer_recent_row_set_scan (FOYER_RECENT_ROW (gtk_list_item_get_child (item)),
                             gtk_list_item_get_item (item));
}

static void
on_factory_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerRecentList *self)
{
  foyer_recent_row_set_scan (FOYER_RECENT_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
foyer_recent_list_dispose (GObject *object)
{
  FoyerRecentList *self = FOYER_RECENT_LIST (object);

  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_recent_list_parent_class)->dispose (object);
}

static void
foyer_recent_list_class_init (FoyerRecentListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_recent_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-recent-list.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentList, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentList, list);
}

static void
foyer_recent_list_init (FoyerRecentList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_recent_list_set_session:
 * @session: whose scans are shown; it is set once
 */
void
foyer_recent_list_set_session (FoyerRecentList *self, FoyerSession *session)
{
  GListModel *recent = foyer_session_get_recent (session);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (FOYER_IS_RECENT_LIST (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (recent)));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_factory_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_factory_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_factory_unbind), self, 0);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, selection);
  foyer_newest_follow (self->list);
  g_signal_connect_object (recent, "items-changed", G_CALLBACK (on_recent_items_changed), self, 0);
  show_whether_empty (self);
}
