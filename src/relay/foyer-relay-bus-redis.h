/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-bus.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_BUS_REDIS (foyer_relay_bus_redis_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayBusRedis,
                      foyer_relay_bus_redis,
                      FOYER,
                      RELAY_BUS_REDIS,
                      FoyerRelayBus)

FoyerRelayBus *foyer_relay_bus_redis_new (const char *uri, GError **error);

G_END_DECLS
