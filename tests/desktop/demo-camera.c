/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "demo-picture.h"

#include <gio/gunixinputstream.h>
#include <gst/gst.h>
#include <stdlib.h>
#include <unistd.h>

/* A camera where there is none: plays what a camera at a door would see as a camera of PipeWire.
 *
 *   demo-camera [--name NAME] [--seed N]
 *   demo-camera --serve [--seed N]
 *   demo-camera --output FILE.mkv [--hold SECONDS]
 *
 * Each line of standard input is shown next: the path of a PNG file with a code, the text of a
 * code, or `none` for nothing. It prints `playing` when somebody looks for the first time, and
 * `showing N` for line N; it ends at the end of its input.
 *
 * With --serve it needs no PipeWire: it prints `serving SOURCE`, and whoever runs the source that
 * GStreamer makes of those words (foyer --camera) sees the pictures. With --output it writes a film
 * instead, in which each line is shown for a while. */

#define WIDTH  1280
#define HEIGHT 720
#define SIZE   (2 * WIDTH * HEIGHT)

#define CAPS   "video/x-raw,format=YUY2,width=%d,height=%d,framerate=%d/1"

/* Of a slow reader's pictures whole ones are left out, so that it never loses its place. */
#define SERVER                                                                              \
  "tcpserversink name=sink host=127.0.0.1 port=0 sync-method=latest recover-policy=latest " \
  "buffers-soft-max=2 buffers-max=4"
#define SOURCE                             \
  "tcpclientsrc host=127.0.0.1 port=%d ! " \
  "rawvideoparse format=yuy2 width=%d height=%d framerate=%d/1"

typedef struct {
  GMutex lock;
  DemoPicture *picture; /* below the lock */
  GstElement *pipeline;
  guint bus_watch;
  GDataInputStream *lines;
  GPtrArray *film; /* (nullable): the lines that a film shows one after another */
  GMainLoop *loop;
  guint shown;
  gboolean is_said;
  int status;
} DemoCamera;

static char *camera_name = NULL;
static char *output = NULL;
static gboolean is_served = FALSE;
static int seed = 1;
static int rate = 20;
static double hold = 4;

static const GOptionEntry options[] = {
  { "name", 0, 0, G_OPTION_ARG_STRING, &camera_name, "What the camera is called", "NAME" },
  { "serve", 0, 0, G_OPTION_ARG_NONE, &is_served, "Play without PipeWire", NULL },
  { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, "Write a film instead", "FILE.mkv" },
  { "hold", 0, 0, G_OPTION_ARG_DOUBLE, &hold, "How long the film shows each line", "SECONDS" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Another seed is another picture", "N" },
  { "rate", 0, 0, G_OPTION_ARG_INT, &rate, "Frames per second", "N" },
  { NULL },
};

static void
fail (DemoCamera *self, const char *problem)
{
  g_printerr ("demo-camera: %s\n", problem);
  self->status = EXIT_FAILURE;
  g_main_loop_quit (self->loop);
}

/* With the lock. */
static gboolean
show_line (DemoCamera *self, const char *line, GError **error)
{
  if (*line == '\0' || !demo_picture_show (self->picture, line, error))
    return FALSE;
  g_print ("showing %u\n", ++self->shown);
  return TRUE;
}

/* With the lock. */
static void
turn_film_in_worker (DemoCamera *self, double time)
{
  const guint due = MIN ((guint)(time / hold) + 1, self->film->len);

  while (self->shown < due) {
    g_autoptr (GError) error = NULL;

    if (!show_line (self, self->film->pdata[self->shown], &error))
      g_error ("%s", error->message);
  }
}

/* Paints over the test picture, whose buffers are pipewiresink's own: it crashes with others. */
static GstPadProbeReturn
on_buffer_in_worker (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  DemoCamera *self = user_data;
  GstBuffer *buffer = gst_pad_probe_info_get_buffer (info);
  const double time = (double)GST_BUFFER_PTS (buffer) / GST_SECOND;
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_WRITE))
    return GST_PAD_PROBE_DROP;
  g_mutex_lock (&self->lock);
  if (self->film != NULL)
    turn_film_in_worker (self, time);
  if (map.size >= SIZE)
    demo_picture_paint (self->picture, time, map.data);
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

static gboolean
open_pipeline (DemoCamera *self, const char *source, const char *rest, GError **error)
{
  g_autofree char *caps = g_strdup_printf (CAPS, WIDTH, HEIGHT, rate);
  g_autofree char *description = g_strdup_printf ("%s name=source ! %s ! %s", source, caps, rest);
  g_autoptr (GstElement) element = NULL;
  g_autoptr (GstPad) pad = NULL;

  self->pipeline = gst_parse_launch (description, error);
  if (self->pipeline == NULL)
    return FALSE;
  element = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
  pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer_in_worker, self, NULL);
  return TRUE;
}

static void
close_pipeline (DemoCamera *self)
{
  g_clear_handle_id (&self->bus_watch, g_source_remove);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->pipeline);
}

static GstStructure *
describe_node (const char *name)
{
  return gst_structure_new ("properties",
                            "media.class",
                            G_TYPE_STRING,
                            "Video/Source",
                            "media.role",
                            G_TYPE_STRING,
                            "Camera",
                            "node.name",
                            G_TYPE_STRING,
                            name,
                            "node.description",
                            G_TYPE_STRING,
                            name,
                            NULL);
}

static gboolean on_message (GstBus *bus, GstMessage *message, gpointer user_data);

static void
play (DemoCamera *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstStructure) node = describe_node (camera_name != NULL ? camera_name : "demo-camera");

  if (!open_pipeline (self,
                      "videotestsrc is-live=true pattern=black",
                      "pipewiresink name=sink mode=provide",
                      &error)) {
    fail (self, error->message);
    return;
  }
  sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  g_object_set (sink, "stream-properties", node, NULL);
  bus = gst_element_get_bus (self->pipeline);
  self->bus_watch = gst_bus_add_watch (bus, on_message, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static void
serve (DemoCamera *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) sink = NULL;
  int port;

  if (!open_pipeline (self, "videotestsrc is-live=true pattern=black", SERVER, &error)) {
    fail (self, error->message);
    return;
  }
  sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    fail (self, "there is no port to serve on");
    return;
  }
  g_object_get (sink, "current-port", &port, NULL);
  g_print ("serving " SOURCE "\n", port, WIDTH, HEIGHT, rate);
}

static void
say_playing (DemoCamera *self)
{
  if (!self->is_said)
    g_print ("playing\n");
  self->is_said = TRUE;
}

/* pipewiresink may fail when somebody stops looking; the camera is then plugged in again. */
static void
play_again (DemoCamera *self)
{
  close_pipeline (self);
  play (self);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  DemoCamera *self = user_data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE)
    say_playing (self);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR && self->is_said)
    play_again (self);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    fail (self, "there is no PipeWire to play to");
  return G_SOURCE_CONTINUE;
}

static void
on_line_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DemoCamera *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
      g_data_input_stream_read_line_finish_utf8 (self->lines, result, NULL, &error);

  if (line == NULL) {
    g_main_loop_quit (self->loop);
    return;
  }
  g_mutex_lock (&self->lock);
  show_line (self, line, &error);
  g_mutex_unlock (&self->lock);
  if (error != NULL)
    g_printerr ("demo-camera: %s\n", error->message);
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, NULL, on_line_ready, self);
}

static void
play_camera (DemoCamera *self)
{
  if (is_served)
    serve (self);
  else
    play (self);
  if (self->status != EXIT_SUCCESS)
    return;
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, NULL, on_line_ready, self);
  g_main_loop_run (self->loop);
}

static GPtrArray *
read_film (DemoCamera *self)
{
  GPtrArray *film = g_ptr_array_new_with_free_func (g_free);
  char *line;

  while ((line = g_data_input_stream_read_line_utf8 (self->lines, NULL, NULL, NULL)) != NULL) {
    if (*line != '\0')
      g_ptr_array_add (film, line);
    else
      g_free (line);
  }
  return film;
}

static void
write_film (DemoCamera *self)
{
  g_autofree char *source = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) end = NULL;

  self->film = read_film (self);
  source = g_strdup_printf ("videotestsrc pattern=black num-buffers=%u",
                            (guint)(self->film->len * hold * rate));
  if (self->film->len == 0 ||
      !open_pipeline (self,
                      source,
                      "videoconvert ! jpegenc quality=85 ! matroskamux ! filesink name=sink",
                      &error)) {
    fail (self, error != NULL ? error->message : "nothing to show");
    return;
  }
  sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  g_object_set (sink, "location", output, NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  end = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (GST_MESSAGE_TYPE (end) != GST_MESSAGE_EOS)
    fail (self, "the film cannot be written");
}

static gboolean
read_options (int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Plays a ticket that is held to a camera.");
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc == 1 && rate >= 1 && rate <= 60 && hold > 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "see --help");
  return FALSE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) input = NULL;
  DemoCamera self = { 0 };

  if (!read_options (&argc, &argv, &error)) {
    g_printerr ("demo-camera: %s\n", error->message);
    return 2;
  }
  gst_init (NULL, NULL);
  g_mutex_init (&self.lock);
  input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  self.lines = g_data_input_stream_new (input);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.picture = demo_picture_new (WIDTH, HEIGHT, (guint)seed);
  if (output != NULL)
    write_film (&self);
  else
    play_camera (&self);
  close_pipeline (&self);
  demo_picture_free (self.picture);
  g_main_loop_unref (self.loop);
  g_object_unref (self.lines);
  g_clear_pointer (&self.film, g_ptr_array_unref);
  g_mutex_clear (&self.lock);
  return self.status;
}
