/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_OWN_DEVICE_WINDOW (foyer_own_device_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerOwnDeviceWindow,
                      foyer_own_device_window,
                      FOYER,
                      OWN_DEVICE_WINDOW,
                      AdwWindow)

FoyerOwnDeviceWindow *foyer_own_device_window_new (FoyerSession *session, GtkWindow *parent);

G_END_DECLS
