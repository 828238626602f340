/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-work"

#include "config.h"

#include "relay/foyer-relay-work.h"

#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-database.h"

/* A request that is answered by what the database says, and by nothing else. */

typedef struct {
  FoyerRelayPeer *peer;
  FoyerMessage *message;
  FoyerDbActor actor;
  FoyerRelayWork work;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  foyer_relay_peer_end_request (request->peer);
  g_object_unref (request->peer);
  foyer_message_unref (request->message);
  g_free (request);
}

static void
free_string (gpointer text)
{
  g_string_free (text, TRUE);
}

static void
work_in_worker (GTask *task, gpointer handle)
{
  const Request *request = g_task_get_task_data (task);
  g_autoptr (GString) out = g_string_new (NULL);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL &&
      request->work (connection, request->message, &request->actor, out, &error))
    g_task_return_pointer (task, g_steal_pointer (&out), free_string);
  else
    g_task_return_error (task, error);
}

static void
on_work_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_task_propagate_pointer (G_TASK (result), &error);

  if (text != NULL)
    foyer_relay_peer_send_text (request->peer, text);
  else
    foyer_relay_answer_error (request->peer,
                              request->message->id,
                              error,
                              foyer_relay_hub_get_metrics (FOYER_RELAY_HUB (source)));
}

/**
 * foyer_relay_work_find:
 * @entries: (array length=n_entries): who answers what
 *
 * Returns: (nullable): what answers a request of that kind
 */
FoyerRelayWork
foyer_relay_work_find (const FoyerRelayWorkEntry *entries, guint n_entries, FoyerMessageKind kind)
{
  for (guint i = 0; i < n_entries; i++) {
    if (entries[i].kind == kind)
      return entries[i].work;
  }
  return NULL;
}

/**
 * foyer_relay_work_begin:
 * @message: what @peer asks, and may ask
 * @work: finds the answer
 *
 * Answers @peer by what @work says, which runs on the worker for what devices ask besides scans.
 */
void
foyer_relay_work_begin (FoyerRelayHub *hub,
                        FoyerRelayPeer *peer,
                        FoyerMessage *message,
                        FoyerRelayWork work)
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
  request->work = work;
  foyer_relay_peer_get_actor (peer, &request->actor);
  task = g_task_new (hub, NULL, on_work_ready, NULL);
  g_task_set_source_tag (task, foyer_relay_work_begin);
  g_task_set_task_data (task, request, request_free);
  foyer_worker_push (foyer_relay_hub_get_lookups (hub), g_steal_pointer (&task), work_in_worker);
}
