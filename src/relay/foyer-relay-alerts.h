/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-alerts.h"
#include "relay/foyer-relay-news.h"
#include "relay/foyer-relay-peer.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_ALERTS (foyer_relay_alerts_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayAlerts, foyer_relay_alerts, FOYER, RELAY_ALERTS, GObject)

FoyerRelayAlerts *foyer_relay_alerts_new (FoyerWorker *worker, FoyerRelayNews *news);

void foyer_relay_alerts_come (FoyerRelayAlerts *self, FoyerRelayPeer *peer);
void foyer_relay_alerts_go (FoyerRelayAlerts *self, FoyerRelayPeer *peer);
void foyer_relay_alerts_look (FoyerRelayAlerts *self);
void foyer_relay_alerts_count (FoyerRelayAlerts *self, const FoyerDbAlertCount *count);

G_END_DECLS
