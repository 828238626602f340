/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-policy"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-device.h"

/* What desks may do by themselves, whether guests are let in at all, and what admins tell all
 * desks.
 */

/**
 * foyer_session_set_policy_async:
 * @ticket_type: (nullable): the name of the ticket type that it is for; %NULL for all that say
 *   nothing of their own
 *
 * Says what desks may do that hear of no relay; the event says so too when it holds.
 */
void
foyer_session_set_policy_async (FoyerSession *self,
                                const char *ticket_type,
                                const FoyerOfflinePolicy *policy,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = NULL;
  char *id;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (policy != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_set_policy_async);
  if (!foyer_session_requests_check_event (self, task))
    return;
  request_id = foyer_uuid_new ();
  id = foyer_uuid_new ();
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_set_policy (id,
                                                            request_id,
                                                            self->event_id,
                                                            ticket_type,
                                                            policy));
}

/**
 * foyer_session_set_policy_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether it holds
 */
gboolean
foyer_session_set_policy_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  return foyer_session_requests_finish_done (self, result, error);
}

/**
 * foyer_session_pause_entry_async:
 * @paused: whether nobody is to be admitted
 * @message: (nullable): what every desk is told with it
 *
 * Pauses entry at all desks, or lets in again; the event says so too when it holds.
 */
void
foyer_session_pause_entry_async (FoyerSession *self,
                                 gboolean paused,
                                 const char *message,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = NULL;
  char *id;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_pause_entry_async);
  if (!foyer_session_requests_check_event (self, task))
    return;
  request_id = foyer_uuid_new ();
  id = foyer_uuid_new ();
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_pause_entry (id,
                                                             request_id,
                                                             self->event_id,
                                                             paused,
                                                             message));
}

/**
 * foyer_session_broadcast_async:
 * @message: (nullable): what every desk is told from now on; %NULL withdraws it
 */
void
foyer_session_broadcast_async (FoyerSession *self,
                               const char *message,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = NULL;
  char *id;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_broadcast_async);
  if (!foyer_session_requests_check_event (self, task))
    return;
  request_id = foyer_uuid_new ();
  id = foyer_uuid_new ();
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_broadcast (id,
                                                           request_id,
                                                           self->event_id,
                                                           message));
}

/**
 * foyer_session_entry_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether what was asked for holds
 */
gboolean
foyer_session_entry_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  return foyer_session_requests_finish_done (self, result, error);
}

/**
 * foyer_session_policy_take:
 * @message: an `emergency`
 *
 * Goes by it from now on, also without a relay and after a restart.
 */
void
foyer_session_policy_take (FoyerSession *self, const FoyerMessage *message)
{
  g_autoptr (FoyerEvent) event = NULL;
  FoyerEvent fields;

  if (self->event == NULL ||
      g_strcmp0 (foyer_message_get_string (message, "event_id"), self->event->id) != 0)
    return;
  fields = *self->event;
  fields.policy.entry_paused = foyer_message_get_boolean (message, "entry_paused");
  fields.policy.message = (char *)foyer_message_get_string (message, "message");
  event = foyer_event_new (&fields);
  foyer_session_set_event (self, event);
  foyer_session_store_save_event (self);
}
