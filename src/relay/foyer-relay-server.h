/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-options.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_SERVER (foyer_relay_server_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayServer, foyer_relay_server, FOYER, RELAY_SERVER, GObject)

FoyerRelayServer *foyer_relay_server_new (const FoyerRelayOptions *options, GError **error);
void foyer_relay_server_announce (FoyerRelayServer *self);
void foyer_relay_server_reload (FoyerRelayServer *self);
void foyer_relay_server_drain (FoyerRelayServer *self);

G_END_DECLS
