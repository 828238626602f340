/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-devices"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-pairing.h"

/* What admins do with devices: watch, pair, approve and revoke them, and read what happened to
 * them. */

/* How many lines of a history come at once. */
#define ACCESSES_PER_PAGE 30

/* What was left empty stays as it is. */
static const char *
or_null (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static FoyerDeviceItem *
find_device (FoyerSession *self, const char *id)
{
  GListModel *devices = G_LIST_MODEL (self->devices);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (FoyerDeviceItem) item = g_list_model_get_item (devices, i);

    if (g_str_equal (foyer_device_item_get_device (item)->id, id))
      return item;
  }
  return NULL;
}

/**
 * foyer_session_devices_take:
 * @message: `device_status`
 *
 * Shows which devices there are, and what they are doing.
 */
void
foyer_session_devices_take (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (GPtrArray) devices = foyer_wire_read_device_status (message);

  for (guint i = 0; i < devices->len; i++) {
    FoyerDevice *device = g_ptr_array_index (devices, i);
    FoyerDeviceItem *known = find_device (self, device->id);
    g_autoptr (FoyerDeviceItem) item = NULL;

    if (known != NULL) {
      foyer_device_item_set_device (known, device);
      continue;
    }
    item = foyer_device_item_new (device);
    g_list_store_append (self->devices, item);
  }
}

/**
 * foyer_session_create_pairing_async:
 * @device_id: (nullable): the device that it is to be again; %NULL for a new one
 * @approve: whether the device may work at once
 *
 * Asks for a code with which one device can enrol: a new one for the event of this desk, a known
 * one where it was.
 */
void
foyer_session_create_pairing_async (FoyerSession *self,
                                    const char *device_id,
                                    gboolean approve,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();
  FoyerWirePost post = { 0 };

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_create_pairing_async);
  post.event_id = device_id == NULL ? self->event_id : NULL;
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_PAIRING_CREATED,
                              id,
                              foyer_wire_encode_create_pairing (id,
                                                                request_id,
                                                                &post,
                                                                device_id,
                                                                approve));
}

/**
 * foyer_session_create_pairing_finish:
 * @text: (out): what the QR code holds
 * @code: (out): what a person may type instead
 * @expires: (out): until when it can be used
 * @error: a sentence for people says why not
 *
 * Returns: whether there is a code
 */
gboolean
foyer_session_create_pairing_finish (FoyerSession *self,
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
 * foyer_session_approve_device_async:
 * @name: (nullable): what people call it; empty or %NULL: as it is
 * @gate: (nullable): the gate where it stands; empty or %NULL: as it is
 * @list_id: (nullable): the check-in list that it scans for; %NULL: as it is
 *
 * Lets a device work.
 */
void
foyer_session_approve_device_async (FoyerSession *self,
                                    const char *device_id,
                                    const char *name,
                                    const char *gate,
                                    const char *list_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();
  FoyerWirePost post = { 0 };

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_approve_device_async);
  post.device_name = or_null (name);
  post.gate = or_null (gate);
  post.list_id = or_null (list_id);
  post.event_id = post.gate != NULL || post.list_id != NULL ? self->event_id : NULL;
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_approve_device (id, request_id, device_id, &post));
}

/**
 * foyer_session_revoke_device_async:
 * @reason: (nullable): why; it is kept in the log
 *
 * Lets a device work no longer: it is cut off, and wipes its data.
 */
void
foyer_session_revoke_device_async (FoyerSession *self,
                                   const char *device_id,
                                   const char *reason,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_revoke_device_async);
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_revoke_device (id,
                                                               request_id,
                                                               device_id,
                                                               or_null (reason)));
}

/**
 * foyer_session_device_finish:
 * @error: a sentence for people says why not
 *
 * Ends foyer_session_approve_device_async() and foyer_session_revoke_device_async().
 *
 * Returns: whether it was done
 */
gboolean
foyer_session_device_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  return foyer_session_requests_finish_done (self, result, error);
}

/**
 * foyer_session_list_accesses_async:
 * @before: the number of a line: what was before it is asked for; 0 for the newest
 *
 * Asks for a page of a device's history.
 */
void
foyer_session_list_accesses_async (FoyerSession *self,
                                   const char *device_id,
                                   gint64 before,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_list_accesses_async);
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DEVICE_ACCESSES_LISTED,
                              id,
                              foyer_wire_encode_list_device_accesses (id,
                                                                      device_id,
                                                                      before,
                                                                      ACCESSES_PER_PAGE));
}

/**
 * foyer_session_list_accesses_finish:
 * @more: (out): whether there may be lines before the last one
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (nullable) (element-type FoyerDeviceAccess): the lines, newest first
 */
GPtrArray *
foyer_session_list_accesses_finish (FoyerSession *self,
                                    GAsyncResult *result,
                                    gboolean *more,
                                    GError **error)
{
  g_autoptr (FoyerMessage) message = NULL;
  GPtrArray *accesses;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  message = g_task_propagate_pointer (G_TASK (result), error);
  if (message == NULL)
    return NULL;
  accesses = foyer_wire_read_device_accesses (message);
  *more = accesses->len == ACCESSES_PER_PAGE;
  return accesses;
}
