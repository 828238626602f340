/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_BEACON (foyer_relay_beacon_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayBeacon, foyer_relay_beacon, FOYER, RELAY_BEACON, GObject)

FoyerRelayBeacon *foyer_relay_beacon_new (guint16 port, const char *fingerprint);
void foyer_relay_beacon_set_fingerprint (FoyerRelayBeacon *self, const char *fingerprint);

G_END_DECLS
