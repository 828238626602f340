/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-newest"

#include "config.h"

#include "app/foyer-newest.h"

/* Keeps the newest row of a list in sight, which is its first. A list by itself keeps in sight what
 * was there; that is right only where a person scrolled away from the newest. */

static void
on_model_items_changed (GListModel *model,
                        guint position,
                        guint removed,
                        guint added,
                        GtkListView *list)
{
  GtkAdjustment *place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));

  if (position == 0 && added > 0 && place != NULL &&
      gtk_adjustment_get_value (place) <= gtk_adjustment_get_lower (place))
    gtk_widget_activate_action (GTK_WIDGET (list), "list.scroll-to-item", "u", 0);
}

/**
 * foyer_newest_follow:
 * @list: one that has its model already, newest first
 *
 * From now on a new row is seen by whoever is at the newest one.
 */
void
foyer_newest_follow (GtkListView *list)
{
  g_signal_connect_object (gtk_list_view_get_model (list),
                           "items-changed",
                           G_CALLBACK (on_model_items_changed),
                           list,
                           G_CONNECT_AFTER);
}
