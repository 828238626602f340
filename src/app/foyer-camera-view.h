/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-camera.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CAMERA_VIEW (foyer_camera_view_get_type ())
G_DECLARE_FINAL_TYPE (FoyerCameraView, foyer_camera_view, FOYER, CAMERA_VIEW, GtkWidget)

void foyer_camera_view_set_camera (FoyerCameraView *self, FoyerCamera *camera);

G_END_DECLS
