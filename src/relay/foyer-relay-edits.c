/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-edits"

#include "config.h"

#include "relay/foyer-relay-edits.h"

#include "db/foyer-db-edit.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-database.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"

/* Tickets that are edited, or made void, from a desk. Everybody in the room hears of it; whoever
 * was the second one gets the ticket as it is now. */

typedef gboolean (*Edit) (FoyerDbConnection *connection,
                          const char *request_id,
                          const FoyerTicket *ticket,
                          const FoyerDbActor *actor,
                          FoyerChangeBatch **batch,
                          FoyerTicket **current,
                          GError **error);

/* A request that waits for the database. */
typedef struct {
  FoyerRelayPeer *peer;
  FoyerMessage *message;
  FoyerDbActor actor;
  FoyerChangeBatch *batch;
  FoyerTicket *current;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  foyer_relay_peer_end_request (request->peer);
  g_object_unref (request->peer);
  foyer_message_unref (request->message);
  g_clear_pointer (&request->batch, foyer_change_batch_unref);
  g_clear_pointer (&request->current, foyer_ticket_unref);
  g_free (request);
}

static void
edit_in_worker (GTask *task, gpointer handle)
{
  Request *request = g_task_get_task_data (task);
  const FoyerMessage *message = request->message;
  Edit edit =
      message->kind == FOYER_MESSAGE_KIND_VOID_TICKET ? foyer_db_edit_void : foyer_db_edit_ticket;
  g_autoptr (FoyerTicket) ticket = foyer_wire_read_edited_ticket (message);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL && edit (connection,
                                  foyer_message_get_string (message, "request_id"),
                                  ticket,
                                  &request->actor,
                                  &request->batch,
                                  &request->current,
                                  &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
refuse (FoyerRelayHub *hub, const Request *request, const GError *error)
{
  FoyerRelayMetrics *metrics = foyer_relay_hub_get_metrics (hub);
  g_autoptr (GString) text = NULL;

  if (request->current == NULL) {
    foyer_relay_answer_error (request->peer, request->message->id, error, metrics);
    return;
  }
  metrics->errors[FOYER_ERROR_CHANGED_MEANWHILE]++;
  text = g_string_new (NULL);
  foyer_wire_write_changed_meanwhile (text, request->message->id, error->message, request->current);
  foyer_relay_peer_send_text (request->peer, text);
}

static void
on_edit_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayHub *hub = FOYER_RELAY_HUB (source);
  const Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    refuse (hub, request, error);
    return;
  }
  text = g_string_new (NULL);
  foyer_wire_write_done (text,
                         request->message->id,
                         request->batch != NULL ? request->batch->to : 0);
  foyer_relay_peer_send_text (request->peer, text);
  if (request->batch != NULL)
    foyer_relay_room_take_amendment (foyer_relay_hub_get_room (hub, request->batch->event_id),
                                     request->batch);
}

/**
 * foyer_relay_edits_begin:
 * @message: an `edit_ticket` or a `void_ticket` that @peer may say
 *
 * Edits the ticket, and answers @peer.
 */
void
foyer_relay_edits_begin (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message)
{
  g_autoptr (GTask) task = NULL;
  Request *request;

  if (!foyer_relay_peer_begin_request (peer)) {
    foyer_relay_answer_too_many (peer, message->id, 0, foyer_relay_hub_get_metrics (hub));
    return;
  }
  request = g_new0 (Request, 1);
  request->peer = g_object_ref (peer);
  request->message = foyer_message_ref (message);
  foyer_relay_peer_get_actor (peer, &request->actor);
  task = g_task_new (hub, NULL, on_edit_ready, NULL);
  g_task_set_source_tag (task, foyer_relay_edits_begin);
  g_task_set_task_data (task, request, request_free);
  foyer_worker_push (foyer_relay_hub_get_lookups (hub), g_steal_pointer (&task), edit_in_worker);
}
