/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-listener"

#include "config.h"

#include "relay/foyer-relay-listener-private.h"

#include <glib-unix.h>

/* What comes first on a connection: the header of a proxy where there is one, TLS where it is
 * spoken; from then on it is libsoup's. Where anything fails nobody has the connection any more,
 * and it is closed. */

/* The visitor lives as long as the connection does. */
static void
hand_over (FoyerRelayVisitor *self, GIOStream *stream)
{
  GSocket *socket = g_socket_connection_get_socket (self->connection);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  g_autoptr (GError) error = NULL;

  if (local == NULL || self->listener == NULL)
    return;
  if (!soup_server_accept_iostream (self->listener->server, stream, local, self->remote, &error))
    g_debug ("A connection was not taken: %s", error->message);
}

static void
on_handshake_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayVisitor *self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    hand_over (self, G_IO_STREAM (source));
  else
    g_debug ("A TLS handshake failed: %s", error->message);
}

static void
begin_handshake (FoyerRelayVisitor *self, GTlsCertificate *certificate)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) tls =
      g_tls_server_connection_new (G_IO_STREAM (self->connection), certificate, &error);

  if (tls == NULL) {
    g_debug ("No TLS: %s", error->message);
    return;
  }
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls),
                                    G_PRIORITY_DEFAULT,
                                    self->cancellable,
                                    on_handshake_ready,
                                    self);
}

static void
begin (FoyerRelayVisitor *self)
{
  if (self->listener->certificate != NULL)
    begin_handshake (self, self->listener->certificate);
  else
    hand_over (self, G_IO_STREAM (self->connection));
}

static gboolean
on_header_ready (int fd, GIOCondition condition, gpointer user_data)
{
  FoyerRelayVisitor *self = user_data;
  FoyerRelayProxyState state = foyer_relay_proxy_header_read (self->header, fd);
  GSocketAddress *source = foyer_relay_proxy_header_get_source (self->header);
  g_autoptr (GSocketConnection) held = NULL;

  if (state == FOYER_RELAY_PROXY_MORE)
    return G_SOURCE_CONTINUE;
  self->header_source = 0;
  held = g_steal_pointer (&self->held);
  if (state == FOYER_RELAY_PROXY_WHOLE &&
      (source == NULL || foyer_relay_visitor_move (self, source))) {
    g_clear_pointer (&self->header, foyer_relay_proxy_header_free);
    begin (self);
  }
  return G_SOURCE_REMOVE;
}

static void
hear_proxy (FoyerRelayVisitor *self)
{
  int fd = g_socket_get_fd (g_socket_connection_get_socket (self->connection));

  self->held = g_object_ref (self->connection);
  self->header = g_new0 (FoyerRelayProxyHeader, 1);
  self->header_source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP, on_header_ready, self);
}

static gboolean
is_proxy (FoyerRelayVisitor *self)
{
  GPtrArray *proxies = self->listener->proxies;
  GInetAddress *host = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (self->remote));

  for (guint i = 0; i < proxies->len; i++) {
    if (g_inet_address_mask_matches (g_ptr_array_index (proxies, i), host))
      return TRUE;
  }
  return FALSE;
}

/* Begins to listen to a visitor. Whoever calls holds its connection meanwhile. */
void
foyer_relay_visitor_begin (FoyerRelayVisitor *self)
{
  if (is_proxy (self))
    hear_proxy (self);
  else
    begin (self);
}
