/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"
#include "relay/foyer-relay-listener.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

void foyer_relay_upgrade_add (SoupServer *server,
                              FoyerRelayHub *hub,
                              FoyerRelayListener *listener,
                              gboolean is_tls);

G_END_DECLS
