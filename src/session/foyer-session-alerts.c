/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-alerts"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-alerts.h"

/* What admins should look at: the alerts that are open, as the relay tells of them. After each
 * greeting it tells of all of them anew. */

static gboolean
find (FoyerSession *self, const char *alert_id, guint *position)
{
  GListModel *alerts = G_LIST_MODEL (self->alerts);

  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++) {
    g_autoptr (FoyerAlertItem) item = g_list_model_get_item (alerts, i);

    if (g_str_equal (foyer_alert_item_get_alert (item)->id, alert_id)) {
      *position = i;
      return TRUE;
    }
  }
  return FALSE;
}

/* What is critical comes before what is not, and then what is new. */
static guint
find_place (FoyerSession *self, const FoyerAlert *alert)
{
  GListModel *alerts = G_LIST_MODEL (self->alerts);
  guint place = 0;

  while (alert->severity != FOYER_ALERT_CRITICAL && place < g_list_model_get_n_items (alerts)) {
    g_autoptr (FoyerAlertItem) item = g_list_model_get_item (alerts, place);

    if (foyer_alert_item_get_alert (item)->severity != FOYER_ALERT_CRITICAL)
      break;
    place++;
  }
  return place;
}

/* What is known already keeps its place. */
static void
take_raised (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerAlert) alert = foyer_wire_read_alert_raised (message);
  g_autoptr (FoyerAlertItem) item = foyer_alert_item_new (alert);
  guint position;

  if (find (self, alert->id, &position))
    g_list_store_splice (self->alerts, position, 1, (gpointer *)&item, 1);
  else
    g_list_store_insert (self->alerts, find_place (self, alert), item);
}

static void
take_cleared (FoyerSession *self, FoyerMessage *message)
{
  guint position;

  if (find (self, foyer_message_get_string (message, "alert_id"), &position))
    g_list_store_remove (self->alerts, position);
}

/**
 * foyer_session_alerts_take:
 * @message: what may be about alerts
 *
 * Returns: whether it was
 */
gboolean
foyer_session_alerts_take (FoyerSession *self, FoyerMessage *message)
{
  if (message->kind == FOYER_MESSAGE_KIND_ALERT_RAISED)
    take_raised (self, message);
  else if (message->kind == FOYER_MESSAGE_KIND_ALERT_CLEARED)
    take_cleared (self, message);
  else
    return FALSE;
  return TRUE;
}

/**
 * foyer_session_get_alerts:
 *
 * Returns: (transfer none) (element-type FoyerAlertItem): the open alerts, for admins; the critical
 *   ones and then what is new come first
 */
GListModel *
foyer_session_get_alerts (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->alerts);
}

/**
 * foyer_session_acknowledge_alert_async:
 *
 * Says that somebody has looked at an alert; it is gone when the relay says so.
 */
void
foyer_session_acknowledge_alert_async (FoyerSession *self,
                                       const char *alert_id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  char *id = foyer_uuid_new ();

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_acknowledge_alert_async);
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_acknowledge_alert (id, request_id, alert_id));
}

/**
 * foyer_session_acknowledge_alert_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether it was acknowledged
 */
gboolean
foyer_session_acknowledge_alert_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  return foyer_session_requests_finish_done (self, result, error);
}
