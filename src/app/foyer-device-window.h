/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_DEVICE_WINDOW (foyer_device_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerDeviceWindow, foyer_device_window, FOYER, DEVICE_WINDOW, AdwWindow)

FoyerDeviceWindow *foyer_device_window_new (FoyerSession *session,
                                            FoyerDeviceItem *item,
                                            GtkWindow *parent);

G_END_DECLS
