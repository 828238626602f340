/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-choice.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CAMERA_DEVICE (foyer_camera_device_get_type ())
G_DECLARE_FINAL_TYPE (FoyerCameraDevice, foyer_camera_device, FOYER, CAMERA_DEVICE, FoyerChoice)

FoyerCameraDevice *foyer_camera_device_new (GstDevice *device);

GstDevice *foyer_camera_device_get_device (FoyerCameraDevice *self);

G_END_DECLS
