/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-room"

#include "config.h"

#include "relay/foyer-relay-room.h"

#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-lookup.h"
#include "relay/foyer-relay-room-private.h"
#include "relay/foyer-relay-verdicts.h"
#include "wire/foyer-wire-relay.h"

/* One event on this relay: who has joined, which scans wait, and how far everybody has been told.
 *
 * It is open while somebody is in it: it then knows the number of the last change that its members
 * were told. A member that missed some is told these first, in pieces, and is live from the moment
 * it has caught up; what is told in between it gets with the next piece. */

enum {
  SIGNAL_SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerRelayRoom, foyer_relay_room, G_TYPE_OBJECT)

/**
 * foyer_relay_join_clear:
 *
 * Frees what @self holds.
 */
void
foyer_relay_join_clear (FoyerRelayJoin *self)
{
  g_clear_pointer (&self->re, g_free);
  g_clear_pointer (&self->list_id, g_free);
  g_clear_pointer (&self->gate, g_free);
}

static void
free_member_fields (gpointer data)
{
  FoyerRelayMember *member = data;

  g_object_unref (member->peer);
  foyer_relay_join_clear (&member->join);
}

void
foyer_relay_member_unref (gpointer data)
{
  g_rc_box_release_full (data, free_member_fields);
}

/* Forgets how far everybody was told; the next one who joins has it read anew. */
static void
shut (FoyerRelayRoom *self)
{
  g_clear_pointer (&self->feed, foyer_relay_feed_free);
  g_clear_pointer (&self->event, foyer_event_unref);
  g_clear_pointer (&self->counts, foyer_counts_unref);
  g_clear_pointer (&self->setup, g_free);
  g_ptr_array_set_size (self->early, 0);
  self->early_expected = 0;
  foyer_relay_room_forget_heads (self);
  foyer_relay_room_forget_desks (self);
  foyer_relay_room_mind_watchers (self);
}

void
foyer_relay_room_remove_member (FoyerRelayRoom *self, guint position)
{
  FoyerRelayMember *member = g_ptr_array_index (self->members, position);

  member->is_gone = TRUE;
  g_ptr_array_remove_index_fast (self->members, position);
  foyer_relay_room_mind_watchers (self);
  if (self->members->len == 0 && !self->is_opening)
    shut (self);
}

/* Says what came of @peer's join. */
void
foyer_relay_room_settle (FoyerRelayRoom *self, FoyerRelayPeer *peer, gboolean is_welcome)
{
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0, peer, is_welcome);
}

static char *
describe_setup (const FoyerEvent *event)
{
  GString *text = g_string_new (NULL);

  foyer_wire_write_event_changed (text, event);
  return g_string_free (text, FALSE);
}

static void
take_room (FoyerRelayRoom *self, const FoyerRoom *room)
{
  self->event = foyer_event_ref (room->event);
  self->counts = foyer_counts_ref (room->counts);
  self->setup = describe_setup (room->event);
  self->feed = foyer_relay_feed_new (room->event->epoch, room->seq);
  for (guint i = 0; i < self->early->len; i++) {
    FoyerChangeBatch *batch = g_ptr_array_index (self->early, i);

    if (batch->epoch == room->event->epoch)
      foyer_relay_feed_put (self->feed, batch, TRUE);
  }
  g_ptr_array_set_size (self->early, 0);
  foyer_relay_feed_expect (self->feed, self->early_expected);
}

static void
on_room_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerRoom) room =
      foyer_relay_lookup_room_finish (FOYER_WORKER (source), result, &error);

  self->is_opening = FALSE;
  if (room == NULL)
    foyer_relay_room_refuse_newcomers (self, error);
  if (room == NULL || self->members->len == 0) {
    shut (self);
    return;
  }
  take_room (self, room);
  foyer_relay_room_welcome_newcomers (self);
  if (self->feed != NULL)
    foyer_relay_room_publish (self);
  if (self->is_to_check)
    foyer_relay_room_check_set_up (self);
}

static void
open_room (FoyerRelayRoom *self)
{
  if (self->is_opening)
    return;
  self->is_opening = TRUE;
  foyer_relay_lookup_room_async (self->lookups, self->event_id, on_room_ready, g_object_ref (self));
}

static void
on_batch_over (GPtrArray *requests,
               FoyerDbBatchResult *result,
               const GError *error,
               double seconds,
               gpointer user_data)
{
  FoyerRelayRoom *self = user_data;
  g_autoptr (FoyerRelayRoom) alive = g_object_ref (self);

  if (result == NULL) {
    self->metrics->failed_batches++;
    foyer_relay_verdicts_refuse (requests, error, self->metrics);
    if (self->feed != NULL)
      foyer_relay_room_publish (self);
    return;
  }
  foyer_relay_metrics_add_batch (self->metrics, requests->len, seconds);
  foyer_relay_verdicts_send (requests, result, self->metrics);
  foyer_relay_verdicts_suspect (requests, result, self->alerts);
  for (guint i = 0; i < result->batches->len; i++)
    foyer_relay_room_take_batch (self, g_ptr_array_index (result->batches, i), TRUE);
  foyer_relay_room_tell_batch (self, requests, result);
  /* Refusals change nothing, but those who watch at other relays want to know. */
  if (result->is_news)
    foyer_relay_bus_ring (self->bus, self->event_id, result->seq);
}

static void
foyer_relay_room_finalize (GObject *object)
{
  FoyerRelayRoom *self = FOYER_RELAY_ROOM (object);

  shut (self);
  g_clear_handle_id (&self->later_source, g_source_remove);
  g_clear_handle_id (&self->log_source, g_source_remove);
  foyer_relay_batcher_detach (self->batcher);
  g_object_unref (self->batcher);
  g_object_unref (self->lookups);
  g_object_unref (self->bus);
  g_object_unref (self->alerts);
  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->early);
  g_free (self->event_id);

  G_OBJECT_CLASS (foyer_relay_room_parent_class)->finalize (object);
}

static void
foyer_relay_room_class_init (FoyerRelayRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_room_finalize;

  /**
   * FoyerRelayRoom::settled:
   * @peer: who had asked to join
   * @is_welcome: whether they are in; otherwise they stay where they were
   */
  signals[SIGNAL_SETTLED] = g_signal_new ("settled",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          2,
                                          FOYER_TYPE_RELAY_PEER,
                                          G_TYPE_BOOLEAN);
}

static void
foyer_relay_room_init (FoyerRelayRoom *self)
{
  self->members = g_ptr_array_new_with_free_func (foyer_relay_member_unref);
  self->early = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_batch_unref);
}

/**
 * foyer_relay_room_new:
 * @event_id: the event; it need not exist
 * @verifier: the worker that judges its scans
 * @lookups: the worker that reads its changes
 * @bus: how other relays are told
 * @alerts: where what is refused counts
 * @metrics: where it counts; it must outlive the room
 *
 * Returns: (transfer full): a room that nobody is in
 */
FoyerRelayRoom *
foyer_relay_room_new (const char *event_id,
                      FoyerWorker *verifier,
                      FoyerWorker *lookups,
                      FoyerRelayBus *bus,
                      FoyerRelayAlerts *alerts,
                      FoyerRelayMetrics *metrics)
{
  FoyerRelayRoom *self = g_object_new (FOYER_TYPE_RELAY_ROOM, NULL);

  self->event_id = g_strdup (event_id);
  self->lookups = g_object_ref (lookups);
  self->bus = g_object_ref (bus);
  self->alerts = g_object_ref (alerts);
  self->metrics = metrics;
  self->batcher = foyer_relay_batcher_new (verifier,
                                           event_id,
                                           foyer_relay_scan_request_free,
                                           on_batch_over,
                                           self);
  return self;
}

/**
 * foyer_relay_room_join:
 * @join: what @peer asks for; its contents are taken
 *
 * Lets @peer in. It is answered now, or when the room is open.
 */
void
foyer_relay_room_join (FoyerRelayRoom *self, FoyerRelayPeer *peer, FoyerRelayJoin *join)
{
  FoyerRelayMember *member;

  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  member = g_rc_box_new0 (FoyerRelayMember);
  member->peer = g_object_ref (peer);
  member->join = *join;
  *join = (FoyerRelayJoin){ 0 };
  g_ptr_array_add (self->members, member);
  if (self->feed != NULL)
    foyer_relay_room_welcome_newcomers (self);
  else
    open_room (self);
}

/**
 * foyer_relay_room_leave:
 *
 * @peer hears no more of the event. Its scans are still answered.
 */
void
foyer_relay_room_leave (FoyerRelayRoom *self, FoyerRelayPeer *peer)
{
  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  for (guint i = self->members->len; i > 0; i--) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i - 1);

    if (member->peer == peer)
      foyer_relay_room_remove_member (self, i - 1);
  }
}

/**
 * foyer_relay_room_add_scan:
 * @re: the request's id
 *
 * Returns: %FALSE where too many scans wait already
 */
gboolean
foyer_relay_room_add_scan (FoyerRelayRoom *self,
                           FoyerRelayPeer *peer,
                           const char *re,
                           FoyerScan *scan)
{
  g_return_val_if_fail (FOYER_IS_RELAY_ROOM (self), FALSE);

  return foyer_relay_batcher_add (self->batcher, foyer_relay_scan_request_new (peer, re, scan));
}

/**
 * foyer_relay_room_add_late_scan:
 * @request: (transfer full): foyer_relay_scan_request_new_late()
 *
 * Returns: %FALSE where too many wait already
 */
gboolean
foyer_relay_room_add_late_scan (FoyerRelayRoom *self, FoyerDbScanRequest *request)
{
  g_return_val_if_fail (FOYER_IS_RELAY_ROOM (self), FALSE);

  return foyer_relay_batcher_add (self->batcher, request);
}

/**
 * foyer_relay_room_take_batch:
 * @batch: changes that were committed; perhaps none
 * @is_own: whether this relay made them; otherwise they were read from the database
 *
 * Tells the members, as soon as everything before was told.
 */
void
foyer_relay_room_take_batch (FoyerRelayRoom *self, FoyerChangeBatch *batch, gboolean is_own)
{
  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  if (self->feed == NULL) {
    if (self->is_opening)
      g_ptr_array_add (self->early, foyer_change_batch_ref (batch));
    return;
  }
  if (batch->epoch != foyer_relay_feed_get_epoch (self->feed)) {
    foyer_relay_room_turn_everybody_out (self);
    return;
  }
  foyer_relay_feed_put (self->feed, batch, is_own);
  foyer_relay_room_publish (self);
}

/**
 * foyer_relay_room_take_amendment:
 * @batch: what an undo, an override or an edit has changed
 *
 * Tells the members and the other relays.
 */
void
foyer_relay_room_take_amendment (FoyerRelayRoom *self, FoyerChangeBatch *batch)
{
  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  foyer_relay_room_take_batch (self, batch, TRUE);
  foyer_relay_room_read_log (self);
  foyer_relay_bus_ring (self->bus, self->event_id, batch->to);
}

/**
 * foyer_relay_room_hear:
 * @seq: some relay has committed changes up to this one, or log rows that change nothing
 */
void
foyer_relay_room_hear (FoyerRelayRoom *self, gint64 seq)
{
  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  if (self->is_opening)
    self->early_expected = MAX (self->early_expected, seq);
  if (self->feed == NULL)
    return;
  foyer_relay_feed_expect (self->feed, seq);
  foyer_relay_room_read_log (self);
  /* Where a batch of our own is on its way, the bell is mostly its own, and it closes the gap. */
  if (foyer_relay_batcher_is_idle (self->batcher))
    foyer_relay_room_publish (self);
}

static void
tell_everybody (FoyerRelayRoom *self, const GString *text)
{
  g_autoptr (GBytes) frame = foyer_relay_answer_frame (text);

  for (guint i = 0; i < self->members->len; i++) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i);

    if (member->is_welcome)
      foyer_relay_peer_send (member->peer, frame);
  }
}

static gboolean
is_emergency (const FoyerEvent *before, const FoyerEvent *after)
{
  return before->policy.entry_paused != after->policy.entry_paused ||
         g_strcmp0 (before->policy.message, after->policy.message) != 0;
}

/* Whether guests are let in comes before everything else. */
static void
tell_set_up (FoyerRelayRoom *self, FoyerEvent *event)
{
  g_autofree char *setup = describe_setup (event);
  g_autoptr (FoyerEvent) before = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (g_str_equal (setup, self->setup))
    return;
  g_free (self->setup);
  self->setup = g_steal_pointer (&setup);
  before = g_steal_pointer (&self->event);
  self->event = foyer_event_ref (event);
  if (is_emergency (before, event)) {
    foyer_wire_write_emergency (text, event);
    tell_everybody (self, text);
  }
  g_string_assign (text, self->setup);
  tell_everybody (self, text);
}

static void
on_event_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerEvent) event =
      foyer_relay_lookup_event_finish (FOYER_WORKER (source), result, &error);

  self->is_checking = FALSE;
  if (event != NULL && self->feed != NULL)
    tell_set_up (self, event);
  if (self->is_to_check)
    foyer_relay_room_check_set_up (self);
}

/**
 * foyer_relay_room_check_set_up:
 *
 * Tells the members how the event is set up now, where that is another way than they know. What is
 * read already may be from before whatever is new.
 */
void
foyer_relay_room_check_set_up (FoyerRelayRoom *self)
{
  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  self->is_to_check = self->is_checking || self->is_opening;
  if (self->is_to_check || self->feed == NULL)
    return;
  self->is_checking = TRUE;
  foyer_relay_lookup_event_async (self->lookups,
                                  self->event_id,
                                  on_event_ready,
                                  g_object_ref (self));
}

/**
 * foyer_relay_room_poll:
 *
 * Looks into the database for what no doorbell told of. Called every now and then.
 */
void
foyer_relay_room_poll (FoyerRelayRoom *self)
{
  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  if (self->feed == NULL)
    return;
  foyer_relay_room_fetch (self);
  foyer_relay_room_read_log (self);
  foyer_relay_room_mind_heads (self);
  foyer_relay_room_mind_desks (self);
  if (!self->is_checking)
    foyer_relay_room_check_set_up (self);
  for (guint i = 0; i < self->members->len; i++)
    foyer_relay_room_catch_up (self, g_ptr_array_index (self->members, i));
}

const char *
foyer_relay_room_get_event_id (FoyerRelayRoom *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_ROOM (self), NULL);

  return self->event_id;
}

/**
 * foyer_relay_room_is_idle:
 *
 * Returns: whether the room can be forgotten
 */
gboolean
foyer_relay_room_is_idle (FoyerRelayRoom *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_ROOM (self), TRUE);

  return self->members->len == 0 && !self->is_opening &&
         foyer_relay_batcher_is_idle (self->batcher);
}

/**
 * foyer_relay_room_get_n_waiting:
 *
 * Returns: how many scans wait for their batch
 */
guint
foyer_relay_room_get_n_waiting (FoyerRelayRoom *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_ROOM (self), 0);

  return foyer_relay_batcher_get_n_waiting (self->batcher);
}
