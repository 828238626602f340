/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-roll"

#include "config.h"

#include "relay/foyer-relay-roll.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-sessions.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-database.h"
#include "relay/foyer-relay-outage.h"

/* Whether those who are connected still may be: all of them at once when there is news of sessions
 * or devices, and otherwise a part of them every now and then, which finds sessions that end by
 * themselves and news that was missed. Whose rights or whose place are others than when they were
 * greeted is put out too: they connect again, and are greeted with the new ones. */

struct _FoyerRelayRoll {
  GObject parent_instance;

  FoyerWorker *worker;
  GPtrArray *peers;
  /* Where the roll call goes on. */
  guint next_peer;
  guint n_news;
  gboolean is_calling;
  gboolean is_to_call_all;
  gboolean is_answered;
  FoyerRelayOutage outage;
};

G_DEFINE_FINAL_TYPE (FoyerRelayRoll, foyer_relay_roll, G_TYPE_OBJECT)

static void call_all (FoyerRelayRoll *self);

static void
call_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  GHashTable *roll = NULL;

  if (connection != NULL)
    roll = foyer_db_sessions_call_roll (connection, g_task_get_task_data (task), &error);
  if (roll != NULL)
    g_task_return_pointer (task, roll, (GDestroyNotify)g_hash_table_unref);
  else
    g_task_return_error (task, error);
}

static void
check_peer (FoyerRelayPeer *peer, const FoyerDbRollEntry *entry)
{
  const FoyerDbSession *session = foyer_relay_peer_get_session (peer);

  if (entry == NULL)
    foyer_relay_peer_close (peer, FOYER_RELAY_CLOSE_SESSION_ENDED, "this session is gone");
  else if (entry->error != NULL)
    foyer_relay_answer_goodbye (foyer_relay_peer_get_socket (peer), entry->error);
  else if (!g_str_equal (entry->rights, session->rights->text))
    foyer_relay_peer_close (peer,
                            FOYER_RELAY_CLOSE_RIGHTS_CHANGED,
                            "what you may do is something else now");
  else if (entry->approved_at != session->device->approved_at)
    foyer_relay_peer_close (peer,
                            FOYER_RELAY_CLOSE_RIGHTS_CHANGED,
                            "an admin has said where this device is to work");
}

static void
on_call_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayRoll *self = FOYER_RELAY_ROLL (source);
  const GPtrArray *asked = g_task_get_task_data (G_TASK (result));
  g_autoptr (GHashTable) were_asked = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) roll = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_calling = FALSE;
  self->is_answered = roll != NULL;
  foyer_relay_outage_note (&self->outage, self->is_answered);
  for (guint i = 0; i < asked->len; i++)
    g_hash_table_add (were_asked, g_ptr_array_index (asked, i));
  for (guint i = 0; roll != NULL && i < self->peers->len; i++) {
    FoyerRelayPeer *peer = g_ptr_array_index (self->peers, i);
    const char *id = foyer_relay_peer_get_session (peer)->id;

    if (g_hash_table_contains (were_asked, id))
      check_peer (peer, g_hash_table_lookup (roll, id));
  }
  if (self->is_to_call_all && roll != NULL)
    call_all (self);
}

static void
call (FoyerRelayRoll *self, guint n)
{
  GPtrArray *session_ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_call_ready, NULL);

  for (guint i = 0; i < n; i++) {
    FoyerRelayPeer *peer =
        g_ptr_array_index (self->peers, (self->next_peer + i) % self->peers->len);

    g_ptr_array_add (session_ids, g_strdup (foyer_relay_peer_get_session (peer)->id));
  }
  self->next_peer += n;
  self->is_calling = TRUE;
  g_task_set_source_tag (task, call);
  g_task_set_task_data (task, session_ids, (GDestroyNotify)g_ptr_array_unref);
  foyer_worker_push (self->worker, g_steal_pointer (&task), call_in_worker);
}

/* What an answer that is on its way tells may be from before the news. */
static void
call_all (FoyerRelayRoll *self)
{
  self->is_to_call_all = self->is_calling;
  if (!self->is_calling)
    call (self, self->peers->len);
}

static void
on_news (FoyerRelayNews *news, const char *topic, FoyerRelayRoll *self)
{
  self->n_news++;
  call_all (self);
}

static void
foyer_relay_roll_finalize (GObject *object)
{
  FoyerRelayRoll *self = FOYER_RELAY_ROLL (object);

  g_object_unref (self->worker);
  g_ptr_array_unref (self->peers);

  G_OBJECT_CLASS (foyer_relay_roll_parent_class)->finalize (object);
}

static void
foyer_relay_roll_class_init (FoyerRelayRollClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_roll_finalize;
}

static void
foyer_relay_roll_init (FoyerRelayRoll *self)
{
  self->outage.lost = "PostgreSQL does not answer; no scan is judged until it does";
  self->outage.back = "PostgreSQL answers again";
}

/**
 * foyer_relay_roll_new:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 * @peers: (element-type FoyerRelayPeer): the peers of this relay, as they come and go
 * @news: tells when to look
 *
 * Returns: (transfer full): a roll
 */
FoyerRelayRoll *
foyer_relay_roll_new (FoyerWorker *worker, GPtrArray *peers, FoyerRelayNews *news)
{
  FoyerRelayRoll *self = g_object_new (FOYER_TYPE_RELAY_ROLL, NULL);

  self->worker = g_object_ref (worker);
  self->peers = g_ptr_array_ref (peers);
  g_signal_connect_object (news, "news::sessions", G_CALLBACK (on_news), self, 0);
  g_signal_connect_object (news, "news::devices", G_CALLBACK (on_news), self, 0);
  call (self, 0);
  return self;
}

/**
 * foyer_relay_roll_tick:
 *
 * Asks for a part of the peers, so that each has its turn every %FOYER_LIMIT_SESSION_CHECK_SECONDS.
 * Called every %FOYER_LIMIT_POLL_SECONDS.
 */
void
foyer_relay_roll_tick (FoyerRelayRoll *self)
{
  guint n;

  g_return_if_fail (FOYER_IS_RELAY_ROLL (self));

  if (self->is_calling)
    return;
  n = self->peers->len * FOYER_LIMIT_POLL_SECONDS / FOYER_LIMIT_SESSION_CHECK_SECONDS + 20;
  if (self->is_to_call_all)
    call_all (self);
  else
    call (self, MIN (n, self->peers->len));
}

/**
 * foyer_relay_roll_get_n_news:
 *
 * Returns: what foyer_relay_roll_greet() wants to know
 */
guint
foyer_relay_roll_get_n_news (FoyerRelayRoll *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_ROLL (self), 0);

  return self->n_news;
}

/**
 * foyer_relay_roll_greet:
 * @n_news: what foyer_relay_roll_get_n_news() returned before a new peer was looked up
 *
 * Somebody is among the peers now. Where there was news meanwhile, it may be about them.
 */
void
foyer_relay_roll_greet (FoyerRelayRoll *self, guint n_news)
{
  g_return_if_fail (FOYER_IS_RELAY_ROLL (self));

  if (n_news != self->n_news)
    call_all (self);
}

/* Nobody waits for it: that the database was away shows elsewhere. */
static void
touch_in_worker (GTask *task, gpointer handle)
{
  const GArray *uses = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection == NULL ||
      !foyer_db_sessions_touch (connection, (FoyerDbSessionUse *)uses->data, uses->len, &error))
    g_debug ("Sessions were not noted: %s", error->message);
  g_task_return_boolean (task, error == NULL);
}

/**
 * foyer_relay_roll_note_use:
 *
 * Notes in the database which sessions were used since this was called last. Called every
 * %FOYER_LIMIT_TOUCH_SECONDS.
 */
void
foyer_relay_roll_note_use (FoyerRelayRoll *self)
{
  g_autoptr (GArray) uses = g_array_new (FALSE, TRUE, sizeof (FoyerDbSessionUse));
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_RELAY_ROLL (self));

  g_array_set_clear_func (uses, (GDestroyNotify)foyer_db_session_use_clear);
  for (guint i = 0; i < self->peers->len; i++) {
    FoyerDbSessionUse use;

    if (foyer_relay_peer_take_use (g_ptr_array_index (self->peers, i), &use))
      g_array_append_val (uses, use);
  }
  if (uses->len == 0)
    return;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, foyer_relay_roll_note_use);
  g_task_set_task_data (task, g_steal_pointer (&uses), (GDestroyNotify)g_array_unref);
  foyer_worker_push (self->worker, g_steal_pointer (&task), touch_in_worker);
}

/**
 * foyer_relay_roll_is_answered:
 *
 * Returns: whether the database answered the last time
 */
gboolean
foyer_relay_roll_is_answered (FoyerRelayRoll *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_ROLL (self), FALSE);

  return self->is_answered;
}
