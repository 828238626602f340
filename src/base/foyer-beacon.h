/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_BEACON (foyer_beacon_get_type ())
G_DECLARE_FINAL_TYPE (FoyerBeacon, foyer_beacon, FOYER, BEACON, GObject)

FoyerBeacon *foyer_beacon_new (const char *type, const char *name, guint16 port, const char *text);
void foyer_beacon_set_text (FoyerBeacon *self, const char *text);

G_END_DECLS
