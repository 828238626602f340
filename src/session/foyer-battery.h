/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where Linux describes batteries and chargers. */
#define FOYER_BATTERY_FOLDER "/sys/class/power_supply"

int foyer_battery_read (const char *folder);

G_END_DECLS
