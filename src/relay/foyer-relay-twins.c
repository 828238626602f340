/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-twins"

#include "config.h"

#include "relay/foyer-relay-twins.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-alerts.h"
#include "relay/foyer-relay-database.h"
#include "relay/foyer-relay-peer.h"

/* Whether two computers work as one device, with copies of its profile. A device that connects
 * again may leave a connection behind that nobody has closed, but over that nothing comes any more:
 * only where both go on is somebody at the other end of each. Only a device that has proven its key
 * is looked at: a kiosk's token may be used anywhere. */

struct _FoyerRelayTwins {
  GObject parent_instance;

  FoyerWorker *worker;
  GPtrArray *peers;
  /* The ids of devices whose alerts were raised here. */
  GHashTable *told;
  gboolean is_telling;
};

G_DEFINE_FINAL_TYPE (FoyerRelayTwins, foyer_relay_twins, G_TYPE_OBJECT)

/* What admins are to be told, and who has a twin then. */
typedef struct {
  GPtrArray *begun;
  GPtrArray *ended;
  GHashTable *now;
} Tidings;

static void
tidings_free (gpointer data)
{
  Tidings *self = data;

  g_ptr_array_unref (self->begun);
  g_ptr_array_unref (self->ended);
  g_hash_table_unref (self->now);
  g_free (self);
}

static gboolean
tell (FoyerDbConnection *connection, const Tidings *tidings, GError **error)
{
  for (guint i = 0; i < tidings->begun->len; i++) {
    const char *id = g_ptr_array_index (tidings->begun, i);

    if (!foyer_db_alerts_raise (connection, FOYER_ALERT_TWIN_DEVICE, id, id, NULL, error))
      return FALSE;
  }
  for (guint i = 0; i < tidings->ended->len; i++) {
    if (!foyer_db_alerts_end (connection,
                              FOYER_ALERT_TWIN_DEVICE,
                              g_ptr_array_index (tidings->ended, i),
                              error))
      return FALSE;
  }
  return TRUE;
}

static void
tell_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL && tell (connection, g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What could not be told is told the next time, where it is still so. */
static void
on_tell_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayTwins *self = FOYER_RELAY_TWINS (source);
  Tidings *tidings = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->is_telling = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_debug ("Admins were not told of twins: %s", error->message);
    return;
  }
  g_hash_table_unref (self->told);
  self->told = g_hash_table_ref (tidings->now);
}

/* Lists the ids of @devices that @others lacks. */
static GPtrArray *
list_new (GHashTable *devices, GHashTable *others)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, devices);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    if (!g_hash_table_contains (others, id))
      g_ptr_array_add (ids, g_strdup (id));
  }
  return ids;
}

static FoyerRelayLife
get_life (FoyerRelayPeer *peer)
{
  FoyerRelaySocket *socket = foyer_relay_peer_get_socket (peer);

  return (FoyerRelayLife){ .opened = foyer_relay_socket_get_opened (socket),
                           .heard = foyer_relay_socket_get_heard (socket) };
}

static gboolean
is_one_of_two (FoyerRelayPeer *peer, const GPtrArray *others)
{
  FoyerRelayLife life = get_life (peer);

  for (guint i = 0; i < others->len; i++) {
    FoyerRelayLife other = get_life (g_ptr_array_index (others, i));

    if (foyer_relay_lives_are_two (&life, &other))
      return TRUE;
  }
  return FALSE;
}

/* The ids of the devices that are two. */
static GHashTable *
find_twins (FoyerRelayTwins *self)
{
  GHashTable *twins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) met =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; i < self->peers->len; i++) {
    FoyerRelayPeer *peer = g_ptr_array_index (self->peers, i);
    const FoyerDbSession *session = foyer_relay_peer_get_session (peer);
    GPtrArray *others = g_hash_table_lookup (met, session->device->id);

    if (!session->key_bound || session->no_rate_limit)
      continue;
    if (others == NULL) {
      others = g_ptr_array_new ();
      g_hash_table_insert (met, session->device->id, others);
    } else if (!g_hash_table_contains (twins, session->device->id) &&
               is_one_of_two (peer, others)) {
      g_hash_table_add (twins, g_strdup (session->device->id));
    }
    g_ptr_array_add (others, peer);
  }
  return twins;
}

static void
foyer_relay_twins_finalize (GObject *object)
{
  FoyerRelayTwins *self = FOYER_RELAY_TWINS (object);

  g_object_unref (self->worker);
  g_ptr_array_unref (self->peers);
  g_hash_table_unref (self->told);

  G_OBJECT_CLASS (foyer_relay_twins_parent_class)->finalize (object);
}

static void
foyer_relay_twins_class_init (FoyerRelayTwinsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_twins_finalize;
}

static void
foyer_relay_twins_init (FoyerRelayTwins *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * foyer_relay_lives_are_two:
 *
 * Returns: whether both of two connections of one device have gone on for so long that neither is
 *   what the other has left behind
 */
gboolean
foyer_relay_lives_are_two (const FoyerRelayLife *one, const FoyerRelayLife *other)
{
  gint64 together = MIN (one->heard, other->heard) - MAX (one->opened, other->opened);

  return together >= FOYER_LIMIT_TWIN_SECONDS * G_TIME_SPAN_SECOND;
}

/**
 * foyer_relay_twins_new:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 * @peers: (element-type FoyerRelayPeer): those who are here, now and later
 *
 * Returns: (transfer full): what has seen nobody yet
 */
FoyerRelayTwins *
foyer_relay_twins_new (FoyerWorker *worker, GPtrArray *peers)
{
  FoyerRelayTwins *self = g_object_new (FOYER_TYPE_RELAY_TWINS, NULL);

  self->worker = g_object_ref (worker);
  self->peers = g_ptr_array_ref (peers);
  return self;
}

/**
 * foyer_relay_twins_look:
 *
 * Raises an alert for every device that is two, and ends it where that is over. Called every now
 * and then.
 */
void
foyer_relay_twins_look (FoyerRelayTwins *self)
{
  g_autoptr (GTask) task = NULL;
  Tidings *tidings;

  g_return_if_fail (FOYER_IS_RELAY_TWINS (self));

  if (self->is_telling)
    return;
  tidings = g_new0 (Tidings, 1);
  tidings->now = find_twins (self);
  tidings->begun = list_new (tidings->now, self->told);
  tidings->ended = list_new (self->told, tidings->now);
  if (tidings->begun->len == 0 && tidings->ended->len == 0) {
    tidings_free (tidings);
    return;
  }
  task = g_task_new (self, NULL, on_tell_ready, NULL);
  g_task_set_source_tag (task, foyer_relay_twins_look);
  g_task_set_task_data (task, tidings, tidings_free);
  self->is_telling = TRUE;
  foyer_worker_push (self->worker, g_steal_pointer (&task), tell_in_worker);
}
