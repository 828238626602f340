/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-neighbour"

#include "config.h"

#include "link/foyer-neighbour.h"

#include "base/foyer-limits.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-neighbours.h"

#include <string.h>

/* One connection to another desk. TLS keeps what is said secret; its certificates prove nothing.
 * Each side proves with the key of its device who it is, over what binds the proof to this
 * connection and to its end of it, and whoever is in between has other bindings to either side.
 * Until that is done next to nothing is read. */

#define PIECE_BYTES (16 * 1024)
#define REFILL_MS   50
#define BEAT        ""
#define CLIENT      "client"
#define SERVER      "server"

struct _FoyerNeighbour {
  GObject parent_instance;

  const FoyerNeighbourSelf *me;
  FoyerNeighbourFuncs funcs;
  gpointer user_data;

  GTlsConnection *tls;
  GCancellable *cancellable;
  gboolean is_client;
  /* What TLS says that only the two ends of this connection can know, in hexadecimal. */
  char *binding;
  /* Who it has proven to be. */
  char *device_id;

  GByteArray *input;
  GQueue output;
  gsize n_queued;
  gboolean is_writing;
  gboolean is_reading;

  /* How many messages it may say now. */
  double allowance;
  gint64 allowance_at;
  gint64 heard_at;

  guint deadline_source;
  guint beat_source;
  guint resume_source;
  guint closed_source;
  gboolean is_closed;
  const char *why;
};

G_DEFINE_FINAL_TYPE (FoyerNeighbour, foyer_neighbour, G_TYPE_OBJECT)

static void read_more (FoyerNeighbour *self);
static void write_next (FoyerNeighbour *self);

static gboolean
on_closed (gpointer user_data)
{
  FoyerNeighbour *self = user_data;

  self->closed_source = 0;
  self->funcs.closed (self, self->user_data);
  return G_SOURCE_REMOVE;
}

static char *
make_proof_text (FoyerNeighbour *self, gboolean is_client, const char *device_id)
{
  return g_strdup_printf ("%s\n%s\n%s\n%s\n",
                          is_client ? CLIENT : SERVER,
                          self->me->event_id,
                          device_id,
                          self->binding);
}

static void
greet (FoyerNeighbour *self)
{
  g_autofree char *text = make_proof_text (self, self->is_client, self->me->device_id);
  g_autofree char *proof = foyer_proof_sign (&self->me->key, FOYER_PROOF_NEIGHBOUR, text);
  g_autofree char *greeting =
      foyer_wire_encode_greeting (self->me->event_id, self->me->device_id, proof);

  foyer_neighbour_send (self, greeting);
}

static void
take_greeting (FoyerNeighbour *self, const FoyerMessage *message)
{
  const char *device_id = foyer_message_get_string (message, "device_id");
  const guint8 *key;
  g_autofree char *text = NULL;

  if (message->kind != FOYER_MESSAGE_KIND_GREET_NEIGHBOUR) {
    foyer_neighbour_close (self, "it did not greet");
    return;
  }
  if (strcmp (foyer_message_get_string (message, "event_id"), self->me->event_id) != 0) {
    foyer_neighbour_close (self, "it works for another event");
    return;
  }
  key = self->funcs.find_key (device_id, self->user_data);
  if (key == NULL) {
    foyer_neighbour_close (self, "it is no desk of the event");
    return;
  }
  text = make_proof_text (self, !self->is_client, device_id);
  if (!foyer_proof_check (key,
                          FOYER_PROOF_NEIGHBOUR,
                          text,
                          foyer_message_get_string (message, "proof"))) {
    foyer_neighbour_close (self, "it is not who it says");
    return;
  }
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  self->device_id = g_strdup (device_id);
  self->funcs.greeted (self, self->user_data);
}

static void
take_line (FoyerNeighbour *self, const char *line, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (line, length, FOYER_SENDER_NEIGHBOUR, NULL, &error);

  if (message == NULL)
    foyer_neighbour_close (self, "it said something that is no message");
  else if (self->device_id == NULL)
    take_greeting (self, message);
  else if (message->kind == FOYER_MESSAGE_KIND_GREET_NEIGHBOUR)
    foyer_neighbour_close (self, "it greeted twice");
  else
    self->funcs.message (self, message, self->user_data);
}

/* Who says too much at once waits, and then whoever feeds it. */
static gboolean
may_speak (FoyerNeighbour *self)
{
  gint64 now = g_get_monotonic_time ();
  double seconds = (double)(now - self->allowance_at) / G_TIME_SPAN_SECOND;

  self->allowance = MIN (self->allowance + seconds * FOYER_LIMIT_NEIGHBOUR_PER_SECOND,
                         FOYER_LIMIT_NEIGHBOUR_PER_SECOND);
  self->allowance_at = now;
  if (self->allowance < 1)
    return FALSE;
  self->allowance -= 1;
  return TRUE;
}

static gboolean on_resume (gpointer user_data);

/* Takes the whole lines out. Returns whether there is room for more. */
static gboolean
take_lines (FoyerNeighbour *self)
{
  gsize limit =
      self->device_id != NULL ? FOYER_LIMIT_NEIGHBOUR_MESSAGE : FOYER_LIMIT_NEIGHBOUR_GREETING;
  gsize at = 0;
  const guint8 *end;

  while (!self->is_closed &&
         (end = memchr (self->input->data + at, '\n', self->input->len - at)) != NULL) {
    const char *line = (const char *)self->input->data + at;
    gsize length = (gsize)(end - self->input->data) - at;

    if (!may_speak (self)) {
      self->resume_source = g_timeout_add (REFILL_MS, on_resume, self);
      break;
    }
    at += length + 1;
    if (length > limit)
      foyer_neighbour_close (self, "it said too much");
    else if (length > 0)
      take_line (self, line, length);
  }
  if (self->is_closed)
    return FALSE;
  if (at > 0)
    g_byte_array_remove_range (self->input, 0, (guint)at);
  if (self->resume_source == 0 && self->input->len > limit)
    foyer_neighbour_close (self, "it said too much");
  return !self->is_closed && self->resume_source == 0;
}

static gboolean
on_resume (gpointer user_data)
{
  g_autoptr (FoyerNeighbour) self = g_object_ref (user_data);

  self->resume_source = 0;
  if (take_lines (self))
    read_more (self);
  return G_SOURCE_REMOVE;
}

static void
on_read_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerNeighbour) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize size;
  const guint8 *data;

  self->is_reading = FALSE;
  if (self->is_closed)
    return;
  if (bytes == NULL || g_bytes_get_size (bytes) == 0) {
    foyer_neighbour_close (self, "it hung up");
    return;
  }
  data = g_bytes_get_data (bytes, &size);
  self->heard_at = g_get_monotonic_time ();
  g_byte_array_append (self->input, data, (guint)size);
  if (take_lines (self))
    read_more (self);
}

static void
read_more (FoyerNeighbour *self)
{
  if (self->is_reading || self->is_closed)
    return;
  self->is_reading = TRUE;
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (self->tls)),
                                   PIECE_BYTES,
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable,
                                   on_read_ready,
                                   g_object_ref (self));
}

static void
on_write_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerNeighbour) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_queue_pop_head (&self->output);

  self->is_writing = FALSE;
  self->n_queued -= g_bytes_get_size (bytes);
  if (self->is_closed)
    return;
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    foyer_neighbour_close (self, "it hung up");
  else
    write_next (self);
}

static void
write_next (FoyerNeighbour *self)
{
  GBytes *bytes = g_queue_peek_head (&self->output);
  gsize size;
  const void *data;

  if (self->is_writing || self->is_closed || bytes == NULL)
    return;
  self->is_writing = TRUE;
  data = g_bytes_get_data (bytes, &size);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->tls)),
                                   data,
                                   size,
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable,
                                   on_write_ready,
                                   g_object_ref (self));
}

/* Silence is told from absence by a line without anything on it. */
static gboolean
on_beat (gpointer user_data)
{
  g_autoptr (FoyerNeighbour) self = g_object_ref (user_data);
  gint64 silence = g_get_monotonic_time () - self->heard_at;

  if (silence > FOYER_LIMIT_NEIGHBOUR_DEAD_SECONDS * G_TIME_SPAN_SECOND)
    foyer_neighbour_close (self, "it says nothing any more");
  else
    foyer_neighbour_send (self, BEAT);
  return G_SOURCE_CONTINUE;
}

static char *
read_binding (GTlsConnection *tls, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  GString *text;

  if (!g_tls_connection_get_channel_binding_data (tls,
                                                  G_TLS_CHANNEL_BINDING_TLS_EXPORTER,
                                                  bytes,
                                                  error))
    return NULL;
  text = g_string_sized_new (2 * bytes->len);
  for (guint i = 0; i < bytes->len; i++)
    g_string_append_printf (text, "%02x", bytes->data[i]);
  return g_string_free (text, FALSE);
}

static void
on_handshake_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerNeighbour) self = user_data;
  GTlsConnection *tls = G_TLS_CONNECTION (source);
  g_autoptr (GError) error = NULL;

  if (!g_tls_connection_handshake_finish (tls, result, &error)) {
    foyer_neighbour_close (self, "TLS failed");
    return;
  }
  if (self->is_closed)
    return;
  if (g_tls_connection_get_protocol_version (tls) == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    self->binding = read_binding (tls, &error);
  if (self->binding == NULL) {
    foyer_neighbour_close (self, "its TLS is too old");
    return;
  }
  self->heard_at = g_get_monotonic_time ();
  self->beat_source = g_timeout_add_seconds (FOYER_LIMIT_NEIGHBOUR_BEAT_SECONDS, on_beat, self);
  greet (self);
  read_more (self);
}

static gboolean
on_accept_certificate (GTlsConnection *tls,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  return TRUE;
}

static gboolean
on_deadline (gpointer user_data)
{
  FoyerNeighbour *self = user_data;

  self->deadline_source = 0;
  foyer_neighbour_close (self, "it took too long to greet");
  return G_SOURCE_REMOVE;
}

static void
foyer_neighbour_finalize (GObject *object)
{
  FoyerNeighbour *self = FOYER_NEIGHBOUR (object);

  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_handle_id (&self->beat_source, g_source_remove);
  g_clear_handle_id (&self->resume_source, g_source_remove);
  g_clear_handle_id (&self->closed_source, g_source_remove);
  g_clear_object (&self->tls);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->input);
  g_queue_clear_full (&self->output, (GDestroyNotify)g_bytes_unref);
  g_free (self->binding);
  g_free (self->device_id);

  G_OBJECT_CLASS (foyer_neighbour_parent_class)->finalize (object);
}

static void
foyer_neighbour_class_init (FoyerNeighbourClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_neighbour_finalize;
}

static void
foyer_neighbour_init (FoyerNeighbour *self)
{
  self->cancellable = g_cancellable_new ();
  self->input = g_byte_array_new ();
  self->allowance = FOYER_LIMIT_NEIGHBOUR_PER_SECOND;
  self->allowance_at = g_get_monotonic_time ();
}

static GTlsConnection *
wrap (GSocketConnection *connection, gboolean is_client, GTlsCertificate *own, GError **error)
{
  g_autoptr (GTlsConnection) tls = NULL;

  if (is_client)
    tls = (GTlsConnection *)g_tls_client_connection_new (G_IO_STREAM (connection), NULL, error);
  else
    tls = (GTlsConnection *)g_tls_server_connection_new (G_IO_STREAM (connection), own, error);
  if (tls == NULL)
    return NULL;
  g_tls_connection_set_database (tls, NULL);
  g_tls_connection_set_require_close_notify (tls, FALSE);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), NULL);
  return g_steal_pointer (&tls);
}

/**
 * foyer_neighbour_new:
 * @connection: one that is open
 * @is_client: whether this desk has opened it
 * @self_description: who this desk is
 *
 * Greets whoever is there. It is not listened to before it has proven who it is, and closed soon
 * unless it does.
 *
 * Returns: (transfer full) (nullable): the neighbour, of whom nothing is known
 */
FoyerNeighbour *
foyer_neighbour_new (GSocketConnection *connection,
                     gboolean is_client,
                     const FoyerNeighbourSelf *self_description,
                     const FoyerNeighbourFuncs *funcs,
                     gpointer user_data,
                     GError **error)
{
  g_autoptr (GTlsConnection) tls =
      wrap (connection, is_client, self_description->certificate, error);
  FoyerNeighbour *self;

  if (tls == NULL)
    return NULL;
  self = g_object_new (FOYER_TYPE_NEIGHBOUR, NULL);
  self->tls = g_steal_pointer (&tls);
  self->me = self_description;
  self->is_client = is_client;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->deadline_source = g_timeout_add_seconds (FOYER_LIMIT_NEIGHBOUR_SECONDS, on_deadline, self);
  g_tls_connection_handshake_async (self->tls,
                                    G_PRIORITY_DEFAULT,
                                    self->cancellable,
                                    on_handshake_ready,
                                    g_object_ref (self));
  return self;
}

/**
 * foyer_neighbour_send:
 * @text: a message
 *
 * Says it, after what was said before. Who takes nothing any more is closed; to who is closed
 * already nothing is said.
 */
void
foyer_neighbour_send (FoyerNeighbour *self, const char *text)
{
  gsize length;
  char *line;

  g_return_if_fail (FOYER_IS_NEIGHBOUR (self));

  if (self->is_closed)
    return;
  line = g_strconcat (text, "\n", NULL);
  length = strlen (line);
  if (self->n_queued + length > FOYER_LIMIT_NEIGHBOUR_QUEUE) {
    g_free (line);
    foyer_neighbour_close (self, "it takes nothing any more");
    return;
  }
  self->n_queued += length;
  g_queue_push_tail (&self->output, g_bytes_new_take (line, length));
  write_next (self);
}

/**
 * foyer_neighbour_close:
 * @why: a sentence without a subject; static
 *
 * Nothing more is said or heard.
 */
void
foyer_neighbour_close (FoyerNeighbour *self, const char *why)
{
  g_return_if_fail (FOYER_IS_NEIGHBOUR (self));

  if (self->is_closed)
    return;
  g_debug ("A neighbour is closed: %s", why);
  self->is_closed = TRUE;
  self->why = why;
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_handle_id (&self->beat_source, g_source_remove);
  g_clear_handle_id (&self->resume_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_io_stream_close_async (G_IO_STREAM (self->tls), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  self->closed_source = g_idle_add (on_closed, self);
}

/**
 * foyer_neighbour_leave:
 *
 * Closes it, and tells nobody: whoever would be told is about to go.
 */
void
foyer_neighbour_leave (FoyerNeighbour *self)
{
  foyer_neighbour_close (self, "this desk goes");
  g_clear_handle_id (&self->closed_source, g_source_remove);
}

/**
 * foyer_neighbour_get_device_id:
 *
 * Returns: (transfer none) (nullable): who it has proven to be
 */
const char *
foyer_neighbour_get_device_id (FoyerNeighbour *self)
{
  g_return_val_if_fail (FOYER_IS_NEIGHBOUR (self), NULL);

  return self->device_id;
}

/**
 * foyer_neighbour_is_client:
 *
 * Returns: whether this desk has opened the connection
 */
gboolean
foyer_neighbour_is_client (FoyerNeighbour *self)
{
  g_return_val_if_fail (FOYER_IS_NEIGHBOUR (self), FALSE);

  return self->is_client;
}

/**
 * foyer_neighbour_get_why_closed:
 *
 * Returns: (transfer none) (nullable): why it was closed, for whoever looks for a fault
 */
const char *
foyer_neighbour_get_why_closed (FoyerNeighbour *self)
{
  g_return_val_if_fail (FOYER_IS_NEIGHBOUR (self), NULL);

  return self->why;
}
