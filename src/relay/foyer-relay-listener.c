/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-listener"

#include "config.h"

#include "relay/foyer-relay-listener-private.h"

#include "base/foyer-limits.h"
#include "base/foyer-network.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* Lets connections in and hands them to libsoup, which has neither a backlog worth the name nor
 * a limit nor a deadline of its own: whoever has not signed in after ten seconds, be it half a
 * handshake, half a request or an idle connection, is put out. Proxies that are trusted say first
 * for whom they connect, and from then on it is as if these had come themselves. */

#define ACCEPTS_PER_TURN 64
/* Of a crowd that comes at once so many are served at the same time; the others wait in the
 * kernel's backlog. What a connection needs until it is signed in is many times what it keeps, and
 * GLib never gives it back. Whoever dawdles stops counting, so that nobody can hold the others up.
 */
#define CROWD          64
#define DAWDLES_MS     200
#define CROWD_CHECK_MS 20
/* Descriptors that are left for PostgreSQL, files and the like. */
#define SPARE_DESCRIPTORS 128

typedef FoyerRelayVisitor Visitor;

G_DEFINE_FINAL_TYPE (FoyerRelayListener, foyer_relay_listener, G_TYPE_OBJECT)

/* Never the same object twice. */
static GSocketAddress *
tidy_address (GSocketAddress *address)
{
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
  g_autoptr (GInetAddress) host = foyer_network_unmap (g_inet_socket_address_get_address (inet));

  return g_inet_socket_address_new (host, g_inet_socket_address_get_port (inet));
}

static char *
describe_network (GSocketAddress *address)
{
  g_autofree char *host = g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));

  return foyer_network_of (host);
}

static void
leave_crowd (Visitor *self)
{
  if (self->in_crowd.data == NULL)
    return;
  g_queue_unlink (&self->listener->crowd, &self->in_crowd);
  self->in_crowd.data = NULL;
}

static gboolean
is_crowded (FoyerRelayListener *self)
{
  gint64 dawdling = g_get_monotonic_time () - DAWDLES_MS * G_TIME_SPAN_MILLISECOND;
  Visitor *first;

  while ((first = g_queue_peek_head (&self->crowd)) != NULL && first->since <= dawdling)
    leave_crowd (first);
  return self->crowd.length >= CROWD;
}

static void
visitor_free (Visitor *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->remote);
  g_clear_pointer (&self->header, foyer_relay_proxy_header_free);
  g_free (self->network);
  g_free (self);
}

static gconstpointer
get_key (const Visitor *self)
{
  return self->remote != NULL ? (gconstpointer)self->remote : self;
}

static void
visitor_left (Visitor *self)
{
  FoyerRelayListener *listener = self->listener;

  if (listener != NULL) {
    leave_crowd (self);
    foyer_relay_census_leave (listener->census, self->network, self->signed_in);
    g_hash_table_remove (listener->visitors, get_key (self));
  }
  visitor_free (self);
}

/* Called when the last reference to the connection is gone, whoever held it. */
static void
on_connection_gone (gpointer data, GObject *connection)
{
  visitor_left (data);
}

/* Whoever reads it sees the end of the stream, and lets go of the connection. */
static void
put_out (Visitor *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->connection != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
  else
    shutdown (self->fd, SHUT_RDWR);
}

static gboolean
on_second_is_over (gpointer user_data)
{
  FoyerRelayListener *self = user_data;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  Visitor *visitor;

  g_hash_table_iter_init (&iter, self->visitors);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&visitor)) {
    if (!visitor->signed_in && now >= visitor->deadline)
      put_out (visitor);
  }
  return G_SOURCE_CONTINUE;
}

static void
set_up_socket (GSocket *socket)
{
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (socket,
                       IPPROTO_TCP,
                       TCP_USER_TIMEOUT,
                       FOYER_LIMIT_TCP_USER_TIMEOUT_MS,
                       NULL);
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, FOYER_LIMIT_SOCKET_SEND_BUFFER, NULL);
}

static void
join (FoyerRelayListener *self, Visitor *visitor)
{
  visitor->listener = self;
  visitor->since = g_get_monotonic_time ();
  visitor->deadline = visitor->since + FOYER_LIMIT_SIGN_IN_SECONDS * G_TIME_SPAN_SECOND;
  visitor->in_crowd.data = visitor;
  g_queue_push_tail_link (&self->crowd, &visitor->in_crowd);
  g_hash_table_insert (self->visitors, (gpointer)get_key (visitor), visitor);
}

static void
let_in (FoyerRelayListener *self, GSocket *socket, GSocketAddress *address)
{
  g_autoptr (GSocketAddress) remote = tidy_address (address);
  g_autofree char *network = describe_network (remote);
  g_autoptr (GSocketConnection) connection = NULL;
  Visitor *visitor;

  if (!foyer_relay_census_enter (self->census, network))
    return;
  set_up_socket (socket);
  connection = g_socket_connection_factory_create_connection (socket);
  visitor = g_new0 (Visitor, 1);
  visitor->connection = connection;
  visitor->fd = -1;
  visitor->network = g_steal_pointer (&network);
  visitor->remote = g_steal_pointer (&remote);
  visitor->cancellable = g_cancellable_new ();
  join (self, visitor);
  g_object_weak_ref (G_OBJECT (connection), on_connection_gone, visitor);
  foyer_relay_visitor_begin (visitor);
}

static gboolean on_accept_ready (int fd, GIOCondition condition, gpointer user_data);

static void
accept_on (FoyerRelayListener *self)
{
  self->accept_source =
      g_unix_fd_add (g_socket_get_fd (self->socket), G_IO_IN, on_accept_ready, self);
}

static gboolean
on_crowd_check (gpointer user_data)
{
  FoyerRelayListener *self = user_data;

  if (is_crowded (self))
    return G_SOURCE_CONTINUE;
  self->crowd_source = 0;
  accept_on (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_accept_ready (int fd, GIOCondition condition, gpointer user_data)
{
  FoyerRelayListener *self = user_data;

  for (guint i = 0; i < ACCEPTS_PER_TURN && !is_crowded (self); i++) {
    g_autoptr (GSocket) socket = g_socket_accept (self->socket, NULL, NULL);
    g_autoptr (GSocketAddress) remote = NULL;

    if (socket == NULL)
      return G_SOURCE_CONTINUE;
    remote = g_socket_get_remote_address (socket, NULL);
    if (remote != NULL)
      let_in (self, socket, remote);
  }
  if (!is_crowded (self))
    return G_SOURCE_CONTINUE;
  self->accept_source = 0;
  self->crowd_source = g_timeout_add (CROWD_CHECK_MS, on_crowd_check, self);
  return G_SOURCE_REMOVE;
}

/* Accepting must never fail for want of a descriptor, or the loop would spin. */
static guint
count_affordable_connections (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return FOYER_LIMIT_CONNECTIONS;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  getrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur <= SPARE_DESCRIPTORS)
    return 1;
  return (guint)MIN (limit.rlim_cur - SPARE_DESCRIPTORS, FOYER_LIMIT_CONNECTIONS);
}

/* Whom libsoup has outlives the listener; whom it has not goes now. */
static void
foyer_relay_listener_dispose (GObject *object)
{
  FoyerRelayListener *self = FOYER_RELAY_LISTENER (object);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  Visitor *visitor;

  foyer_relay_listener_stop (self);
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_hash_table_iter_init (&iter, self->visitors);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&visitor)) {
    leave_crowd (visitor);
    visitor->listener = NULL;
    g_clear_handle_id (&visitor->header_source, g_source_remove);
    if (visitor->held != NULL)
      g_ptr_array_add (held, g_steal_pointer (&visitor->held));
  }
  g_hash_table_remove_all (self->visitors);
  g_clear_object (&self->server);
  g_clear_object (&self->certificate);

  G_OBJECT_CLASS (foyer_relay_listener_parent_class)->dispose (object);
}

static void
foyer_relay_listener_finalize (GObject *object)
{
  FoyerRelayListener *self = FOYER_RELAY_LISTENER (object);

  foyer_relay_census_free (self->census);
  g_hash_table_unref (self->visitors);
  g_ptr_array_unref (self->proxies);

  G_OBJECT_CLASS (foyer_relay_listener_parent_class)->finalize (object);
}

static void
foyer_relay_listener_class_init (FoyerRelayListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_listener_dispose;
  object_class->finalize = foyer_relay_listener_finalize;
}

static void
foyer_relay_listener_init (FoyerRelayListener *self)
{
  FoyerRelayCensusLimits limits = {
    .connections = count_affordable_connections (),
    .per_address = FOYER_LIMIT_CONNECTIONS_PER_ADDRESS,
    .unsigned_per_address = FOYER_LIMIT_UNSIGNED_PER_ADDRESS,
  };

  self->census = foyer_relay_census_new (&limits);
  self->visitors = g_hash_table_new (NULL, NULL);
  self->proxies = g_ptr_array_new_with_free_func (g_object_unref);
  self->deadline_source = g_timeout_add_seconds (1, on_second_is_over, self);
}

/**
 * foyer_relay_listener_new:
 * @server: what answers the requests
 * @certificate: (nullable): with what TLS is spoken; %NULL is plain HTTP
 *
 * Returns: (transfer full): a listener that does not listen yet
 */
FoyerRelayListener *
foyer_relay_listener_new (SoupServer *server, GTlsCertificate *certificate)
{
  FoyerRelayListener *self = g_object_new (FOYER_TYPE_RELAY_LISTENER, NULL);

  self->server = g_object_ref (server);
  g_set_object (&self->certificate, certificate);
  return self;
}

/**
 * foyer_relay_listener_listen:
 * @address: where; port 0 means any
 *
 * Begins to accept connections.
 */
gboolean
foyer_relay_listener_listen (FoyerRelayListener *self, GInetSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) socket = NULL;

  g_return_val_if_fail (FOYER_IS_RELAY_LISTENER (self), FALSE);

  socket = g_socket_new (g_socket_address_get_family (G_SOCKET_ADDRESS (address)),
                         G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP,
                         error);
  if (socket == NULL)
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, FOYER_LIMIT_LISTEN_BACKLOG);
  if (!g_socket_bind (socket, G_SOCKET_ADDRESS (address), TRUE, error) ||
      !g_socket_listen (socket, error))
    return FALSE;
  g_set_object (&self->socket, socket);
  accept_on (self);
  return TRUE;
}

/**
 * foyer_relay_listener_trust:
 * @networks: (nullable): addresses, or addresses with the length of a prefix
 *
 * Whoever comes from there is a proxy: it has to begin with a header of the PROXY protocol, and is
 * believed.
 */
void
foyer_relay_listener_trust (FoyerRelayListener *self, const char *const *networks)
{
  g_return_if_fail (FOYER_IS_RELAY_LISTENER (self));

  for (guint i = 0; networks != NULL && networks[i] != NULL; i++) {
    GInetAddressMask *mask = g_inet_address_mask_new_from_string (networks[i], NULL);

    g_return_if_fail (mask != NULL);
    g_ptr_array_add (self->proxies, mask);
  }
}

/**
 * foyer_relay_visitor_move:
 * @source: where the visitor comes from really
 *
 * Takes a proxy's word for it.
 *
 * Returns: whether there is room for somebody from there
 */
gboolean
foyer_relay_visitor_move (FoyerRelayVisitor *self, GSocketAddress *source)
{
  FoyerRelayListener *listener = self->listener;
  g_autofree char *network = describe_network (source);

  if (!foyer_relay_census_enter (listener->census, network))
    return FALSE;
  foyer_relay_census_leave (listener->census, self->network, FALSE);
  g_free (self->network);
  self->network = g_steal_pointer (&network);
  g_hash_table_remove (listener->visitors, get_key (self));
  g_object_unref (self->remote);
  self->remote = tidy_address (source);
  g_hash_table_insert (listener->visitors, (gpointer)get_key (self), self);
  return TRUE;
}

/**
 * foyer_relay_listener_set_certificate:
 * @certificate: with what TLS is spoken, instead of the one before
 *
 * Shows another certificate to connections that come from now on. Those that are there stay.
 */
void
foyer_relay_listener_set_certificate (FoyerRelayListener *self, GTlsCertificate *certificate)
{
  g_return_if_fail (FOYER_IS_RELAY_LISTENER (self));
  g_return_if_fail (self->certificate != NULL);

  g_set_object (&self->certificate, certificate);
}

/**
 * foyer_relay_listener_stop:
 *
 * Accepts no further connections. Those that are there stay.
 */
void
foyer_relay_listener_stop (FoyerRelayListener *self)
{
  g_return_if_fail (FOYER_IS_RELAY_LISTENER (self));

  g_clear_handle_id (&self->accept_source, g_source_remove);
  g_clear_handle_id (&self->crowd_source, g_source_remove);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
}

/**
 * foyer_relay_listener_get_port:
 *
 * Returns: the port that it listens on
 */
guint16
foyer_relay_listener_get_port (FoyerRelayListener *self)
{
  g_autoptr (GSocketAddress) address = NULL;

  g_return_val_if_fail (FOYER_IS_RELAY_LISTENER (self), 0);
  g_return_val_if_fail (self->socket != NULL, 0);

  address = g_socket_get_local_address (self->socket, NULL);
  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/**
 * foyer_relay_listener_get_n_connections:
 *
 * Returns: how many connections there are, signed in or not
 */
guint
foyer_relay_listener_get_n_connections (FoyerRelayListener *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_LISTENER (self), 0);

  return foyer_relay_census_get_size (self->census);
}

/**
 * foyer_relay_listener_find:
 * @remote_address: where the connection comes from: what its messages have, and no copy of it
 *
 * Returns: (transfer none) (nullable): its TCP connection
 */
GSocketConnection *
foyer_relay_listener_find (FoyerRelayListener *self, GSocketAddress *remote_address)
{
  Visitor *visitor;

  g_return_val_if_fail (FOYER_IS_RELAY_LISTENER (self), NULL);

  visitor = g_hash_table_lookup (self->visitors, remote_address);
  return visitor != NULL ? visitor->connection : NULL;
}

/**
 * foyer_relay_listener_take_over:
 * @remote_address: where the connection comes from, which speaks no TLS
 *
 * Parts a connection from the objects that it came with, which take more memory than a desk that
 * says nothing should cost. They may be let go of; the visitor stays until it is freed.
 *
 * Returns: (transfer full) (nullable): who it is; %NULL where it is gone, or there is no
 *   descriptor left
 */
FoyerRelayVisitor *
foyer_relay_listener_take_over (FoyerRelayListener *self, GSocketAddress *remote_address)
{
  Visitor *visitor;
  int fd;

  g_return_val_if_fail (FOYER_IS_RELAY_LISTENER (self), NULL);

  visitor = g_hash_table_lookup (self->visitors, remote_address);
  if (visitor == NULL || visitor->connection == NULL)
    return NULL;
  fd = g_socket_get_fd (g_socket_connection_get_socket (visitor->connection));
  visitor->fd = fcntl (fd, F_DUPFD_CLOEXEC, 0);
  if (visitor->fd < 0)
    return NULL;
  g_object_weak_unref (G_OBJECT (visitor->connection), on_connection_gone, visitor);
  visitor->connection = NULL;
  g_clear_object (&visitor->cancellable);
  return visitor;
}

/**
 * foyer_relay_visitor_get_fd:
 *
 * Returns: the connection's descriptor, which the visitor closes
 */
int
foyer_relay_visitor_get_fd (const FoyerRelayVisitor *self)
{
  return self->fd;
}

/**
 * foyer_relay_visitor_free:
 * @self: (transfer full): who was taken over
 *
 * Ends the connection.
 */
void
foyer_relay_visitor_free (FoyerRelayVisitor *self)
{
  visitor_left (self);
}

/**
 * foyer_relay_listener_sign_in:
 * @remote_address: where the connection comes from: what its messages have, and no copy of it
 *
 * Says that the connection's owner is known: its deadline no longer counts.
 */
void
foyer_relay_listener_sign_in (FoyerRelayListener *self, GSocketAddress *remote_address)
{
  Visitor *visitor;

  g_return_if_fail (FOYER_IS_RELAY_LISTENER (self));

  visitor = g_hash_table_lookup (self->visitors, remote_address);
  if (visitor == NULL)
    return;
  visitor->signed_in = TRUE;
  leave_crowd (visitor);
  g_hash_table_remove (self->visitors, visitor->remote);
  g_clear_object (&visitor->remote);
  g_hash_table_insert (self->visitors, (gpointer)get_key (visitor), visitor);
  foyer_relay_census_sign_in (self->census, visitor->network);
}
