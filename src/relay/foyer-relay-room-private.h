/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-verify.h"
#include "model/foyer-signed-heads.h"
#include "relay/foyer-relay-batcher.h"
#include "relay/foyer-relay-feed.h"
#include "relay/foyer-relay-room.h"

G_BEGIN_DECLS

/* What the files of the room share; nobody else includes this. */

/* A peer in a room. A counted box: a piece of changes may be on its way to one that has left. */
typedef struct {
  FoyerRelayPeer *peer;
  FoyerRelayJoin join;
  /* The last change that it was told; everything up to it it has. */
  gint64 cursor;
  gboolean is_welcome;
  gboolean is_live;
  gboolean is_fetching;
  /* A later join of the same peer was answered. */
  gboolean is_replaced;
  gboolean is_gone;
} FoyerRelayMember;

struct _FoyerRelayRoom {
  GObject parent_instance;

  char *event_id;
  FoyerWorker *lookups;
  FoyerRelayBus *bus;
  FoyerRelayAlerts *alerts;
  FoyerRelayMetrics *metrics;
  FoyerRelayBatcher *batcher;

  GPtrArray *members;
  FoyerRelayFeed *feed;
  FoyerEvent *event;
  FoyerCounts *counts;
  /* What event_changed said last, to see whether there is anything new to say. */
  char *setup;
  /* Own changes from before the room was open. */
  GPtrArray *early;
  gint64 early_expected;
  gboolean is_opening;
  gboolean is_fetching;
  gboolean is_checking;
  gboolean is_to_check;
  guint later_source;

  /* What staff do: whether somebody wants to know, the last log row that was told, and the reading
   * of those of other relays. */
  gboolean is_watched;
  gboolean is_beginning_watch;
  gint64 log_no;
  gboolean is_reading_log;
  gboolean wants_log;
  gint64 log_read_since;
  gint64 log_read_at;
  guint log_source;

  /* Where its logs end, as the desks were told last. */
  FoyerSignedHeads *heads;
  GBytes *heads_frame;
  gboolean is_signing;
  gint64 heads_signed_at;

  /* The desks as they were told; NULL while nobody has looked. */
  GPtrArray *desks;
  gboolean is_looking_for_desks;
  gboolean wants_desks;
  gint64 desks_looked_at;
  gint64 desks_rated_at;
  guint desks_source;
};

void foyer_relay_member_unref (gpointer member);

void foyer_relay_room_settle (FoyerRelayRoom *self, FoyerRelayPeer *peer, gboolean is_welcome);
void foyer_relay_room_remove_member (FoyerRelayRoom *self, guint position);
void foyer_relay_room_turn_everybody_out (FoyerRelayRoom *self);
void foyer_relay_room_publish (FoyerRelayRoom *self);
void foyer_relay_room_fetch (FoyerRelayRoom *self);
void foyer_relay_room_catch_up (FoyerRelayRoom *self, FoyerRelayMember *member);
void foyer_relay_room_welcome_newcomers (FoyerRelayRoom *self);
void foyer_relay_room_refuse_newcomers (FoyerRelayRoom *self, const GError *error);

void foyer_relay_room_mind_heads (FoyerRelayRoom *self);
void foyer_relay_room_tell_heads (FoyerRelayRoom *self, const FoyerRelayMember *member);
void foyer_relay_room_forget_heads (FoyerRelayRoom *self);

void foyer_relay_room_forget_desks (FoyerRelayRoom *self);

void foyer_relay_room_begin_watch (FoyerRelayRoom *self);
void foyer_relay_room_mind_watchers (FoyerRelayRoom *self);
void foyer_relay_room_read_log (FoyerRelayRoom *self);
void foyer_relay_room_tell_batch (FoyerRelayRoom *self,
                                  GPtrArray *requests,
                                  const FoyerDbBatchResult *result);

G_END_DECLS
