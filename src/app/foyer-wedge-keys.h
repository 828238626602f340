/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_WEDGE_KEYS (foyer_wedge_keys_get_type ())
G_DECLARE_FINAL_TYPE (FoyerWedgeKeys, foyer_wedge_keys, FOYER, WEDGE_KEYS, GObject)

FoyerWedgeKeys *foyer_wedge_keys_new (GtkWindow *window);
void foyer_wedge_keys_set_enabled (FoyerWedgeKeys *self, gboolean enabled);

G_END_DECLS
