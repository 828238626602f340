/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-load"

#include "config.h"

#include "relay/load-connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The least that a WebSocket client can be: the load generator must cost less than what it
 * measures. */

#define READ_SIZE (256 * 1024)
#define HANDSHAKE                                                                       \
  "GET /v1/ws HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" \
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Zm95ZXItbG9hZC1rZXkwMA==\r\n"        \
  "Sec-WebSocket-Protocol: foyer.v1\r\nUser-Agent: foyer-load\r\nAuthorization: Bearer %s\r\n\r\n"

/**
 * load_connection_open:
 *
 * Connects and asks for the upgrade; the answer is read with the rest.
 *
 * Returns: (transfer full) (nullable): a connection
 */
LoadConnection *
load_connection_open (GSocketAddress *address, const char *token, GError **error)
{
  g_autoptr (LoadConnection) self = g_new0 (LoadConnection, 1);
  g_autofree char *request = g_strdup_printf (HANDSHAKE, token);
  struct sockaddr_storage native;
  gssize size = g_socket_address_get_native_size (address);
  int on = 1;

  self->fd = -1;
  self->input = g_byte_array_new ();
  self->output = g_byte_array_new ();
  if (!g_socket_address_to_native (address, &native, sizeof native, error))
    return NULL;
  self->fd = socket (native.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (self->fd < 0 || connect (self->fd, (struct sockaddr *)&native, (socklen_t)size) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
    return NULL;
  }
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  g_byte_array_append (self->output, (const guint8 *)request, (guint)strlen (request));
  load_connection_flush (self);
  return g_steal_pointer (&self);
}

void
load_connection_free (LoadConnection *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_byte_array_unref (self->input);
  g_byte_array_unref (self->output);
  g_free (self);
}

/* Masked with zeros: the relay must unmask, and this side need not mask. */
static void
add_frame (LoadConnection *self, guint8 opcode, const void *payload, gsize length)
{
  guint8 header[8] = { (guint8)(0x80 | opcode), 0 };
  guint size = 6;

  if (length < 126) {
    header[1] = (guint8)(0x80 | length);
  } else {
    header[1] = 0x80 | 126;
    header[2] = (guint8)(length >> 8);
    header[3] = (guint8)length;
    size = 8;
  }
  g_byte_array_append (self->output, header, size);
  g_byte_array_append (self->output, payload, (guint)length);
}

/**
 * load_connection_send:
 * @text: at most 65,535 bytes
 *
 * Queues a text message for the next load_connection_flush().
 */
void
load_connection_send (LoadConnection *self, const char *text, gsize length)
{
  g_assert (length <= G_MAXUINT16);
  add_frame (self, 1, text, length);
}

/**
 * load_connection_flush:
 *
 * Returns: whether all that was queued is sent
 */
gboolean
load_connection_flush (LoadConnection *self)
{
  gssize n;

  if (self->output->len == 0)
    return TRUE;
  n = send (self->fd, self->output->data, self->output->len, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n > 0)
    g_byte_array_remove_range (self->output, 0, (guint)n);
  return self->output->len == 0;
}

/* Returns how many bytes the answer to the upgrade takes, 0 where it is not complete. */
static gsize
take_handshake (LoadConnection *self, const guint8 *data, gsize length, GError **error)
{
  const guint8 *end = memmem (data, length, "\r\n\r\n", 4);

  if (end == NULL)
    return 0;
  if (length < 12 || memcmp (data + 9, "101", 3) != 0) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_FAILED,
                 "the relay refused: %.12s",
                 (const char *)data);
    return 0;
  }
  self->is_upgraded = TRUE;
  return (gsize)(end - data) + 4;
}

static gsize
take_frame (LoadConnection *self,
            const guint8 *data,
            gsize length,
            gint64 now,
            LoadConnectionFunc func,
            gpointer user_data,
            GError **error)
{
  gsize header = 2;
  guint64 size;

  if (length < 2)
    return 0;
  size = data[1] & 0x7f;
  header += size == 126 ? 2 : size == 127 ? 8 : 0;
  if (length < header)
    return 0;
  if (header > 2)
    size = 0;
  for (gsize i = 2; i < header; i++)
    size = size << 8 | data[i];
  if (length < header + size)
    return 0;
  if ((data[0] & 0x0f) == 1)
    func (self, (const char *)data + header, size, now, user_data);
  else if ((data[0] & 0x0f) == 9)
    add_frame (self, 10, data + header, size);
  else if ((data[0] & 0x0f) == 8)
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_CLOSED,
                 "the relay closed with %d",
                 size >= 2 ? data[header] << 8 | data[header + 1] : 1005);
  return header + size;
}

static gsize
take_all (LoadConnection *self,
          const guint8 *data,
          gsize length,
          LoadConnectionFunc func,
          gpointer user_data,
          GError **error)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GError) inner = NULL;
  gsize at = 0;
  gsize taken;

  do {
    taken = self->is_upgraded
                ? take_frame (self, data + at, length - at, now, func, user_data, &inner)
                : take_handshake (self, data + at, length - at, &inner);
    at += taken;
  } while (taken > 0 && inner == NULL);
  if (inner != NULL)
    g_propagate_error (error, g_steal_pointer (&inner));
  return at;
}

/**
 * load_connection_read:
 * @func: called with every message that is complete
 *
 * Reads what is there.
 *
 * Returns: %FALSE where the relay has closed the connection
 */
gboolean
load_connection_read (LoadConnection *self,
                      LoadConnectionFunc func,
                      gpointer user_data,
                      GError **error)
{
  static guint8 buffer[READ_SIZE];
  g_autoptr (GError) inner = NULL;
  gssize n = recv (self->fd, buffer, sizeof buffer, MSG_DONTWAIT);
  gsize taken;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return TRUE;
  if (n <= 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the relay hung up");
    return FALSE;
  }
  if (self->input->len == 0) {
    taken = take_all (self, buffer, (gsize)n, func, user_data, &inner);
    g_byte_array_append (self->input, buffer + taken, (guint)((gsize)n - taken));
  } else {
    g_byte_array_append (self->input, buffer, (guint)n);
    taken = take_all (self, self->input->data, self->input->len, func, user_data, &inner);
    g_byte_array_remove_range (self->input, 0, (guint)taken);
  }
  if (inner == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}
