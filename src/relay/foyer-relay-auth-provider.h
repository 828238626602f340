/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

void foyer_relay_auth_provider_add (SoupServer *server, FoyerRelayHub *hub);

G_END_DECLS
