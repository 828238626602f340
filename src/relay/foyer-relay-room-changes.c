/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-room"

#include "config.h"

#include "relay/foyer-relay-room-private.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-lookup.h"

/* How the members of a room are told of changes: those that are live all at once, those that
 * missed some piece by piece, until they are live too. */

/* A piece is sent when less than this waits in the socket. */
#define QUEUED_BEFORE_PIECE (FOYER_LIMIT_QUEUED_TO_SOCKET / 4)

/* After a restore from a backup the numbers mean something else; devices join again and learn it.
 */
void
foyer_relay_room_turn_everybody_out (FoyerRelayRoom *self)
{
  for (guint i = self->members->len; i > 0; i--) {
    FoyerRelayMember *member = g_ptr_array_index (self->members, i - 1);

    foyer_relay_peer_close (member->peer,
                            FOYER_RELAY_CLOSE_DRAINING,
                            "the event has a new epoch; join again");
  }
  while (self->members->len > 0)
    foyer_relay_room_remove_member (self, self->members->len - 1);
}

static void
send_frames (FoyerRelayPeer *peer, const GPtrArray *frames)
{
  for (guint i = 0; i < frames->len; i++)
    foyer_relay_peer_send (peer, g_ptr_array_index (frames, i));
}

static void
broadcast (FoyerRelayRoom *self, FoyerChangeBatch *batch)
{
  g_autoptr (GPtrArray) frames = NULL;

  foyer_counts_unref (self->counts);
  self->counts = foyer_counts_ref (batch->counts);
  for (guint i = 0; i < self->members->len; i++) {
    FoyerRelayMember *member = g_ptr_array_index (self->members, i);

    if (!member->is_live)
      continue;
    if (frames == NULL)
      frames = foyer_relay_answer_changes (batch);
    send_frames (member->peer, frames);
    member->cursor = batch->to;
    self->metrics->broadcasts += frames->len;
  }
}

static void
on_changes_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerChangeBatch) batch =
      foyer_relay_lookup_changes_finish (FOYER_WORKER (source), result, &error);

  self->is_fetching = FALSE;
  if (batch == NULL) {
    /* The next poll asks again. */
    g_debug ("Changes were not read: %s", error->message);
    return;
  }
  if (self->feed != NULL && batch->changes->len == FOYER_LIMIT_CHANGES_PER_FRAME)
    foyer_relay_feed_expect (self->feed, batch->to + 1);
  foyer_relay_room_take_batch (self, batch, FALSE);
}

void
foyer_relay_room_fetch (FoyerRelayRoom *self)
{
  if (self->is_fetching)
    return;
  self->is_fetching = TRUE;
  foyer_relay_lookup_changes_async (self->lookups,
                                    self->event_id,
                                    foyer_relay_feed_get_seq (self->feed),
                                    on_changes_ready,
                                    g_object_ref (self));
}

/* Tells what can be told, and asks the database for what another relay has done in between. */
void
foyer_relay_room_publish (FoyerRelayRoom *self)
{
  while (TRUE) {
    gboolean is_own;
    g_autoptr (FoyerChangeBatch) batch = foyer_relay_feed_next (self->feed, &is_own);

    if (batch == NULL)
      break;
    broadcast (self, batch);
  }
  if (foyer_relay_feed_has_gap (self->feed))
    foyer_relay_room_fetch (self);
}

/* Returns FALSE where the member has gone for good. */
static gboolean
tell_missed (FoyerRelayRoom *self, FoyerRelayMember *member, FoyerChangeBatch *batch)
{
  g_autoptr (FoyerChangeBatch) part =
      foyer_relay_feed_cut (batch, member->cursor, foyer_relay_feed_get_seq (self->feed));
  g_autoptr (GPtrArray) frames = NULL;

  if (part == NULL || part->from != member->cursor + 1)
    return FALSE;
  frames = foyer_relay_answer_changes (part);
  send_frames (member->peer, frames);
  member->cursor = part->to;
  return TRUE;
}

typedef struct {
  FoyerRelayRoom *room;
  FoyerRelayMember *member;
} Missed;

static void
on_missed_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Missed *missed = user_data;
  g_autoptr (FoyerRelayRoom) self = missed->room;
  FoyerRelayMember *member = missed->member;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerChangeBatch) batch =
      foyer_relay_lookup_changes_finish (FOYER_WORKER (source), result, &error);

  member->is_fetching = FALSE;
  if (!member->is_gone && self->feed != NULL) {
    if (batch == NULL)
      g_debug ("Changes were not read: %s", error->message);
    else if (batch->epoch != foyer_relay_feed_get_epoch (self->feed))
      foyer_relay_room_turn_everybody_out (self);
    else if (tell_missed (self, member, batch))
      foyer_relay_room_catch_up (self, member);
  }
  foyer_relay_member_unref (member);
}

static gboolean
on_later_is_now (gpointer user_data)
{
  FoyerRelayRoom *self = user_data;

  self->later_source = 0;
  for (guint i = 0; i < self->members->len; i++)
    foyer_relay_room_catch_up (self, g_ptr_array_index (self->members, i));
  return G_SOURCE_REMOVE;
}

static void
fetch_missed (FoyerRelayRoom *self, FoyerRelayMember *member)
{
  Missed *missed;

  if (foyer_relay_socket_get_queued (foyer_relay_peer_get_socket (member->peer)) >
      QUEUED_BEFORE_PIECE) {
    if (self->later_source == 0)
      self->later_source = g_timeout_add (50, on_later_is_now, self);
    return;
  }
  missed = g_new0 (Missed, 1);
  missed->room = g_object_ref (self);
  missed->member = g_rc_box_acquire (member);
  member->is_fetching = TRUE;
  foyer_relay_lookup_changes_async (self->lookups,
                                    self->event_id,
                                    member->cursor,
                                    on_missed_ready,
                                    missed);
}

/* From memory where it reaches back far enough, else piece by piece from the database. */
void
foyer_relay_room_catch_up (FoyerRelayRoom *self, FoyerRelayMember *member)
{
  g_autoptr (GPtrArray) batches = NULL;

  if (!member->is_welcome || member->is_live || member->is_fetching || self->feed == NULL)
    return;
  batches = foyer_relay_feed_recall (self->feed, member->cursor);
  for (guint i = 0; batches != NULL && i < batches->len; i++)
    tell_missed (self, member, g_ptr_array_index (batches, i));
  if (member->cursor >= foyer_relay_feed_get_seq (self->feed))
    member->is_live = TRUE;
  else
    fetch_missed (self, member);
}
