/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-browser-sign-in"

#include "config.h"

#include "link/foyer-browser-sign-in.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "link/foyer-browser-page.h"
#include "model/foyer-redirect.h"

#include <glib/gi18n.h>
#include <string.h>

/* The desk's half of signing in with a provider (RFC 8252): the system's browser goes there, and
 * comes back to a port of this machine that is open for as long as it takes. Whatever else knocks
 * at that port is sent away and ends nothing. */

struct _FoyerBrowserSignIn {
  GObject parent_instance;

  SoupServer *server;
  char *redirect_uri;
  char *host;
  guint patience;
  /* While it runs. */
  GTask *task;
  char *state;
  guint timeout;
  GSource *cancelled;
  /* What the browser brought, until it has its page. */
  char *code;
  GError *failure;
  gboolean is_back;
};

G_DEFINE_FINAL_TYPE (FoyerBrowserSignIn, foyer_browser_sign_in, G_TYPE_OBJECT)

static void
clear_cancelled (FoyerBrowserSignIn *self)
{
  if (self->cancelled == NULL)
    return;
  g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

static void
complete (FoyerBrowserSignIn *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  clear_cancelled (self);
  soup_server_disconnect (self->server);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failure));
  else
    g_task_return_pointer (task, g_steal_pointer (&self->code), g_free);
}

static void
fail (FoyerBrowserSignIn *self, FoyerError code, const char *sentence)
{
  g_clear_error (&self->failure);
  self->failure = g_error_new_literal (FOYER_ERROR, (int)code, sentence);
}

static gboolean
on_timeout (gpointer data)
{
  FoyerBrowserSignIn *self = data;

  self->timeout = 0;
  fail (self, FOYER_ERROR_FAILED, _ ("Nobody signed in in the browser. Try again."));
  complete (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  complete (data);
  return G_SOURCE_REMOVE;
}

static void
on_page_sent (SoupServerMessage *message, FoyerBrowserSignIn *self)
{
  g_autoptr (FoyerBrowserSignIn) alive = g_object_ref (self);

  complete (self);
}

/* The page has to reach the browser before the port is closed. */
static void
come_back (FoyerBrowserSignIn *self, SoupServerMessage *message)
{
  self->is_back = TRUE;
  g_signal_connect_object (message, "finished", G_CALLBACK (on_page_sent), self, 0);
  g_signal_connect_object (message, "disconnected", G_CALLBACK (on_page_sent), self, 0);
}

static void
send_away (SoupServerMessage *message, guint status)
{
  foyer_browser_page_show (message,
                           status,
                           _ ("Not expected"),
                           _ ("Foyer is not waiting for this. You can close this window."));
}

static void
take_failure (FoyerBrowserSignIn *self, SoupServerMessage *message, const char *why)
{
  gboolean is_choice = g_str_equal (why, "access_denied");

  fail (self,
        is_choice ? FOYER_ERROR_NOT_PERMITTED : FOYER_ERROR_FAILED,
        is_choice ? _ ("Signing in was cancelled in the browser.")
                  : _ ("The provider could not sign you in. Try again, or ask an admin."));
  come_back (self, message);
  foyer_browser_page_show (message,
                           SOUP_STATUS_OK,
                           _ ("Not signed in"),
                           _ ("You can close this window and go back to Foyer."));
}

static void
take_code (FoyerBrowserSignIn *self, SoupServerMessage *message, const char *code)
{
  self->code = g_strdup (code);
  come_back (self, message);
  foyer_browser_page_show (message,
                           SOUP_STATUS_OK,
                           _ ("Almost done"),
                           _ ("You can close this window and go back to Foyer."));
}

static const char *
get_field (GHashTable *query, const char *name)
{
  const char *value = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return value != NULL && *value != '\0' && foyer_text_is_clean (value, FOYER_LIMIT_PROVIDER_CODE)
             ? value
             : NULL;
}

static gboolean
is_for_us (FoyerBrowserSignIn *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  /* A page elsewhere may have had a name of its own lead here. */
  return g_strcmp0 (soup_message_headers_get_one (headers, "Host"), self->host) == 0;
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  FoyerBrowserSignIn *self = user_data;
  const char *state = get_field (query, "state");
  const char *error = get_field (query, "error");
  const char *code = get_field (query, "code");

  if (!g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_GET))
    send_away (message, SOUP_STATUS_METHOD_NOT_ALLOWED);
  else if (!g_str_equal (path, "/"))
    send_away (message, SOUP_STATUS_NOT_FOUND);
  else if (self->task == NULL || self->is_back || !is_for_us (self, message) ||
           g_strcmp0 (state, self->state) != 0 || (code == NULL && error == NULL))
    send_away (message, SOUP_STATUS_BAD_REQUEST);
  else if (error != NULL)
    take_failure (self, message, error);
  else
    take_code (self, message, code);
}

/* Nobody has a reason to bring a body. */
static void
on_early_request (SoupServer *server,
                  SoupServerMessage *message,
                  const char *path,
                  GHashTable *query,
                  gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_NONE ||
      (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
       soup_message_headers_get_content_length (headers) == 0))
    return;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  send_away (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE);
}

static void
foyer_browser_sign_in_dispose (GObject *object)
{
  FoyerBrowserSignIn *self = FOYER_BROWSER_SIGN_IN (object);

  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (foyer_browser_sign_in_parent_class)->dispose (object);
}

static void
foyer_browser_sign_in_finalize (GObject *object)
{
  FoyerBrowserSignIn *self = FOYER_BROWSER_SIGN_IN (object);

  /* A task that runs keeps its source alive. */
  g_assert (self->task == NULL);
  g_free (self->redirect_uri);
  g_free (self->host);
  g_free (self->state);
  g_free (self->code);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (foyer_browser_sign_in_parent_class)->finalize (object);
}

static void
foyer_browser_sign_in_class_init (FoyerBrowserSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_browser_sign_in_dispose;
  object_class->finalize = foyer_browser_sign_in_finalize;
}

static void
foyer_browser_sign_in_init (FoyerBrowserSignIn *self)
{
  self->patience = FOYER_LIMIT_BROWSER_SECONDS;
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->server, NULL, on_early_request, NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
}

static void
keep_address (FoyerBrowserSignIn *self, gboolean is_ipv6)
{
  GSList *uris = soup_server_get_uris (self->server);
  guint port = (guint)g_uri_get_port (uris->data);

  self->redirect_uri = foyer_redirect_make (is_ipv6, port);
  self->host = g_strdup_printf (is_ipv6 ? "[::1]:%u" : "127.0.0.1:%u", port);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

/**
 * foyer_browser_sign_in_new:
 *
 * Opens a port of this machine, which the system picks.
 *
 * Returns: (transfer full) (nullable): what a browser can come back to
 */
FoyerBrowserSignIn *
foyer_browser_sign_in_new (GError **error)
{
  g_autoptr (FoyerBrowserSignIn) self = g_object_new (FOYER_TYPE_BROWSER_SIGN_IN, NULL);
  gboolean is_ipv6 = FALSE;

  if (!soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL)) {
    is_ipv6 = TRUE;
    if (!soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV6_ONLY, error))
      return NULL;
  }
  keep_address (self, is_ipv6);
  return g_steal_pointer (&self);
}

/**
 * foyer_browser_sign_in_get_redirect_uri:
 *
 * Returns: (transfer none): what to ask the relay to send the browser back to
 */
const char *
foyer_browser_sign_in_get_redirect_uri (FoyerBrowserSignIn *self)
{
  g_return_val_if_fail (FOYER_IS_BROWSER_SIGN_IN (self), NULL);

  return self->redirect_uri;
}

/**
 * foyer_browser_sign_in_set_patience:
 * @seconds: how long to wait for the browser, instead of %FOYER_LIMIT_BROWSER_SECONDS
 */
void
foyer_browser_sign_in_set_patience (FoyerBrowserSignIn *self, guint seconds)
{
  g_return_if_fail (FOYER_IS_BROWSER_SIGN_IN (self));

  self->patience = seconds;
}

/* The relay says what to open, but a browser, and nothing else, is to open it. */
static gboolean
is_for_browsers (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL || *host == '\0')
    return FALSE;
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return g_str_equal (g_uri_get_scheme (uri), "http") && address != NULL &&
         g_inet_address_get_is_loopback (address);
}

static void
wait_for_browser (FoyerBrowserSignIn *self, GCancellable *cancellable)
{
  self->timeout = g_timeout_add_seconds (self->patience, on_timeout, self);
  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, g_main_context_get_thread_default ());
}

/**
 * foyer_browser_sign_in_run_async:
 * @url: what the relay wants to be opened
 * @state: what the browser is to come back with
 * @open: opens it
 *
 * Sends the browser off and waits until it comes back, once.
 */
void
foyer_browser_sign_in_run_async (FoyerBrowserSignIn *self,
                                 const char *url,
                                 const char *state,
                                 FoyerBrowserOpenFunc open,
                                 gpointer open_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (FOYER_IS_BROWSER_SIGN_IN (self));
  g_return_if_fail (self->state == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, foyer_browser_sign_in_run_async);
  self->state = g_strdup (state);
  if (!is_for_browsers (url))
    fail (self, FOYER_ERROR_FAILED, _ ("The relay sent an address that no browser should open."));
  else
    open (url, open_data, &self->failure);
  if (self->failure != NULL)
    complete (self);
  else
    wait_for_browser (self, cancellable);
}

/**
 * foyer_browser_sign_in_run_finish:
 *
 * Returns: (transfer full) (nullable): the code that the browser brought; %NULL with
 *   %FOYER_ERROR_NOT_PERMITTED where the person changed their mind, or another error
 */
char *
foyer_browser_sign_in_run_finish (FoyerBrowserSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
