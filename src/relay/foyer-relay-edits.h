/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

void foyer_relay_edits_begin (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message);

G_END_DECLS
