/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-http"

#include "config.h"

#include "relay/foyer-relay-http.h"

#include "base/foyer-limits.h"

#include <string.h>

/* The few pages that a relay has for those who run it. Every answer ends its connection, and only
 * visits (foyer-relay-visit.c) may bring a body. */

#define TOKEN_SCHEME "Bearer "

typedef struct {
  FoyerRelayHub *hub;
  FoyerRelayListener *listener;
} Site;

static void
site_free (gpointer data)
{
  Site *site = data;

  g_object_unref (site->hub);
  g_object_unref (site->listener);
  g_free (site);
}

/**
 * foyer_relay_http_respond:
 * @status: an HTTP status
 * @type: the media type of @text
 *
 * Answers, and ends the connection after it.
 */
void
foyer_relay_http_respond (SoupServerMessage *message,
                          guint status,
                          const char *type,
                          const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

/**
 * foyer_relay_http_answer:
 * @status: an HTTP status
 * @text: a line of text, with its end
 *
 * Answers, and ends the connection after it.
 */
void
foyer_relay_http_answer (SoupServerMessage *message, guint status, const char *text)
{
  foyer_relay_http_respond (message, status, "text/plain; charset=utf-8", text);
}

/**
 * foyer_relay_http_retry_after:
 * @wait: microseconds
 *
 * Says in the answer, which is still to be given, when to ask again.
 */
void
foyer_relay_http_retry_after (SoupServerMessage *message, gint64 wait)
{
  g_autofree char *seconds = g_strdup_printf ("%u", foyer_relay_quota_round_wait (wait));

  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "Retry-After",
                                seconds);
}

/**
 * foyer_relay_http_answer_too_many:
 * @text: what there is too much of, as a sentence
 * @wait: microseconds until it would not be
 *
 * Tells somebody to wait, and ends the connection after it.
 */
void
foyer_relay_http_answer_too_many (SoupServerMessage *message, const char *text, gint64 wait)
{
  g_autofree char *when = foyer_relay_quota_describe_wait (wait);
  g_autofree char *line = g_strdup_printf ("%s %s\n", text, when);

  foyer_relay_http_retry_after (message, wait);
  foyer_relay_http_answer (message, FOYER_RELAY_STATUS_TOO_MANY, line);
}

/**
 * foyer_relay_http_read_token:
 *
 * Returns: (transfer full) (nullable): the bearer token of a request, where it has one that can be
 */
char *
foyer_relay_http_read_token (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Authorization");
  const char *token;

  if (value == NULL || g_ascii_strncasecmp (value, TOKEN_SCHEME, strlen (TOKEN_SCHEME)) != 0)
    return NULL;
  token = value + strlen (TOKEN_SCHEME);
  if (*token == '\0' || strlen (token) > FOYER_LIMIT_TOKEN || !g_str_is_ascii (token))
    return NULL;
  return g_strdup (token);
}

/**
 * foyer_relay_http_may_show:
 * @token: what the request shows
 *
 * Returns: whether to look @token up; %FALSE where the request was answered already, because too
 *   many wrong ones came from there
 */
gboolean
foyer_relay_http_may_show (SoupServerMessage *message, FoyerRelayHub *hub, const char *token)
{
  gint64 wait;

  if (foyer_relay_quotas_may_show (foyer_relay_hub_get_quotas (hub),
                                   token,
                                   soup_server_message_get_remote_host (message),
                                   g_get_monotonic_time (),
                                   &wait))
    return TRUE;
  foyer_relay_hub_get_metrics (hub)->refused++;
  foyer_relay_http_answer_too_many (message, "Too many wrong tokens came from your network.", wait);
  return FALSE;
}

/**
 * foyer_relay_http_judge:
 * @token: what was looked up
 * @is_right: whether it signs somebody in
 */
void
foyer_relay_http_judge (SoupServerMessage *message,
                        FoyerRelayHub *hub,
                        const char *token,
                        gboolean is_right)
{
  foyer_relay_quotas_judge (foyer_relay_hub_get_quotas (hub),
                            token,
                            soup_server_message_get_remote_host (message),
                            is_right,
                            g_get_monotonic_time ());
}

static gboolean
is_reading (SoupServerMessage *message)
{
  const char *method = soup_server_message_get_method (message);

  if (g_str_equal (method, SOUP_METHOD_GET) || g_str_equal (method, SOUP_METHOD_HEAD))
    return TRUE;
  foyer_relay_http_answer (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "Only GET is answered here.\n");
  return FALSE;
}

static void
on_health_request (SoupServer *server,
                   SoupServerMessage *message,
                   const char *path,
                   GHashTable *query,
                   gpointer user_data)
{
  if (is_reading (message))
    foyer_relay_http_answer (message, SOUP_STATUS_OK, "ok\n");
}

static void
on_ready_request (SoupServer *server,
                  SoupServerMessage *message,
                  const char *path,
                  GHashTable *query,
                  gpointer user_data)
{
  const Site *site = user_data;

  if (!is_reading (message))
    return;
  if (foyer_relay_hub_is_ready (site->hub))
    foyer_relay_http_answer (message, SOUP_STATUS_OK, "ready\n");
  else
    foyer_relay_http_answer (message,
                             SOUP_STATUS_SERVICE_UNAVAILABLE,
                             foyer_relay_hub_is_draining (site->hub)
                                 ? "stopping\n"
                                 : "the database does not answer\n");
}

static void
on_metrics_request (SoupServer *server,
                    SoupServerMessage *message,
                    const char *path,
                    GHashTable *query,
                    gpointer user_data)
{
  const Site *site = user_data;
  FoyerRelayMetrics *metrics = foyer_relay_hub_get_metrics (site->hub);
  g_autofree char *text = NULL;

  if (!is_reading (message))
    return;
  metrics->connections = foyer_relay_listener_get_n_connections (site->listener);
  text = foyer_relay_metrics_format (metrics);
  foyer_relay_http_respond (message,
                            SOUP_STATUS_OK,
                            "text/plain; version=0.0.4; charset=utf-8",
                            text);
}

/* What nothing is found for is answered before its body is read. */
static void
on_other_request (SoupServer *server,
                  SoupServerMessage *message,
                  const char *path,
                  GHashTable *query,
                  gpointer user_data)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  foyer_relay_http_answer (message, SOUP_STATUS_NOT_FOUND, "There is nothing here.\n");
}

/* Before the body is read: what is too long is not kept. */
static void
on_early_request (SoupServer *server,
                  SoupServerMessage *message,
                  const char *path,
                  GHashTable *query,
                  gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  goffset most = GPOINTER_TO_INT (user_data);

  if (soup_message_headers_get_content_length (headers) <= most &&
      soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CHUNKED)
    return;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  foyer_relay_http_answer (message,
                           SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                           most > 0 ? "This is too long.\n" : "Requests here have no body.\n");
}

/**
 * foyer_relay_http_guard:
 * @path: a path that has a handler
 * @most: how many bytes of body a request may bring
 *
 * Bounds what is read before a handler is asked. libsoup asks the guard of the handler's own path
 * only.
 */
void
foyer_relay_http_guard (SoupServer *server, const char *path, guint most)
{
  soup_server_add_early_handler (server, path, on_early_request, GINT_TO_POINTER (most), NULL);
}

static void
add_page (SoupServer *server,
          const char *path,
          SoupServerCallback callback,
          FoyerRelayHub *hub,
          FoyerRelayListener *listener)
{
  Site *site = g_new0 (Site, 1);

  site->hub = g_object_ref (hub);
  site->listener = g_object_ref (listener);
  soup_server_add_handler (server, path, callback, site, site_free);
  foyer_relay_http_guard (server, path, 0);
}

/**
 * foyer_relay_http_add:
 *
 * Adds the pages to @server.
 */
void
foyer_relay_http_add (SoupServer *server, FoyerRelayHub *hub, FoyerRelayListener *listener)
{
  soup_server_add_early_handler (server, NULL, on_other_request, NULL, NULL);
  add_page (server, "/healthz", on_health_request, hub, listener);
  add_page (server, "/readyz", on_ready_request, hub, listener);
  add_page (server, "/metrics", on_metrics_request, hub, listener);
}
