/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera-stream"

#include "config.h"

#include "scan/foyer-camera-stream.h"

#include "base/foyer-error.h"
#include "scan/foyer-luma.h"
#include "scan/foyer-newest.h"

#include <gst/app/app.h>
#include <gst/video/video.h>
#include <unistd.h>

/* One run of one camera: a GStreamer pipeline from a source element to pictures on the main thread
 * and frames for the reader. It ends for good with stop; starting again takes a new one.
 *
 * Starting and stopping happen on a worker, because pipewiresrc makes either wait for up to half a
 * minute when its camera has just gone; one after the other, because a camera is not free before
 * it was stopped. Buffers go back to the camera at once: both copies are made on the pipeline's
 * thread, because some cameras have only four buffers. */

#define CAPS "video/x-raw, format = (string) " FOYER_LUMA_FORMATS

struct _FoyerCameraStream {
  GObject parent_instance;

  GstElement *pipeline;
  gboolean is_file;
  guint bus_watch;
  int remote;
  FoyerWorker *worker;
  FoyerReader *reader;
  FoyerNewest *pictures;

  /* The pipeline's thread only. */
  GstVideoConverter *converter;
  GstVideoInfo shown;
  GstVideoInfo taken;

  /* Below the lock. */
  GMutex lock;
  gint64 last_time;
  gboolean is_over;
};

enum {
  SIGNAL_PICTURE,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerCameraStream, foyer_camera_stream, G_TYPE_OBJECT)

static void
free_picture (gpointer value)
{
  foyer_picture_unref (value);
}

static void
on_picture (gpointer value, gpointer user_data)
{
  g_autoptr (FoyerCameraStream) self = g_object_ref (user_data);
  g_autoptr (FoyerPicture) picture = value;

  g_signal_emit (self, signals[SIGNAL_PICTURE], 0, picture);
}

/* Rooms with a camera of one format make one converter. */
static gboolean
prepare_converter_in_worker (FoyerCameraStream *self, const GstVideoInfo *info)
{
  if (self->converter != NULL && gst_video_info_is_equal (&self->taken, info))
    return TRUE;
  g_clear_pointer (&self->converter, gst_video_converter_free);
  self->taken = *info;
  if (!gst_video_info_set_format (&self->shown,
                                  GST_VIDEO_FORMAT_BGRA,
                                  GST_VIDEO_INFO_WIDTH (info),
                                  GST_VIDEO_INFO_HEIGHT (info)))
    return FALSE;
  /* The converter insists on it. */
  self->shown.fps_n = info->fps_n;
  self->shown.fps_d = info->fps_d;
  self->converter = gst_video_converter_new (&self->taken, &self->shown, NULL);
  return self->converter != NULL;
}

static FoyerPicture *
convert_in_worker (FoyerCameraStream *self, const GstVideoFrame *video, gint64 time)
{
  const gsize size = GST_VIDEO_INFO_SIZE (&self->shown);
  guint8 *data = g_malloc (size);
  g_autoptr (GBytes) pixels = g_bytes_new_take (data, size);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_full (0, data, size, 0, size, NULL, NULL);
  GstVideoFrame target;

  if (!gst_video_frame_map (&target, &self->shown, buffer, GST_MAP_WRITE))
    return NULL;
  gst_video_converter_frame (self->converter, video, &target);
  gst_video_frame_unmap (&target);
  return foyer_picture_new (pixels,
                            GST_VIDEO_INFO_WIDTH (&self->shown),
                            GST_VIDEO_INFO_HEIGHT (&self->shown),
                            GST_VIDEO_INFO_PLANE_STRIDE (&self->shown, 0),
                            time);
}

static void
take_in_worker (FoyerCameraStream *self, const GstVideoFrame *video)
{
  const gint64 time = g_get_monotonic_time ();
  g_autoptr (FoyerFrame) frame = foyer_luma_copy (video, time);
  g_autoptr (FoyerPicture) picture = NULL;

  if (frame != NULL && prepare_converter_in_worker (self, &video->info))
    picture = convert_in_worker (self, video, time);
  if (picture == NULL)
    return;
  g_mutex_lock (&self->lock);
  if (!self->is_over) {
    self->last_time = time;
    foyer_reader_offer (self->reader, frame);
    foyer_newest_put (self->pictures, g_steal_pointer (&picture));
  }
  g_mutex_unlock (&self->lock);
}

static GstFlowReturn
on_sample_in_worker (GstAppSink *sink, gpointer user_data)
{
  FoyerCameraStream *self = user_data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstVideoInfo info;
  GstVideoFrame video;

  if (sample == NULL)
    return GST_FLOW_EOS;
  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return GST_FLOW_NOT_NEGOTIATED;
  /* A buffer that cannot be read is a picture less; the watchdog sees when that goes on. */
  if (gst_video_frame_map (&video, &info, gst_sample_get_buffer (sample), GST_MAP_READ)) {
    take_in_worker (self, &video);
    gst_video_frame_unmap (&video);
  }
  return GST_FLOW_OK;
}

/* A file begins again at its end; a camera that ends has failed. */
static void
begin_again_or_fail (FoyerCameraStream *self)
{
  g_autoptr (GError) error = NULL;

  if (self->is_file &&
      gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0))
    return;
  error = g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "the camera's stream ended");
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  g_autoptr (FoyerCameraStream) self = g_object_ref (user_data);
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message)) {
  case GST_MESSAGE_EOS:
    begin_again_or_fail (self);
    break;
  case GST_MESSAGE_ERROR:
    gst_message_parse_error (message, &error, NULL);
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    break;
  case GST_MESSAGE_LATENCY:
    gst_bin_recalculate_latency (GST_BIN (self->pipeline));
    break;
  default:
    break;
  }
  return G_SOURCE_CONTINUE;
}

static void
foyer_camera_stream_dispose (GObject *object)
{
  FoyerCameraStream *self = FOYER_CAMERA_STREAM (object);

  foyer_camera_stream_stop (self);
  g_clear_object (&self->reader);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (foyer_camera_stream_parent_class)->dispose (object);
}

static void
foyer_camera_stream_finalize (GObject *object)
{
  FoyerCameraStream *self = FOYER_CAMERA_STREAM (object);

  if (self->remote >= 0)
    close (self->remote);
  g_clear_pointer (&self->pictures, foyer_newest_free);
  g_clear_pointer (&self->converter, gst_video_converter_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (foyer_camera_stream_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, GType type)
{
  return g_signal_new (name,
                       FOYER_TYPE_CAMERA_STREAM,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       type);
}

static void
foyer_camera_stream_class_init (FoyerCameraStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_camera_stream_dispose;
  object_class->finalize = foyer_camera_stream_finalize;

  signals[SIGNAL_PICTURE] = add_signal ("picture", FOYER_TYPE_PICTURE);
  signals[SIGNAL_FAILED] = add_signal ("failed", G_TYPE_ERROR);
}

static void
foyer_camera_stream_init (FoyerCameraStream *self)
{
  self->remote = -1;
  g_mutex_init (&self->lock);
  gst_video_info_init (&self->taken);
  gst_video_info_init (&self->shown);
  self->pictures = foyer_newest_new (on_picture, self, free_picture);
}

static gboolean
link_pipeline (FoyerCameraStream *self, GstElement *source)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample_in_worker };
  g_autoptr (GstCaps) caps = gst_caps_from_string (CAPS);
  GstElement *convert = gst_element_factory_make ("videoconvert", NULL);
  GstElement *sink = gst_element_factory_make ("appsink", NULL);

  gst_bin_add (GST_BIN (self->pipeline), source);
  if (convert != NULL)
    gst_bin_add (GST_BIN (self->pipeline), convert);
  if (sink != NULL)
    gst_bin_add (GST_BIN (self->pipeline), sink);
  if (convert == NULL || sink == NULL)
    return FALSE;
  g_object_set (sink, "caps", caps, "max-buffers", 1, "drop", TRUE, "sync", self->is_file, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  return gst_element_link_many (source, convert, sink, NULL);
}

/**
 * foyer_camera_stream_new:
 * @source: (transfer floating): gives raw pictures of any format on its pad "src"
 * @is_file: whether @source is as fast as it is asked and has an end: its pictures are shown at
 *   their time, over and over
 * @reader: is offered every frame
 * @worker: starts and stops the camera
 * @error: where to put what is missing
 *
 * Returns: (transfer full) (nullable): a stream that is not started yet
 */
FoyerCameraStream *
foyer_camera_stream_new (GstElement *source,
                         gboolean is_file,
                         FoyerReader *reader,
                         FoyerWorker *worker,
                         GError **error)
{
  g_autoptr (FoyerCameraStream) self = g_object_new (FOYER_TYPE_CAMERA_STREAM, NULL);
  g_autoptr (GstBus) bus = NULL;

  self->is_file = is_file;
  self->reader = g_object_ref (reader);
  self->worker = g_object_ref (worker);
  self->pipeline = g_object_ref_sink (gst_pipeline_new ("camera"));
  if (!link_pipeline (self, source)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "GStreamer's base plugins are not installed");
    return NULL;
  }
  bus = gst_element_get_bus (self->pipeline);
  self->bus_watch = gst_bus_add_watch (bus, on_bus_message, self);
  return g_steal_pointer (&self);
}

/* The task keeps the stream, which the pipeline's thread uses, and is let go on the main thread. */
static void
set_state_in_worker (GTask *task, gpointer handle)
{
  GstElement *pipeline = g_task_get_task_data (task);
  const GstState state = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (task), "state"));

  gst_element_set_state (pipeline, state);
  g_task_return_boolean (task, TRUE);
}

static void
push_state (FoyerCameraStream *self, GstState state)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_object_set_data (G_OBJECT (task), "state", GINT_TO_POINTER (state));
  g_task_set_source_tag (task, push_state);
  g_task_set_task_data (task, g_object_ref (self->pipeline), g_object_unref);
  foyer_worker_push (self->worker, task, set_state_in_worker);
}

/**
 * foyer_camera_stream_start:
 * @remote: a file descriptor that the source uses, which becomes the stream's, or -1
 *
 * What goes wrong, also right at the start, is said by the signal "failed".
 */
void
foyer_camera_stream_start (FoyerCameraStream *self, int remote)
{
  g_return_if_fail (FOYER_IS_CAMERA_STREAM (self));
  g_return_if_fail (self->pipeline != NULL);

  self->remote = remote;
  push_state (self, GST_STATE_PLAYING);
}

/**
 * foyer_camera_stream_stop:
 *
 * Releases the camera, in a moment. Nothing comes afterwards; the stream cannot be started again.
 */
void
foyer_camera_stream_stop (FoyerCameraStream *self)
{
  g_return_if_fail (FOYER_IS_CAMERA_STREAM (self));

  if (self->pipeline == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->is_over = TRUE;
  g_mutex_unlock (&self->lock);
  g_clear_handle_id (&self->bus_watch, g_source_remove);
  foyer_newest_clear (self->pictures);
  if (self->worker != NULL)
    push_state (self, GST_STATE_NULL);
  g_clear_object (&self->pipeline);
}

/**
 * foyer_camera_stream_get_last_time:
 *
 * Returns: when the last picture came from the camera, by g_get_monotonic_time(), whether the main
 *   thread has taken it or not; 0 before the first
 */
gint64
foyer_camera_stream_get_last_time (FoyerCameraStream *self)
{
  gint64 time;

  g_return_val_if_fail (FOYER_IS_CAMERA_STREAM (self), 0);

  g_mutex_lock (&self->lock);
  time = self->last_time;
  g_mutex_unlock (&self->lock);
  return time;
}
