/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-hints"

#include "config.h"

#include "link/foyer-hints.h"

#include "base/foyer-network.h"

#include <string.h>

/* What the local network says of where a program is (multicast DNS), through Avahi where the system
 * has it. Anybody may say such things: they are hints, never proofs. */

#define AVAHI         "org.freedesktop.Avahi"
#define AVAHI_SERVER  AVAHI ".Server"
#define AVAHI_BROWSER AVAHI ".ServiceBrowser"
#define ANY           (-1)
/* Of those that a crowd of liars may say. */
#define HINTS_MAX 32

struct _FoyerHints {
  GObject parent_instance;

  char *type;
  char *text;
  /* Our own: closing it ends what Avahi does for us. */
  GDBusConnection *bus;
  GCancellable *cancellable;
  guint subscription;
  guint n_resolving;
  guint n_hints;
  gboolean is_all;
  gboolean is_over;
};

enum {
  SIGNAL_FOUND,
  SIGNAL_OVER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerHints, foyer_hints, G_TYPE_OBJECT)

static void
end (FoyerHints *self)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_signal_emit (self, signals[SIGNAL_OVER], 0);
}

static void
call (FoyerHints *self, const char *method, GVariant *parameters, GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->bus,
                          AVAHI,
                          "/",
                          AVAHI_SERVER,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          self->cancellable,
                          callback,
                          g_object_ref (self));
}

/* Returns: whether one of the texts is the one that is looked for. */
static gboolean
has_text (FoyerHints *self, GVariant *texts)
{
  GVariantIter iter;
  GVariant *text;
  gboolean is_there = FALSE;

  g_variant_iter_init (&iter, texts);
  while ((text = g_variant_iter_next_value (&iter)) != NULL) {
    gsize length;
    const char *bytes = g_variant_get_fixed_array (text, &length, 1);
    g_autofree char *line = g_strndup (bytes, length);

    if (g_ascii_strcasecmp (line, self->text) == 0)
      is_there = TRUE;
    g_variant_unref (text);
  }
  return is_there;
}

/* An address of IPv6 that means something on one network card only is of no use in an address of
 * ours; those of IPv4 that computers give themselves where nobody hands out any are. */
static char *
write_address (const char *host, guint16 port)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address == NULL || (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
                          g_inet_address_get_is_link_local (address)))
    return NULL;
  return foyer_network_write_endpoint (address, port);
}

static void
take_service (FoyerHints *self, GVariant *service)
{
  const char *host;
  guint16 port;
  g_autoptr (GVariant) texts = NULL;
  g_autofree char *address = NULL;

  g_variant_get (service,
                 "(iissssi&sq@aayu)",
                 NULL,
                 NULL,
                 NULL,
                 NULL,
                 NULL,
                 NULL,
                 NULL,
                 &host,
                 &port,
                 &texts,
                 NULL);
  address = write_address (host, port);
  if (address != NULL && has_text (self, texts))
    g_signal_emit (self, signals[SIGNAL_FOUND], 0, address);
}

static void
on_resolve_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHints) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) service =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  self->n_resolving--;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (service != NULL && g_variant_is_of_type (service, G_VARIANT_TYPE ("(iissssisqaayu)")))
    take_service (self, service);
  if (self->is_all && self->n_resolving == 0)
    end (self);
}

static void
take_item (FoyerHints *self, GVariant *item)
{
  gint32 card, protocol;
  const char *name, *type, *domain;

  if (self->n_hints++ >= HINTS_MAX)
    return;
  g_variant_get (item, "(ii&s&s&su)", &card, &protocol, &name, &type, &domain, NULL);
  self->n_resolving++;
  call (self,
        "ResolveService",
        g_variant_new ("(iisssiu)", card, protocol, name, type, domain, ANY, 0u),
        on_resolve_ready);
}

static void
on_browser_signal (GDBusConnection *bus,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  FoyerHints *self = user_data;

  if (g_str_equal (signal, "ItemNew") &&
      g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iisssu)")))
    take_item (self, parameters);
  else if (g_str_equal (signal, "AllForNow") || g_str_equal (signal, "Failure"))
    self->is_all = TRUE;
  if (self->is_all && self->n_resolving == 0)
    end (self);
}

static void
on_browse_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHints) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) browser =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (browser != NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_debug ("No hints: %s", error->message);
  end (self);
}

/* Avahi may say what it has found before it says that it looks. */
static void
on_bus_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHints) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_dbus_connection_new_for_address_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (bus == NULL) {
    g_debug ("No system bus: %s", error->message);
    end (self);
    return;
  }
  self->bus = g_steal_pointer (&bus);
  self->subscription = g_dbus_connection_signal_subscribe (self->bus,
                                                           AVAHI,
                                                           AVAHI_BROWSER,
                                                           NULL,
                                                           NULL,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           on_browser_signal,
                                                           self,
                                                           NULL);
  call (self,
        "ServiceBrowserNew",
        g_variant_new ("(iissu)", ANY, ANY, self->type, "", 0u),
        on_browse_ready);
}

static void
foyer_hints_dispose (GObject *object)
{
  FoyerHints *self = FOYER_HINTS (object);

  g_cancellable_cancel (self->cancellable);
  if (self->bus != NULL) {
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
    g_dbus_connection_close (self->bus, NULL, NULL, NULL);
  }
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (foyer_hints_parent_class)->dispose (object);
}

static void
foyer_hints_finalize (GObject *object)
{
  FoyerHints *self = FOYER_HINTS (object);

  g_object_unref (self->cancellable);
  g_free (self->type);
  g_free (self->text);

  G_OBJECT_CLASS (foyer_hints_parent_class)->finalize (object);
}

static void
foyer_hints_class_init (FoyerHintsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_hints_dispose;
  object_class->finalize = foyer_hints_finalize;

  /**
   * FoyerHints::found:
   * @address: where it may be, as `IP:PORT`
   */
  signals[SIGNAL_FOUND] = g_signal_new ("found",
                                        G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_STRING);

  /**
   * FoyerHints::over:
   *
   * All has been heard that can be heard now.
   */
  signals[SIGNAL_OVER] = g_signal_new ("over",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       0);
}

static void
foyer_hints_init (FoyerHints *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * foyer_hints_new:
 * @type: what is looked for, such as `_foyer._tcp`
 * @text: (nullable): `KEY=VALUE`: what it is known by; of what is known otherwise there are no
 * hints
 *
 * Returns: (transfer full): what listens, once it is started; run its dispose
 */
FoyerHints *
foyer_hints_new (const char *type, const char *text)
{
  FoyerHints *self = g_object_new (FOYER_TYPE_HINTS, NULL);

  self->type = g_strdup (type);
  self->text = g_strdup (text);
  return self;
}

/**
 * foyer_hints_start:
 *
 * Begins to listen.
 */
void
foyer_hints_start (FoyerHints *self)
{
  g_autofree char *address = NULL;

  g_return_if_fail (FOYER_IS_HINTS (self));

  if (self->text != NULL)
    address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  if (address == NULL) {
    end (self);
    return;
  }
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL,
                                     self->cancellable,
                                     on_bus_ready,
                                     g_object_ref (self));
}

/**
 * foyer_hints_is_over:
 *
 * Returns: whether all has been heard that can be heard now
 */
gboolean
foyer_hints_is_over (FoyerHints *self)
{
  g_return_val_if_fail (FOYER_IS_HINTS (self), TRUE);

  return self->is_over;
}
