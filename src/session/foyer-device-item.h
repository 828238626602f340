/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-device.h"

G_BEGIN_DECLS

#define FOYER_TYPE_DEVICE_ITEM (foyer_device_item_get_type ())
G_DECLARE_FINAL_TYPE (FoyerDeviceItem, foyer_device_item, FOYER, DEVICE_ITEM, GObject)

FoyerDeviceItem *foyer_device_item_new (FoyerDevice *device);

FoyerDevice *foyer_device_item_get_device (FoyerDeviceItem *self);
void foyer_device_item_set_device (FoyerDeviceItem *self, FoyerDevice *device);

G_END_DECLS
