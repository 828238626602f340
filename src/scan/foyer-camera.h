/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-camera-device.h"
#include "scan/foyer-frame.h"
#include "scan/foyer-picture.h"
#include "scan/foyer-symbol.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerCameraState:
 * @FOYER_CAMERA_STATE_OFF: not active: no camera is in use
 * @FOYER_CAMERA_STATE_ASKING: the desktop asks the person whether the camera may be used
 * @FOYER_CAMERA_STATE_STARTING: no picture yet
 * @FOYER_CAMERA_STATE_RUNNING: pictures come
 * @FOYER_CAMERA_STATE_SILENT: pictures stopped coming; it is started again by itself
 * @FOYER_CAMERA_STATE_REFUSED: the person or the desktop does not allow it
 * @FOYER_CAMERA_STATE_MISSING: there is no camera; one that is plugged in is taken by itself
 */
typedef enum {
  FOYER_CAMERA_STATE_OFF,
  FOYER_CAMERA_STATE_ASKING,
  FOYER_CAMERA_STATE_STARTING,
  FOYER_CAMERA_STATE_RUNNING,
  FOYER_CAMERA_STATE_SILENT,
  FOYER_CAMERA_STATE_REFUSED,
  FOYER_CAMERA_STATE_MISSING,
} FoyerCameraState;

#define FOYER_TYPE_CAMERA_STATE (foyer_camera_state_get_type ())
GType foyer_camera_state_get_type (void);

#define FOYER_TYPE_CAMERA (foyer_camera_get_type ())
G_DECLARE_FINAL_TYPE (FoyerCamera, foyer_camera, FOYER, CAMERA, GObject)

FoyerCamera *foyer_camera_new (const char *source, FoyerSymbologies symbologies);

gboolean foyer_camera_get_active (FoyerCamera *self);
void foyer_camera_set_active (FoyerCamera *self, gboolean active);

FoyerCameraState foyer_camera_get_state (FoyerCamera *self);
const char *foyer_camera_get_problem (FoyerCamera *self);

GListModel *foyer_camera_get_cameras (FoyerCamera *self);
FoyerCameraDevice *foyer_camera_get_selected (FoyerCamera *self);
void foyer_camera_select (FoyerCamera *self, const char *id);
const char *foyer_camera_get_wanted (FoyerCamera *self);

guint foyer_camera_get_width (FoyerCamera *self);
guint foyer_camera_get_height (FoyerCamera *self);

G_END_DECLS
