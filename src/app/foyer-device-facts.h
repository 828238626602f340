/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-device.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_DEVICE_FACTS (foyer_device_facts_get_type ())

G_DECLARE_FINAL_TYPE (FoyerDeviceFacts,
                      foyer_device_facts,
                      FOYER,
                      DEVICE_FACTS,
                      AdwPreferencesGroup)

void foyer_device_facts_show (FoyerDeviceFacts *self, const FoyerDevice *device);

G_END_DECLS
