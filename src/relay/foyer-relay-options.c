/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-options"

#include "config.h"

#include "relay/foyer-relay-options.h"

#include "base/foyer-error.h"

#define DEFAULT_LISTEN "127.0.0.1:7171"

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
      "Where to listen (" DEFAULT_LISTEN "); port 0 is any",
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
    { "redis", 0, 0, G_OPTION_ARG_STRING, &self->redis, "Tell other relays through Redis", "URI" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Say which version this is", NULL },
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
  if ((self->certificate == NULL) != (self->key == NULL)) {
    g_set_error_literal (error,
                         G_OPTION_ERROR,
                         G_OPTION_ERROR_FAILED,
                         "--certificate and --key go together");
    return FALSE;
  }
  if (self->listen == NULL)
    self->listen = g_strdup (DEFAULT_LISTEN);
  return TRUE;
}

void
foyer_relay_options_clear (FoyerRelayOptions *self)
{
  foyer_db_source_options_clear (&self->source);
  g_clear_pointer (&self->listen, g_free);
  g_clear_pointer (&self->certificate, g_free);
  g_clear_pointer (&self->key, g_free);
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
  const char *colon = g_strrstr (self->listen, ":");
  g_autofree char *name = NULL;
  g_autoptr (GInetAddress) address = NULL;
  guint64 port;

  if (colon == NULL || colon == self->listen ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL)) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 "--listen wants HOST:PORT, not “%s”",
                 self->listen);
    return NULL;
  }
  name = *self->listen == '[' && colon[-1] == ']'
             ? g_strndup (self->listen + 1, (gsize)(colon - self->listen) - 2)
             : g_strndup (self->listen, (gsize)(colon - self->listen));
  address = resolve (name, error);
  if (address == NULL)
    return NULL;
  *host = g_strndup (self->listen, (gsize)(colon - self->listen));
  return G_INET_SOCKET_ADDRESS (g_inet_socket_address_new (address, (guint16)port));
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
