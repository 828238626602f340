/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-staff"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-people.h"

/* What admins do with staff members: list, invite and remove them, and change what they may do. */

typedef struct {
  GPtrArray *members;
} List;

static void ask_members (GTask *task, const char *after);

static void
list_free (gpointer data)
{
  List *list = data;

  g_clear_pointer (&list->members, g_ptr_array_unref);
  g_free (list);
}

static void
on_members_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  List *list = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FoyerMessage) message = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GPtrArray) page = NULL;

  if (message == NULL) {
    g_task_return_error (task, error);
    return;
  }
  page = foyer_wire_read_staff_listed (message);
  for (guint i = 0; i < page->len; i++)
    g_ptr_array_add (list->members, foyer_member_ref (g_ptr_array_index (page, i)));
  if (page->len > 0 && foyer_message_get_boolean (message, "more")) {
    const FoyerMember *last = g_ptr_array_index (page, page->len - 1);

    ask_members (task, last->staff->email);
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&list->members), (GDestroyNotify)g_ptr_array_unref);
}

static void
ask_members (GTask *task, const char *after)
{
  FoyerSession *self = g_task_get_source_object (task);
  GTask *page =
      g_task_new (self, g_task_get_cancellable (task), on_members_ready, g_object_ref (task));
  char *id = foyer_uuid_new ();

  g_task_set_source_tag (page, ask_members);
  foyer_session_requests_ask (self,
                              page,
                              FOYER_MESSAGE_KIND_STAFF_LISTED,
                              id,
                              foyer_wire_encode_list_staff (id, after));
}

/**
 * foyer_session_list_staff_async:
 *
 * Asks for all staff members, however many pages that are.
 */
void
foyer_session_list_staff_async (FoyerSession *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  List *list = g_new0 (List, 1);

  g_return_if_fail (FOYER_IS_SESSION (self));

  list->members = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_member_unref);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_list_staff_async);
  g_task_set_task_data (task, list, list_free);
  ask_members (task, NULL);
}

/**
 * foyer_session_list_staff_finish:
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (nullable) (element-type FoyerMember): by address
 */
GPtrArray *
foyer_session_list_staff_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_session_invite_staff_async:
 * @staff: who, and as what
 * @event_id: (nullable): the only event that the role is for
 *
 * Makes somebody a staff member, and asks for an invitation for them; a former one is void.
 */
void
foyer_session_invite_staff_async (FoyerSession *self,
                                  const FoyerStaff *staff,
                                  const char *event_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_invite_staff_async);
  foyer_session_requests_ask (self,
                              task,
                              FOYER_MESSAGE_KIND_STAFF_INVITED,
                              id,
                              foyer_wire_encode_invite_staff (id, request_id, staff, event_id));
}

/**
 * foyer_session_invite_staff_finish:
 * @text: (out): what the QR code holds; private
 * @code: (out): what a person may type instead; private
 * @expires: (out): until when it can be accepted
 * @error: a sentence for people says why not
 *
 * Returns: whether there is an invitation
 */
gboolean
foyer_session_invite_staff_finish (FoyerSession *self,
                                   GAsyncResult *result,
                                   char **text,
                                   char **code,
                                   FoyerTime *expires,
                                   GError **error)
{
  g_autoptr (FoyerMessage) message = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  message = g_task_propagate_pointer (G_TASK (result), error);
  if (message == NULL)
    return FALSE;
  *text = g_strdup (foyer_message_get_string (message, "text"));
  *code = g_strdup (foyer_message_get_string (message, "code"));
  *expires = foyer_message_get_time (message, "expires");
  return TRUE;
}

/**
 * foyer_session_set_staff_role_async:
 * @event_id: (nullable): the only event that it is for
 * @role: (nullable): %NULL takes the role away
 *
 * Changes what somebody may do.
 */
void
foyer_session_set_staff_role_async (FoyerSession *self,
                                    const char *email,
                                    const char *event_id,
                                    const FoyerRole *role,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_set_staff_role_async);
  foyer_session_requests_ask (self,
                              task,
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_set_staff_role (id,
                                                                request_id,
                                                                email,
                                                                event_id,
                                                                role));
}

/**
 * foyer_session_remove_staff_async:
 *
 * Makes somebody a staff member no more; their sessions end.
 */
void
foyer_session_remove_staff_async (FoyerSession *self,
                                  const char *email,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_remove_staff_async);
  foyer_session_requests_ask (self,
                              task,
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_remove_staff (id, request_id, email));
}

/**
 * foyer_session_staff_finish:
 * @error: a sentence for people says why not
 *
 * Ends foyer_session_set_staff_role_async() and foyer_session_remove_staff_async().
 *
 * Returns: whether it was done
 */
gboolean
foyer_session_staff_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  return foyer_session_requests_finish_done (self, result, error);
}
