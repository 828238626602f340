/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device-list"

#include "config.h"

#include "app/foyer-device-list.h"

#include "app/foyer-device-text.h"
#include "app/foyer-device-window.h"
#include "app/foyer-info-row.h"

#include <glib/gi18n.h>

/* The devices, sorted by how they stand; each opens a window of its own. */

struct _FoyerDeviceList {
  GtkWidget parent_instance;

  FoyerSession *session;
  GtkSorter *sorter;
  GListModel *sorted;

  GtkStack *stack;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (FoyerDeviceList, foyer_device_list, GTK_TYPE_WIDGET)

/* Most news of a device do not change its place, and sorting hundreds of them is not free. */
static gboolean
take_order (FoyerDeviceItem *item)
{
  FoyerDevice *device = foyer_device_item_get_device (item);
  const FoyerDevice *before = g_object_get_data (G_OBJECT (item), "foyer-sorted-as");
  gboolean moves = before == NULL || foyer_device_text_compare (before, device) != 0;

  if (moves)
    g_object_set_data_full (G_OBJECT (item),
                            "foyer-sorted-as",
                            foyer_device_ref (device),
                            (GDestroyNotify)foyer_device_unref);
  return moves;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  return foyer_device_text_compare (foyer_device_item_get_device ((gpointer)a),
                                    foyer_device_item_get_device ((gpointer)b));
}

static void
on_any_device_notify (FoyerDeviceItem *item, GParamSpec *pspec, FoyerDeviceList *self)
{
  if (take_order (item))
    gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static void
on_devices_items_changed (GListModel *devices,
                          guint position,
                          guint removed,
                          guint added,
                          FoyerDeviceList *self)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (FoyerDeviceItem) item = g_list_model_get_item (devices, i);

    take_order (item);
    g_signal_connect_object (item, "notify", G_CALLBACK (on_any_device_notify), self, 0);
  }
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (devices) > 0 ? "list" : "empty");
}

static void
show_device (FoyerDeviceList *self, FoyerInfoRow *row, const FoyerDevice *device)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  g_autofree char *detail = foyer_device_text_detail (device,
                                                      event != NULL ? event->time_zone : NULL,
                                                      g_get_real_time ());

  foyer_info_row_set_icon (row,
                           foyer_device_text_icon (device),
                           foyer_device_text_css_class (device),
                           foyer_device_text_word (device));
  foyer_info_row_set_text (row, device->name, detail);
}

static void
on_row_setup (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerDeviceList *self)
{
  FoyerInfoRow *row = foyer_info_row_new ();

  gtk_widget_add_css_class (GTK_WIDGET (row), "list-row");
  foyer_info_row_set_opens (row, TRUE);
  gtk_list_item_set_child (item, GTK_WIDGET (row));
}

static void
on_item_notify (FoyerDeviceItem *device, GParamSpec *pspec, GtkListItem *item)
{
  FoyerDeviceList *self = g_object_get_data (G_OBJECT (item), "list");

  show_device (self,
               FOYER_INFO_ROW (gtk_list_item_get_child (item)),
               foyer_device_item_get_device (device));
}

static void
on_row_bind (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerDeviceList *self)
{
  FoyerDeviceItem *device = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "list", self);
  g_signal_connect (device, "notify", G_CALLBACK (on_item_notify), item);
  show_device (self,
               FOYER_INFO_ROW (gtk_list_item_get_child (item)),
               foyer_device_item_get_device (device));
}

static void
on_row_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerDeviceList *self)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), item);
}

static void
on_list_activate (GtkListView *list, guint position, FoyerDeviceList *self)
{
  g_autoptr (FoyerDeviceItem) item = g_list_model_get_item (self->sorted, position);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  if (item != NULL)
    gtk_window_present (GTK_WINDOW (foyer_device_window_new (self->session, item, parent)));
}

static void
foyer_device_list_dispose (GObject *object)
{
  FoyerDeviceList *self = FOYER_DEVICE_LIST (object);
  GtkWidget *stack = GTK_WIDGET (g_steal_pointer (&self->stack));

  g_clear_pointer (&stack, gtk_widget_unparent);
  g_clear_object (&self->sorted);
  g_clear_object (&self->sorter);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_device_list_parent_class)->dispose (object);
}

static void
foyer_device_list_class_init (FoyerDeviceListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_device_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-device-list.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceList, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activate);
}

static void
foyer_device_list_init (FoyerDeviceList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_list (FoyerDeviceList *self, GListModel *devices)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare, NULL, NULL));
  self->sorted =
      G_LIST_MODEL (gtk_sort_list_model_new (g_object_ref (devices), g_object_ref (self->sorter)));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_row_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_row_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_row_unbind), self, 0);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->sorted)));
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, selection);
}

/**
 * foyer_device_list_set_session:
 * @session: of whoever watches; it is set once
 */
void
foyer_device_list_set_session (FoyerDeviceList *self, FoyerSession *session)
{
  GListModel *devices;

  g_return_if_fail (FOYER_IS_DEVICE_LIST (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  devices = foyer_session_get_devices (session);
  fill_list (self, devices);
  g_signal_connect_object (devices,
                           "items-changed",
                           G_CALLBACK (on_devices_items_changed),
                           self,
                           0);
  on_devices_items_changed (devices, 0, 0, g_list_model_get_n_items (devices), self);
}
