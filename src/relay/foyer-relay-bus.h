/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_BUS (foyer_relay_bus_get_type ())
G_DECLARE_DERIVABLE_TYPE (FoyerRelayBus, foyer_relay_bus, FOYER, RELAY_BUS, GObject)

/**
 * FoyerRelayBusClass:
 * @send: says to all relays, this one too, that an event has changes up to a number
 */
struct _FoyerRelayBusClass {
  GObjectClass parent_class;

  void (*send) (FoyerRelayBus *self, const char *payload);
};

void foyer_relay_bus_ring (FoyerRelayBus *self, const char *event_id, gint64 seq);
void foyer_relay_bus_hear (FoyerRelayBus *self, const char *payload);

G_END_DECLS
