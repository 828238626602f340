/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-outbox"

#include "config.h"

#include "relay/foyer-relay-outbox.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define VECTORS_PER_WRITE 64
/* A TLS record. What could not be written must be offered again as it was, so it is one at once. */
#define TLS_CHUNK 16384

/**
 * foyer_relay_outbox_push:
 * @frame: a whole frame; the same one may be in many outboxes
 */
void
foyer_relay_outbox_push (FoyerRelayOutbox *self, GBytes *frame)
{
  g_queue_push_tail (&self->frames, g_bytes_ref (frame));
  self->queued += g_bytes_get_size (frame);
}

/**
 * foyer_relay_outbox_clear:
 *
 * Nothing waits any more.
 */
void
foyer_relay_outbox_clear (FoyerRelayOutbox *self)
{
  g_queue_clear_full (&self->frames, (GDestroyNotify)g_bytes_unref);
  self->first_sent = 0;
  self->queued = 0;
}

/**
 * foyer_relay_outbox_take_back:
 *
 * Takes back what is not yet on its way: a frame of which the peer has a part is kept.
 */
void
foyer_relay_outbox_take_back (FoyerRelayOutbox *self)
{
  g_autoptr (GBytes) first = NULL;
  gsize first_sent = self->first_sent;

  if (first_sent > 0)
    first = g_queue_pop_head (&self->frames);
  foyer_relay_outbox_clear (self);
  if (first != NULL) {
    foyer_relay_outbox_push (self, first);
    self->first_sent = first_sent;
    self->queued -= first_sent;
  }
}

static void
take_sent (FoyerRelayOutbox *self, gsize n_bytes)
{
  self->queued -= n_bytes;
  n_bytes += self->first_sent;
  while (self->frames.head != NULL) {
    GBytes *first = self->frames.head->data;
    gsize size = g_bytes_get_size (first);

    if (n_bytes < size)
      break;
    n_bytes -= size;
    g_bytes_unref (g_queue_pop_head (&self->frames));
  }
  self->first_sent = n_bytes;
}

/**
 * foyer_relay_outbox_write:
 * @fd: a socket without TLS
 *
 * Sends what it takes at once.
 *
 * Returns: how many bytes went, or -1 and errno
 */
gssize
foyer_relay_outbox_write (FoyerRelayOutbox *self, int fd)
{
  struct iovec vectors[VECTORS_PER_WRITE];
  struct msghdr message = { .msg_iov = vectors };
  gsize skip = self->first_sent;
  gssize n;

  for (GList *link = self->frames.head; link != NULL && message.msg_iovlen < VECTORS_PER_WRITE;
       link = link->next) {
    gsize size;
    const guint8 *data = g_bytes_get_data (link->data, &size);

    vectors[message.msg_iovlen].iov_base = (guint8 *)data + skip;
    vectors[message.msg_iovlen].iov_len = size - skip;
    message.msg_iovlen++;
    skip = 0;
  }
  n = sendmsg (fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n > 0)
    take_sent (self, (gsize)n);
  return n;
}

/**
 * foyer_relay_outbox_write_tls:
 * @stream: a TLS connection
 *
 * Sends what it takes at once.
 *
 * Returns: how many bytes went, or -1 and errno
 */
gssize
foyer_relay_outbox_write_tls (FoyerRelayOutbox *self, GIOStream *stream)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  guint8 chunk[TLS_CHUNK];
  gsize filled = 0;
  gsize skip = self->first_sent;
  g_autoptr (GError) error = NULL;
  gssize n;

  for (GList *link = self->frames.head; link != NULL && filled < TLS_CHUNK; link = link->next) {
    gsize size;
    const guint8 *data = g_bytes_get_data (link->data, &size);
    gsize part = MIN (size - skip, TLS_CHUNK - filled);

    memcpy (chunk + filled, data + skip, part);
    filled += part;
    skip = 0;
  }
  n = g_pollable_output_stream_write_nonblocking (output, chunk, filled, NULL, &error);
  if (n > 0)
    take_sent (self, (gsize)n);
  else if (n < 0)
    errno = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ? EAGAIN : EPIPE;
  return n;
}
