/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device-window"

#include "config.h"

#include "app/foyer-device-window.h"

#include "app/foyer-device-facts.h"
#include "app/foyer-device-place.h"
#include "app/foyer-device-text.h"
#include "app/foyer-dialogs.h"
#include "app/foyer-history-group.h"
#include "app/foyer-pair-window.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-tied-window.h"
#include "app/foyer-time-text.h"

#include <glib/gi18n.h>

/* One device: how it stands, where it is to work, what happened to it, and what an admin can do
 * with it. It follows the news of the device while it is open. */

struct _FoyerDeviceWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  FoyerDeviceItem *item;
  /* What the window shows. */
  FoyerDevice *shown;
  GCancellable *cancellable;
  gboolean is_busy;

  AdwToastOverlay *toasts;
  GtkImage *icon;
  AdwActionRow *standing;
  AdwPreferencesRow *person_row;
  GtkLabel *person;
  GtkLabel *last_active;
  GtkLabel *app_version;
  FoyerDeviceFacts *facts;
  FoyerDevicePlace *place;
  GtkButton *save;
  FoyerProblemBox *problem;
  GtkWidget *actions;
  GtkWidget *revoke_row;
  FoyerHistoryGroup *history;
};

G_DEFINE_FINAL_TYPE (FoyerDeviceWindow, foyer_device_window, ADW_TYPE_WINDOW)

static const FoyerDevice *
get_device (FoyerDeviceWindow *self)
{
  return foyer_device_item_get_device (self->item);
}

static void
show_standing (FoyerDeviceWindow *self, const FoyerDevice *device)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  const char *time_zone = event != NULL ? event->time_zone : NULL;
  g_autofree char *note = foyer_device_text_note (device, time_zone, g_get_real_time ());
  g_autofree char *clock =
      device->last_active != 0
          ? foyer_time_text_clock (device->last_active, time_zone, g_get_real_time ())
          : g_strdup (_ ("Never"));

  if (self->shown != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon),
                                 foyer_device_text_css_class (self->shown));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), foyer_device_text_css_class (device));
  gtk_image_set_from_icon_name (self->icon, foyer_device_text_icon (device));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->standing),
                                 foyer_device_text_word (device));
  adw_action_row_set_subtitle (self->standing, note);
  adw_preferences_row_set_title (self->person_row,
                                 device->online ? _ ("Signed In") : _ ("Signed In Last"));
  gtk_label_set_label (self->person,
                       device->staff_email != NULL ? device->staff_email : _ ("Nobody"));
  gtk_label_set_label (self->last_active, clock);
  gtk_label_set_label (self->app_version,
                       device->app_version != NULL ? device->app_version : _ ("Unknown"));
  foyer_device_facts_show (self->facts, device);
}

/* Without the permission nobody sees what they could not do. */
static void
show_actions (FoyerDeviceWindow *self, const FoyerDevice *device)
{
  gboolean may = foyer_session_can (self->session, FOYER_PERMISSION_DEVICES);
  gboolean is_revoked = device->status == FOYER_DEVICE_STATUS_REVOKED;
  gboolean is_pending = device->status == FOYER_DEVICE_STATUS_PENDING;
  gboolean changed = foyer_device_place_get_changed (self->place);

  gtk_widget_set_visible (GTK_WIDGET (self->place), may && !is_revoked);
  gtk_button_set_label (self->save, is_pending ? _ ("Approve") : _ ("Save Changes"));
  gtk_widget_set_visible (GTK_WIDGET (self->save), may && !is_revoked && (is_pending || changed));
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "device.save",
                                 !self->is_busy && foyer_device_place_get_valid (self->place));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "device.revoke", !self->is_busy);
  gtk_widget_set_visible (self->actions, may);
  gtk_widget_set_visible (self->revoke_row, !is_revoked);
  gtk_widget_set_visible (GTK_WIDGET (self->history), may);
}

static gboolean
has_happened (const FoyerDevice *before, const FoyerDevice *device)
{
  return before == NULL || before->status != device->status || before->online != device->online ||
         before->wiped_at != device->wiped_at ||
         g_strcmp0 (before->staff_email, device->staff_email) != 0;
}

/* What somebody is just choosing is not taken out of their hands. */
static void
update (FoyerDeviceWindow *self)
{
  const FoyerDevice *device = get_device (self);

  gtk_window_set_title (GTK_WINDOW (self), device->name);
  show_standing (self, device);
  if (self->shown == NULL || !foyer_device_place_get_changed (self->place))
    foyer_device_place_show (self->place, device, foyer_session_get_event (self->session));
  if (has_happened (self->shown, device) &&
      foyer_session_can (self->session, FOYER_PERMISSION_DEVICES))
    foyer_history_group_show (self->history, self->session, device->id);
  g_clear_pointer (&self->shown, foyer_device_unref);
  self->shown = foyer_device_ref ((FoyerDevice *)device);
  show_actions (self, device);
}

static void
on_item_notify_device (FoyerDeviceItem *item, GParamSpec *pspec, FoyerDeviceWindow *self)
{
  update (self);
}

static void
on_place_notify_changed (FoyerDevicePlace *place, GParamSpec *pspec, FoyerDeviceWindow *self)
{
  if (self->shown != NULL)
    show_actions (self, self->shown);
}

static void
finish (FoyerDeviceWindow *self, GAsyncResult *result, const char *done)
{
  g_autoptr (GError) error = NULL;

  if (foyer_session_device_finish (self->session, result, &error)) {
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (done));
    foyer_device_place_show (self->place,
                             get_device (self),
                             foyer_session_get_event (self->session));
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    foyer_problem_box_show (self->problem, error->message);
  } else {
    return;
  }
  self->is_busy = FALSE;
  show_actions (self, get_device (self));
}

static void
on_approve_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerDeviceWindow) self = data;

  if (self->session != NULL)
    finish (self, result, _ ("Saved. The desk goes by it within a second."));
}

static void
on_revoke_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerDeviceWindow) self = data;

  if (self->session != NULL)
    finish (self, result, _ ("The device was revoked."));
}

static void
begin (FoyerDeviceWindow *self)
{
  foyer_problem_box_show (self->problem, NULL);
  self->is_busy = TRUE;
  show_actions (self, get_device (self));
}

static void
on_save_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerDeviceWindow *self = FOYER_DEVICE_WINDOW (widget);

  begin (self);
  foyer_session_approve_device_async (self->session,
                                      get_device (self)->id,
                                      foyer_device_place_get_name (self->place),
                                      foyer_device_place_get_gate (self->place),
                                      foyer_device_place_get_list_id (self->place),
                                      self->cancellable,
                                      on_approve_ready,
                                      g_object_ref (self));
}

static void
on_revoke_reply (const char *reason, gpointer data)
{
  FoyerDeviceWindow *self = data;

  if (self->session == NULL)
    return;
  begin (self);
  foyer_session_revoke_device_async (self->session,
                                     get_device (self)->id,
                                     reason,
                                     self->cancellable,
                                     on_revoke_ready,
                                     g_object_ref (self));
}

static gboolean
is_own (FoyerDeviceWindow *self)
{
  const FoyerDevice *own = foyer_session_get_device (self->session);

  return own != NULL && g_str_equal (own->id, get_device (self)->id);
}

static void
on_revoke_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerDeviceWindow *self = FOYER_DEVICE_WINDOW (widget);
  /* Translators: %s is the name of a device. */
  g_autofree char *heading = g_strdup_printf (_ ("Revoke “%s”?"), get_device (self)->name);

  const char *body =
      _ ("Whoever is signed in on it is signed out within a second, and what it knows of your "
         "events is wiped, or as soon as it is online again. What was scanned on it stays. It can "
         "be paired again.");

  if (is_own (self))
    body =
        _ ("This is the device that you are using: you are signed out, and what it knows of your "
           "events is wiped. Another admin has to pair it again.");
  foyer_dialogs_confirm (GTK_WINDOW (self),
                         heading,
                         body,
                         _ ("_Revoke"),
                         on_revoke_reply,
                         g_object_ref (self),
                         g_object_unref);
}

static void
on_pair_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerDeviceWindow *self = FOYER_DEVICE_WINDOW (widget);

  gtk_window_present (
      GTK_WINDOW (foyer_pair_window_new (self->session, get_device (self), GTK_WINDOW (self))));
}

static void
foyer_device_window_dispose (GObject *object)
{
  FoyerDeviceWindow *self = FOYER_DEVICE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->item);
  g_clear_object (&self->session);
  g_clear_pointer (&self->shown, foyer_device_unref);
  G_OBJECT_CLASS (foyer_device_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-device-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, standing);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, person_row);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, person);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, last_active);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, app_version);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, facts);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, place);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, save);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, actions);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, revoke_row);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeviceWindow, history);
  gtk_widget_class_bind_template_callback (widget_class, on_place_notify_changed);
}

static void
foyer_device_window_class_init (FoyerDeviceWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_device_window_dispose;
  g_type_ensure (FOYER_TYPE_DEVICE_FACTS);
  g_type_ensure (FOYER_TYPE_DEVICE_PLACE);
  g_type_ensure (FOYER_TYPE_HISTORY_GROUP);
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_install_action (widget_class, "device.save", NULL, on_save_activated);
  gtk_widget_class_install_action (widget_class, "device.revoke", NULL, on_revoke_activated);
  gtk_widget_class_install_action (widget_class, "device.pair", NULL, on_pair_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
foyer_device_window_init (FoyerDeviceWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * foyer_device_window_new:
 * @session: of whoever watches devices
 * @item: the device
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that shows it
 */
FoyerDeviceWindow *
foyer_device_window_new (FoyerSession *session, FoyerDeviceItem *item, GtkWindow *parent)
{
  FoyerDeviceWindow *self = g_object_new (FOYER_TYPE_DEVICE_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify::device", G_CALLBACK (on_item_notify_device), self, 0);
  update (self);
  return self;
}
