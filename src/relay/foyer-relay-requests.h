/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"

G_BEGIN_DECLS

void foyer_relay_requests_take (FoyerRelayHub *hub,
                                FoyerRelayPeer *peer,
                                const char *text,
                                gsize length);
void foyer_relay_requests_refuse (FoyerRelayHub *hub,
                                  FoyerRelayPeer *peer,
                                  const char *text,
                                  gsize length,
                                  gint64 wait);

G_END_DECLS
