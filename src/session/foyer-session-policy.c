/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-policy"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-device.h"

/* What desks may do by themselves. */

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
