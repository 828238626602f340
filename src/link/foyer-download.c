/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-download"

#include "config.h"

#include "link/foyer-download.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "link/foyer-address.h"
#include "link/foyer-download-lines.h"
#include "link/foyer-pin.h"
#include "link/foyer-refusal.h"

#include <libsoup/soup.h>

/* Fetches a snapshot, as lines, as fast as whoever reads them takes them. What broke off goes on
 * where it was, when it is asked again, with another relay too; that needs the bytes as they come,
 * so libsoup is not allowed to decompress them. Only what is whole has an end. */

#define CHUNK_BYTES       (32 * 1024)
#define RETRY_SECONDS     2
#define RETRY_SECONDS_MAX 60

struct _FoyerDownload {
  GObject parent_instance;

  char *path;
  char *known_tag;
  FoyerAddress *address;
  char *token;
  SoupSession *soup;

  /* NULL while there is no answer, or none that goes on. */
  SoupMessage *message;
  GInputStream *stream;
  char *tag;
  gint64 n_received;
  FoyerDownloadLines *lines;
  gboolean has_begun;
  gboolean is_known;
  gboolean is_over;
  guint retry_seconds;
};

G_DEFINE_FINAL_TYPE (FoyerDownload, foyer_download, G_TYPE_OBJECT)

/* What a read gives. */
typedef struct {
  GPtrArray *lines;
  gboolean begins;
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->lines, g_ptr_array_unref);
  g_free (piece);
}

static void read_on (GTask *task);

static void
hang_up (FoyerDownload *self)
{
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
}

/* What was received is of no use: the next one begins anew. */
static void
begin_anew (FoyerDownload *self)
{
  g_clear_pointer (&self->tag, g_free);
  g_clear_pointer (&self->lines, foyer_download_lines_free);
  self->n_received = 0;
  self->has_begun = FALSE;
}

static void
fail (GTask *task, GError *error)
{
  FoyerDownload *self = g_task_get_source_object (task);

  hang_up (self);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static GError *
explain (FoyerDownload *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (!g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, error->message);
  return foyer_refusal_explain_stranger (self->address);
}

/* Takes @lines out of the download; there are some. */
static void
hand_over (GTask *task, GPtrArray *lines)
{
  FoyerDownload *self = g_task_get_source_object (task);
  Piece *piece = g_new0 (Piece, 1);

  piece->lines = lines;
  piece->begins = !self->has_begun;
  self->has_begun = TRUE;
  g_task_return_pointer (task, piece, piece_free);
  g_object_unref (task);
}

static void
finish (GTask *task)
{
  FoyerDownload *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!foyer_download_lines_is_whole (self->lines)) {
    fail (task,
          g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "The snapshot broke off."));
    return;
  }
  if (!foyer_download_lines_check (self->lines, &error)) {
    begin_anew (self);
    fail (task, error);
    return;
  }
  hang_up (self);
  self->is_over = TRUE;
  g_task_return_pointer (task, g_new0 (Piece, 1), piece_free);
  g_object_unref (task);
}

static void
on_bytes_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  FoyerDownload *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL) {
    fail (task, explain (self, error));
    return;
  }
  if (g_bytes_get_size (bytes) == 0) {
    finish (task);
    return;
  }
  self->n_received += (gint64)g_bytes_get_size (bytes);
  foyer_download_lines_feed (self->lines, bytes);
  read_on (task);
}

/* What was received is made lines of before more is. */
static void
read_on (GTask *task)
{
  FoyerDownload *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  GError *error = NULL;

  while (lines->len == 0 && !foyer_download_lines_is_hungry (self->lines)) {
    if (!foyer_download_lines_take (self->lines, lines, &error)) {
      begin_anew (self);
      fail (task, error);
      return;
    }
  }
  if (lines->len > 0)
    hand_over (task, g_steal_pointer (&lines));
  else
    g_input_stream_read_bytes_async (self->stream,
                                     CHUNK_BYTES,
                                     G_PRIORITY_DEFAULT_IDLE,
                                     g_task_get_cancellable (task),
                                     on_bytes_read,
                                     task);
}

/* Returns: whether the answer is the rest of what is here already. */
static gboolean
is_rest (FoyerDownload *self, SoupMessageHeaders *headers)
{
  const char *tag = soup_message_headers_get_one (headers, "ETag");
  goffset first, last, size;

  return self->lines != NULL && g_strcmp0 (tag, self->tag) == 0 &&
         soup_message_headers_get_content_range (headers, &first, &last, &size) &&
         first == self->n_received;
}

static void
take_whole (FoyerDownload *self, SoupMessageHeaders *headers)
{
  const char *encoding = soup_message_headers_get_one (headers, "Content-Encoding");

  begin_anew (self);
  self->tag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
  self->lines = foyer_download_lines_new (g_strcmp0 (encoding, "gzip") == 0);
}

static GError *
explain_status (guint status)
{
  switch (status) {
  case SOUP_STATUS_UNAUTHORIZED:
    return g_error_new_literal (FOYER_ERROR,
                                FOYER_ERROR_SIGNED_OUT,
                                "The relay gives its snapshot to nobody who is not connected.");
  case SOUP_STATUS_FORBIDDEN:
    return g_error_new_literal (FOYER_ERROR,
                                FOYER_ERROR_NOT_PERMITTED,
                                "The relay does not give this snapshot to you.");
  case SOUP_STATUS_NOT_FOUND:
    return g_error_new_literal (FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
  case FOYER_STATUS_TOO_MANY:
    return g_error_new_literal (FOYER_ERROR,
                                FOYER_ERROR_RATE_LIMITED,
                                "This device takes a snapshot already.");
  default:
    return g_error_new (FOYER_ERROR,
                        FOYER_ERROR_UNAVAILABLE,
                        "The relay gives no snapshot now (%u).",
                        status);
  }
}

static void
note_retry (FoyerDownload *self, SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  guint64 seconds;

  self->retry_seconds = RETRY_SECONDS;
  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    self->retry_seconds = (guint)MIN (seconds, RETRY_SECONDS_MAX);
}

static void
find_it_known (GTask *task)
{
  FoyerDownload *self = g_task_get_source_object (task);

  hang_up (self);
  self->is_known = self->is_over = TRUE;
  g_task_return_pointer (task, g_new0 (Piece, 1), piece_free);
  g_object_unref (task);
}

static void
take_head (GTask *task)
{
  FoyerDownload *self = g_task_get_source_object (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  guint status = soup_message_get_status (self->message);

  note_retry (self, headers);
  if (status == SOUP_STATUS_NOT_MODIFIED && self->known_tag != NULL && self->lines == NULL) {
    find_it_known (task);
    return;
  }
  if (status == SOUP_STATUS_OK) {
    take_whole (self, headers);
  } else if (status != SOUP_STATUS_PARTIAL_CONTENT || !is_rest (self, headers)) {
    if (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE ||
        status == SOUP_STATUS_PARTIAL_CONTENT)
      begin_anew (self);
    fail (task, explain_status (status));
    return;
  }
  read_on (task);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  FoyerDownload *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL)
    fail (task, explain (self, error));
  else
    take_head (task);
}

static gboolean
on_message_accept_certificate (SoupMessage *message,
                               GTlsCertificate *certificate,
                               GTlsCertificateFlags errors,
                               FoyerDownload *self)
{
  return foyer_pin_fits (self->address->pin, certificate);
}

static void
write_request (FoyerDownload *self, SoupMessageHeaders *headers)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
  g_autofree char *range = g_strdup_printf ("bytes=%" G_GINT64_FORMAT "-", self->n_received);

  soup_message_headers_replace (headers, "Authorization", bearer);
  soup_message_headers_replace (headers, "Accept-Encoding", "gzip");
  if (self->lines != NULL && self->tag != NULL && self->n_received > 0) {
    soup_message_headers_replace (headers, "Range", range);
    soup_message_headers_replace (headers, "If-Range", self->tag);
  } else if (self->known_tag != NULL && self->lines == NULL) {
    soup_message_headers_replace (headers, "If-None-Match", self->known_tag);
  }
}

static void
ask (GTask *task)
{
  FoyerDownload *self = g_task_get_source_object (task);
  g_autofree char *uri = foyer_address_get_http (self->address, self->path);

  self->message = soup_message_new (SOUP_METHOD_GET, uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  write_request (self, soup_message_get_request_headers (self->message));
  g_signal_connect_object (self->message,
                           "accept-certificate",
                           G_CALLBACK (on_message_accept_certificate),
                           self,
                           0);
  soup_session_send_async (self->soup,
                           self->message,
                           G_PRIORITY_DEFAULT_IDLE,
                           g_task_get_cancellable (task),
                           on_sent,
                           task);
}

static void
foyer_download_dispose (GObject *object)
{
  FoyerDownload *self = FOYER_DOWNLOAD (object);

  hang_up (self);
  if (self->soup != NULL)
    soup_session_abort (self->soup);
  g_clear_object (&self->soup);

  G_OBJECT_CLASS (foyer_download_parent_class)->dispose (object);
}

static void
foyer_download_finalize (GObject *object)
{
  FoyerDownload *self = FOYER_DOWNLOAD (object);

  begin_anew (self);
  g_clear_pointer (&self->address, foyer_address_free);
  g_free (self->token);
  g_free (self->path);
  g_free (self->known_tag);

  G_OBJECT_CLASS (foyer_download_parent_class)->finalize (object);
}

static void
foyer_download_class_init (FoyerDownloadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_download_dispose;
  object_class->finalize = foyer_download_finalize;
}

static void
foyer_download_init (FoyerDownload *self)
{
  self->retry_seconds = RETRY_SECONDS;
}

/**
 * foyer_download_new:
 * @path: where on the relay, such as `/v1/events/ID/snapshot`
 * @known_tag: (nullable): the tag of what is here already and need not come again
 *
 * Returns: (transfer full): a download that has not begun
 */
FoyerDownload *
foyer_download_new (const char *path, const char *known_tag)
{
  FoyerDownload *self = g_object_new (FOYER_TYPE_DOWNLOAD, NULL);

  self->path = g_strdup (path);
  self->known_tag = g_strdup (known_tag);
  return self;
}

/* Connections are not shared between relays: whom one trusts the other need not. */
static void
make_soup (FoyerDownload *self)
{
  hang_up (self);
  if (self->soup != NULL)
    soup_session_abort (self->soup);
  g_clear_object (&self->soup);
  self->soup = soup_session_new_with_options ("user-agent",
                                              "foyer/" FOYER_VERSION,
                                              "timeout",
                                              FOYER_LIMIT_DOWNLOAD_SECONDS,
                                              NULL);
  soup_session_remove_feature_by_type (self->soup, SOUP_TYPE_CONTENT_DECODER);
  if (self->address->pin != NULL)
    soup_session_set_tls_database (self->soup, NULL);
}

/**
 * foyer_download_set_relay:
 * @address: see foyer_address_parse()
 * @token: what the relay knows the session by
 * @error: %FOYER_ERROR_BAD_REQUEST where @address is none
 *
 * Where the next foyer_download_read_async() reads on. There must be none under way.
 */
gboolean
foyer_download_set_relay (FoyerDownload *self,
                          const char *address,
                          const char *token,
                          GError **error)
{
  FoyerAddress *parsed = foyer_address_parse (address, error);

  g_return_val_if_fail (FOYER_IS_DOWNLOAD (self), FALSE);

  if (parsed == NULL)
    return FALSE;
  g_clear_pointer (&self->address, foyer_address_free);
  self->address = parsed;
  g_free (self->token);
  self->token = g_strdup (token);
  make_soup (self);
  return TRUE;
}

/**
 * foyer_download_read_async:
 *
 * Reads the next lines. After an error that may pass the same call goes on where it broke off. One
 * at a time, and none after the end.
 */
void
foyer_download_read_async (FoyerDownload *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FOYER_IS_DOWNLOAD (self));
  g_return_if_fail (self->soup != NULL);
  g_return_if_fail (!self->is_over);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_download_read_async);
  g_task_set_priority (task, G_PRIORITY_DEFAULT_IDLE);
  if (self->stream != NULL)
    read_on (task);
  else
    ask (task);
}

/**
 * foyer_download_read_finish:
 * @begins: (out): whether these are the first lines, and those before them are of no use any more
 * @error: %FOYER_ERROR_UNAVAILABLE, %FOYER_ERROR_RATE_LIMITED and %FOYER_ERROR_SIGNED_OUT may
 *   pass; after %FOYER_ERROR_BAD_REQUEST the next read begins anew; others are final
 *
 * Returns: (transfer full) (nullable) (element-type GBytes): the next lines, each with its end and
 *   without the last line; %NULL without an error when all were read and are what was sent, or need
 *   not be read
 */
GPtrArray *
foyer_download_read_finish (FoyerDownload *self,
                            GAsyncResult *result,
                            gboolean *begins,
                            GError **error)
{
  Piece *piece;
  GPtrArray *lines;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  piece = g_task_propagate_pointer (G_TASK (result), error);
  if (piece == NULL)
    return NULL;
  lines = g_steal_pointer (&piece->lines);
  *begins = piece->begins;
  piece_free (piece);
  return lines;
}

/**
 * foyer_download_get_tag:
 *
 * Returns: (transfer none) (nullable): what stands for the state that is read
 */
const char *
foyer_download_get_tag (FoyerDownload *self)
{
  g_return_val_if_fail (FOYER_IS_DOWNLOAD (self), NULL);

  return self->tag;
}

/**
 * foyer_download_is_known:
 *
 * Returns: whether the relay said that what is known is still what there is
 */
gboolean
foyer_download_is_known (FoyerDownload *self)
{
  g_return_val_if_fail (FOYER_IS_DOWNLOAD (self), FALSE);

  return self->is_known;
}

/**
 * foyer_download_get_retry_seconds:
 *
 * Returns: how long the relay wants to be left alone after an error that may pass
 */
guint
foyer_download_get_retry_seconds (FoyerDownload *self)
{
  g_return_val_if_fail (FOYER_IS_DOWNLOAD (self), RETRY_SECONDS);

  return self->retry_seconds;
}
