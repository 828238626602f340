/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-conflicts"

#include "config.h"

#include "relay/foyer-relay-conflicts.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-conflicts.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-database.h"
#include "wire/foyer-wire-conflicts.h"

/* Who is told of conflicts: the desks that they name, wherever they are connected, where whoever is
 * signed in there now may scan at the event; and whoever may resolve them and has joined the event.
 * After a join they are told of those that are open already, too. What is
 * new is read from the database whenever its doorbell rings, whichever relay has stored the scans;
 * what was told is remembered for a while, because whoever wrote something may have committed it a
 * little later than it says. */

#define REMEMBERED (60 * G_TIME_SPAN_SECOND)

struct _FoyerRelayConflicts {
  GObject parent_instance;

  FoyerWorker *worker;
  /* All peers; the hub's. */
  GPtrArray *peers;
  /* The id of the event that a peer has joined. */
  GHashTable *joined;
  /* When something was told last, by what it was. */
  GHashTable *told;
  FoyerTime since;
  gboolean is_looking;
  gboolean is_to_look_again;
  guint later_source;
};

G_DEFINE_FINAL_TYPE (FoyerRelayConflicts, foyer_relay_conflicts, G_TYPE_OBJECT)

static GBytes *
write_frame (const FoyerConflict *conflict)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (conflict->resolved_at == 0)
    foyer_wire_write_conflict_opened (text, conflict);
  else
    foyer_wire_write_conflict_resolved (text, conflict);
  return foyer_relay_answer_frame (text);
}

/* A conflict tells of a guest. A desk may stand at another event by now, or be somebody else's. */
static gboolean
concerns (FoyerRelayConflicts *self, const FoyerConflict *conflict, FoyerRelayPeer *peer)
{
  const FoyerDbSession *session = foyer_relay_peer_get_session (peer);
  const char *event_id = conflict->event_id;

  if (foyer_conflict_names_device (conflict, session->device->id))
    return foyer_rights_include (session->rights, event_id, FOYER_PERMISSION_SCAN);
  return g_strcmp0 (g_hash_table_lookup (self->joined, peer), event_id) == 0 &&
         foyer_rights_include (session->rights, event_id, FOYER_PERMISSION_RESOLVE);
}

static void
tell (FoyerRelayConflicts *self, const FoyerConflict *conflict)
{
  g_autoptr (GBytes) frame = write_frame (conflict);
  g_autoptr (GPtrArray) concerned = g_ptr_array_new ();
  gsize size;
  const char *bytes = g_bytes_get_data (frame, &size);
  char *what = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, size);
  gint64 *when;

  if (g_hash_table_contains (self->told, what)) {
    g_free (what);
    return;
  }
  when = g_new (gint64, 1);
  *when = g_get_monotonic_time ();
  g_hash_table_insert (self->told, what, when);
  for (guint i = 0; i < self->peers->len; i++) {
    if (concerns (self, conflict, g_ptr_array_index (self->peers, i)))
      g_ptr_array_add (concerned, g_ptr_array_index (self->peers, i));
  }
  for (guint i = 0; i < concerned->len; i++)
    foyer_relay_peer_send (g_ptr_array_index (concerned, i), frame);
}

static gboolean
is_old (gpointer key, gpointer value, gpointer user_data)
{
  return g_get_monotonic_time () - *(const gint64 *)value > REMEMBERED;
}

static void
look_in_worker (GTask *task, gpointer handle)
{
  const FoyerTime *since = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  FoyerDbConflictNews *news = NULL;

  if (connection != NULL)
    news = foyer_db_conflicts_since (connection, *since, &error);
  if (news != NULL)
    g_task_return_pointer (task, news, (GDestroyNotify)foyer_db_conflict_news_free);
  else
    g_task_return_error (task, error);
}

static void look (FoyerRelayConflicts *self);
static void look_later (FoyerRelayConflicts *self);

static void
on_look_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayConflicts *self = FOYER_RELAY_CONFLICTS (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbConflictNews) news = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_looking = FALSE;
  if (news == NULL) {
    g_debug ("Conflicts were not read: %s", error->message);
  } else {
    self->since = news->until;
    for (guint i = 0; i < news->conflicts->len; i++)
      tell (self, g_ptr_array_index (news->conflicts, i));
    g_hash_table_foreach_remove (self->told, is_old, NULL);
  }
  if (news != NULL && news->more)
    look (self);
  else if (self->is_to_look_again)
    look_later (self);
}

static void
look (FoyerRelayConflicts *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_look_ready, NULL);

  self->is_looking = TRUE;
  self->is_to_look_again = FALSE;
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, g_memdup2 (&self->since, sizeof self->since), g_free);
  foyer_worker_push (self->worker, g_steal_pointer (&task), look_in_worker);
}

static gboolean
on_later (gpointer user_data)
{
  FoyerRelayConflicts *self = user_data;

  self->later_source = 0;
  foyer_relay_conflicts_look (self);
  return G_SOURCE_REMOVE;
}

/* While a long queue is drained the doorbell rings all the time. */
static void
look_later (FoyerRelayConflicts *self)
{
  if (self->later_source == 0)
    self->later_source = g_timeout_add (FOYER_LIMIT_CONFLICT_LOOK_MS, on_later, self);
}

static void
on_news (FoyerRelayNews *news, const char *topic, FoyerRelayConflicts *self)
{
  foyer_relay_conflicts_look (self);
}

static void
foyer_relay_conflicts_finalize (GObject *object)
{
  FoyerRelayConflicts *self = FOYER_RELAY_CONFLICTS (object);

  g_clear_handle_id (&self->later_source, g_source_remove);
  g_object_unref (self->worker);
  g_ptr_array_unref (self->peers);
  g_hash_table_unref (self->joined);
  g_hash_table_unref (self->told);

  G_OBJECT_CLASS (foyer_relay_conflicts_parent_class)->finalize (object);
}

static void
foyer_relay_conflicts_class_init (FoyerRelayConflictsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_conflicts_finalize;
}

static void
foyer_relay_conflicts_init (FoyerRelayConflicts *self)
{
  self->joined = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * foyer_relay_conflicts_new:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 * @peers: (element-type FoyerRelayPeer): who is connected, always
 * @news: tells when to look
 *
 * Returns: (transfer full): what is told of conflicts from now on
 */
FoyerRelayConflicts *
foyer_relay_conflicts_new (FoyerWorker *worker, GPtrArray *peers, FoyerRelayNews *news)
{
  FoyerRelayConflicts *self = g_object_new (FOYER_TYPE_RELAY_CONFLICTS, NULL);

  self->worker = g_object_ref (worker);
  self->peers = g_ptr_array_ref (peers);
  g_signal_connect_object (news, "news::conflicts", G_CALLBACK (on_news), self, 0);
  return self;
}

/* Somebody who is told of what is open: of all, or of what names their device. */
typedef struct {
  FoyerRelayPeer *peer;
  char *event_id;
  gboolean of_all;
  FoyerDbActor actor;
} Newcomer;

static void
newcomer_free (gpointer data)
{
  Newcomer *newcomer = data;

  g_object_unref (newcomer->peer);
  g_free (newcomer->event_id);
  g_free (newcomer);
}

static GPtrArray *
list (const Newcomer *newcomer, FoyerDbConnection *connection, GError **error)
{
  gboolean more;

  if (newcomer->of_all)
    return foyer_db_conflicts_list (connection,
                                    newcomer->event_id,
                                    FALSE,
                                    FOYER_LIMIT_CONFLICTS_LISTED,
                                    &newcomer->actor,
                                    &more,
                                    error);
  return foyer_db_conflicts_naming (connection,
                                    newcomer->event_id,
                                    FOYER_LIMIT_CONFLICTS_LISTED,
                                    &newcomer->actor,
                                    error);
}

static void
list_in_worker (GTask *task, gpointer handle)
{
  const Newcomer *newcomer = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  GPtrArray *conflicts = NULL;

  if (connection != NULL)
    conflicts = list (newcomer, connection, &error);
  if (conflicts != NULL)
    g_task_return_pointer (task, conflicts, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_list_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayConflicts *self = FOYER_RELAY_CONFLICTS (source);
  const Newcomer *newcomer = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = g_task_propagate_pointer (G_TASK (result), &error);

  if (conflicts == NULL)
    g_debug ("Open conflicts were not listed: %s", error->message);
  /* They may be gone by now, or elsewhere. */
  if (conflicts == NULL ||
      g_strcmp0 (g_hash_table_lookup (self->joined, newcomer->peer), newcomer->event_id) != 0)
    return;
  for (guint i = conflicts->len; i > 0; i--) {
    g_autoptr (GBytes) frame = write_frame (g_ptr_array_index (conflicts, i - 1));

    foyer_relay_peer_send (newcomer->peer, frame);
  }
}

/**
 * foyer_relay_conflicts_join:
 *
 * @peer has joined an event: whoever may resolve its conflicts is told of all that are open, and of
 * what is new until they go; everybody else of those that name their device, which they are told of
 * anyway when they are new.
 */
void
foyer_relay_conflicts_join (FoyerRelayConflicts *self, FoyerRelayPeer *peer, const char *event_id)
{
  g_autoptr (GTask) task = NULL;
  Newcomer *newcomer;

  g_return_if_fail (FOYER_IS_RELAY_CONFLICTS (self));

  g_hash_table_insert (self->joined, peer, g_strdup (event_id));
  newcomer = g_new0 (Newcomer, 1);
  newcomer->of_all = foyer_rights_include (foyer_relay_peer_get_session (peer)->rights,
                                           event_id,
                                           FOYER_PERMISSION_RESOLVE);
  newcomer->peer = g_object_ref (peer);
  newcomer->event_id = g_strdup (event_id);
  foyer_relay_peer_get_actor (peer, &newcomer->actor);
  task = g_task_new (self, NULL, on_list_ready, NULL);
  g_task_set_source_tag (task, foyer_relay_conflicts_join);
  g_task_set_task_data (task, newcomer, newcomer_free);
  foyer_worker_push (self->worker, g_steal_pointer (&task), list_in_worker);
}

/**
 * foyer_relay_conflicts_go:
 *
 * @peer is gone.
 */
void
foyer_relay_conflicts_go (FoyerRelayConflicts *self, FoyerRelayPeer *peer)
{
  g_return_if_fail (FOYER_IS_RELAY_CONFLICTS (self));

  g_hash_table_remove (self->joined, peer);
}

/**
 * foyer_relay_conflicts_look:
 *
 * Tells what is new. Called when there is news, and every now and then.
 */
void
foyer_relay_conflicts_look (FoyerRelayConflicts *self)
{
  g_return_if_fail (FOYER_IS_RELAY_CONFLICTS (self));

  /* What an answer that is on its way tells may be from before the news. */
  if (self->is_looking)
    self->is_to_look_again = TRUE;
  else
    look (self);
}
