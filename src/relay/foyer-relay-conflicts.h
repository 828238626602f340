/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "relay/foyer-relay-news.h"
#include "relay/foyer-relay-peer.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_CONFLICTS (foyer_relay_conflicts_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayConflicts, foyer_relay_conflicts, FOYER, RELAY_CONFLICTS, GObject)

FoyerRelayConflicts *foyer_relay_conflicts_new (FoyerWorker *worker,
                                                GPtrArray *peers,
                                                FoyerRelayNews *news);

void foyer_relay_conflicts_join (FoyerRelayConflicts *self,
                                 FoyerRelayPeer *peer,
                                 const char *event_id);
void foyer_relay_conflicts_go (FoyerRelayConflicts *self, FoyerRelayPeer *peer);
void foyer_relay_conflicts_look (FoyerRelayConflicts *self);

G_END_DECLS
