/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "link/foyer-browser-sign-in.h"
#include "model/foyer-redirect.h"

#include <libsoup/soup.h>

#define URL   "https://accounts.example.org/authorize"
#define STATE "state-1"

typedef struct {
  FoyerBrowserSignIn *sign_in;
  SoupSession *browser;
  GCancellable *cancellable;
  char *opened;
  GAsyncResult *result;
} Stage;

static gboolean
open_browser (const char *url, gpointer user_data, GError **error)
{
  Stage *stage = user_data;

  g_assert_null (stage->opened);
  stage->opened = g_strdup (url);
  return TRUE;
}

static gboolean
fail_to_open (const char *url, gpointer user_data, GError **error)
{
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_FAILED, "There is no browser.");
  return FALSE;
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Stage *stage = user_data;

  g_assert_null (stage->result);
  stage->result = g_object_ref (result);
}

static void
run (Stage *stage, const char *url, FoyerBrowserOpenFunc open)
{
  foyer_browser_sign_in_run_async (stage->sign_in,
                                   url,
                                   STATE,
                                   open,
                                   stage,
                                   stage->cancellable,
                                   on_ready,
                                   stage);
}

static void
set_up (Stage *stage, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  stage->sign_in = foyer_browser_sign_in_new (&error);
  g_assert_no_error (error);
  stage->browser = soup_session_new ();
  stage->cancellable = g_cancellable_new ();
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  soup_session_abort (stage->browser);
  g_object_unref (stage->browser);
  g_clear_object (&stage->result);
  g_object_unref (stage->cancellable);
  g_free (stage->opened);
  g_assert_finalize_object (stage->sign_in);
}

static void
on_visited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GBytes **page = user_data;
  g_autoptr (GError) error = NULL;

  *page = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
}

/* Returns what the browser shows; the page of a moment ago is in @message. */
static char *
show (Stage *stage, SoupMessage *message)
{
  GBytes *page = NULL;
  gsize size;
  const char *text;
  char *copy;

  soup_session_send_and_read_async (stage->browser,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    on_visited,
                                    &page);
  while (page == NULL)
    g_main_context_iteration (NULL, TRUE);
  text = g_bytes_get_data (page, &size);
  copy = g_strndup (text, size);
  g_bytes_unref (page);
  return copy;
}

static guint
visit (Stage *stage, const char *method, const char *more)
{
  const char *base = foyer_browser_sign_in_get_redirect_uri (stage->sign_in);
  g_autofree char *uri = g_strconcat (base, more, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  g_autofree char *page = show (stage, message);

  return soup_message_get_status (message);
}

static void
assert_result (Stage *stage, const char *code, GQuark domain, int error_code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *got = NULL;

  while (stage->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  got = foyer_browser_sign_in_run_finish (stage->sign_in, stage->result, &error);
  g_assert_cmpstr (got, ==, code);
  if (code == NULL)
    g_assert_error (error, domain, error_code);
  else
    g_assert_no_error (error);
}

static void
test_code (Stage *stage, gconstpointer data)
{
  const char *base = foyer_browser_sign_in_get_redirect_uri (stage->sign_in);

  g_assert_true (foyer_redirect_is_loopback (base));
  run (stage, URL, open_browser);
  g_assert_cmpstr (stage->opened, ==, URL);
  g_assert_cmpuint (visit (stage, "GET", "?state=" STATE "&code=4%2F0A"), ==, 200);
  assert_result (stage, "4/0A", 0, 0);
}

static void
test_page (Stage *stage, gconstpointer data)
{
  const char *base = foyer_browser_sign_in_get_redirect_uri (stage->sign_in);
  g_autofree char *uri = g_strconcat (base, "?state=" STATE "&code=4&iss=%3Cscript%3E", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  g_autofree char *page = NULL;

  run (stage, URL, open_browser);
  page = show (stage, message);
  g_assert_nonnull (strstr (page, "You can close this window"));
  g_assert_null (strstr (page, "script"));
  g_assert_true (
      g_str_has_prefix (soup_message_headers_get_one (headers, "Content-Security-Policy"),
                        "default-src 'none'; style-src 'sha256-"));
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Cache-Control"), ==, "no-store");
  assert_result (stage, "4", 0, 0);
}

static void
test_strangers (Stage *stage, gconstpointer data)
{
  const char *base = foyer_browser_sign_in_get_redirect_uri (stage->sign_in);
  g_autofree char *uri = g_strconcat (base, "?state=" STATE "&code=9", NULL);
  g_autoptr (SoupMessage) rebound = soup_message_new ("GET", uri);
  g_autofree char *page = NULL;

  g_assert_cmpuint (visit (stage, "GET", "?state=" STATE "&code=9"), ==, 400);
  run (stage, URL, open_browser);
  g_assert_cmpuint (visit (stage, "GET", "?state=state-2&code=9"), ==, 400);
  g_assert_cmpuint (visit (stage, "GET", "?state=state-2&error=access_denied"), ==, 400);
  g_assert_cmpuint (visit (stage, "GET", "?code=9"), ==, 400);
  g_assert_cmpuint (visit (stage, "GET", "?state=" STATE), ==, 400);
  g_assert_cmpuint (visit (stage, "GET", "?state=" STATE "&code="), ==, 400);
  g_assert_cmpuint (visit (stage, "GET", "favicon.ico?state=" STATE "&code=9"), ==, 404);
  g_assert_cmpuint (visit (stage, "POST", "?state=" STATE "&code=9"), ==, 405);
  soup_message_headers_replace (soup_message_get_request_headers (rebound), "Host", "example.org");
  page = show (stage, rebound);
  g_assert_cmpuint (soup_message_get_status (rebound), ==, 400);
  g_assert_null (stage->result);
  g_assert_cmpuint (visit (stage, "GET", "?state=" STATE "&code=1"), ==, 200);
  assert_result (stage, "1", 0, 0);
}

static void
test_refusals (Stage *stage, gconstpointer data)
{
  const char *why = data;
  g_autofree char *more = g_strconcat ("?state=" STATE "&error=", why, NULL);

  run (stage, URL, open_browser);
  g_assert_cmpuint (visit (stage, "GET", more), ==, 200);
  assert_result (stage,
                 NULL,
                 FOYER_ERROR,
                 g_str_equal (why, "access_denied") ? FOYER_ERROR_NOT_PERMITTED
                                                    : FOYER_ERROR_FAILED);
}

static void
test_closed_behind (Stage *stage, gconstpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GUri) uri =
      g_uri_parse (foyer_browser_sign_in_get_redirect_uri (stage->sign_in), 0, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  run (stage, URL, open_browser);
  visit (stage, "GET", "?state=" STATE "&code=1");
  assert_result (stage, "1", 0, 0);
  connection = g_socket_client_connect_to_host (client,
                                                g_uri_get_host (uri),
                                                (guint16)g_uri_get_port (uri),
                                                NULL,
                                                &error);
  g_assert_null (connection);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_patience (Stage *stage, gconstpointer data)
{
  foyer_browser_sign_in_set_patience (stage->sign_in, 0);
  run (stage, URL, open_browser);
  assert_result (stage, NULL, FOYER_ERROR, FOYER_ERROR_FAILED);
}

static void
test_cancel (Stage *stage, gconstpointer data)
{
  run (stage, URL, open_browser);
  g_cancellable_cancel (stage->cancellable);
  assert_result (stage, NULL, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_browser (Stage *stage, gconstpointer data)
{
  run (stage, URL, fail_to_open);
  assert_result (stage, NULL, FOYER_ERROR, FOYER_ERROR_FAILED);
}

static void
test_addresses (Stage *stage, gconstpointer data)
{
  run (stage, data, open_browser);
  g_assert_null (stage->opened);
  assert_result (stage, NULL, FOYER_ERROR, FOYER_ERROR_FAILED);
}

int
main (int argc, char *argv[])
{
  static const char *const others[] = { "file:///etc/passwd",
                                        "http://example.org/",
                                        "javascript:alert(1)",
                                        "https:///",
                                        "foyer" };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, test) \
  g_test_add ("/link/browser-sign-in/" name, Stage, data, set_up, test, tear_down)
  ADD ("the-browser-brings-a-code", NULL, test_code);
  ADD ("the-page-runs-nothing", NULL, test_page);
  ADD ("strangers-end-nothing", NULL, test_strangers);
  ADD ("people-may-change-their-mind", "access_denied", test_refusals);
  ADD ("the-provider-may-fail", "server_error", test_refusals);
  ADD ("the-port-is-closed-behind", NULL, test_closed_behind);
  ADD ("patience-ends", NULL, test_patience);
  ADD ("it-can-be-cancelled", NULL, test_cancel);
  ADD ("there-may-be-no-browser", NULL, test_no_browser);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *name =
        g_strdup_printf ("/link/browser-sign-in/browsers-open-web-pages-only/%u", i);

    g_test_add (name, Stage, others[i], set_up, test_addresses, tear_down);
  }
  return g_test_run ();
}
