/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "relay/foyer-relay-range.h"

G_BEGIN_DECLS

typedef struct _FoyerRelaySnapshot FoyerRelaySnapshot;

FoyerRelaySnapshot *foyer_relay_snapshot_open (FoyerDbConnection *connection,
                                               const char *event_id,
                                               gboolean only_void,
                                               gboolean is_compressed,
                                               GError **error);
void foyer_relay_snapshot_close (FoyerRelaySnapshot *self);
const char *foyer_relay_snapshot_get_tag (const FoyerRelaySnapshot *self);
gboolean foyer_relay_snapshot_is_known (const FoyerRelaySnapshot *self, const char *tags);
gboolean foyer_relay_snapshot_measure (FoyerRelaySnapshot *self, gint64 *size, GError **error);
void foyer_relay_snapshot_choose (FoyerRelaySnapshot *self, const FoyerRelayRange *range);
GBytes *foyer_relay_snapshot_next (FoyerRelaySnapshot *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelaySnapshot, foyer_relay_snapshot_close)

G_END_DECLS
