/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-batcher.h"
#include "relay/foyer-relay-feed.h"
#include "relay/foyer-relay-room.h"

G_BEGIN_DECLS

/* What the two files of the room share; nobody else includes this. */

/* A peer in a room. A counted box: a piece of changes may be on its way to one that has left. */
typedef struct {
  FoyerRelayPeer *peer;
  FoyerRelayJoin join;
  /* The last change that it was told; everything up to it it has. */
  gint64 cursor;
  gboolean is_welcome;
  gboolean is_live;
  gboolean is_fetching;
  gboolean is_gone;
} FoyerRelayMember;

struct _FoyerRelayRoom {
  GObject parent_instance;

  char *event_id;
  FoyerWorker *lookups;
  FoyerRelayBus *bus;
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
  guint later_source;
};

void foyer_relay_member_unref (gpointer member);

void foyer_relay_room_remove_member (FoyerRelayRoom *self, guint position);
void foyer_relay_room_turn_everybody_out (FoyerRelayRoom *self);
void foyer_relay_room_publish (FoyerRelayRoom *self);
void foyer_relay_room_tell_activities (FoyerRelayRoom *self, GPtrArray *activities);
void foyer_relay_room_fetch (FoyerRelayRoom *self);
void foyer_relay_room_catch_up (FoyerRelayRoom *self, FoyerRelayMember *member);

G_END_DECLS
