/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-alerts-group"

#include "config.h"

#include "app/foyer-alerts-group.h"

#include "app/foyer-alert-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* The alerts that are open, the critical ones first. It is not seen while there are none. */

struct _FoyerAlertsGroup {
  GtkWidget parent_instance;

  FoyerSession *session;
  GtkWidget *group;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (FoyerAlertsGroup, foyer_alerts_group, GTK_TYPE_WIDGET)

static FoyerAlertRow *
get_row (FoyerAlertsGroup *self, guint position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int)position);

  return row != NULL ? FOYER_ALERT_ROW (row) : NULL;
}

static FoyerAlert *
get_alert (GListModel *alerts, guint position)
{
  g_autoptr (FoyerAlertItem) item = g_list_model_get_item (alerts, position);

  return (FoyerAlert *)foyer_alert_item_get_alert (item);
}

/* What happened again is shown where it was, so that nobody loses the button under their finger. */
static void
put (FoyerAlertsGroup *self, GListModel *alerts, guint position, gboolean is_replaced)
{
  FoyerAlert *alert = get_alert (alerts, position);
  FoyerAlertRow *row = is_replaced ? get_row (self, position) : NULL;

  if (row != NULL && g_str_equal (foyer_alert_row_get_alert_id (row), alert->id)) {
    foyer_alert_row_set_alert (row, alert);
    return;
  }
  if (row != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_list_box_insert (self->list,
                       GTK_WIDGET (foyer_alert_row_new (self->session, alert)),
                       (int)position);
}

static void
on_alerts_items_changed (GListModel *alerts,
                         guint position,
                         guint removed,
                         guint added,
                         FoyerAlertsGroup *self)
{
  for (guint i = 0; i < added; i++)
    put (self, alerts, position + i, i < removed);
  for (guint i = added; i < removed; i++)
    gtk_list_box_remove (self->list, GTK_WIDGET (get_row (self, position + added)));
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (alerts) > 0);
}

static void
foyer_alerts_group_dispose (GObject *object)
{
  FoyerAlertsGroup *self = FOYER_ALERTS_GROUP (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->group, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_alerts_group_parent_class)->dispose (object);
}

static void
foyer_alerts_group_class_init (FoyerAlertsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_alerts_group_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
foyer_alerts_group_init (FoyerAlertsGroup *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Alerts"),
                                  -1);
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Alerts"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), list);
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * foyer_alerts_group_set_session:
 * @session: an admin's; it is set once
 */
void
foyer_alerts_group_set_session (FoyerAlertsGroup *self, FoyerSession *session)
{
  GListModel *alerts;

  g_return_if_fail (FOYER_IS_ALERTS_GROUP (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  alerts = foyer_session_get_alerts (session);
  g_signal_connect_object (alerts, "items-changed", G_CALLBACK (on_alerts_items_changed), self, 0);
  on_alerts_items_changed (alerts, 0, 0, g_list_model_get_n_items (alerts), self);
}
