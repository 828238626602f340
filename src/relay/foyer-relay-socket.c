/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-socket"

#include "config.h"

#include "relay/foyer-relay-socket.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-bucket.h"
#include "relay/foyer-relay-outbox.h"
#include "relay/foyer-relay-watchdog.h"

#include <errno.h>
#include <sys/socket.h>

/* One WebSocket after its handshake. It looks after itself: what it reads is bounded, what it
 * writes is gathered and sent once a turn, a peer that does not read is cut off before its queue
 * costs memory, and one that is silent is pinged and then given up.
 *
 * libsoup makes the handshake; its SoupWebsocketConnection is not used, because it bounds frames
 * instead of messages, checks the UTF-8 of every copy of a broadcast, formats a debug text per
 * frame and sends each by itself. */

/* Pings that a peer may send. */
#define PINGS_PER_SECOND 5
#define PINGS_BURST      20

typedef enum {
  STATE_NEW,
  STATE_OPEN,
  /* The close frame is queued or sent; what the peer still sends is thrown away. */
  STATE_CLOSING,
  STATE_CLOSED,
} State;

struct _FoyerRelaySocket {
  GObject parent_instance;

  FoyerRelayPollEntry entry;
  FoyerRelayPoller *poller;
  /* What the handshake was made on. Without TLS it goes when what libsoup had read ahead has been
   * taken from it. */
  GIOStream *stream;
  /* With TLS the connection below it; without TLS the visitor, who needs no objects of GIO. */
  GSocketConnection *connection;
  FoyerRelayVisitor *visitor;

  State state;
  gboolean peer_has_closed;
  gboolean is_shut;
  gint64 deadline;
  gint64 opened;
  FoyerRelayReader reader;
  FoyerRelayWatchdog watchdog;
  FoyerRelayBucket pings;

  FoyerRelayOutbox outbox;

  const FoyerRelaySocketFuncs *funcs;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (FoyerRelaySocket, foyer_relay_socket, G_TYPE_OBJECT)

static void
end (FoyerRelaySocket *self)
{
  const FoyerRelaySocketFuncs *funcs = self->funcs;

  if (self->state == STATE_CLOSED)
    return;
  if (self->state != STATE_NEW)
    foyer_relay_poller_remove (self->poller, &self->entry);
  self->state = STATE_CLOSED;
  foyer_relay_outbox_clear (&self->outbox);
  foyer_relay_reader_clear (&self->reader);
  /* Not through the stream: a goodbye of TLS could wait for a peer that does not read. */
  if (self->connection != NULL)
    g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
  else
    g_clear_object (&self->stream);
  g_clear_pointer (&self->visitor, foyer_relay_visitor_free);
  if (funcs != NULL)
    funcs->closed (self, self->user_data);
}

static void
push_frame (FoyerRelaySocket *self, GBytes *frame)
{
  foyer_relay_outbox_push (&self->outbox, frame);
  if (!self->entry.writing)
    foyer_relay_poller_flush_soon (self->poller, &self->entry);
}

static void
begin_close (FoyerRelaySocket *self, FoyerRelayClose code, const char *reason)
{
  g_autoptr (GBytes) frame = foyer_relay_frame_new_close (code, reason);

  self->state = STATE_CLOSING;
  self->deadline = g_get_monotonic_time () + FOYER_LIMIT_CLOSE_SECONDS * G_TIME_SPAN_SECOND;
  push_frame (self, frame);
}

static void
cut (FoyerRelaySocket *self, const char *reason)
{
  if (self->connection != NULL) {
    /* What TLS has begun must be finished before anything else is said, so nothing is. The next
     * tick ends it: whoever sends must not find the socket gone under its hands. */
    self->state = STATE_CLOSING;
    self->deadline = 0;
    return;
  }
  foyer_relay_outbox_take_back (&self->outbox);
  begin_close (self, FOYER_RELAY_CLOSE_TOO_MUCH, reason);
}

/* After the close frame: what the peer sends is still read until it hangs up, or it would see a
 * reset instead of the code. */
static void
on_all_is_sent (FoyerRelaySocket *self)
{
  foyer_relay_poller_set_writing (self->poller, &self->entry, FALSE);
  if (self->state != STATE_CLOSING || self->is_shut)
    return;
  if (self->peer_has_closed) {
    end (self);
    return;
  }
  if (self->reader.over) {
    self->is_shut = TRUE;
    shutdown (self->entry.fd, SHUT_WR);
  }
}

static gssize
write_some (FoyerRelaySocket *self)
{
  if (self->connection != NULL)
    return foyer_relay_outbox_write_tls (&self->outbox, self->stream);
  return foyer_relay_outbox_write (&self->outbox, self->entry.fd);
}

static void
flush (FoyerRelaySocket *self)
{
  while (self->outbox.queued > 0) {
    gssize n = write_some (self);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 && errno == EAGAIN) {
      foyer_relay_poller_set_writing (self->poller, &self->entry, TRUE);
      return;
    }
    if (n <= 0) {
      end (self);
      return;
    }
  }
  on_all_is_sent (self);
}

static gboolean
on_reader_text (const char *text, gsize length, gpointer user_data)
{
  FoyerRelaySocket *self = user_data;

  if (self->state == STATE_OPEN)
    self->funcs->message (self, text, length, self->user_data);
  return self->state != STATE_CLOSED;
}

static gboolean
on_reader_ping (const char *payload, gsize length, gpointer user_data)
{
  FoyerRelaySocket *self = user_data;
  g_autoptr (GBytes) pong = NULL;

  if (self->state != STATE_OPEN)
    return TRUE;
  if (!foyer_relay_bucket_take (&self->pings,
                                PINGS_PER_SECOND,
                                PINGS_BURST,
                                g_get_monotonic_time ())) {
    cut (self, "too many pings");
    return FALSE;
  }
  pong = foyer_relay_frame_new (FOYER_RELAY_OPCODE_PONG, payload, length);
  foyer_relay_socket_send (self, pong);
  return self->state != STATE_CLOSED;
}

/* That it came is what counts; see on_poller_ready (). */
static gboolean
on_reader_pong (gpointer user_data)
{
  return TRUE;
}

static gboolean
on_reader_closed (guint code, gpointer user_data)
{
  FoyerRelaySocket *self = user_data;

  self->peer_has_closed = TRUE;
  if (self->state == STATE_OPEN)
    begin_close (self, code, NULL);
  return FALSE;
}

static const FoyerRelayReaderFuncs reader_funcs = {
  .text = on_reader_text,
  .ping = on_reader_ping,
  .pong = on_reader_pong,
  .closed = on_reader_closed,
};

static void
take_read (FoyerRelaySocket *self, guint8 *bytes, gsize n_bytes)
{
  FoyerRelayClose code;

  foyer_relay_watchdog_hear (&self->watchdog, g_get_monotonic_time ());
  if (self->reader.over)
    return;
  code = foyer_relay_reader_feed (&self->reader,
                                  bytes,
                                  n_bytes,
                                  FOYER_LIMIT_MESSAGE_TO_RELAY,
                                  &reader_funcs,
                                  self);
  if (self->state == STATE_OPEN && code != 0)
    begin_close (self, code, NULL);
  else if (self->state == STATE_CLOSING && self->reader.over && self->outbox.queued == 0)
    on_all_is_sent (self);
}

/* Returns what recv () would: -1 and errno where there is nothing yet. */
static gssize
read_some (FoyerRelaySocket *self, guint8 *buffer, gsize size)
{
  GPollableInputStream *input;
  g_autoptr (GError) error = NULL;
  gssize n;

  if (self->stream == NULL)
    return recv (self->entry.fd, buffer, size, MSG_DONTWAIT);
  input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));
  n = g_pollable_input_stream_read_nonblocking (input, buffer, size, NULL, &error);
  if (n >= 0)
    return n;
  if (self->connection == NULL)
    g_clear_object (&self->stream);
  errno = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ? EAGAIN : ECONNRESET;
  return -1;
}

/* Once where the kernel tells when there is more; to the end where layers in between hold some. */
static void
read_ready (FoyerRelaySocket *self)
{
  g_autoptr (FoyerRelaySocket) alive = g_object_ref (self);
  gboolean once = self->stream == NULL;

  while (self->state != STATE_CLOSED) {
    gsize size;
    guint8 *buffer = foyer_relay_poller_get_buffer (self->poller, &size);
    gssize n = read_some (self, buffer, size);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
      return;
    if (n <= 0) {
      end (self);
      return;
    }
    take_read (self, buffer, (gsize)n);
    if (once)
      return;
  }
}

static void
on_poller_ready (FoyerRelayPollEntry *entry, gboolean readable, gboolean writable)
{
  FoyerRelaySocket *self = (FoyerRelaySocket *)((char *)entry - offsetof (FoyerRelaySocket, entry));
  g_autoptr (FoyerRelaySocket) alive = g_object_ref (self);

  if (readable)
    read_ready (self);
  if (writable && self->state != STATE_CLOSED)
    flush (self);
}

static void
on_poller_flush (FoyerRelayPollEntry *entry)
{
  FoyerRelaySocket *self = (FoyerRelaySocket *)((char *)entry - offsetof (FoyerRelaySocket, entry));
  g_autoptr (FoyerRelaySocket) alive = g_object_ref (self);

  flush (self);
}

static void
on_poller_tick (FoyerRelayPollEntry *entry, gint64 now)
{
  FoyerRelaySocket *self = (FoyerRelaySocket *)((char *)entry - offsetof (FoyerRelaySocket, entry));
  g_autoptr (FoyerRelaySocket) alive = g_object_ref (self);
  g_autoptr (GBytes) ping = NULL;

  if (self->state == STATE_CLOSING) {
    if (now >= self->deadline)
      end (self);
    return;
  }
  switch (foyer_relay_watchdog_check (&self->watchdog, now)) {
  case FOYER_RELAY_WATCHDOG_DEAD:
    end (self);
    break;
  case FOYER_RELAY_WATCHDOG_PING:
    ping = foyer_relay_frame_new (FOYER_RELAY_OPCODE_PING, NULL, 0);
    foyer_relay_socket_send (self, ping);
    break;
  case FOYER_RELAY_WATCHDOG_WAIT:
  default:
    break;
  }
}

static const FoyerRelayPollFuncs poll_funcs = {
  .ready = on_poller_ready,
  .flush = on_poller_flush,
  .tick = on_poller_tick,
};

static void
foyer_relay_socket_dispose (GObject *object)
{
  FoyerRelaySocket *self = FOYER_RELAY_SOCKET (object);

  self->funcs = NULL;
  end (self);

  G_OBJECT_CLASS (foyer_relay_socket_parent_class)->dispose (object);
}

static void
foyer_relay_socket_finalize (GObject *object)
{
  FoyerRelaySocket *self = FOYER_RELAY_SOCKET (object);

  g_clear_object (&self->stream);
  g_clear_object (&self->connection);
  g_object_unref (self->poller);

  G_OBJECT_CLASS (foyer_relay_socket_parent_class)->finalize (object);
}

static void
foyer_relay_socket_class_init (FoyerRelaySocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_socket_dispose;
  object_class->finalize = foyer_relay_socket_finalize;
}

static void
foyer_relay_socket_init (FoyerRelaySocket *self)
{
}

/**
 * foyer_relay_socket_new:
 * @stream: what the handshake was made on, taken from libsoup
 * @tcp: (nullable): the TCP connection below @stream, where there is TLS between the two
 * @visitor: (transfer full) (nullable): whose connection it is, where there is none
 *
 * Returns: (transfer full): a socket that is not read yet
 */
FoyerRelaySocket *
foyer_relay_socket_new (FoyerRelayPoller *poller,
                        GIOStream *stream,
                        GSocketConnection *tcp,
                        FoyerRelayVisitor *visitor)
{
  FoyerRelaySocket *self = g_object_new (FOYER_TYPE_RELAY_SOCKET, NULL);

  self->poller = g_object_ref (poller);
  self->stream = g_object_ref (stream);
  g_set_object (&self->connection, tcp);
  self->visitor = visitor;
  return self;
}

static int
get_fd (FoyerRelaySocket *self)
{
  if (self->visitor != NULL)
    return foyer_relay_visitor_get_fd (self->visitor);
  return g_socket_get_fd (g_socket_connection_get_socket (self->connection));
}

/**
 * foyer_relay_socket_start:
 * @user_data: handed to @funcs; it must live until the socket is closed or let go of
 *
 * From now on what comes is read, when the main loop runs.
 */
void
foyer_relay_socket_start (FoyerRelaySocket *self,
                          const FoyerRelaySocketFuncs *funcs,
                          gpointer user_data)
{
  g_return_if_fail (FOYER_IS_RELAY_SOCKET (self));
  g_return_if_fail (self->state == STATE_NEW);

  self->funcs = funcs;
  self->user_data = user_data;
  self->state = STATE_OPEN;
  self->opened = g_get_monotonic_time ();
  foyer_relay_watchdog_hear (&self->watchdog, self->opened);
  foyer_relay_poller_add (self->poller, &self->entry, get_fd (self), &poll_funcs);
}

/**
 * foyer_relay_socket_hand_over:
 * @user_data: handed to @funcs; it must live until the socket is closed or let go of
 *
 * Somebody else hears what comes from now on.
 *
 * Returns: %FALSE where the socket is not open any more
 */
gboolean
foyer_relay_socket_hand_over (FoyerRelaySocket *self,
                              const FoyerRelaySocketFuncs *funcs,
                              gpointer user_data)
{
  g_return_val_if_fail (FOYER_IS_RELAY_SOCKET (self), FALSE);

  if (self->state != STATE_OPEN)
    return FALSE;
  self->funcs = funcs;
  self->user_data = user_data;
  return TRUE;
}

/**
 * foyer_relay_socket_read:
 *
 * Reads what is there already: layers above the kernel may hold some. Messages come, and the socket
 * may be gone, before this returns.
 */
void
foyer_relay_socket_read (FoyerRelaySocket *self)
{
  g_return_if_fail (FOYER_IS_RELAY_SOCKET (self));
  g_return_if_fail (self->state != STATE_NEW);

  read_ready (self);
}

/**
 * foyer_relay_socket_is_open:
 *
 * Returns: whether what is sent may still arrive
 */
gboolean
foyer_relay_socket_is_open (FoyerRelaySocket *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_SOCKET (self), FALSE);

  return self->state == STATE_OPEN;
}

/**
 * foyer_relay_socket_send:
 * @frame: a whole frame, as foyer_relay_frame_new() makes it; the same one may go to many
 *
 * Queues a frame; it is sent at the end of this turn together with what else is queued. Where
 * the socket is not open, nothing happens. A peer that reads too slowly is cut off.
 */
void
foyer_relay_socket_send (FoyerRelaySocket *self, GBytes *frame)
{
  g_return_if_fail (FOYER_IS_RELAY_SOCKET (self));

  if (self->state != STATE_OPEN)
    return;
  if (self->outbox.queued + g_bytes_get_size (frame) > FOYER_LIMIT_QUEUED_TO_SOCKET)
    cut (self, "reads too slowly");
  else
    push_frame (self, frame);
}

/**
 * foyer_relay_socket_close:
 * @reason: (nullable): a short English text for whoever debugs the peer
 *
 * Begins the closing handshake; the socket is gone when the peer has answered, and at the latest
 * after %FOYER_LIMIT_CLOSE_SECONDS.
 */
void
foyer_relay_socket_close (FoyerRelaySocket *self, FoyerRelayClose code, const char *reason)
{
  g_return_if_fail (FOYER_IS_RELAY_SOCKET (self));

  if (self->state != STATE_OPEN)
    return;
  if (code == FOYER_RELAY_CLOSE_TOO_MUCH)
    cut (self, reason);
  else
    begin_close (self, code, reason);
}

/**
 * foyer_relay_socket_get_opened:
 *
 * Returns: since when it is read, by the monotonic clock
 */
gint64
foyer_relay_socket_get_opened (FoyerRelaySocket *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_SOCKET (self), 0);

  return self->opened;
}

/**
 * foyer_relay_socket_get_heard:
 *
 * Returns: when something came last, by the monotonic clock
 */
gint64
foyer_relay_socket_get_heard (FoyerRelaySocket *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_SOCKET (self), 0);

  return self->watchdog.heard;
}

/**
 * foyer_relay_socket_get_queued:
 *
 * Returns: how many bytes wait to be sent
 */
gsize
foyer_relay_socket_get_queued (FoyerRelaySocket *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_SOCKET (self), 0);

  return self->outbox.queued;
}
