/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "scan/foyer-camera-source.h"
#include "scan/foyer-camera.h"
#include "scan/foyer-luma.h"

#include <string.h>

static void
assert_choice (const char *offered, const char *chosen)
{
  g_autoptr (GstCaps) offer = gst_caps_from_string (offered);
  g_autoptr (GstCaps) expected = gst_caps_from_string (chosen);
  g_autoptr (GstCaps) choice = foyer_camera_source_choose_caps (offer);
  g_autofree char *text = gst_caps_to_string (choice);

  g_test_message ("%s", text);
  g_assert_true (gst_caps_is_subset (choice, expected));
}

static void
test_choice (void)
{
  /* Raw at full speed beats JPEG; JPEG beats ten raw frames a second; 720 lines beat 1080. */
  assert_choice ("image/jpeg,width=1280,height=720,framerate=30/1; "
                 "video/x-raw,format=YUY2,width=1280,height=720,framerate=30/1",
                 "video/x-raw,width=1280,height=720");
  assert_choice ("video/x-raw,format=YUY2,width=1280,height=720,framerate=10/1; "
                 "image/jpeg,width=1280,height=720,framerate=30/1",
                 "image/jpeg,width=1280,height=720");
  assert_choice ("video/x-raw,format=YUY2,width=1920,height=1080,framerate=30/1; "
                 "video/x-raw,format=YUY2,width=1280,height=720,framerate=30/1",
                 "video/x-raw,width=1280,height=720");
  assert_choice ("video/x-raw,format=YUY2,width=320,height=240,framerate=30/1; "
                 "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1",
                 "video/x-raw,width=640,height=480");
  assert_choice ("video/x-raw,format=GRAY8,width=160,height=120,framerate=5/1",
                 "video/x-raw,width=160,height=120");
}

static FoyerFrame *
take_luma (GstVideoFormat format, guint8 *data, gsize size)
{
  GstVideoInfo info;
  GstVideoFrame video;
  FoyerFrame *frame;
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_full (0, data, size, 0, size, NULL, NULL);

  gst_video_info_set_format (&info, format, 4, 2);
  g_assert_true (gst_video_frame_map (&video, &info, buffer, GST_MAP_READ));
  frame = foyer_luma_copy (&video, 7);
  gst_video_frame_unmap (&video);
  return frame;
}

static void
assert_luma (FoyerFrame *frame)
{
  static const guint8 expected[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

  g_assert_nonnull (frame);
  g_assert_cmpuint (frame->width, ==, 4);
  g_assert_cmpuint (frame->height, ==, 2);
  g_assert_cmpint (frame->time, ==, 7);
  g_assert_cmpmem (g_bytes_get_data (frame->pixels, NULL), 8, expected, 8);
}

static void
test_luma (void)
{
  guint8 packed[16] = { 1, 99, 2, 99, 3, 99, 4, 99, 5, 99, 6, 99, 7, 99, 8, 99 };
  guint8 turned[16] = { 99, 1, 99, 2, 99, 3, 99, 4, 99, 5, 99, 6, 99, 7, 99, 8 };
  guint8 planar[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 99, 99, 99, 99, 99, 99, 99, 99 };
  guint8 colours[32] = { 0 };
  g_autoptr (FoyerFrame) yuy2 = take_luma (GST_VIDEO_FORMAT_YUY2, packed, sizeof packed);
  g_autoptr (FoyerFrame) uyvy = take_luma (GST_VIDEO_FORMAT_UYVY, turned, sizeof turned);
  g_autoptr (FoyerFrame) i420 = take_luma (GST_VIDEO_FORMAT_I420, planar, sizeof planar);

  assert_luma (yuy2);
  assert_luma (uyvy);
  assert_luma (i420);
  g_assert_null (take_luma (GST_VIDEO_FORMAT_BGRA, colours, sizeof colours));
}

static void
wait_for_state (FoyerCamera *camera, FoyerCameraState state)
{
  while (foyer_camera_get_state (camera) != state)
    g_main_context_iteration (NULL, TRUE);
}

/* Off means off at once; the rest of it goes when its thread has. */
static void
finish (FoyerCamera *camera)
{
  gpointer weak = camera;

  foyer_camera_set_active (camera, FALSE);
  g_assert_cmpint (foyer_camera_get_state (camera), ==, FOYER_CAMERA_STATE_OFF);
  g_assert_cmpuint (foyer_camera_get_width (camera), ==, 0);
  g_object_add_weak_pointer (G_OBJECT (camera), &weak);
  g_object_unref (camera);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_picture (FoyerCamera *camera, FoyerPicture *picture, FoyerPicture **last)
{
  g_clear_pointer (last, foyer_picture_unref);
  *last = foyer_picture_ref (picture);
}

static void
test_picture (void)
{
  const char *source = "videotestsrc is-live=true pattern=red ! "
                       "video/x-raw,format=I420,width=64,height=32,framerate=30/1";
  g_autoptr (FoyerPicture) picture = NULL;
  FoyerCamera *camera = foyer_camera_new (source, FOYER_SYMBOLOGY_QR);
  const guint8 *pixel;

  g_signal_connect (camera, "picture", G_CALLBACK (on_picture), &picture);
  foyer_camera_set_active (camera, TRUE);
  wait_for_state (camera, FOYER_CAMERA_STATE_RUNNING);
  g_assert_null (foyer_camera_get_problem (camera));
  while (picture == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (picture->width, ==, 64);
  g_assert_cmpuint (picture->height, ==, 32);
  g_assert_cmpuint (foyer_camera_get_width (camera), ==, 64);
  pixel = g_bytes_get_data (picture->pixels, NULL);
  g_assert_cmpuint (pixel[0], <, 40);
  g_assert_cmpuint (pixel[1], <, 40);
  g_assert_cmpuint (pixel[2], >, 215);
  g_assert_cmpuint (pixel[3], ==, 255);
  finish (camera);
}

static void
test_restart (void)
{
  FoyerCamera *camera =
      foyer_camera_new ("launch:videotestsrc is-live=true num-buffers=3", FOYER_SYMBOLOGY_QR);

  foyer_camera_set_active (camera, TRUE);
  for (guint i = 0; i < 2; i++) {
    wait_for_state (camera, FOYER_CAMERA_STATE_RUNNING);
    wait_for_state (camera, FOYER_CAMERA_STATE_SILENT);
    g_assert_nonnull (foyer_camera_get_problem (camera));
  }
  finish (camera);
}

static void
test_bad_source (void)
{
  FoyerCamera *camera = foyer_camera_new ("moon", FOYER_SYMBOLOGY_QR);

  foyer_camera_set_active (camera, TRUE);
  g_assert_cmpint (foyer_camera_get_state (camera), ==, FOYER_CAMERA_STATE_MISSING);
  g_assert_nonnull (strstr (foyer_camera_get_problem (camera), "moon"));
  finish (camera);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/scan/camera-source/the-best-of-what-is-offered-is-chosen", test_choice);
  g_test_add_func ("/scan/camera-source/luma-is-taken-out-of-every-format", test_luma);
  g_test_add_func ("/scan/camera-source/a-picture-has-its-colours", test_picture);
  g_test_add_func ("/scan/camera-source/what-ends-is-started-again", test_restart);
  g_test_add_func ("/scan/camera-source/a-bad-source-is-named", test_bad_source);
  return g_test_run ();
}
