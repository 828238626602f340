/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera-source"

#include "config.h"

#include "scan/foyer-camera-source.h"

#include "base/foyer-error.h"

/* Makes the element that a stream begins with: a camera, a file, a test picture, or what a person
 * who knows GStreamer describes. All are bins with a pad "src" that gives raw pictures. */

/* What a camera is asked for, best first. Codes want 720 lines and smooth motion; more pixels cost
 * time that a second look at the next frame uses better. USB 2 carries 720 lines at 30 frames only
 * as JPEG, which is still better than ten raw frames. */
static const char *const wishes[] = {
  "video/x-raw, width=1280, height=720, framerate=[24/1, 60/1]",
  "image/jpeg, width=1280, height=720, framerate=[24/1, 60/1]",
  "video/x-raw, width=[1024, 1920], height=[600, 1088], framerate=[20/1, 60/1]",
  "image/jpeg, width=[1024, 1920], height=[600, 1088], framerate=[20/1, 60/1]",
  "video/x-raw, width=[640, 1023], height=[480, 1080], framerate=[15/1, 60/1]",
  "image/jpeg, width=[640, 1023], height=[480, 1080], framerate=[15/1, 60/1]",
  "video/x-raw, width=[1, 4096], height=[1, 4096]",
  "image/jpeg, width=[1, 4096], height=[1, 4096]",
};

/**
 * foyer_camera_source_choose_caps:
 * @offered: what the camera can do
 *
 * Returns: (transfer full): the one way in which it should
 */
GstCaps *
foyer_camera_source_choose_caps (GstCaps *offered)
{
  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++) {
    g_autoptr (GstCaps) wish = gst_caps_from_string (wishes[i]);
    g_autoptr (GstCaps) found = gst_caps_intersect_full (offered, wish, GST_CAPS_INTERSECT_FIRST);

    if (!gst_caps_is_empty (found))
      return g_steal_pointer (&found);
  }
  /* A camera that does not say what it can do, or says it in a way of its own. */
  return gst_caps_new_empty_simple ("video/x-raw");
}

static gboolean
is_jpeg (GstCaps *caps)
{
  return gst_structure_has_name (gst_caps_get_structure (caps, 0), "image/jpeg");
}

static gboolean
set_missing (GError **error)
{
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_FAILED,
                       "a plugin of GStreamer for cameras is not installed");
  return FALSE;
}

/* Every element is owned by the bin at once, so that nothing is lost where one is missing. */
static GstElement *
add_element (GstBin *bin, GstElement *element)
{
  if (element != NULL)
    gst_bin_add (bin, element);
  return element;
}

/* When a camera is unplugged, PipeWire 0.3.65 takes its pictures away at once, also from who still
 * looks at them. pipewiresrc's own copy is made within a fraction of a millisecond; without it the
 * conversion of a frame crashed in one unplugging of ten. */
static void
keep_pictures (GstElement *camera)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (camera), "always-copy") != NULL)
    g_object_set (camera, "always-copy", TRUE, NULL);
}

static gboolean
fill_bin (GstBin *bin, GstDevice *device, int remote, GError **error)
{
  g_autoptr (GstCaps) offered = gst_device_get_caps (device);
  g_autoptr (GstCaps) caps = foyer_camera_source_choose_caps (offered);
  g_autoptr (GstPad) pad = NULL;
  GstElement *camera = add_element (bin, gst_device_create_element (device, NULL));
  GstElement *filter = add_element (bin, gst_element_factory_make ("capsfilter", NULL));
  GstElement *last = filter;

  if (camera == NULL || filter == NULL)
    return set_missing (error);
  keep_pictures (camera);
  if (remote >= 0)
    g_object_set (camera, "fd", remote, NULL);
  g_object_set (filter, "caps", caps, NULL);
  if (is_jpeg (caps))
    last = add_element (bin, gst_element_factory_make ("jpegdec", NULL));
  if (last == NULL || !gst_element_link (camera, filter))
    return set_missing (error);
  if (last != filter && !gst_element_link (filter, last))
    return set_missing (error);
  pad = gst_element_get_static_pad (last, "src");
  return gst_element_add_pad (GST_ELEMENT (bin), gst_ghost_pad_new ("src", pad));
}

/**
 * foyer_camera_source_new_for_device:
 * @device: a camera that was found
 * @remote: the file descriptor of a PipeWire remote for this element alone, which must stay open
 *   as long as the element lives, or -1
 *
 * Returns: (transfer floating) (nullable): the source
 */
GstElement *
foyer_camera_source_new_for_device (GstDevice *device, int remote, GError **error)
{
  g_autoptr (GstElement) bin = g_object_ref_sink (gst_bin_new ("source"));

  if (!fill_bin (GST_BIN (bin), device, remote, error))
    return NULL;
  g_object_force_floating (G_OBJECT (bin));
  return g_steal_pointer (&bin);
}

/* A film may have sound, which is not asked for. */
static void
on_file_pad_added (GstElement *file, GstPad *pad, GstElement *convert)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (convert, "sink");
  g_autoptr (GstCaps) caps = gst_pad_query_caps (pad, NULL);

  if (!gst_pad_is_linked (sink) && !gst_caps_is_empty (caps) &&
      g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "video/"))
    gst_pad_link (pad, sink);
}

static GstElement *
new_for_file (const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, error);
  g_autoptr (GstElement) bin = g_object_ref_sink (gst_bin_new ("source"));
  g_autoptr (GstPad) pad = NULL;
  GstElement *file;
  GstElement *convert;

  if (uri == NULL)
    return NULL;
  file = add_element (GST_BIN (bin), gst_element_factory_make ("uridecodebin", NULL));
  convert = add_element (GST_BIN (bin), gst_element_factory_make ("videoconvert", NULL));
  if (file == NULL || convert == NULL) {
    set_missing (error);
    return NULL;
  }
  g_object_set (file, "uri", uri, NULL);
  g_signal_connect_object (file, "pad-added", G_CALLBACK (on_file_pad_added), convert, 0);
  pad = gst_element_get_static_pad (convert, "src");
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));
  g_object_force_floating (G_OBJECT (bin));
  return g_steal_pointer (&bin);
}

/* What follows the description is only there so that it may end with caps. */
static GstElement *
new_for_description (const char *description, GError **error)
{
  g_autofree char *whole = g_strconcat (description, " ! identity", NULL);

  return gst_parse_bin_from_description (whole, TRUE, error);
}

/**
 * foyer_camera_source_new:
 * @text: "test" for a moving test picture, "file:PATH" for a film that is shown over and over,
 *   "launch:DESCRIPTION" for a live source in the words of gst-launch-1.0; a description of more
 *   than one element is known by its "!" and needs no "launch:"
 * @is_file: (out): whether the source has an end and no pace of its own
 *
 * Returns: (transfer floating) (nullable): the source
 */
GstElement *
foyer_camera_source_new (const char *text, gboolean *is_file, GError **error)
{
  *is_file = g_str_has_prefix (text, "file:");
  if (*is_file)
    return new_for_file (text + strlen ("file:"), error);
  if (g_str_equal (text, "test"))
    return new_for_description ("videotestsrc is-live=true pattern=ball ! "
                                "video/x-raw,width=1280,height=720,framerate=30/1",
                                error);
  if (g_str_has_prefix (text, "launch:"))
    return new_for_description (text + strlen ("launch:"), error);
  if (strchr (text, '!') != NULL)
    return new_for_description (text, error);
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "“%s” is no camera source: portal, direct, test, file:PATH or launch:DESCRIPTION",
               text);
  return NULL;
}
