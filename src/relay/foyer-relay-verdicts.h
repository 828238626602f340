/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-verify.h"
#include "relay/foyer-relay-alerts.h"
#include "relay/foyer-relay-metrics.h"
#include "relay/foyer-relay-peer.h"
#include "relay/foyer-relay-sync.h"

G_BEGIN_DECLS

FoyerDbScanRequest *foyer_relay_scan_request_new (FoyerRelayPeer *peer,
                                                  const char *re,
                                                  FoyerScan *scan);
FoyerDbScanRequest *foyer_relay_scan_request_new_late (FoyerRelayPeer *peer,
                                                       FoyerReport *report,
                                                       FoyerRelaySync *sync,
                                                       guint position);
void foyer_relay_scan_request_free (gpointer request);

void foyer_relay_verdicts_send (GPtrArray *requests,
                                const FoyerDbBatchResult *result,
                                FoyerRelayMetrics *metrics);
void foyer_relay_verdicts_suspect (GPtrArray *requests,
                                   const FoyerDbBatchResult *result,
                                   FoyerRelayAlerts *alerts);
void foyer_relay_verdicts_refuse (GPtrArray *requests,
                                  const GError *error,
                                  FoyerRelayMetrics *metrics);
G_END_DECLS
