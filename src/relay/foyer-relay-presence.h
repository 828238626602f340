/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "relay/foyer-relay-peer.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_PRESENCE (foyer_relay_presence_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayPresence, foyer_relay_presence, FOYER, RELAY_PRESENCE, GObject)

FoyerRelayPresence *foyer_relay_presence_new (FoyerWorker *worker, GPtrArray *peers);

void foyer_relay_presence_come (FoyerRelayPresence *self, FoyerRelayPeer *peer);
void foyer_relay_presence_go (FoyerRelayPresence *self, FoyerRelayPeer *peer);
void foyer_relay_presence_notice (FoyerRelayPresence *self, FoyerRelayPeer *peer);
void foyer_relay_presence_watch (FoyerRelayPresence *self, FoyerRelayPeer *peer);
void foyer_relay_presence_look (FoyerRelayPresence *self);
void foyer_relay_presence_note_reports (FoyerRelayPresence *self);
void foyer_relay_presence_touch_all (FoyerRelayPresence *self);

G_END_DECLS
