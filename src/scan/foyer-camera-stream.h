/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "scan/foyer-picture.h"
#include "scan/foyer-reader.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CAMERA_STREAM (foyer_camera_stream_get_type ())
G_DECLARE_FINAL_TYPE (FoyerCameraStream, foyer_camera_stream, FOYER, CAMERA_STREAM, GObject)

FoyerCameraStream *foyer_camera_stream_new (GstElement *source,
                                            gboolean is_file,
                                            FoyerReader *reader,
                                            FoyerWorker *worker,
                                            GError **error);

void foyer_camera_stream_start (FoyerCameraStream *self, int remote);
void foyer_camera_stream_stop (FoyerCameraStream *self);
gint64 foyer_camera_stream_get_last_time (FoyerCameraStream *self);

G_END_DECLS
