/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

GstCaps *foyer_camera_source_choose_caps (GstCaps *offered);

GstElement *foyer_camera_source_new_for_device (GstDevice *device, int remote, GError **error);
GstElement *foyer_camera_source_new (const char *text, gboolean *is_file, GError **error);

G_END_DECLS
