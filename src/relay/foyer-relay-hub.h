/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-source.h"
#include "relay/foyer-relay-accesses.h"
#include "relay/foyer-relay-alerts.h"
#include "relay/foyer-relay-bus.h"
#include "relay/foyer-relay-metrics.h"
#include "relay/foyer-relay-news.h"
#include "relay/foyer-relay-poller.h"
#include "relay/foyer-relay-presence.h"
#include "relay/foyer-relay-provider.h"
#include "relay/foyer-relay-quotas.h"
#include "relay/foyer-relay-roll.h"
#include "relay/foyer-relay-room.h"
#include "relay/foyer-relay-sign-in.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_HUB (foyer_relay_hub_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayHub, foyer_relay_hub, FOYER, RELAY_HUB, GObject)

FoyerRelayHub *foyer_relay_hub_new (FoyerDbSource *source, FoyerRelayBus *bus, GError **error);

/* Devices. */
void foyer_relay_hub_add (FoyerRelayHub *self, FoyerRelaySocket *socket, FoyerRelaySignIn *sign_in);
void foyer_relay_hub_turn_away (FoyerRelayHub *self, FoyerRelaySocket *socket, const GError *error);
void foyer_relay_hub_join (FoyerRelayHub *self,
                           FoyerRelayPeer *peer,
                           const char *event_id,
                           FoyerRelayJoin *join);
FoyerRelayRoom *foyer_relay_hub_get_room (FoyerRelayHub *self, const char *event_id);

/* What the parts share. */
FoyerRelayPoller *foyer_relay_hub_get_poller (FoyerRelayHub *self);
FoyerRelayMetrics *foyer_relay_hub_get_metrics (FoyerRelayHub *self);
FoyerRelayRoll *foyer_relay_hub_get_roll (FoyerRelayHub *self);
FoyerRelayAlerts *foyer_relay_hub_get_alerts (FoyerRelayHub *self);
FoyerRelayPresence *foyer_relay_hub_get_presence (FoyerRelayHub *self);
FoyerRelayAccesses *foyer_relay_hub_get_accesses (FoyerRelayHub *self);
FoyerRelayProvider *foyer_relay_hub_get_provider (FoyerRelayHub *self);
FoyerRelayQuotas *foyer_relay_hub_get_quotas (FoyerRelayHub *self);
FoyerWorker *foyer_relay_hub_get_lookups (FoyerRelayHub *self);
FoyerWorker *foyer_relay_hub_get_sessions (FoyerRelayHub *self);
FoyerWorker *foyer_relay_hub_get_visits (FoyerRelayHub *self);

/* Life and death. */
gboolean foyer_relay_hub_is_ready (FoyerRelayHub *self);
gboolean foyer_relay_hub_is_draining (FoyerRelayHub *self);
void foyer_relay_hub_drain (FoyerRelayHub *self);
gboolean foyer_relay_hub_has_session (FoyerRelayHub *self,
                                      const char *session_id,
                                      const char *address);
guint foyer_relay_hub_get_n_peers (FoyerRelayHub *self);

G_END_DECLS
