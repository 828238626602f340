/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-picture-file"

#include "config.h"

#include "scan/foyer-picture-file.h"

#include "base/foyer-error.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/video/video.h>

/* Pictures from files, by whatever GStreamer can decode, as a camera would deliver them. */

static const int BOX_WIDTH = 1280;
static const int BOX_HEIGHT = 720;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstVideoConverter, gst_video_converter_free)

static GstElement *
make_pipeline (const char *path, GError **error)
{
  g_autoptr (GstElement) pipeline =
      gst_parse_launch ("filesrc name=source ! decodebin ! videoconvert ! appsink name=sink "
                        "caps=video/x-raw"
                        ",format=GRAY8 sync=false",
                        error);
  g_autoptr (GstElement) source = NULL;

  if (pipeline == NULL)
    return NULL;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_object_set (source, "location", path, NULL);
  return g_steal_pointer (&pipeline);
}

/* What GStreamer says names its elements; who asked for a picture wants one plain sentence. */
static void
set_error (GstMessage *message, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &cause, NULL);
  if (g_error_matches (cause, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND))
    g_set_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such file.");
  else
    g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "This cannot be read as a picture.");
}

/* A paused pipeline holds its first picture ready. */
static GstSample *
pull_first (GstElement *pipeline, GError **error)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  GstSample *sample = NULL;

  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  message =
      gst_bus_timed_pop_filtered (bus,
                                  GST_CLOCK_TIME_NONE,
                                  GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE)
    sample = gst_app_sink_try_pull_preroll (GST_APP_SINK (sink), 0);
  if (sample == NULL)
    set_error (message, error);
  return sample;
}

/* The size inside the box, of the same shape. */
static void
fit (const GstVideoInfo *info, GstVideoInfo *fitted)
{
  int width = MIN (info->width, BOX_WIDTH);
  int height = MIN (info->height, BOX_HEIGHT);

  if ((gint64)info->width * height <= (gint64)info->height * width)
    width = (int)MAX (1, (gint64)info->width * height / info->height);
  else
    height = (int)MAX (1, (gint64)info->height * width / info->width);
  gst_video_info_set_format (fitted, GST_VIDEO_FORMAT_GRAY8, width, height);
}

static FoyerFrame *
convert (GstSample *sample)
{
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (GstVideoConverter) converter = NULL;
  g_autoptr (GBytes) pixels = NULL;
  GstVideoInfo info, fitted;
  GstVideoFrame from, to;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return NULL;
  fit (&info, &fitted);
  buffer = gst_buffer_new_allocate (NULL, fitted.size, NULL);
  converter = gst_video_converter_new (&info, &fitted, NULL);
  if (!gst_video_frame_map (&from, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  g_assert (gst_video_frame_map (&to, &fitted, buffer, GST_MAP_WRITE));
  gst_video_converter_frame (converter, &from, &to);
  pixels = g_bytes_new (GST_VIDEO_FRAME_PLANE_DATA (&to, 0), fitted.size);
  gst_video_frame_unmap (&to);
  gst_video_frame_unmap (&from);
  return foyer_frame_new (pixels, fitted.width, fitted.height, fitted.stride[0], 0);
}

/**
 * foyer_picture_file_load:
 * @path: a file
 * @error: set where it is not there or no picture
 *
 * GStreamer has to be initialised. A picture larger than 1280×720 is scaled down into that box;
 * what its file says about orientation is ignored, since a code has none.
 *
 * Returns: (transfer full) (nullable): the (first) picture of @path
 */
FoyerFrame *
foyer_picture_file_load (const char *path, GError **error)
{
  g_autoptr (GstElement) pipeline = make_pipeline (path, error);
  g_autoptr (GstSample) sample = NULL;
  FoyerFrame *frame = NULL;

  if (pipeline == NULL)
    return NULL;
  sample = pull_first (pipeline, error);
  if (sample != NULL) {
    frame = convert (sample);
    if (frame == NULL)
      g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "This picture cannot be converted.");
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return frame;
}
