/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-source.h"
#include "relay/foyer-relay-bus.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_BUS_POSTGRES (foyer_relay_bus_postgres_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayBusPostgres,
                      foyer_relay_bus_postgres,
                      FOYER,
                      RELAY_BUS_POSTGRES,
                      FoyerRelayBus)

FoyerRelayBus *foyer_relay_bus_postgres_new (FoyerDbSource *source);

G_END_DECLS
