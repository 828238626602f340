/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-device-access.h"
#include "model/foyer-device.h"

G_BEGIN_DECLS

/* How a device stands. */
const char *foyer_device_text_word (const FoyerDevice *device);
const char *foyer_device_text_icon (const FoyerDevice *device);
const char *foyer_device_text_css_class (const FoyerDevice *device);
char *foyer_device_text_trouble (const FoyerDevice *device);
char *foyer_device_text_detail (const FoyerDevice *device, const char *time_zone, FoyerTime now);
char *foyer_device_text_note (const FoyerDevice *device, const char *time_zone, FoyerTime now);
char *foyer_device_text_waiting (const FoyerDevice *device);
char *foyer_device_text_battery (const FoyerDevice *device);
char *foyer_device_text_camera (const FoyerDevice *device);
char *foyer_device_text_clock (const FoyerDevice *device);
int foyer_device_text_compare (const FoyerDevice *a, const FoyerDevice *b);

/* What happened to it. */
const char *foyer_device_text_access (FoyerAccessKind kind);
const char *foyer_device_text_access_icon (FoyerAccessKind kind);
char *foyer_device_text_access_detail (const FoyerDeviceAccess *access);

G_END_DECLS
