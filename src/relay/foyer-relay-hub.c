/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-hub"

#include "config.h"

#include "relay/foyer-relay-hub.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-conflicts.h"
#include "relay/foyer-relay-database.h"
#include "relay/foyer-relay-requests.h"
#include "relay/foyer-relay-twins.h"

#include <malloc.h>

/* All devices and all rooms of this relay, and the workers that stand between them and the
 * database: scanning has connections of its own, so that it waits for nothing else. */

#define N_VERIFIERS          2
#define SIGN_INS_BEFORE_TRIM 100

struct _FoyerRelayHub {
  GObject parent_instance;

  FoyerRelayPoller *poller;
  FoyerRelayBus *bus;
  FoyerRelayMetrics metrics;
  FoyerRelayNews *news;
  FoyerRelayPresence *presence;
  FoyerRelayRoll *roll;
  FoyerRelayAlerts *alerts;
  FoyerRelayTwins *twins;
  FoyerRelayConflicts *conflicts;
  FoyerRelayAccesses *accesses;
  FoyerRelayProvider *provider;
  FoyerRelayQuotas *quotas;
  FoyerWorker *verifiers[N_VERIFIERS];
  FoyerWorker *lookups;
  FoyerWorker *sessions;
  FoyerWorker *visits;

  GPtrArray *peers;
  GHashTable *rooms;
  /* In which room a peer is, and which one it has asked for. */
  GHashTable *joined;
  GHashTable *joining;
  guint tick_source;
  guint n_ticks;
  /* Sign-ins up to the last tick, and up to when memory was given back last. */
  guint64 n_seen;
  guint64 n_trimmed;
  gboolean is_draining;
};

G_DEFINE_FINAL_TYPE (FoyerRelayHub, foyer_relay_hub, G_TYPE_OBJECT)

static void
on_bus_rung (FoyerRelayBus *bus, const char *event_id, gint64 seq, FoyerRelayHub *self)
{
  FoyerRelayRoom *room = g_hash_table_lookup (self->rooms, event_id);

  if (room != NULL)
    foyer_relay_room_hear (room, seq);
}

static void
on_events_changed (FoyerRelayNews *news, const char *topic, FoyerRelayHub *self)
{
  GHashTableIter iter;
  gpointer room;

  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    foyer_relay_room_check_set_up (room);
}

static void
on_devices_changed (FoyerRelayNews *news, const char *topic, FoyerRelayHub *self)
{
  GHashTableIter iter;
  gpointer room;

  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    foyer_relay_room_mind_desks (room);
}

static void
on_peer_request (FoyerRelayPeer *peer, const char *text, gsize length, gpointer user_data)
{
  FoyerRelayHub *self = user_data;

  self->metrics.messages++;
  foyer_relay_requests_take (self, peer, text, length);
}

static void
on_peer_refuse (FoyerRelayPeer *peer,
                const char *text,
                gsize length,
                gint64 wait,
                gpointer user_data)
{
  FoyerRelayHub *self = user_data;

  self->metrics.messages++;
  foyer_relay_requests_refuse (self, peer, text, length, wait);
}

static void
leave_room (FoyerRelayHub *self, GHashTable *rooms, FoyerRelayPeer *peer)
{
  FoyerRelayRoom *room = g_hash_table_lookup (rooms, peer);

  if (room != NULL)
    foyer_relay_room_leave (room, peer);
  g_hash_table_remove (rooms, peer);
}

/* Who is let in leaves where they were; who is not stays there. */
static void
on_room_settled (FoyerRelayRoom *room,
                 FoyerRelayPeer *peer,
                 gboolean is_welcome,
                 FoyerRelayHub *self)
{
  FoyerRelayRoom *former = g_hash_table_lookup (self->joined, peer);

  g_hash_table_remove (self->joining, peer);
  if (!is_welcome)
    return;
  foyer_relay_presence_notice (self->presence, peer);
  foyer_relay_conflicts_join (self->conflicts, peer, foyer_relay_room_get_event_id (room));
  if (former == room)
    return;
  if (former != NULL)
    foyer_relay_room_leave (former, peer);
  g_hash_table_insert (self->joined, peer, g_object_ref (room));
}

static void
on_peer_gone (FoyerRelayPeer *peer, gpointer user_data)
{
  FoyerRelayHub *self = user_data;
  g_autoptr (FoyerRelayPeer) alive = g_object_ref (peer);

  leave_room (self, self->joining, peer);
  leave_room (self, self->joined, peer);
  g_ptr_array_remove_fast (self->peers, peer);
  self->metrics.peers = self->peers->len;
  foyer_relay_presence_go (self->presence, peer);
  foyer_relay_alerts_go (self->alerts, peer);
  foyer_relay_conflicts_go (self->conflicts, peer);
}

static const FoyerRelayPeerFuncs peer_funcs = {
  .request = on_peer_request,
  .refuse = on_peer_refuse,
  .gone = on_peer_gone,
};

/* A sign-in takes several times what its connection keeps: when a crowd is through, the rest goes
 * back to the kernel. */
static void
give_memory_back (FoyerRelayHub *self)
{
#ifdef __GLIBC__
  if (self->metrics.signed_in == self->n_seen &&
      self->metrics.signed_in >= self->n_trimmed + SIGN_INS_BEFORE_TRIM) {
    malloc_trim (0);
    self->n_trimmed = self->metrics.signed_in;
  }
#endif
  self->n_seen = self->metrics.signed_in;
}

static gboolean
on_tick (gpointer user_data)
{
  FoyerRelayHub *self = user_data;
  GHashTableIter iter;
  gpointer room;

  self->metrics.scans_waiting = 0;
  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room)) {
    if (foyer_relay_room_is_idle (room)) {
      g_hash_table_iter_remove (&iter);
      continue;
    }
    self->metrics.scans_waiting += foyer_relay_room_get_n_waiting (room);
    foyer_relay_room_poll (room);
  }
  foyer_relay_roll_tick (self->roll);
  give_memory_back (self);
  foyer_relay_presence_note_reports (self->presence);
  foyer_relay_presence_look (self->presence);
  foyer_relay_twins_look (self->twins);
  if (++self->n_ticks % (FOYER_LIMIT_TOUCH_SECONDS / FOYER_LIMIT_POLL_SECONDS) == 0) {
    foyer_relay_presence_touch_all (self->presence);
    foyer_relay_roll_note_use (self->roll);
    foyer_relay_quotas_tidy (self->quotas, g_get_monotonic_time ());
    foyer_relay_alerts_look (self->alerts);
    foyer_relay_conflicts_look (self->conflicts);
  }
  return G_SOURCE_CONTINUE;
}

static void
foyer_relay_hub_dispose (GObject *object)
{
  FoyerRelayHub *self = FOYER_RELAY_HUB (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->bus != NULL)
    g_signal_handlers_disconnect_by_data (self->bus, self);
  g_hash_table_remove_all (self->joined);
  g_hash_table_remove_all (self->joining);
  g_hash_table_remove_all (self->rooms);
  g_ptr_array_set_size (self->peers, 0);
  g_clear_object (&self->roll);
  g_clear_object (&self->alerts);
  g_clear_object (&self->twins);
  g_clear_object (&self->conflicts);
  if (self->news != NULL)
    g_object_run_dispose (G_OBJECT (self->news));
  g_clear_object (&self->news);
  g_clear_object (&self->presence);
  g_clear_object (&self->accesses);
  g_clear_object (&self->provider);
  g_clear_object (&self->bus);
  for (guint i = 0; i < N_VERIFIERS; i++)
    g_clear_object (&self->verifiers[i]);
  g_clear_object (&self->lookups);
  g_clear_object (&self->sessions);
  g_clear_object (&self->visits);
  g_clear_object (&self->poller);

  G_OBJECT_CLASS (foyer_relay_hub_parent_class)->dispose (object);
}

static void
foyer_relay_hub_finalize (GObject *object)
{
  FoyerRelayHub *self = FOYER_RELAY_HUB (object);

  g_ptr_array_unref (self->peers);
  foyer_relay_quotas_free (self->quotas);
  g_hash_table_unref (self->rooms);
  g_hash_table_unref (self->joined);
  g_hash_table_unref (self->joining);

  G_OBJECT_CLASS (foyer_relay_hub_parent_class)->finalize (object);
}

static void
foyer_relay_hub_class_init (FoyerRelayHubClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_hub_dispose;
  object_class->finalize = foyer_relay_hub_finalize;
}

static void
foyer_relay_hub_init (FoyerRelayHub *self)
{
  self->peers = g_ptr_array_new_with_free_func (g_object_unref);
  self->quotas = foyer_relay_quotas_new ();
  self->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->joined = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->joining = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

/**
 * foyer_relay_hub_new:
 * @source: where the database is; it must outlive the hub
 * @bus: how relays tell each other that there is something new
 *
 * Returns: (transfer full) (nullable): a hub without devices
 */
FoyerRelayHub *
foyer_relay_hub_new (FoyerDbSource *source, FoyerRelayBus *bus, GError **error)
{
  g_autoptr (FoyerRelayHub) self = g_object_new (FOYER_TYPE_RELAY_HUB, NULL);

  self->poller = foyer_relay_poller_new (error);
  if (self->poller == NULL)
    return NULL;
  self->bus = g_object_ref (bus);
  g_signal_connect (bus, "rung", G_CALLBACK (on_bus_rung), self);
  for (guint i = 0; i < N_VERIFIERS; i++)
    self->verifiers[i] = foyer_relay_database_new_worker ("relay-verify", source);
  self->lookups = foyer_relay_database_new_worker ("relay-lookup", source);
  self->sessions = foyer_relay_database_new_worker ("relay-session", source);
  self->visits = foyer_relay_database_new_worker ("relay-visit", source);
  self->news = foyer_relay_news_new (self->sessions);
  g_signal_connect_object (self->news, "news::events", G_CALLBACK (on_events_changed), self, 0);
  g_signal_connect_object (self->news, "news::devices", G_CALLBACK (on_devices_changed), self, 0);
  self->accesses = foyer_relay_accesses_new (self->sessions);
  self->presence = foyer_relay_presence_new (self->sessions, self->peers);
  self->roll = foyer_relay_roll_new (self->sessions, self->peers, self->news);
  self->alerts = foyer_relay_alerts_new (self->sessions, self->news);
  self->twins = foyer_relay_twins_new (self->sessions, self->peers);
  self->conflicts = foyer_relay_conflicts_new (self->lookups, self->peers, self->news);
  self->provider = foyer_relay_provider_new ();
  self->tick_source = g_timeout_add_seconds (FOYER_LIMIT_POLL_SECONDS, on_tick, self);
  return g_steal_pointer (&self);
}

/**
 * foyer_relay_hub_add:
 * @socket: a socket that is not read yet
 * @sign_in: who it is; its session is taken
 *
 * Greets a device, and listens to it from now on.
 */
void
foyer_relay_hub_add (FoyerRelayHub *self, FoyerRelaySocket *socket, FoyerRelaySignIn *sign_in)
{
  g_autoptr (GPtrArray) hellos = NULL;
  FoyerRelayPeer *peer;

  g_return_if_fail (FOYER_IS_RELAY_HUB (self));

  hellos = foyer_relay_sign_in_greet (sign_in);
  foyer_relay_accesses_note (self->accesses,
                             FOYER_ACCESS_CONNECTED,
                             sign_in->session,
                             sign_in->address,
                             sign_in->user_agent);
  peer = foyer_relay_peer_new (socket,
                               g_steal_pointer (&sign_in->session),
                               sign_in->address,
                               sign_in->user_agent,
                               self->quotas);
  g_ptr_array_add (self->peers, peer);
  self->metrics.peers = self->peers->len;
  self->metrics.signed_in++;
  foyer_relay_presence_come (self->presence, peer);
  foyer_relay_roll_greet (self->roll, sign_in->n_news);
  foyer_relay_alerts_come (self->alerts, peer);
  foyer_relay_peer_start (peer, hellos, &peer_funcs, self);
}

/**
 * foyer_relay_hub_turn_away:
 * @socket: a socket whose device is not among the peers
 * @error: why it will not be
 */
void
foyer_relay_hub_turn_away (FoyerRelayHub *self, FoyerRelaySocket *socket, const GError *error)
{
  g_return_if_fail (FOYER_IS_RELAY_HUB (self));

  self->metrics.refused++;
  if (!foyer_relay_answer_goodbye (socket, error))
    foyer_relay_socket_close (socket,
                              FOYER_RELAY_CLOSE_DRAINING,
                              "the database does not answer now");
}

/**
 * foyer_relay_hub_get_room:
 *
 * Returns: (transfer none): the room of an event, which need not exist; use it at once
 */
FoyerRelayRoom *
foyer_relay_hub_get_room (FoyerRelayHub *self, const char *event_id)
{
  FoyerRelayRoom *room;

  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  room = g_hash_table_lookup (self->rooms, event_id);
  if (room == NULL) {
    room = foyer_relay_room_new (event_id,
                                 self->verifiers[g_str_hash (event_id) % N_VERIFIERS],
                                 self->lookups,
                                 self->bus,
                                 self->alerts,
                                 &self->metrics);
    g_signal_connect_object (room, "settled", G_CALLBACK (on_room_settled), self, 0);
    g_hash_table_insert (self->rooms, g_strdup (event_id), room);
  }
  return room;
}

/**
 * foyer_relay_hub_join:
 * @join: what @peer asks for; its contents are taken
 *
 * Lets @peer into the room of an event and, when it is in, out of the one where it was.
 */
void
foyer_relay_hub_join (FoyerRelayHub *self,
                      FoyerRelayPeer *peer,
                      const char *event_id,
                      FoyerRelayJoin *join)
{
  FoyerRelayRoom *room;

  g_return_if_fail (FOYER_IS_RELAY_HUB (self));

  room = g_hash_table_lookup (self->joining, peer);
  if (room != NULL)
    foyer_relay_room_forget_join (room, peer);
  room = foyer_relay_hub_get_room (self, event_id);
  g_hash_table_insert (self->joining, peer, g_object_ref (room));
  foyer_relay_room_join (room, peer, join);
}

FoyerRelayPoller *
foyer_relay_hub_get_poller (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->poller;
}

FoyerRelayMetrics *
foyer_relay_hub_get_metrics (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return &self->metrics;
}

FoyerRelayRoll *
foyer_relay_hub_get_roll (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->roll;
}

FoyerRelayAlerts *
foyer_relay_hub_get_alerts (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->alerts;
}

FoyerRelayPresence *
foyer_relay_hub_get_presence (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->presence;
}

/**
 * foyer_relay_hub_get_accesses:
 *
 * Returns: (transfer none): what notes who connects
 */
FoyerRelayAccesses *
foyer_relay_hub_get_accesses (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->accesses;
}

/**
 * foyer_relay_hub_get_provider:
 *
 * Returns: (transfer none): the OpenID provider that people sign in with, where one is set up
 */
FoyerRelayProvider *
foyer_relay_hub_get_provider (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->provider;
}

/**
 * foyer_relay_hub_get_quotas:
 *
 * Returns: (transfer none): how much each may ask
 */
FoyerRelayQuotas *
foyer_relay_hub_get_quotas (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->quotas;
}

/**
 * foyer_relay_hub_get_lookups:
 *
 * Returns: (transfer none): the worker for what devices ask for besides scans
 */
FoyerWorker *
foyer_relay_hub_get_lookups (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->lookups;
}

/**
 * foyer_relay_hub_get_sessions:
 *
 * Returns: (transfer none): the worker for sessions and devices
 */
FoyerWorker *
foyer_relay_hub_get_sessions (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->sessions;
}

/**
 * foyer_relay_hub_get_visits:
 *
 * Returns: (transfer none): the worker for devices that sign in; passphrases keep it busy
 */
FoyerWorker *
foyer_relay_hub_get_visits (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), NULL);

  return self->visits;
}

/**
 * foyer_relay_hub_is_ready:
 *
 * Returns: whether the database answered lately, and devices are welcome
 */
gboolean
foyer_relay_hub_is_ready (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), FALSE);

  return foyer_relay_roll_is_answered (self->roll) && !self->is_draining;
}

gboolean
foyer_relay_hub_is_draining (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), TRUE);

  return self->is_draining;
}

/**
 * foyer_relay_hub_drain:
 *
 * Says goodbye to all devices; they are gone a moment later.
 */
void
foyer_relay_hub_drain (FoyerRelayHub *self)
{
  g_return_if_fail (FOYER_IS_RELAY_HUB (self));

  self->is_draining = TRUE;
  for (guint i = 0; i < self->peers->len; i++)
    foyer_relay_peer_close (g_ptr_array_index (self->peers, i),
                            FOYER_RELAY_CLOSE_DRAINING,
                            "this relay is being stopped");
}

guint
foyer_relay_hub_get_n_peers (FoyerRelayHub *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), 0);

  return self->peers->len;
}

/**
 * foyer_relay_hub_has_session:
 * @address: where it is asked from
 *
 * Returns: whether a device is connected with that session from that address
 */
gboolean
foyer_relay_hub_has_session (FoyerRelayHub *self, const char *session_id, const char *address)
{
  g_return_val_if_fail (FOYER_IS_RELAY_HUB (self), FALSE);

  for (guint i = 0; i < self->peers->len; i++) {
    FoyerRelayPeer *peer = g_ptr_array_index (self->peers, i);
    FoyerDbActor actor;

    foyer_relay_peer_get_actor (peer, &actor);
    if (g_str_equal (foyer_relay_peer_get_session (peer)->id, session_id) &&
        g_strcmp0 (actor.ip_address, address) == 0)
      return TRUE;
  }
  return FALSE;
}
