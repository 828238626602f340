/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-verify.h"
#include "model/foyer-verdict.h"
#include "relay/foyer-relay-alerts.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

void foyer_relay_suspect_verdict (FoyerRelayAlerts *alerts,
                                  const FoyerDbActor *actor,
                                  const char *event_id,
                                  const FoyerVerdict *verdict);
void foyer_relay_suspect_late (FoyerRelayAlerts *alerts, const FoyerDbScanRequest *request);
void foyer_relay_suspect_act (FoyerRelayAlerts *alerts,
                              FoyerAlertKind kind,
                              const FoyerDbActor *actor,
                              const char *event_id);
void foyer_relay_suspect_report (FoyerRelayAlerts *alerts,
                                 FoyerRelayPeer *peer,
                                 const FoyerDeviceReport *report);
void foyer_relay_suspect_visit (FoyerRelayAlerts *alerts,
                                const FoyerMessage *message,
                                const FoyerDbActor *actor,
                                const GError *error);

G_END_DECLS
