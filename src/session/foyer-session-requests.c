/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-requests"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "wire/foyer-wire-device.h"

#include <glib/gi18n.h>
#include <string.h>

/* Requests that are no scans. Each waits ten seconds for its answer and is sent again, word for
 * word, where the connection is a new one: those that write carry a `request_id`, by which the
 * relay knows them. This file also undoes and searches. */

#define WAIT_SECONDS 10

/* What a refusal says besides, with the task. */
#define REFUSAL_KEY "foyer-refusal"

typedef struct {
  FoyerSession *session;
  FoyerMessageKind answer;
  char *id;
  char *text;
  /* What it does about a scan when it is done, and why. */
  FoyerChange *amendment;
  char *reason;
  /* What this desk looks for by itself where the relay says nothing. */
  char *search;
  GTask *task;
  guint timeout;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_handle_id (&request->timeout, g_source_remove);
  g_free (request->id);
  g_free (request->text);
  g_clear_pointer (&request->amendment, foyer_change_unref);
  g_free (request->reason);
  g_free (request->search);
  g_clear_object (&request->task);
  g_free (request);
}

/* Takes the request out of the table and returns who waits for it. */
static GTask *
settle (FoyerSession *self, const char *id)
{
  Request *request = g_hash_table_lookup (self->requests, id);
  GTask *task = request != NULL ? g_steal_pointer (&request->task) : NULL;

  if (request != NULL)
    g_hash_table_remove (self->requests, id);
  return task;
}

/* Whether this desk can look for tickets by itself. */
static gboolean
knows_tickets (const FoyerSession *self)
{
  return self->store != NULL && self->copy == FOYER_DESK_COPY_ALL;
}

static gboolean
on_request_timeout (gpointer data)
{
  Request *request = data;
  FoyerSession *self = request->session;
  g_autofree char *search = g_steal_pointer (&request->search);
  g_autoptr (GTask) task = NULL;

  request->timeout = 0;
  task = settle (self, request->id);
  if (search != NULL && knows_tickets (self)) {
    foyer_session_store_search (self, g_steal_pointer (&task), search);
    return G_SOURCE_REMOVE;
  }
  g_task_return_new_error (task,
                           FOYER_ERROR,
                           FOYER_ERROR_UNAVAILABLE,
                           "%s",
                           _ ("The relay is out of reach."));
  return G_SOURCE_REMOVE;
}

/* Nobody waits long for what this desk may know too. */
static void
wait_less (Request *request)
{
  g_clear_handle_id (&request->timeout, g_source_remove);
  request->timeout = g_timeout_add (FOYER_LIMIT_SEARCH_MS, on_request_timeout, request);
}

/* @task, @id and @text are taken over. */
static Request *
ask (FoyerSession *self, GTask *task, FoyerMessageKind answer, char *id, char *text)
{
  Request *request = g_new0 (Request, 1);

  request->session = self;
  request->answer = answer;
  request->id = id;
  request->text = text;
  request->task = task;
  request->timeout = g_timeout_add_seconds (WAIT_SECONDS, on_request_timeout, request);
  g_hash_table_insert (self->requests, request->id, request);
  if (self->state == FOYER_SESSION_STATE_ONLINE)
    foyer_link_send (self->link, text);
  return request;
}

/**
 * foyer_session_requests_ask:
 * @task: (transfer full): gets the answer as a #FoyerMessage, or a sentence for people
 * @answer: the kind of the answer
 * @id: (transfer full): what the answer carries as `re`
 * @text: (transfer full): the request
 */
void
foyer_session_requests_ask (FoyerSession *self,
                            GTask *task,
                            FoyerMessageKind answer,
                            char *id,
                            char *text)
{
  if (self->link != NULL) {
    ask (self, task, answer, id, text);
    return;
  }
  g_task_return_new_error (task, FOYER_ERROR, FOYER_ERROR_FAILED, "%s", _ ("Sign in first."));
  g_object_unref (task);
  g_free (id);
  g_free (text);
}

/**
 * foyer_session_requests_finish_done:
 * @result: of a task that foyer_session_requests_ask() was given
 * @error: a sentence for people says why not
 *
 * For answers that say nothing but that it was done.
 *
 * Returns: whether it was
 */
gboolean
foyer_session_requests_finish_done (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_autoptr (FoyerMessage) message = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  message = g_task_propagate_pointer (G_TASK (result), error);
  return message != NULL;
}

/**
 * foyer_session_requests_check_event:
 *
 * Returns: whether there is an event that a request can be about; otherwise @task is answered
 */
gboolean
foyer_session_requests_check_event (FoyerSession *self, GTask *task)
{
  if (self->link != NULL && self->event_id != NULL)
    return TRUE;
  g_task_return_new_error (task,
                           FOYER_ERROR,
                           FOYER_ERROR_FAILED,
                           "%s",
                           _ ("Choose an event first."));
  return FALSE;
}

/* Writes a request about a scan; see foyer_wire_encode_undo (). */
typedef char *(*EncodeAmendment) (const char *id,
                                  const char *request_id,
                                  const char *event_id,
                                  const char *scan_id,
                                  const char *reason);

static void
amend (FoyerSession *self,
       FoyerChangeKind kind,
       EncodeAmendment encode,
       const char *scan_id,
       const char *reason,
       GTask *task)
{
  FoyerStaff *staff = foyer_session_get_staff (self);
  FoyerChange fields = { .kind = kind,
                         .scan_id = (char *)scan_id,
                         .amends = TRUE,
                         .verified_by = staff != NULL ? staff->email : NULL };
  g_autofree char *request_id = foyer_uuid_new ();
  Request *request;
  char *id;

  if (!foyer_session_requests_check_event (self, task))
    return;
  id = foyer_uuid_new ();
  request = ask (self,
                 g_object_ref (task),
                 FOYER_MESSAGE_KIND_DONE,
                 id,
                 encode (id, request_id, self->event_id, scan_id, reason));
  request->amendment = foyer_change_new (&fields);
  request->reason = g_strdup (reason);
}

/**
 * foyer_session_undo_async:
 * @scan_id: a scan that was admitted
 * @reason: (nullable): why; it is kept in the log
 *
 * Takes an admission back.
 */
void
foyer_session_undo_async (FoyerSession *self,
                          const char *scan_id,
                          const char *reason,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (scan_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_undo_async);
  amend (self, FOYER_CHANGE_KIND_UNDONE, foyer_wire_encode_undo, scan_id, reason, task);
}

/**
 * foyer_session_requests_override:
 * @scan_id: a scan that was refused, and that the relay knows
 * @task: (transfer full): gets whether the guest is in
 *
 * Has the relay let the guest in anyway.
 */
void
foyer_session_requests_override (FoyerSession *self,
                                 const char *scan_id,
                                 const char *reason,
                                 GTask *task)
{
  g_autoptr (GTask) own = task;

  amend (self, FOYER_CHANGE_KIND_VERIFIED, foyer_wire_encode_override, scan_id, reason, own);
}

/**
 * foyer_session_amend_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether the admission was taken back, or the guest let in
 */
gboolean
foyer_session_amend_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_session_search_async:
 * @text: part of a guest's name or address, or of an order code
 *
 * Looks for tickets of the event: the relay's, or where it does not answer those that this desk
 * knows.
 */
void
foyer_session_search_async (FoyerSession *self,
                            const char *text,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GString) words = NULL;
  Request *request;
  char *id;
  char *message;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_search_async);
  if (!foyer_session_requests_check_event (self, task))
    return;
  /* What is too long finds nothing more than its beginning does. */
  words = g_string_new (NULL);
  for (const char *at = text;
       *at != '\0' &&
       words->len + strlen (at) - strlen (g_utf8_next_char (at)) <= FOYER_LIMIT_SEARCH_TEXT;
       at = g_utf8_next_char (at)) {
    if (!g_unichar_iscntrl (g_utf8_get_char (at)))
      g_string_append_unichar (words, g_utf8_get_char (at));
  }
  if (knows_tickets (self) && foyer_session_get_mode (self) == FOYER_DESK_MODE_OFFLINE) {
    foyer_session_store_search (self, g_steal_pointer (&task), words->str);
    return;
  }
  id = foyer_uuid_new ();
  message = foyer_wire_encode_search (id,
                                      self->event_id,
                                      self->list_id,
                                      words->str,
                                      NULL,
                                      FOYER_LIMIT_FOUND_TICKETS);
  request = ask (self, g_steal_pointer (&task), FOYER_MESSAGE_KIND_TICKETS_FOUND, id, message);
  request->search = g_strdup (words->str);
  if (knows_tickets (self))
    wait_less (request);
}

/**
 * foyer_session_search_finish:
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (nullable) (element-type FoyerFoundTicket): the best matches first, or
 *   %NULL with @error set
 */
GPtrArray *
foyer_session_search_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_session_requests_new:
 *
 * Returns: (transfer full): a table for requests without an answer
 */
GHashTable *
foyer_session_requests_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, request_free);
}

/**
 * foyer_session_requests_send:
 *
 * Sends again what has no answer: the connection is a new one.
 */
void
foyer_session_requests_send (FoyerSession *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    foyer_link_send (self->link, ((Request *)value)->text);
}

/**
 * foyer_session_requests_take:
 * @message: what may be the answer to a request
 *
 * Returns: whether it was
 */
gboolean
foyer_session_requests_take (FoyerSession *self, FoyerMessage *message)
{
  Request *request = message->re != NULL ? g_hash_table_lookup (self->requests, message->re) : NULL;
  g_autoptr (FoyerChange) amendment = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GTask) task = NULL;

  if (request == NULL || message->kind != request->answer)
    return FALSE;
  amendment = g_steal_pointer (&request->amendment);
  reason = g_steal_pointer (&request->reason);
  task = settle (self, message->re);
  if (amendment != NULL) {
    foyer_session_scans_amend (self, amendment, reason);
    g_task_return_boolean (task, TRUE);
  } else if (message->kind == FOYER_MESSAGE_KIND_TICKETS_FOUND) {
    g_task_return_pointer (task,
                           foyer_wire_read_tickets_found (message),
                           (GDestroyNotify)g_ptr_array_unref);
  } else {
    g_task_return_pointer (task, foyer_message_ref (message), (GDestroyNotify)foyer_message_unref);
  }
  return TRUE;
}

/**
 * foyer_session_requests_take_error:
 * @message: an `error`
 * @error: the same; its message is a sentence for people
 *
 * Returns: whether it was about a request of this file
 */
gboolean
foyer_session_requests_take_error (FoyerSession *self, FoyerMessage *message, const GError *error)
{
  g_autoptr (GTask) task = settle (self, message->re);

  if (task == NULL)
    return FALSE;
  g_object_set_data_full (G_OBJECT (task),
                          REFUSAL_KEY,
                          foyer_message_ref (message),
                          (GDestroyNotify)foyer_message_unref);
  g_task_return_error (task, g_error_copy (error));
  return TRUE;
}

/**
 * foyer_session_requests_get_refusal:
 * @result: of a task that foyer_session_requests_ask() was given, which failed
 *
 * Returns: (transfer none) (nullable): what the relay said, where it was the relay
 */
const FoyerMessage *
foyer_session_requests_get_refusal (GAsyncResult *result)
{
  return g_object_get_data (G_OBJECT (result), REFUSAL_KEY);
}

/**
 * foyer_session_requests_abandon:
 *
 * Gives up on all answers: nobody is signed in any more.
 */
void
foyer_session_requests_abandon (FoyerSession *self)
{
  g_autoptr (GHashTable) former = g_steal_pointer (&self->requests);
  GHashTableIter iter;
  gpointer value;

  self->requests = foyer_session_requests_new ();
  g_hash_table_iter_init (&iter, former);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Request *request = value;
    g_autoptr (GTask) task = g_steal_pointer (&request->task);

    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out");
  }
}
