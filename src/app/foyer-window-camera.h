/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-camera.h"
#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void foyer_window_camera_tie (GtkWindow *window, FoyerCamera *camera, FoyerSession *session);
void foyer_window_camera_untie (FoyerCamera *camera);

G_END_DECLS
