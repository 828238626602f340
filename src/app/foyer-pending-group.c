/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pending-group"

#include "config.h"

#include "app/foyer-pending-group.h"

#include "app/foyer-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* The devices that wait until an admin approves them, each with what it is to be called and where
 * it is to stand. It is not seen while there are none. */

struct _FoyerPendingGroup {
  GtkWidget parent_instance;

  FoyerSession *session;
  GtkWidget *group;
  /* By the device's id. */
  GHashTable *rows;
};

G_DEFINE_FINAL_TYPE (FoyerPendingGroup, foyer_pending_group, GTK_TYPE_WIDGET)

typedef struct {
  FoyerPendingGroup *group;
  char *device_id;
  GtkWidget *row;
  GtkWidget *name;
  GtkWidget *gate;
} Row;

static void
tell (FoyerPendingGroup *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
}

static void
on_approve_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerPendingGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_session_device_finish (FOYER_SESSION (source), result, &error))
    tell (self, _ ("The device was approved: people can sign in there."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, error->message);
}

static void
on_revoke_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerPendingGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_session_device_finish (FOYER_SESSION (source), result, &error))
    tell (self, _ ("The device was turned away."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, error->message);
}

static void
on_approve_clicked (GtkButton *button, Row *row)
{
  foyer_session_approve_device_async (row->group->session,
                                      row->device_id,
                                      gtk_editable_get_text (GTK_EDITABLE (row->name)),
                                      gtk_editable_get_text (GTK_EDITABLE (row->gate)),
                                      foyer_session_get_list_id (row->group->session),
                                      NULL,
                                      on_approve_ready,
                                      g_object_ref (row->group));
}

typedef struct {
  FoyerPendingGroup *group;
  char *device_id;
} Refusal;

static void
refusal_free (gpointer data)
{
  Refusal *refusal = data;

  g_object_unref (refusal->group);
  g_free (refusal->device_id);
  g_free (refusal);
}

static void
on_refuse_reply (const char *text, gpointer data)
{
  Refusal *refusal = data;

  foyer_session_revoke_device_async (refusal->group->session,
                                     refusal->device_id,
                                     NULL,
                                     NULL,
                                     on_revoke_ready,
                                     g_object_ref (refusal->group));
}

static void
on_refuse_clicked (GtkButton *button, Row *row)
{
  Refusal *refusal = g_new0 (Refusal, 1);

  refusal->group = g_object_ref (row->group);
  refusal->device_id = g_strdup (row->device_id);
  foyer_dialogs_confirm (GTK_WINDOW (gtk_widget_get_root (row->row)),
                         _ ("Turn This Device Away?"),
                         _ ("It has to be paired again before it can work here."),
                         _ ("_Turn Away"),
                         on_refuse_reply,
                         refusal,
                         refusal_free);
}

static GtkWidget *
add_entry (Row *row, const char *title, const char *text)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->row), entry);
  return entry;
}

static GtkWidget *
make_button (Row *row, const char *label, const char *css_class, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, css_class);
  g_signal_connect (button, "clicked", callback, row);
  return button;
}

/* Beside the name there is room for what is usually done; the rest is inside. */
static void
add_buttons (Row *row)
{
  GtkWidget *refusal = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (refusal), _ ("Not One of Yours?"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (refusal),
                             make_button (row,
                                          _ ("Turn Away…"),
                                          "flat",
                                          G_CALLBACK (on_refuse_clicked)));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->row), refusal);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row->row),
                               make_button (row,
                                            _ ("Approve"),
                                            "suggested-action",
                                            G_CALLBACK (on_approve_clicked)));
}

static void
free_row (gpointer data)
{
  Row *row = data;

  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (row->group->group), row->row);
  g_free (row->device_id);
  g_free (row);
}

static void
add_row (FoyerPendingGroup *self, const FoyerDevice *device)
{
  Row *row = g_new0 (Row, 1);

  row->group = self;
  row->device_id = g_strdup (device->id);
  row->row = adw_expander_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), device->name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row->row), _ ("Waits for approval"));
  row->name = add_entry (row, _ ("Name"), device->name);
  row->gate = add_entry (row, _ ("Gate"), device->gate);
  add_buttons (row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row->row);
  g_hash_table_insert (self->rows, row->device_id, row);
}

/* Rows of devices that still wait stay as they are, with what was typed in them. */
static void
update (FoyerPendingGroup *self)
{
  GListModel *devices = foyer_session_get_devices (self->session);
  g_autoptr (GHashTable) waiting = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (FoyerDeviceItem) item = g_list_model_get_item (devices, i);
    const FoyerDevice *device = foyer_device_item_get_device (item);

    if (device->status != FOYER_DEVICE_STATUS_PENDING)
      continue;
    g_hash_table_add (waiting, device->id);
    if (!g_hash_table_contains (self->rows, device->id))
      add_row (self, device);
  }
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    if (!g_hash_table_contains (waiting, id))
      g_hash_table_iter_remove (&iter);
  }
  gtk_widget_set_visible (GTK_WIDGET (self), g_hash_table_size (self->rows) > 0);
}

static void
on_any_device_notify (FoyerDeviceItem *item, GParamSpec *pspec, FoyerPendingGroup *self)
{
  update (self);
}

static void
on_devices_items_changed (GListModel *devices,
                          guint position,
                          guint removed,
                          guint added,
                          FoyerPendingGroup *self)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (FoyerDeviceItem) item = g_list_model_get_item (devices, i);

    g_signal_connect_object (item, "notify", G_CALLBACK (on_any_device_notify), self, 0);
  }
  update (self);
}

static void
foyer_pending_group_dispose (GObject *object)
{
  FoyerPendingGroup *self = FOYER_PENDING_GROUP (object);

  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_object (&self->session);
  g_clear_pointer (&self->group, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_pending_group_parent_class)->dispose (object);
}

static void
foyer_pending_group_class_init (FoyerPendingGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_pending_group_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
foyer_pending_group_init (FoyerPendingGroup *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_row);
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("New Devices"));
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * foyer_pending_group_set_session:
 * @session: an admin's; it is set once
 */
void
foyer_pending_group_set_session (FoyerPendingGroup *self, FoyerSession *session)
{
  GListModel *devices;

  g_return_if_fail (FOYER_IS_PENDING_GROUP (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  devices = foyer_session_get_devices (session);
  g_signal_connect_object (devices,
                           "items-changed",
                           G_CALLBACK (on_devices_items_changed),
                           self,
                           0);
  on_devices_items_changed (devices, 0, 0, g_list_model_get_n_items (devices), self);
}
