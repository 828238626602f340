/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-options"

#include "config.h"

#include "relay/foyer-relay-options.h"

#include "relay/foyer-relay-place.h"

#include <string.h>

#define DEFAULT_LISTEN "127.0.0.1:7171"

/* HOST:PORT, where an IPv6 address stands in brackets. */
static gboolean
split_listen (const char *listen, char **host, guint16 *port, GError **error)
{
  const char *colon = g_strrstr (listen, ":");
  guint64 number;

  if (colon == NULL || colon == listen ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &number, NULL)) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "--listen takes HOST:PORT, such as 0.0.0.0:8443, and not “%s”",
                 listen);
    return FALSE;
  }
  *host = g_strndup (listen, (gsize)(colon - listen));
  *port = (guint16)number;
  return TRUE;
}

static gboolean
check_proxies (const FoyerRelayOptions *self, GError **error)
{
  for (guint i = 0; self->trusted_proxies != NULL && self->trusted_proxies[i] != NULL; i++) {
    g_autoptr (GInetAddressMask) mask =
        g_inet_address_mask_new_from_string (self->trusted_proxies[i], NULL);

    if (mask != NULL)
      continue;
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "--trusted-proxy takes an address or a network, such as 10.0.0.0/8, and not “%s”",
                 self->trusted_proxies[i]);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check (const FoyerRelayOptions *self, GError **error)
{
  g_autofree char *host = NULL;
  guint16 port;

  if ((self->certificate == NULL) != (self->key == NULL)) {
    g_set_error_literal (error,
                         G_OPTION_ERROR,
                         G_OPTION_ERROR_FAILED,
                         "--certificate and --key go together");
    return FALSE;
  }
  for (guint i = 0; self->public_addresses != NULL && self->public_addresses[i] != NULL; i++) {
    if (!foyer_relay_place_is_address (self->public_addresses[i])) {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "--public-address takes HOST:PORT, and not “%s”",
                   self->public_addresses[i]);
      return FALSE;
    }
  }
  return check_proxies (self, error) && foyer_db_source_options_check (&self->source, error) &&
         split_listen (self->listen, &host, &port, error);
}

/**
 * foyer_relay_options_parse:
 * @self: (out caller-allocates): zeroed; clear it with foyer_relay_options_clear()
 *
 * Reads the command line. `--help` is answered here and ends the program.
 */
gboolean
foyer_relay_options_parse (FoyerRelayOptions *self, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry entries[] = {
    { "listen",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self->listen,
      "Where to listen (" DEFAULT_LISTEN "), such as 0.0.0.0:8443; port 0 is any",
      "HOST:PORT" },
    { "certificate",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &self->certificate,
      "Speak TLS with this certificate",
      "FILE" },
    { "key",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &self->key,
      "The private key of the certificate",
      "FILE" },
    { "public-address",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &self->public_addresses,
      "Where devices reach this relay; pairing codes name it first (may be repeated)",
      "HOST:PORT" },
    { "trusted-proxy",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &self->trusted_proxies,
      "Believe what proxies from there say with the PROXY protocol (may be repeated)",
      "CIDR" },
    { "redis", 0, 0, G_OPTION_ARG_STRING, &self->redis, "Tell other relays through Redis", "URI" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (context,
                                "Serves Foyer's desks: WebSocket and HTTP in front of PostgreSQL.");
  g_option_context_add_main_entries (context, entries, NULL);
  foyer_db_source_options_add (&self->source, context);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_FAILED,
                 "“%s” means nothing here",
                 (*argv)[1]);
    return FALSE;
  }
  if (self->listen == NULL)
    self->listen = g_strdup (DEFAULT_LISTEN);
  return check (self, error);
}

void
foyer_relay_options_clear (FoyerRelayOptions *self)
{
  foyer_db_source_options_clear (&self->source);
  g_clear_pointer (&self->listen, g_free);
  g_clear_pointer (&self->certificate, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->public_addresses, g_strfreev);
  g_clear_pointer (&self->trusted_proxies, g_strfreev);
  g_clear_pointer (&self->redis, g_free);
}

static GInetAddress *
resolve (const char *host, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  g_autoptr (GResolver) resolver = NULL;
  GList *found;

  if (address != NULL)
    return g_steal_pointer (&address);
  resolver = g_resolver_get_default ();
  found = g_resolver_lookup_by_name (resolver, host, NULL, error);
  if (found == NULL)
    return NULL;
  address = g_object_ref (found->data);
  g_resolver_free_addresses (found);
  return g_steal_pointer (&address);
}

/**
 * foyer_relay_options_get_address:
 * @host: (out) (transfer full): the host as it was written
 *
 * Returns: (transfer full) (nullable): where to listen
 */
GInetSocketAddress *
foyer_relay_options_get_address (const FoyerRelayOptions *self, char **host, GError **error)
{
  g_autofree char *written = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GInetAddress) address = NULL;
  guint16 port;

  if (!split_listen (self->listen, &written, &port, error))
    return NULL;
  name = *written == '[' && g_str_has_suffix (written, "]")
             ? g_strndup (written + 1, strlen (written) - 2)
             : g_strdup (written);
  address = resolve (name, error);
  if (address == NULL)
    return NULL;
  *host = g_steal_pointer (&written);
  return G_INET_SOCKET_ADDRESS (g_inet_socket_address_new (address, port));
}

/**
 * foyer_relay_options_is_loopback:
 *
 * Returns: whether only this machine can reach @address
 */
gboolean
foyer_relay_options_is_loopback (GInetSocketAddress *address)
{
  return g_inet_address_get_is_loopback (g_inet_socket_address_get_address (address));
}
