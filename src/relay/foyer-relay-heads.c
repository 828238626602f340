/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-heads"

#include "config.h"

#include "relay/foyer-relay-heads.h"

#include "db/foyer-db-alerts.h"
#include "db/foyer-db-heads.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-database.h"
#include "wire/foyer-wire-heads.h"
#include "wire/foyer-wire-relay.h"

#include <stdio.h>

/* Where the logs end: signed for the desks, and held against the logs when a desk shows what it has
 * kept. */

static void
sign_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  FoyerSignedHeads *heads = NULL;

  if (connection != NULL)
    heads = foyer_db_heads_sign (connection,
                                 foyer_relay_database_get_seal (handle),
                                 g_task_get_task_data (task),
                                 &error);
  if (heads != NULL)
    g_task_return_pointer (task, heads, (GDestroyNotify)foyer_signed_heads_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_relay_heads_sign_async:
 * @worker: one whose handle is a #FoyerRelayDatabase
 *
 * Signs where the chains of an event end now, unless that was done.
 */
void
foyer_relay_heads_sign_async (FoyerWorker *worker,
                              const char *event_id,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (worker, NULL, callback, user_data);

  g_task_set_source_tag (task, foyer_relay_heads_sign_async);
  g_task_set_task_data (task, g_strdup (event_id), g_free);
  foyer_worker_push (worker, g_steal_pointer (&task), sign_in_worker);
}

/**
 * foyer_relay_heads_sign_finish:
 *
 * Returns: (transfer full) (nullable): the newest heads, committed
 */
FoyerSignedHeads *
foyer_relay_heads_sign_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, worker), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A desk that shows its heads. */
typedef struct {
  FoyerRelayPeer *peer;
  FoyerMessage *message;
  FoyerDbActor actor;
} Show;

static void
show_free (gpointer data)
{
  Show *show = data;

  foyer_relay_peer_end_request (show->peer);
  g_object_unref (show->peer);
  foyer_message_unref (show->message);
  g_free (show);
}

/* What a desk holds was signed, or somebody has taken away what it was signed with; and the rows
 * that it speaks of are there, or somebody has taken these away. It is said where whoever has the
 * database cannot take it back. */
static void
report_cut (const FoyerSignedHead *head, const FoyerDbActor *actor)
{
  fprintf (stderr,
           "foyer-relay: log_cut: Device %s keeps a head of row %" G_GINT64_FORMAT
           " of chain “%s” of event %s that the database does not hold any more; see "
           "foyerctl audit verify.\n",
           actor->device_id,
           head->row_no,
           foyer_chain_to_nick (head->chain),
           head->event_id != NULL ? head->event_id : "-");
}

/* The event may be one that is not there any more. */
static gboolean
raise_alert (FoyerDbConnection *connection,
             const FoyerSignedHead *head,
             const FoyerDbActor *actor,
             GError **error)
{
  const char *subject = head->event_id != NULL ? head->event_id : "installation";

  return foyer_db_alerts_raise (connection,
                                FOYER_ALERT_LOG_CUT,
                                subject,
                                actor->device_id,
                                NULL,
                                error);
}

static gboolean
hold_against_chain (FoyerDbConnection *connection,
                    const FoyerSignedHead *head,
                    const FoyerKeyRing *keys,
                    gboolean *holds,
                    GError **error)
{
  *holds = foyer_signed_head_check (head, keys);
  return !*holds || foyer_db_head_still_holds (connection, head, holds, error);
}

static gboolean
look_at_heads (FoyerDbConnection *connection,
               const FoyerDbSeal *seal,
               const Show *show,
               GError **error)
{
  g_autoptr (FoyerSignedHeads) shown = foyer_wire_read_heads (show->message);
  g_autoptr (FoyerKeyRing) keys = foyer_db_head_keys_load (connection, seal, NULL, error);

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; i < shown->heads->len; i++) {
    const FoyerSignedHead *head = g_ptr_array_index (shown->heads, i);
    gboolean holds;

    if (!hold_against_chain (connection, head, keys, &holds, error))
      return FALSE;
    if (!holds) {
      report_cut (head, &show->actor);
      return raise_alert (connection, head, &show->actor, error);
    }
  }
  return TRUE;
}

static void
look_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL && look_at_heads (connection,
                                           foyer_relay_database_get_seal (handle),
                                           g_task_get_task_data (task),
                                           &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayHub *hub = FOYER_RELAY_HUB (source);
  const Show *show = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    foyer_relay_answer_error (show->peer,
                              show->message->id,
                              error,
                              foyer_relay_hub_get_metrics (hub));
    return;
  }
  text = g_string_new (NULL);
  foyer_wire_write_done (text, show->message->id, 0);
  foyer_relay_peer_send_text (show->peer, text);
}

/**
 * foyer_relay_heads_take_shown:
 * @message: a `show_heads`, which @peer may send
 *
 * Holds what a desk has kept against the chains. Whatever comes of it, the desk hears that it was
 * done.
 */
void
foyer_relay_heads_take_shown (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message)
{
  g_autoptr (GTask) task = NULL;
  Show *show;

  if (!foyer_relay_peer_begin_request (peer)) {
    foyer_relay_answer_refusal (peer,
                                message->id,
                                FOYER_ERROR_RATE_LIMITED,
                                "Too many requests; wait a moment and ask again.",
                                foyer_relay_hub_get_metrics (hub));
    return;
  }
  show = g_new0 (Show, 1);
  show->peer = g_object_ref (peer);
  show->message = foyer_message_ref (message);
  foyer_relay_peer_get_actor (peer, &show->actor);
  task = g_task_new (hub, NULL, on_looked, NULL);
  g_task_set_source_tag (task, foyer_relay_heads_take_shown);
  g_task_set_task_data (task, show, show_free);
  foyer_worker_push (foyer_relay_hub_get_lookups (hub), g_steal_pointer (&task), look_in_worker);
}
