/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_DEVICE_PLACE (foyer_device_place_get_type ())
G_DECLARE_FINAL_TYPE (FoyerDevicePlace, foyer_device_place, FOYER, DEVICE_PLACE, GtkWidget)

/* Properties: changed (boolean, readable): whether something was chosen that is not so yet. */
void foyer_device_place_show (FoyerDevicePlace *self,
                              const FoyerDevice *device,
                              const FoyerEvent *event);
gboolean foyer_device_place_get_changed (FoyerDevicePlace *self);
gboolean foyer_device_place_get_valid (FoyerDevicePlace *self);
const char *foyer_device_place_get_name (FoyerDevicePlace *self);
const char *foyer_device_place_get_gate (FoyerDevicePlace *self);
const char *foyer_device_place_get_list_id (FoyerDevicePlace *self);

G_END_DECLS
