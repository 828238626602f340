/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-download"

#include "config.h"

#include "fake-relay.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "link/foyer-download.h"
#include "wire/foyer-wire-snapshot.h"

#include <libsoup/soup.h>
#include <string.h>

/* Taking a snapshot from what does not always give all of it at once. */

#define PATH      "/v1/events/0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11/snapshot"
#define N_TICKETS 3000

/* What gives the snapshot. @cut_at and @hold_at count what one answer sends. */
typedef struct {
  SoupServer *server;
  char *address;
  GBytes *body;
  const char *encoding;
  const char *tag;
  guint status;
  gsize cut_at;
  gboolean hold;
  guint n_requests;
  char *range;
  GSocket *held;
} Giver;

static void
on_wrote_chunk (SoupServerMessage *message, Giver *giver)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (giver->hold)
    g_set_object (&giver->held, socket);
  else
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
send_from (Giver *giver, SoupServerMessage *message, gsize first)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize size = g_bytes_get_size (giver->body);
  gsize n = MIN (size - first, giver->cut_at);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (giver->body, first, n);

  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (headers, "ETag", giver->tag);
  if (giver->encoding != NULL)
    soup_message_headers_replace (headers, "Content-Encoding", giver->encoding);
  soup_message_body_append_bytes (body, part);
  if (first + n == size)
    soup_message_body_complete (body);
  else
    g_signal_connect (message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), giver);
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  Giver *giver = data;
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *range = soup_message_headers_get_one (asked, "Range");
  const char *known = soup_message_headers_get_one (asked, "If-None-Match");
  guint64 first = 0;

  giver->n_requests++;
  g_free (giver->range);
  giver->range = g_strdup (range);
  g_assert_cmpstr (soup_message_headers_get_one (asked, "Authorization"), ==, "Bearer good-token");
  g_assert_cmpstr (soup_message_headers_get_one (asked, "Accept-Encoding"), ==, "gzip");
  soup_message_headers_replace (headers, "Connection", "close");
  if (giver->status != SOUP_STATUS_OK) {
    soup_message_headers_replace (headers, "Retry-After", "7");
    soup_server_message_set_status (message, giver->status, NULL);
    return;
  }
  if (g_strcmp0 (known, giver->tag) == 0) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_MODIFIED, NULL);
    return;
  }
  if (range != NULL &&
      g_strcmp0 (soup_message_headers_get_one (asked, "If-Range"), giver->tag) == 0) {
    g_assert_true (g_str_has_prefix (range, "bytes=") && g_str_has_suffix (range, "-"));
    first = g_ascii_strtoull (range + strlen ("bytes="), NULL, 10);
    soup_message_headers_set_content_range (headers,
                                            (goffset)first,
                                            (goffset)g_bytes_get_size (giver->body) - 1,
                                            (goffset)g_bytes_get_size (giver->body));
    soup_server_message_set_status (message, SOUP_STATUS_PARTIAL_CONTENT, NULL);
  } else {
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  }
  send_from (giver, message, (gsize)first);
}

static Giver *
giver_new (GBytes *body, GTlsCertificate *certificate)
{
  Giver *giver = g_new0 (Giver, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  giver->body = body;
  giver->tag = "\"1\"";
  giver->status = SOUP_STATUS_OK;
  giver->cut_at = G_MAXSIZE;
  giver->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (giver->server, PATH, on_request, giver, NULL);
  soup_server_listen_local (giver->server,
                            0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY |
                                (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0),
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (giver->server);
  giver->address = g_strdup_printf ("%s://127.0.0.1:%d",
                                    certificate != NULL ? "wss" : "ws",
                                    g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return giver;
}

static void
giver_free (Giver *giver)
{
  soup_server_disconnect (giver->server);
  g_object_unref (giver->server);
  g_clear_object (&giver->held);
  g_bytes_unref (giver->body);
  g_free (giver->address);
  g_free (giver->range);
  g_free (giver);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Giver, giver_free)

/* Snapshots as texts. */

static void
add_end (GString *text)
{
  g_autofree char *sum =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);

  foyer_wire_write_snapshot_end (text, sum);
}

static GString *
make_text (guint n_tickets)
{
  GString *text = g_string_new (NULL);

  foyer_wire_write_snapshot_head (text, "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11", 1, 44, n_tickets);
  for (guint i = 0; i < n_tickets; i++)
    g_string_append_printf (text, "{\"number\":%u,\"salt\":%u}\n", i, g_random_int ());
  return text;
}

static GBytes *
finish_text (GString *text)
{
  return g_string_free_to_bytes (text);
}

static GBytes *
make_snapshot (guint n_tickets)
{
  GString *text = make_text (n_tickets);

  add_end (text);
  return finish_text (text);
}

static GBytes *
compress (GBytes *plain)
{
  g_autoptr (GConverter) gzip =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 3));
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_bytes (plain);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (memory, gzip);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (out,
                          stream,
                          G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                          NULL,
                          &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* Reading. */

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* Returns FALSE at the end and with an error. */
static gboolean
read_some (FoyerDownload *download, GString *text, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  gboolean begins = FALSE;

  foyer_download_read_async (download, cancellable, on_ready, &result);
  WAIT_UNTIL (result != NULL);
  lines = foyer_download_read_finish (download, result, &begins, error);
  if (lines == NULL)
    return FALSE;
  g_assert_cmpuint (lines->len, >, 0);
  if (begins)
    g_string_truncate (text, 0);
  for (guint i = 0; i < lines->len; i++) {
    gsize length;
    const char *line = g_bytes_get_data (g_ptr_array_index (lines, i), &length);

    g_assert_true (memchr (line, '\n', length) == line + length - 1);
    g_string_append_len (text, line, (gssize)length);
  }
  return TRUE;
}

static void
read_all (FoyerDownload *download, GString *text, GError **error)
{
  while (read_some (download, text, NULL, error))
    continue;
}

static FoyerDownload *
make_download (Giver *giver, const char *known_tag, const char *fragment)
{
  FoyerDownload *download = foyer_download_new (PATH, known_tag);
  g_autofree char *address = g_strconcat (giver->address, fragment, NULL);
  g_autoptr (GError) error = NULL;

  foyer_download_set_relay (download, address, "good-token", &error);
  g_assert_no_error (error);
  return download;
}

static void
check_text (GString *text, GBytes *snapshot)
{
  const char *whole = g_bytes_get_data (snapshot, NULL);
  const char *end = g_strrstr_len (whole, (gssize)g_bytes_get_size (snapshot), "{\"end\"");

  g_assert_cmpmem (text->str, text->len, whole, (gsize)(end - whole));
}

static void
check_whole (gboolean is_compressed)
{
  g_autoptr (GBytes) snapshot = make_snapshot (N_TICKETS);
  g_autoptr (Giver) giver =
      giver_new (is_compressed ? compress (snapshot) : g_bytes_ref (snapshot), NULL);
  g_autoptr (FoyerDownload) download = make_download (giver, "\"0\"", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  giver->encoding = is_compressed ? "gzip" : NULL;
  read_all (download, text, &error);
  g_assert_no_error (error);
  check_text (text, snapshot);
  g_assert_cmpuint (giver->n_requests, ==, 1);
  g_assert_false (foyer_download_is_known (download));
  g_assert_cmpstr (foyer_download_get_tag (download), ==, "\"1\"");
}

static void
test_all_lines_arrive (void)
{
  check_whole (FALSE);
  check_whole (TRUE);
}

static void
test_what_is_known_does_not_come_again (void)
{
  g_autoptr (Giver) giver = giver_new (make_snapshot (1), NULL);
  g_autoptr (FoyerDownload) download = make_download (giver, "\"1\"", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  read_all (download, text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (text->len, ==, 0);
  g_assert_true (foyer_download_is_known (download));
}

/* However often and wherever it breaks. */
static void
test_what_broke_off_goes_on (void)
{
  g_autoptr (GBytes) snapshot = make_snapshot (N_TICKETS);
  g_autoptr (Giver) giver = giver_new (compress (snapshot), NULL);
  g_autoptr (FoyerDownload) download = make_download (giver, NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_breaks = 0;

  giver->encoding = "gzip";
  while (TRUE) {
    g_autoptr (GError) error = NULL;

    giver->cut_at = (gsize)g_test_rand_int_range (500, 9000);
    read_all (download, text, &error);
    if (error == NULL)
      break;
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
    n_breaks++;
  }
  g_assert_cmpuint (n_breaks, >, 2);
  g_assert_nonnull (giver->range);
  check_text (text, snapshot);
}

static void
test_another_state_begins_anew (void)
{
  g_autoptr (GBytes) later = make_snapshot (20);
  g_autoptr (Giver) giver = giver_new (make_snapshot (N_TICKETS), NULL);
  g_autoptr (FoyerDownload) download = make_download (giver, NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  giver->cut_at = 50 * 1024;
  read_all (download, text, &error);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_cmpuint (text->len, >, 20 * 1024);
  g_bytes_unref (giver->body);
  giver->body = g_bytes_ref (later);
  giver->tag = "\"2\"";
  giver->cut_at = G_MAXSIZE;
  read_all (download, text, &error);
  g_assert_no_error (error);
  check_text (text, later);
}

/* Another relay has the same state, and goes on where this one stopped. */
static void
test_another_relay_goes_on (void)
{
  g_autoptr (GBytes) snapshot = make_snapshot (N_TICKETS);
  g_autoptr (Giver) giver = giver_new (g_bytes_ref (snapshot), NULL);
  g_autoptr (Giver) other = giver_new (g_bytes_ref (snapshot), NULL);
  g_autoptr (FoyerDownload) download = make_download (giver, NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  giver->cut_at = 50 * 1024;
  read_all (download, text, &error);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  foyer_download_set_relay (download, other->address, "good-token", &error);
  g_assert_no_error (error);
  read_all (download, text, &error);
  g_assert_no_error (error);
  g_assert_nonnull (other->range);
  check_text (text, snapshot);
}

static void
check_refused (GBytes *body, const char *encoding)
{
  g_autoptr (GBytes) good = make_snapshot (5);
  g_autoptr (Giver) giver = giver_new (body, NULL);
  g_autoptr (FoyerDownload) download = make_download (giver, NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  giver->encoding = encoding;
  read_all (download, text, &error);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  /* The next one is taken from its start. */
  g_bytes_unref (giver->body);
  giver->body = g_bytes_ref (good);
  giver->encoding = NULL;
  read_all (download, text, &error);
  g_assert_no_error (error);
  g_assert_null (giver->range);
  check_text (text, good);
}

static void
test_what_is_not_what_was_sent_is_refused (void)
{
  GString *changed = make_text (50);
  GString *giant = make_text (1);
  g_autoptr (GBytes) plain = make_snapshot (50);
  g_autofree char *line = g_strnfill (FOYER_LIMIT_MESSAGE_FROM_RELAY + 1, 'x');

  add_end (changed);
  changed->str[changed->len / 2] ^= 1;
  check_refused (finish_text (changed), NULL);
  g_string_append (giant, line);
  check_refused (finish_text (giant), NULL);
  check_refused (g_bytes_ref (plain), "gzip");
}

/* A few bytes that swell to one endless line are cut off long before they are all text. */
static void
test_bytes_that_swell_are_refused (void)
{
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (64 * 1024 * 1024), 64 * 1024 * 1024);

  check_refused (compress (zeros), "gzip");
}

static void
check_status (guint status, FoyerError code)
{
  g_autoptr (Giver) giver = giver_new (make_snapshot (1), NULL);
  g_autoptr (FoyerDownload) download = make_download (giver, NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  giver->status = status;
  read_all (download, text, &error);
  g_assert_error (error, FOYER_ERROR, (int)code);
  g_assert_cmpuint (foyer_download_get_retry_seconds (download), ==, 7);
}

static void
test_refusals_are_errors (void)
{
  check_status (401, FOYER_ERROR_SIGNED_OUT);
  check_status (403, FOYER_ERROR_NOT_PERMITTED);
  check_status (404, FOYER_ERROR_NOT_FOUND);
  check_status (416, FOYER_ERROR_UNAVAILABLE);
  check_status (429, FOYER_ERROR_RATE_LIMITED);
  check_status (503, FOYER_ERROR_UNAVAILABLE);
}

/* Who is slow is waited for, and can be left. */
static void
test_it_can_be_cancelled_and_goes_on (void)
{
  g_autoptr (GBytes) snapshot = make_snapshot (N_TICKETS);
  g_autoptr (Giver) giver = giver_new (g_bytes_ref (snapshot), NULL);
  g_autoptr (FoyerDownload) download = make_download (giver, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean begins;

  giver->cut_at = 10 * 1024;
  giver->hold = TRUE;
  g_assert_true (read_some (download, text, NULL, &error));
  foyer_download_read_async (download, cancellable, on_ready, &result);
  WAIT_UNTIL (giver->held != NULL);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (result != NULL);
  g_assert_null (foyer_download_read_finish (download, result, &begins, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  giver->cut_at = G_MAXSIZE;
  read_all (download, text, &error);
  g_assert_no_error (error);
  check_text (text, snapshot);
}

static void
test_only_the_pinned_certificate_is_let_through (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "link", "relay.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *pin = NULL;
  g_autofree char *fragment = NULL;
  g_autofree char *stranger = g_strnfill (64, '0');
  g_autofree char *wrong = g_strconcat ("#", stranger, NULL);
  g_autoptr (GBytes) snapshot = make_snapshot (2);
  g_autoptr (Giver) giver = NULL;
  g_autoptr (FoyerDownload) trusting = NULL;
  g_autoptr (FoyerDownload) strict = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  g_object_get (certificate, "certificate", &der, NULL);
  pin = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  fragment = g_strconcat ("#", pin, NULL);
  giver = giver_new (g_bytes_ref (snapshot), certificate);
  strict = make_download (giver, NULL, wrong);
  read_all (strict, text, &error);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNTRUSTED);
  g_clear_error (&error);
  g_assert_cmpuint (giver->n_requests, ==, 0);
  trusting = make_download (giver, NULL, fragment);
  read_all (trusting, text, &error);
  g_assert_no_error (error);
  check_text (text, snapshot);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/download/all-lines-arrive", test_all_lines_arrive);
  g_test_add_func ("/link/download/what-is-known-does-not-come-again",
                   test_what_is_known_does_not_come_again);
  g_test_add_func ("/link/download/what-broke-off-goes-on", test_what_broke_off_goes_on);
  g_test_add_func ("/link/download/another-state-begins-anew", test_another_state_begins_anew);
  g_test_add_func ("/link/download/another-relay-goes-on", test_another_relay_goes_on);
  g_test_add_func ("/link/download/what-is-not-what-was-sent-is-refused",
                   test_what_is_not_what_was_sent_is_refused);
  g_test_add_func ("/link/download/bytes-that-swell-are-refused",
                   test_bytes_that_swell_are_refused);
  g_test_add_func ("/link/download/refusals-are-errors", test_refusals_are_errors);
  g_test_add_func ("/link/download/it-can-be-cancelled-and-goes-on",
                   test_it_can_be_cancelled_and_goes_on);
  g_test_add_func ("/link/download/only-the-pinned-certificate-is-let-through",
                   test_only_the_pinned_certificate_is_let_through);
  return g_test_run ();
}
