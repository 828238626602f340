/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-verify.h"
#include "relay/foyer-relay-metrics.h"
#include "relay/foyer-relay-peer.h"

G_BEGIN_DECLS

typedef struct _FoyerRelaySync FoyerRelaySync;

FoyerRelaySync *foyer_relay_sync_new (FoyerRelayPeer *peer,
                                      const char *re,
                                      guint n_scans,
                                      FoyerRelayMetrics *metrics);
FoyerRelaySync *foyer_relay_sync_ref (FoyerRelaySync *self);
void foyer_relay_sync_unref (FoyerRelaySync *self);
void foyer_relay_sync_name (FoyerRelaySync *self, guint position, const char *scan_id);
void foyer_relay_sync_take (FoyerRelaySync *self, guint position, const FoyerDbScanAnswer *answer);
void foyer_relay_sync_refuse (FoyerRelaySync *self, guint position, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelaySync, foyer_relay_sync_unref)

G_END_DECLS
