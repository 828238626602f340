/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-beacon"

#include "config.h"

#include "base/foyer-beacon.h"

#include <string.h>

/* Tells the local network where a program is (multicast DNS), through Avahi where the system has
 * it; without it, or without a system bus, nothing happens. Others take it as a hint only: whom
 * they trust has to prove more. */

#define AVAHI         "org.freedesktop.Avahi"
#define AVAHI_SERVER  AVAHI ".Server"
#define AVAHI_GROUP   AVAHI ".EntryGroup"
#define COLLISION     AVAHI ".CollisionError"
#define ANY           (-1)
#define RETRY_SECONDS 60

/* What Avahi calls the states of its server and of a group of entries. */
#define SERVER_RUNNING  2
#define GROUP_COLLISION 3

struct _FoyerBeacon {
  GObject parent_instance;

  guint16 port;
  char *type;
  char *text;
  char *name;
  /* Our own: closing it takes back what was told. */
  GDBusConnection *bus;
  GCancellable *cancellable;
  char *group;
  guint watch;
  guint server_signal;
  guint group_signal;
  guint retry_source;
};

G_DEFINE_FINAL_TYPE (FoyerBeacon, foyer_beacon, G_TYPE_OBJECT)

static void connect_bus (FoyerBeacon *self);
static void publish (FoyerBeacon *self);

static void
call (FoyerBeacon *self,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->bus,
                          AVAHI,
                          path,
                          interface,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          self->cancellable,
                          callback,
                          callback != NULL ? g_object_ref (self) : NULL);
}

/* Returns: (transfer full) (nullable): the answer; what went wrong is nobody's concern. */
static GVariant *
finish (GObject *source, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) inner = NULL;
  GVariant *answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &inner);

  if (answer != NULL)
    return answer;
  g_debug ("Avahi: %s", inner->message);
  g_propagate_error (error, g_steal_pointer (&inner));
  return NULL;
}

static void
take_back (FoyerBeacon *self)
{
  if (self->group_signal != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->group_signal);
  self->group_signal = 0;
  if (self->group != NULL)
    call (self, self->group, AVAHI_GROUP, "Free", NULL, NULL);
  g_clear_pointer (&self->group, g_free);
}

static void
on_alternative_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerBeacon) self = user_data;
  g_autoptr (GVariant) answer = finish (source, result, NULL);

  if (answer == NULL || self->bus == NULL)
    return;
  g_free (self->name);
  g_variant_get (answer, "(s)", &self->name);
  publish (self);
}

static void
choose_another_name (FoyerBeacon *self)
{
  take_back (self);
  call (self,
        "/",
        AVAHI_SERVER,
        "GetAlternativeServiceName",
        g_variant_new ("(s)", self->name),
        on_alternative_ready);
}

static void
on_group_signal (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *signal,
                 GVariant *parameters,
                 gpointer user_data)
{
  gint32 state;

  g_variant_get (parameters, "(i&s)", &state, NULL);
  if (state == GROUP_COLLISION)
    choose_another_name (user_data);
}

static void
on_add_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerBeacon) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = finish (source, result, &error);
  g_autofree char *name = NULL;

  if (self->bus == NULL || self->group == NULL)
    return;
  if (answer != NULL) {
    call (self, self->group, AVAHI_GROUP, "Commit", NULL, NULL);
    return;
  }
  name = g_dbus_error_get_remote_error (error);
  if (g_strcmp0 (name, COLLISION) == 0)
    choose_another_name (self);
}

static GVariant *
describe (FoyerBeacon *self)
{
  GVariantBuilder texts;

  g_variant_builder_init (&texts, G_VARIANT_TYPE ("aay"));
  g_variant_builder_add_value (&texts,
                               g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE,
                                                          self->text,
                                                          strlen (self->text),
                                                          1));
  return g_variant_new ("(iiussssqaay)",
                        ANY,
                        ANY,
                        0u,
                        self->name,
                        self->type,
                        "",
                        "",
                        self->port,
                        &texts);
}

static void
on_group_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerBeacon) self = user_data;
  g_autoptr (GVariant) answer = finish (source, result, NULL);

  if (answer == NULL || self->bus == NULL)
    return;
  take_back (self);
  g_variant_get (answer, "(o)", &self->group);
  self->group_signal = g_dbus_connection_signal_subscribe (self->bus,
                                                           AVAHI,
                                                           AVAHI_GROUP,
                                                           "StateChanged",
                                                           self->group,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           on_group_signal,
                                                           self,
                                                           NULL);
  call (self, self->group, AVAHI_GROUP, "AddService", describe (self), on_add_ready);
}

/* Says it all anew. */
static void
publish (FoyerBeacon *self)
{
  if (self->bus == NULL)
    return;
  take_back (self);
  call (self, "/", AVAHI_SERVER, "EntryGroupNew", NULL, on_group_ready);
}

/* When the machine gets another name Avahi forgets what it was told. */
static void
on_server_signal (GDBusConnection *bus,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  gint32 state;

  g_variant_get (parameters, "(i&s)", &state, NULL);
  if (state == SERVER_RUNNING)
    publish (user_data);
}

static void
on_state_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerBeacon) self = user_data;
  g_autoptr (GVariant) answer = finish (source, result, NULL);
  gint32 state;

  if (answer == NULL || self->bus == NULL)
    return;
  g_variant_get (answer, "(i)", &state);
  if (state == SERVER_RUNNING)
    publish (self);
}

static void
on_avahi_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  FoyerBeacon *self = user_data;

  call (self, "/", AVAHI_SERVER, "GetState", NULL, on_state_ready);
}

static void
on_avahi_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  FoyerBeacon *self = user_data;

  if (self->group_signal != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->group_signal);
  self->group_signal = 0;
  g_clear_pointer (&self->group, g_free);
}

static gboolean
on_retry (gpointer user_data)
{
  FoyerBeacon *self = user_data;

  self->retry_source = 0;
  connect_bus (self);
  return G_SOURCE_REMOVE;
}

static void
retry (FoyerBeacon *self)
{
  self->retry_source = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
}

static void
drop_bus (FoyerBeacon *self)
{
  if (self->bus == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->bus, self);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_dbus_connection_signal_unsubscribe (self->bus, self->server_signal);
  self->server_signal = 0;
  if (self->group_signal != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->group_signal);
  self->group_signal = 0;
  g_clear_pointer (&self->group, g_free);
  g_dbus_connection_close (self->bus, NULL, NULL, NULL);
  g_clear_object (&self->bus);
}

static void
on_bus_closed (GDBusConnection *bus,
               gboolean remote_peer_vanished,
               const GError *error,
               FoyerBeacon *self)
{
  drop_bus (self);
  retry (self);
}

static void
on_bus_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerBeacon) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_dbus_connection_new_for_address_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  /* GLib would call it critical that a bus is gone which it should subscribe to. */
  if (bus == NULL || g_dbus_connection_is_closed (bus)) {
    g_debug ("No system bus: %s", error != NULL ? error->message : "it is gone again");
    retry (self);
    return;
  }
  self->bus = g_steal_pointer (&bus);
  g_signal_connect (self->bus, "closed", G_CALLBACK (on_bus_closed), self);
  self->server_signal = g_dbus_connection_signal_subscribe (self->bus,
                                                            AVAHI,
                                                            AVAHI_SERVER,
                                                            "StateChanged",
                                                            "/",
                                                            NULL,
                                                            G_DBUS_SIGNAL_FLAGS_NONE,
                                                            on_server_signal,
                                                            self,
                                                            NULL);
  self->watch = g_bus_watch_name_on_connection (self->bus,
                                                AVAHI,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                on_avahi_appeared,
                                                on_avahi_vanished,
                                                self,
                                                NULL);
}

static void
connect_bus (FoyerBeacon *self)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  if (address == NULL)
    return;
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL,
                                     self->cancellable,
                                     on_bus_ready,
                                     g_object_ref (self));
}

static void
foyer_beacon_dispose (GObject *object)
{
  FoyerBeacon *self = FOYER_BEACON (object);

  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  drop_bus (self);

  G_OBJECT_CLASS (foyer_beacon_parent_class)->dispose (object);
}

static void
foyer_beacon_finalize (GObject *object)
{
  FoyerBeacon *self = FOYER_BEACON (object);

  g_object_unref (self->cancellable);
  g_free (self->type);
  g_free (self->text);
  g_free (self->name);

  G_OBJECT_CLASS (foyer_beacon_parent_class)->finalize (object);
}

static void
foyer_beacon_class_init (FoyerBeaconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_beacon_dispose;
  object_class->finalize = foyer_beacon_finalize;
}

static void
foyer_beacon_init (FoyerBeacon *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * foyer_beacon_new:
 * @type: what it is, such as `_foyer._tcp`
 * @name: what it is called; another one where somebody has that name already
 * @port: where it listens
 * @text: `KEY=VALUE`: what it is known by
 *
 * Returns: (transfer full): what tells the network, until it is gone; run its dispose
 */
FoyerBeacon *
foyer_beacon_new (const char *type, const char *name, guint16 port, const char *text)
{
  FoyerBeacon *self = g_object_new (FOYER_TYPE_BEACON, NULL);

  self->type = g_strdup (type);
  self->name = g_strdup (name);
  self->port = port;
  self->text = g_strdup (text);
  connect_bus (self);
  return self;
}

/**
 * foyer_beacon_set_text:
 *
 * Says that it is known by something else.
 */
void
foyer_beacon_set_text (FoyerBeacon *self, const char *text)
{
  g_return_if_fail (FOYER_IS_BEACON (self));

  g_free (self->text);
  self->text = g_strdup (text);
  publish (self);
}
