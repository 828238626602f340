/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-fetch"

#include "config.h"

#include "relay/foyer-relay-fetch.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-provider-error.h"

#include <sodium.h>
#include <string.h>

/* Asks another server for JSON, on the main loop, within bounds: it may take only so long in all,
 * and say only so much; and it is asked, not whoever it points at. */

typedef struct {
  SoupMessage *message;
  GCancellable *cancellable;
  guint deadline;
  gboolean is_late;
  char *body;
} Fetch;

static void
wipe_body (Fetch *fetch)
{
  if (fetch->body != NULL)
    sodium_memzero (fetch->body, FOYER_LIMIT_PROVIDER_BYTES + 1);
  g_clear_pointer (&fetch->body, g_free);
}

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_handle_id (&fetch->deadline, g_source_remove);
  g_object_unref (fetch->message);
  g_object_unref (fetch->cancellable);
  wipe_body (fetch);
  g_free (fetch);
}

/**
 * foyer_relay_fetched_free:
 * @self: (transfer full):
 *
 * Wipes what was answered.
 */
void
foyer_relay_fetched_free (FoyerRelayFetched *self)
{
  g_clear_pointer (&self->json, foyer_relay_json_free);
  g_free (self);
}

static void
return_failure (GTask *task, const char *why)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_clear_handle_id (&fetch->deadline, g_source_remove);
  g_task_return_new_error (task,
                           FOYER_RELAY_PROVIDER_ERROR,
                           FOYER_RELAY_PROVIDER_ERROR_UNREACHABLE,
                           "%s",
                           fetch->is_late ? "there was no whole answer in time" : why);
}

static gboolean
on_deadline (gpointer data)
{
  Fetch *fetch = g_task_get_task_data (data);

  fetch->deadline = 0;
  fetch->is_late = TRUE;
  g_cancellable_cancel (fetch->cancellable);
  return G_SOURCE_REMOVE;
}

/**
 * foyer_relay_fetch_get_keep_seconds:
 * @headers: those of an answer
 *
 * Returns: how long it may be kept: as long as it says (RFC 9111), within bounds
 */
guint
foyer_relay_fetch_get_keep_seconds (SoupMessageHeaders *headers)
{
  const char *said = soup_message_headers_get_list (headers, "Cache-Control");
  GHashTable *params = said != NULL ? soup_header_parse_param_list (said) : NULL;
  const char *text = params != NULL ? g_hash_table_lookup (params, "max-age") : NULL;
  guint64 seconds = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL);
  g_clear_pointer (&params, soup_header_free_param_list);
  return (guint)CLAMP (seconds, FOYER_LIMIT_PROVIDER_KEPT_MIN, FOYER_LIMIT_PROVIDER_KEPT_MAX);
}

static void
on_body_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (FoyerRelayFetched) fetched = NULL;
  g_autoptr (FoyerRelayJson) json = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error)) {
    return_failure (task, error->message);
    return;
  }
  if (size > FOYER_LIMIT_PROVIDER_BYTES) {
    return_failure (task, "the answer is too long");
    return;
  }
  json = foyer_relay_json_parse (fetch->body, size);
  if (json == NULL) {
    return_failure (task, "the answer is no JSON object");
    return;
  }
  g_clear_handle_id (&fetch->deadline, g_source_remove);
  fetched = g_new0 (FoyerRelayFetched, 1);
  fetched->status = soup_message_get_status (fetch->message);
  fetched->json = g_steal_pointer (&json);
  fetched->keep_seconds =
      foyer_relay_fetch_get_keep_seconds (soup_message_get_response_headers (fetch->message));
  g_task_return_pointer (task,
                         g_steal_pointer (&fetched),
                         (GDestroyNotify)foyer_relay_fetched_free);
}

/* Errors of OAuth come as JSON with 400 or 401 (RFC 6749, section 5.2). */
static gboolean
is_expected (guint status)
{
  return status == SOUP_STATUS_OK || status == SOUP_STATUS_BAD_REQUEST ||
         status == SOUP_STATUS_UNAUTHORIZED;
}

static void
on_headers_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (fetch->message);

  if (stream == NULL) {
    return_failure (task, error->message);
    return;
  }
  if (!is_expected (status)) {
    g_autofree char *why = g_strdup_printf ("the answer has the status %u", status);

    return_failure (task, why);
    return;
  }
  fetch->body = g_malloc (FOYER_LIMIT_PROVIDER_BYTES + 1);
  g_input_stream_read_all_async (stream,
                                 fetch->body,
                                 FOYER_LIMIT_PROVIDER_BYTES + 1,
                                 G_PRIORITY_DEFAULT,
                                 fetch->cancellable,
                                 on_body_ready,
                                 g_steal_pointer (&task));
}

/**
 * foyer_relay_fetch_new_session:
 *
 * Returns: (transfer full): a session without cookies, caches and passwords of its own
 */
SoupSession *
foyer_relay_fetch_new_session (void)
{
  return soup_session_new_with_options ("user-agent", "foyer-relay", NULL);
}

/**
 * foyer_relay_fetch_async:
 * @message: what to ask
 */
void
foyer_relay_fetch_async (SoupSession *session,
                         SoupMessage *message,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  g_task_set_source_tag (task, foyer_relay_fetch_async);
  g_task_set_task_data (task, fetch, fetch_free);
  fetch->message = g_object_ref (message);
  fetch->cancellable = g_cancellable_new ();
  fetch->deadline = g_timeout_add_seconds (FOYER_LIMIT_PROVIDER_SECONDS, on_deadline, task);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_headers_replace (soup_message_get_request_headers (message),
                                "Accept",
                                "application/json");
  soup_session_send_async (session,
                           message,
                           G_PRIORITY_DEFAULT,
                           fetch->cancellable,
                           on_headers_ready,
                           g_steal_pointer (&task));
}

/**
 * foyer_relay_fetch_finish:
 *
 * Returns: (transfer full) (nullable): the answer, with a status of 200, 400 or 401; %NULL with
 *   %FOYER_RELAY_PROVIDER_ERROR_UNREACHABLE
 */
FoyerRelayFetched *
foyer_relay_fetch_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
