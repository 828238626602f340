/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "db/foyer-db-verify.h"
#include "model/foyer-change-batch.h"
#include "model/foyer-scan.h"
#include "relay/foyer-relay-alerts.h"
#include "relay/foyer-relay-bus.h"
#include "relay/foyer-relay-metrics.h"
#include "relay/foyer-relay-peer.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_ROOM (foyer_relay_room_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayRoom, foyer_relay_room, FOYER, RELAY_ROOM, GObject)

/**
 * FoyerRelayJoin:
 * @re: the request's id
 * @since: the number of the last change that the device has
 * @epoch: what @since counts in; 0 where the device has nothing
 * @list_id: (nullable): the check-in list that the desk works for
 * @gate: (nullable): the gate where the desk stands, by name; empty for none, %NULL for the same as
 *   before
 * @activity: whether it wants to hear what staff do
 * @desks: whether it wants to hear which desks there are
 *
 * What a device asks for when it joins.
 */
typedef struct {
  char *re;
  gint64 since;
  gint64 epoch;
  char *list_id;
  char *gate;
  gboolean activity;
  gboolean desks;
} FoyerRelayJoin;

void foyer_relay_join_clear (FoyerRelayJoin *self);

FoyerRelayRoom *foyer_relay_room_new (const char *event_id,
                                      FoyerWorker *verifier,
                                      FoyerWorker *lookups,
                                      FoyerRelayBus *bus,
                                      FoyerRelayAlerts *alerts,
                                      FoyerRelayMetrics *metrics);

void foyer_relay_room_join (FoyerRelayRoom *self, FoyerRelayPeer *peer, FoyerRelayJoin *join);
void foyer_relay_room_forget_join (FoyerRelayRoom *self, FoyerRelayPeer *peer);
void foyer_relay_room_leave (FoyerRelayRoom *self, FoyerRelayPeer *peer);
gboolean foyer_relay_room_add_scan (FoyerRelayRoom *self,
                                    FoyerRelayPeer *peer,
                                    const char *re,
                                    FoyerScan *scan);
gboolean foyer_relay_room_add_late_scan (FoyerRelayRoom *self, FoyerDbScanRequest *request);
void foyer_relay_room_take_batch (FoyerRelayRoom *self, FoyerChangeBatch *batch, gboolean is_own);
void foyer_relay_room_take_amendment (FoyerRelayRoom *self, FoyerChangeBatch *batch);
void foyer_relay_room_hear (FoyerRelayRoom *self, gint64 seq);
void foyer_relay_room_poll (FoyerRelayRoom *self);
void foyer_relay_room_check_set_up (FoyerRelayRoom *self);
void foyer_relay_room_mind_desks (FoyerRelayRoom *self);
const char *foyer_relay_room_get_event_id (FoyerRelayRoom *self);
gboolean foyer_relay_room_is_idle (FoyerRelayRoom *self);
guint foyer_relay_room_get_n_waiting (FoyerRelayRoom *self);

G_END_DECLS
