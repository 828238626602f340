/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-tickets"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "wire/foyer-wire-device.h"

#include <glib/gi18n.h>

/* Single tickets: all that is known of one, editing it, and cancelling it. */

/**
 * foyer_session_find_ticket_async:
 * @ticket_id: a ticket of the event
 *
 * Asks for all that the relay knows of a ticket.
 */
void
foyer_session_find_ticket_async (FoyerSession *self,
                                 const char *ticket_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  char *id;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (ticket_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_find_ticket_async);
  if (!foyer_session_requests_check_event (self, task))
    return;
  id = foyer_uuid_new ();
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_TICKETS_FOUND,
                              id,
                              foyer_wire_encode_search (id,
                                                        self->event_id,
                                                        self->list_id,
                                                        NULL,
                                                        ticket_id,
                                                        1));
}

/**
 * foyer_session_find_ticket_finish:
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (nullable): the ticket, and how far it is used
 */
FoyerFoundTicket *
foyer_session_find_ticket_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  if (found->len > 0)
    return foyer_found_ticket_ref (g_ptr_array_index (found, 0));
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_NOT_FOUND,
                       _ ("What this is about is not there any more."));
  return NULL;
}

static void
on_to_come_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GPtrArray *tickets = foyer_store_list_to_come_finish (FOYER_STORE (source), result, &error);

  if (tickets != NULL)
    g_task_return_pointer (task, tickets, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_session_list_to_come_async:
 *
 * Asks this desk, with or without a relay, who is still to come on its check-in list, and who went
 * out and may come back in.
 */
void
foyer_session_list_to_come_async (FoyerSession *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_list_to_come_async);
  if (!foyer_session_requests_check_event (self, task))
    return;
  if (self->store == NULL || self->copy != FOYER_DESK_COPY_ALL)
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_UNAVAILABLE,
                             "%s",
                             _ ("This desk does not have the list of tickets yet."));
  else
    foyer_store_list_to_come_async (self->store,
                                    self->event_id,
                                    self->list_id,
                                    cancellable,
                                    on_to_come_listed,
                                    g_steal_pointer (&task));
}

/**
 * foyer_session_list_to_come_finish:
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (element-type FoyerFoundTicket) (nullable): by name and order
 */
GPtrArray *
foyer_session_list_to_come_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Writes a request about a ticket; see foyer_wire_encode_edit_ticket (). */
typedef char *(*EncodeEdit) (const char *id,
                             const char *request_id,
                             const char *event_id,
                             const FoyerTicket *ticket);

static void
ask (FoyerSession *self, EncodeEdit encode, const FoyerTicket *ticket, GTask *task)
{
  g_autofree char *request_id = foyer_uuid_new ();
  char *id;

  if (!foyer_session_requests_check_event (self, task))
    return;
  id = foyer_uuid_new ();
  foyer_session_requests_ask (self,
                              g_object_ref (task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              encode (id, request_id, self->event_id, ticket));
}

/**
 * foyer_session_edit_ticket_async:
 * @ticket: what it is to be, with the version that was seen
 *
 * Edits a ticket of the event.
 */
void
foyer_session_edit_ticket_async (FoyerSession *self,
                                 const FoyerTicket *ticket,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (ticket != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_edit_ticket_async);
  ask (self, foyer_wire_encode_edit_ticket, ticket, task);
}

/**
 * foyer_session_void_ticket_async:
 * @ticket: as it was seen
 *
 * Cancels a ticket of the event, for good.
 */
void
foyer_session_void_ticket_async (FoyerSession *self,
                                 const FoyerTicket *ticket,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (ticket != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_void_ticket_async);
  ask (self, foyer_wire_encode_void_ticket, ticket, task);
}

/**
 * foyer_session_edit_finish:
 * @current: (out) (transfer full) (nullable): the ticket as it is now, where somebody else changed
 *   it first; %NULL otherwise
 * @error: a sentence for people says why not
 *
 * Returns: whether the ticket was edited or cancelled
 */
gboolean
foyer_session_edit_finish (FoyerSession *self,
                           GAsyncResult *result,
                           FoyerTicket **current,
                           GError **error)
{
  const FoyerMessage *refusal = foyer_session_requests_get_refusal (result);

  *current = NULL;
  if (foyer_session_requests_finish_done (self, result, error))
    return TRUE;
  if (refusal != NULL)
    *current = foyer_wire_read_error_ticket (refusal);
  return FALSE;
}
