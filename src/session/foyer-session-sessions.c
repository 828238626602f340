/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-sessions"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-people.h"

/* Where people are signed in, and ending that. */

/**
 * foyer_session_list_sessions_async:
 * @staff_email: (nullable): whose; %NULL: of who is signed in
 */
void
foyer_session_list_sessions_async (FoyerSession *self,
                                   const char *staff_email,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_list_sessions_async);
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_SESSIONS_LISTED,
                              id,
                              foyer_wire_encode_list_sessions (id, staff_email));
}

/**
 * foyer_session_list_sessions_finish:
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (nullable) (element-type FoyerSessionInfo): those that were used last
 *   first
 */
GPtrArray *
foyer_session_list_sessions_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_autoptr (FoyerMessage) message = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  message = g_task_propagate_pointer (G_TASK (result), error);
  return message != NULL ? foyer_wire_read_sessions_listed (message) : NULL;
}

/**
 * foyer_session_end_session_async:
 * @session_id: a session of who is signed in, or, for admins, of anybody
 *
 * Signs somebody out where they used that session.
 */
void
foyer_session_end_session_async (FoyerSession *self,
                                 const char *session_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_end_session_async);
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_end_session (id, request_id, session_id));
}

/* @staff_email: (nullable): %NULL is who is signed in */
static gboolean
is_oneself (FoyerSession *self, const char *staff_email)
{
  const FoyerStaff *staff = foyer_session_get_staff (self);

  return staff_email == NULL || (staff != NULL && g_strcmp0 (staff->email, staff_email) == 0);
}

/**
 * foyer_session_end_all_sessions_async:
 * @staff_email: (nullable): whose; %NULL: of who is signed in, this one too
 *
 * Signs somebody out everywhere.
 */
void
foyer_session_end_all_sessions_async (FoyerSession *self,
                                      const char *staff_email,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_end_all_sessions_async);
  if (is_oneself (self, staff_email))
    self->is_leaving = TRUE;
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_end_all_sessions (id, request_id, staff_email));
}

/**
 * foyer_session_end_sessions_finish:
 * @error: a sentence for people says why not
 *
 * Ends foyer_session_end_session_async() and foyer_session_end_all_sessions_async().
 *
 * Returns: whether it was done
 */
gboolean
foyer_session_end_sessions_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  gboolean done = foyer_session_requests_finish_done (self, result, error);

  if (!done)
    self->is_leaving = FALSE;
  return done;
}
