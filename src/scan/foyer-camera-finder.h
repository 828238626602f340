/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CAMERA_FINDER (foyer_camera_finder_get_type ())
G_DECLARE_FINAL_TYPE (FoyerCameraFinder, foyer_camera_finder, FOYER, CAMERA_FINDER, GObject)

FoyerCameraFinder *foyer_camera_finder_new (GListStore *cameras, int remote, GError **error);

gboolean foyer_camera_finder_is_alive (FoyerCameraFinder *self);

G_END_DECLS
