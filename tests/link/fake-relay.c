/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "fake-relay"

#include "config.h"

#include "fake-relay.h"

#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct _FakeRelay {
  SoupServer *server;
  guint16 port;
  char *address;
  char *bearer;
  SoupWebsocketConnection *connection;
  guint n_connections;
  guint n_refused;
  guint refusal;
  GPtrArray *received;
  SoupServerMessage *visit;
  guint n_visits;
  char *snapshot;
  guint n_snapshots;
};

static void
on_message (SoupWebsocketConnection *connection,
            SoupWebsocketDataType type,
            GBytes *payload,
            FakeRelay *self)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (payload, &length);
  FoyerMessage *message = foyer_message_parse (text, length, FOYER_SENDER_DEVICE, NULL, &error);

  g_assert_no_error (error);
  g_ptr_array_add (self->received, message);
}

static void
on_connection (SoupServer *server,
               SoupServerMessage *message,
               const char *path,
               SoupWebsocketConnection *connection,
               gpointer data)
{
  FakeRelay *self = data;

  g_assert_cmpstr (soup_websocket_connection_get_protocol (connection), ==, "foyer.v1");
  g_assert_null (soup_websocket_connection_get_origin (connection));
  g_assert_null (soup_websocket_connection_get_extensions (connection));
  g_set_object (&self->connection, connection);
  self->n_connections++;
  g_signal_connect (connection, "message", G_CALLBACK (on_message), self);
}

static void
on_early_request (SoupServer *server,
                  SoupServerMessage *message,
                  const char *path,
                  GHashTable *query,
                  gpointer data)
{
  FakeRelay *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (g_strcmp0 (soup_message_headers_get_one (headers, "Authorization"), self->bearer) == 0)
    return;
  self->n_refused++;
  soup_server_message_set_status (message, self->refusal, NULL);
}

static void
on_visit (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer data)
{
  FakeRelay *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  g_assert_cmpstr (soup_server_message_get_method (message), ==, SOUP_METHOD_POST);
  g_assert_cmpstr (soup_message_headers_get_content_type (headers, NULL), ==, "application/json");
  g_assert_null (soup_message_headers_get_one (headers, "Origin"));
  g_assert_null (self->visit);
  self->visit = g_object_ref (message);
  self->n_visits++;
  soup_server_message_pause (message);
}

/* What a scout asks. */
static void
on_health (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  static const char ok[] = "ok\n";

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, ok, strlen (ok));
}

static void
on_snapshot (SoupServer *server,
             SoupServerMessage *message,
             const char *path,
             GHashTable *query,
             gpointer data)
{
  FakeRelay *self = data;

  self->n_snapshots++;
  soup_server_message_set_status (message,
                                  self->snapshot != NULL ? SOUP_STATUS_OK : SOUP_STATUS_NOT_FOUND,
                                  NULL);
  if (self->snapshot != NULL)
    soup_server_message_set_response (message,
                                      "application/x-ndjson",
                                      SOUP_MEMORY_COPY,
                                      self->snapshot,
                                      strlen (self->snapshot));
}

FakeRelay *
fake_relay_new (GTlsCertificate *certificate)
{
  FakeRelay *self = g_new0 (FakeRelay, 1);
  g_autoptr (GError) error = NULL;
  char *protocols[] = { (char *)"foyer.v1", NULL };
  GSList *uris;

  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  self->received = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_message_unref);
  fake_relay_expect_token (self, "good-token");
  fake_relay_refuse_with (self, SOUP_STATUS_UNAUTHORIZED);
  soup_server_remove_websocket_extension (self->server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_early_handler (self->server, "/v1/ws", on_early_request, self, NULL);
  soup_server_add_websocket_handler (self->server,
                                     "/v1/ws",
                                     NULL,
                                     protocols,
                                     on_connection,
                                     self,
                                     NULL);
  soup_server_add_handler (self->server, "/healthz", on_health, self, NULL);
  soup_server_add_handler (self->server, "/v1/auth", on_visit, self, NULL);
  soup_server_add_handler (self->server, "/v1/devices", on_visit, self, NULL);
  soup_server_add_handler (self->server, "/v1/events", on_snapshot, self, NULL);
  soup_server_listen_local (self->server,
                            0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY |
                                (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0),
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->address = g_strdup_printf ("%s://127.0.0.1:%d",
                                   certificate != NULL ? "wss" : "ws",
                                   g_uri_get_port (uris->data));
  self->port = (guint16)g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return self;
}

static gboolean
is_of_relay (int fd, guint16 port)
{
  g_autoptr (GSocketAddress) own = NULL;
  struct sockaddr_storage name;
  socklen_t size = sizeof name;

  if (getsockname (fd, (struct sockaddr *)&name, &size) != 0 || name.ss_family != AF_INET)
    return FALSE;
  own = g_socket_address_new_from_native (&name, size);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own)) == port;
}

/* A stream of TLS is closed only when its handshake has ended, which the other side does in this
 * very thread: without an end of its socket both would wait for ever. */
static void
cut_handshakes (FakeRelay *self)
{
  g_autoptr (GDir) files = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    int fd = atoi (name);

    if (is_of_relay (fd, self->port))
      shutdown (fd, SHUT_RDWR);
  }
}

void
fake_relay_free (FakeRelay *self)
{
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_object (&self->visit);
  if (soup_server_is_https (self->server))
    cut_handshakes (self);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->received);
  g_free (self->address);
  g_free (self->bearer);
  g_free (self->snapshot);
  g_free (self);
}

const char *
fake_relay_get_address (FakeRelay *self)
{
  return self->address;
}

guint
fake_relay_get_n_connections (FakeRelay *self)
{
  return self->n_connections;
}

guint
fake_relay_get_n_refused (FakeRelay *self)
{
  return self->n_refused;
}

gboolean
fake_relay_is_connected (FakeRelay *self)
{
  return self->connection != NULL &&
         soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

void
fake_relay_refuse_with (FakeRelay *self, guint status)
{
  self->refusal = status;
}

void
fake_relay_expect_token (FakeRelay *self, const char *token)
{
  g_free (self->bearer);
  self->bearer = g_strconcat ("Bearer ", token, NULL);
}

void
fake_relay_say (FakeRelay *self, const char *text)
{
  g_assert_true (fake_relay_is_connected (self));
  soup_websocket_connection_send_text (self->connection, text);
}

/* Closes the newest connection; what was received on it and not awaited is dropped. */
void
fake_relay_close (FakeRelay *self, guint code)
{
  g_signal_handlers_disconnect_by_data (self->connection, self);
  soup_websocket_connection_close (self->connection, (gushort)code, NULL);
  WAIT_UNTIL (soup_websocket_connection_get_state (self->connection) ==
              SOUP_WEBSOCKET_STATE_CLOSED);
  g_ptr_array_set_size (self->received, 0);
}

static FoyerMessage *
find_received (FakeRelay *self, FoyerMessageKind kind)
{
  for (guint i = 0; i < self->received->len; i++) {
    FoyerMessage *message = g_ptr_array_index (self->received, i);

    if (message->kind == kind)
      return message;
  }
  return NULL;
}

/* Waits for a message of @kind and takes it; other kinds stay for later. */
FoyerMessage *
fake_relay_await (FakeRelay *self, FoyerMessageKind kind)
{
  FoyerMessage *message;

  WAIT_UNTIL (find_received (self, kind) != NULL);
  message = foyer_message_ref (find_received (self, kind));
  g_ptr_array_remove (self->received, message);
  return message;
}

/* Waits until somebody asks something; it has to be of @kind. */
FoyerMessage *
fake_relay_await_visit (FakeRelay *self, FoyerMessageKind kind)
{
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  FoyerMessage *message;

  WAIT_UNTIL (self->visit != NULL);
  body = soup_message_body_flatten (soup_server_message_get_request_body (self->visit));
  message = foyer_message_parse (g_bytes_get_data (body, NULL),
                                 g_bytes_get_size (body),
                                 FOYER_SENDER_VISITOR,
                                 NULL,
                                 &error);
  g_assert_no_error (error);
  g_assert_cmpint (message->kind, ==, kind);
  return message;
}

/* What the next answer says besides. */
void
fake_relay_retry_after (FakeRelay *self, const char *seconds)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->visit),
                                "Retry-After",
                                seconds);
}

void
fake_relay_answer (FakeRelay *self, guint status, const char *text)
{
  g_autoptr (SoupServerMessage) visit = g_steal_pointer (&self->visit);

  g_assert_nonnull (visit);
  soup_server_message_set_status (visit, status, NULL);
  soup_server_message_set_response (visit,
                                    "application/json",
                                    SOUP_MEMORY_COPY,
                                    text,
                                    strlen (text));
  soup_server_message_unpause (visit);
}

guint
fake_relay_get_n_visits (FakeRelay *self)
{
  return self->n_visits;
}

void
fake_relay_give_snapshot (FakeRelay *self, const char *text)
{
  g_free (self->snapshot);
  self->snapshot = g_strdup (text);
}

guint
fake_relay_get_n_snapshots (FakeRelay *self)
{
  return self->n_snapshots;
}
