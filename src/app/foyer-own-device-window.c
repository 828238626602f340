/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-own-device-window"

#include "config.h"

#include "app/foyer-own-device-window.h"

#include "app/foyer-dialogs.h"

#include <glib/gi18n.h>
#include <string.h>

/* What this computer is to its relay, for whoever runs the event and asks: its name and place, how
 * its key is kept, which relay it trusts. It is also where a relay is forgotten. */

/* A fingerprint is compared by people, a few letters at a time. */
#define FINGERPRINT_GROUP 4

struct _FoyerOwnDeviceWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  guint close_source;

  AdwActionRow *name;
  AdwActionRow *status;
  AdwActionRow *place;
  AdwActionRow *gate;
  AdwActionRow *key;
  AdwActionRow *id;
  GtkWidget *relay_group;
  AdwActionRow *address;
  AdwActionRow *fingerprint;
  GtkWidget *forget;
  GtkLabel *forget_hint;
  AdwActionRow *version;
};

G_DEFINE_FINAL_TYPE (FoyerOwnDeviceWindow, foyer_own_device_window, ADW_TYPE_WINDOW)

static FoyerIdentity *
get_identity (FoyerOwnDeviceWindow *self)
{
  return foyer_session_get_identity (self->session);
}

/* A row that would say nothing is not shown. */
static void
show (AdwActionRow *row, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL && *text != '\0');
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
}

static const char *
get_status (FoyerIdentityState state)
{
  switch (state) {
  case FOYER_IDENTITY_STATE_PENDING:
    return _ ("Waits until an admin approves it");
  case FOYER_IDENTITY_STATE_APPROVED:
    return _ ("Approved");
  case FOYER_IDENTITY_STATE_REVOKED:
    return _ ("Revoked");
  case FOYER_IDENTITY_STATE_NEW:
  default:
    return _ ("Not paired with a relay");
  }
}

static const char *
get_list_name (FoyerSession *session)
{
  const FoyerEvent *event = foyer_session_get_event (session);
  const char *list_id = foyer_session_get_list_id (session);

  for (guint i = 0; event != NULL && i < event->lists->len; i++) {
    const FoyerCheckInList *list = g_ptr_array_index (event->lists, i);

    if (list_id != NULL ? g_str_equal (list->id, list_id) : list->is_default)
      return list->name;
  }
  return NULL;
}

static char *
describe_place (FoyerOwnDeviceWindow *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  const char *list = get_list_name (self->session);

  if (event == NULL)
    return foyer_identity_get_event_name (get_identity (self));
  if (list == NULL)
    return g_strdup (event->name);
  /* Translators: the name of an event, and that of a check-in list. */
  return g_strdup_printf (_ ("%s · %s"), event->name, list);
}

static void
show_device (FoyerOwnDeviceWindow *self)
{
  FoyerIdentity *identity = get_identity (self);
  const FoyerDevice *device = foyer_session_get_device (self->session);
  g_autofree char *known_name = foyer_identity_get_device_name (identity);
  g_autofree char *known_gate = foyer_identity_get_gate (identity);
  g_autofree char *known_id = foyer_identity_get_device_id (identity);
  g_autofree char *place = describe_place (self);
  const char *gate = foyer_session_get_gate (self->session);
  gboolean is_known = foyer_identity_get_state (identity) != FOYER_IDENTITY_STATE_NEW;

  show (self->name, device != NULL ? device->name : known_name);
  show (self->status, get_status (foyer_identity_get_state (identity)));
  show (self->place, place);
  show (self->gate, gate != NULL ? gate : known_gate);
  show (self->id, known_id != NULL || device == NULL ? known_id : device->id);
  if (!is_known)
    show (self->key, NULL);
  else
    show (self->key,
          foyer_identity_get_key_in_file (identity)
              ? _ ("In a sealed file, because there was no keyring or it was locked")
              : _ ("In the keyring of this computer"));
}

static char *
group_fingerprint (const char *fingerprint)
{
  GString *text = g_string_new (NULL);

  for (const char *at = fingerprint; *at != '\0'; at++) {
    if (at != fingerprint && (at - fingerprint) % FINGERPRINT_GROUP == 0)
      g_string_append_c (text, ' ');
    g_string_append_c (text, *at);
  }
  return g_string_free (text, FALSE);
}

static void
show_relay (FoyerOwnDeviceWindow *self)
{
  g_autofree char *known = foyer_identity_get_address (get_identity (self));
  const char *address = foyer_session_get_address (self->session);
  g_autofree char *plain = NULL;
  g_autofree char *grouped = NULL;
  const char *pin;

  if (address == NULL)
    address = known;
  gtk_widget_set_visible (self->relay_group, address != NULL);
  if (address == NULL)
    return;
  pin = strchr (address, '#');
  plain = g_strndup (address, strcspn (address, "#"));
  grouped = pin != NULL ? group_fingerprint (pin + 1) : NULL;
  show (self->address, plain);
  show (self->fingerprint,
        grouped != NULL || !g_str_has_prefix (plain, "wss:")
            ? grouped
            : _ ("None: an authority that this computer trusts vouches for it"));
}

/* What waits for an answer of this relay would never get one. */
static void
update_forget (FoyerOwnDeviceWindow *self)
{
  gboolean is_known = foyer_identity_get_state (get_identity (self)) != FOYER_IDENTITY_STATE_NEW;
  guint n = foyer_session_get_waiting (self->session);
  g_autofree char *hint = NULL;

  if (n > 0)
    hint = g_strdup_printf (ngettext ("%u scan has no answer of this relay yet.",
                                      "%u scans have no answer of this relay yet.",
                                      n),
                            n);
  gtk_widget_set_visible (self->forget, is_known);
  gtk_widget_set_visible (GTK_WIDGET (self->forget_hint), is_known && hint != NULL);
  gtk_label_set_label (self->forget_hint, hint != NULL ? hint : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "own-device.forget", is_known && n == 0);
}

static void
update (FoyerOwnDeviceWindow *self)
{
  show_device (self);
  show_relay (self);
  update_forget (self);
}

static void
on_session_notify (FoyerSession *session, GParamSpec *pspec, FoyerOwnDeviceWindow *self)
{
  update (self);
}

static gboolean
on_close_idle (gpointer data)
{
  FoyerOwnDeviceWindow *self = data;

  self->close_source = 0;
  gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

/* Once the relay is forgotten there is nothing more to see. The question that led there has to
 * close before the window that it belongs to. */
static void
on_identity_notify_state (FoyerIdentity *identity, GParamSpec *pspec, FoyerOwnDeviceWindow *self)
{
  update (self);
  if (foyer_identity_get_state (identity) == FOYER_IDENTITY_STATE_NEW && self->close_source == 0)
    self->close_source = g_idle_add (on_close_idle, self);
}

static void
on_copy_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerOwnDeviceWindow *self = FOYER_OWN_DEVICE_WINDOW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          adw_action_row_get_subtitle (self->id));
}

static void
on_forget_reply (const char *text, gpointer data)
{
  foyer_session_forget (data);
}

static void
on_forget_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_dialogs_confirm (GTK_WINDOW (widget),
                         _ ("Forget This Relay?"),
                         _ ("To work with it again, this device has to be paired and approved "
                            "once more."),
                         _ ("_Forget"),
                         on_forget_reply,
                         g_object_ref (FOYER_OWN_DEVICE_WINDOW (widget)->session),
                         g_object_unref);
}

static void
foyer_own_device_window_dispose (GObject *object)
{
  FoyerOwnDeviceWindow *self = FOYER_OWN_DEVICE_WINDOW (object);

  g_clear_handle_id (&self->close_source, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_own_device_window_parent_class)->dispose (object);
}

static void
foyer_own_device_window_class_init (FoyerOwnDeviceWindowClass *klass)
{
  static const struct {
    const char *name;
    gsize offset;
  } children[] = {
    { "name", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, name) },
    { "status", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, status) },
    { "place", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, place) },
    { "gate", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, gate) },
    { "key", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, key) },
    { "id", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, id) },
    { "relay_group", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, relay_group) },
    { "address", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, address) },
    { "fingerprint", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, fingerprint) },
    { "forget", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, forget) },
    { "forget_hint", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, forget_hint) },
    { "version", G_STRUCT_OFFSET (FoyerOwnDeviceWindow, version) },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_own_device_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/"
                                               "foyer-own-device-window.ui");
  gtk_widget_class_install_action (widget_class, "own-device.copy-id", NULL, on_copy_activated);
  gtk_widget_class_install_action (widget_class, "own-device.forget", NULL, on_forget_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class,
                                               children[i].name,
                                               FALSE,
                                               (gssize)children[i].offset);
}

static void
foyer_own_device_window_init (FoyerOwnDeviceWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_action_row_set_subtitle (self->version, FOYER_VERSION);
}

/**
 * foyer_own_device_window_new:
 * @session: of this desk, whether somebody is signed in or not
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that says what this device is
 */
FoyerOwnDeviceWindow *
foyer_own_device_window_new (FoyerSession *session, GtkWindow *parent)
{
  static const char *const shown[] = {
    "notify::device", "notify::event",   "notify::list-id",
    "notify::gate",   "notify::address", "notify::waiting",
  };
  FoyerOwnDeviceWindow *self =
      g_object_new (FOYER_TYPE_OWN_DEVICE_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    g_signal_connect_object (session, shown[i], G_CALLBACK (on_session_notify), self, 0);
  g_signal_connect_object (get_identity (self),
                           "notify::state",
                           G_CALLBACK (on_identity_notify_state),
                           self,
                           0);
  update (self);
  return self;
}
