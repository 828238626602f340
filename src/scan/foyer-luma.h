/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-frame.h"

#include <gst/video/video.h>

G_BEGIN_DECLS

/* The formats of GStreamer whose first component is luma with a byte per pixel. */
#define FOYER_LUMA_FORMATS "{ YUY2, I420, NV12, GRAY8, UYVY, YVYU, YV12, NV21, Y42B, Y41B, Y444 }"

FoyerFrame *foyer_luma_copy (const GstVideoFrame *video, gint64 time);

G_END_DECLS
