/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"
#include "relay/foyer-relay-listener.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_SNAPSHOTS (foyer_relay_snapshots_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelaySnapshots, foyer_relay_snapshots, FOYER, RELAY_SNAPSHOTS, GObject)

FoyerRelaySnapshots *foyer_relay_snapshots_new (SoupServer *server,
                                                FoyerDbSource *source,
                                                FoyerRelayHub *hub,
                                                FoyerRelayListener *listener);

G_END_DECLS
