/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-visit.h"
#include "relay/foyer-relay-work.h"

G_BEGIN_DECLS

void foyer_relay_devices_add (SoupServer *server, FoyerRelayHub *hub);

/* What admins ask over their WebSocket. */
FoyerRelayWork foyer_relay_devices_get_work (FoyerMessageKind kind);

G_END_DECLS
