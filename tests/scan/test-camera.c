/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "scan/foyer-camera.h"

#include <signal.h>
#include <string.h>

/* The camera with a real PipeWire and the real portal: runs inside tests/desktop/run --camera. */

/* A camera that can be plugged in: demo-camera. */
typedef struct {
  GSubprocess *process;
  GOutputStream *lines;
} Plug;

static void
plug_in (Plug *plug, const char *name, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strdup_printf ("%s\n", code);

  plug->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                        &error,
                        g_getenv ("FOYER_DEMO_CAMERA"),
                        "--name",
                        name,
                        NULL);
  g_assert_no_error (error);
  plug->lines = g_subprocess_get_stdin_pipe (plug->process);
  g_output_stream_write_all (plug->lines, line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
plug_out (Plug *plug)
{
  g_subprocess_force_exit (plug->process);
  g_subprocess_wait (plug->process, NULL, NULL);
  g_clear_object (&plug->process);
}

static void
wait_for_state (FoyerCamera *camera, FoyerCameraState state)
{
  while (foyer_camera_get_state (camera) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_cameras (FoyerCamera *camera, guint n)
{
  while (g_list_model_get_n_items (foyer_camera_get_cameras (camera)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_running (FoyerCamera *camera, const char *name)
{
  FoyerCameraDevice *selected;

  do {
    g_main_context_iteration (NULL, TRUE);
    selected = foyer_camera_get_selected (camera);
  } while (foyer_camera_get_state (camera) != FOYER_CAMERA_STATE_RUNNING || selected == NULL ||
           g_strcmp0 (foyer_choice_get_id (FOYER_CHOICE (selected)), name) != 0);
}

static FoyerCamera *
take_camera (const char *source)
{
  FoyerCamera *camera = foyer_camera_new (source, FOYER_SYMBOLOGY_QR);

  foyer_camera_set_active (camera, TRUE);
  return camera;
}

static void
finish (FoyerCamera *camera)
{
  gpointer weak = camera;

  foyer_camera_set_active (camera, FALSE);
  g_assert_cmpint (foyer_camera_get_state (camera), ==, FOYER_CAMERA_STATE_OFF);
  g_object_add_weak_pointer (G_OBJECT (camera), &weak);
  g_object_unref (camera);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_symbols (FoyerCamera *camera, GPtrArray *symbols, FoyerFrame *frame, char **text)
{
  FoyerSymbol *symbol = symbols->len > 0 ? symbols->pdata[0] : NULL;

  if (symbol == NULL)
    return;
  g_free (*text);
  *text = g_strdup (symbol->text);
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpfloat (symbol->corners[i][0], >=, 0);
    g_assert_cmpfloat (symbol->corners[i][0], <=, frame->width);
    g_assert_cmpfloat (symbol->corners[i][1], >=, 0);
    g_assert_cmpfloat (symbol->corners[i][1], <=, frame->height);
  }
}

static void
test_read (gconstpointer source)
{
  g_autofree char *text = NULL;
  FoyerCamera *camera = take_camera (source);
  Plug plug = { 0 };

  g_signal_connect (camera, "symbols", G_CALLBACK (on_symbols), &text);
  plug_in (&plug, "one", "FOYER-TEST-CODE");
  wait_for_running (camera, "one");
  g_assert_null (foyer_camera_get_problem (camera));
  g_assert_cmpuint (foyer_camera_get_width (camera), ==, 1280);
  g_assert_cmpuint (foyer_camera_get_height (camera), ==, 720);
  while (g_strcmp0 (text, "FOYER-TEST-CODE") != 0)
    g_main_context_iteration (NULL, TRUE);
  finish (camera);
  plug_out (&plug);
}

static void
test_hot_plug (void)
{
  FoyerCamera *camera = take_camera (NULL);
  Plug one = { 0 };
  Plug two = { 0 };
  Plug three = { 0 };

  wait_for_state (camera, FOYER_CAMERA_STATE_MISSING);
  g_assert_nonnull (foyer_camera_get_problem (camera));
  foyer_camera_select (camera, "two");
  plug_in (&one, "one", "none");
  wait_for_running (camera, "one");
  plug_in (&two, "two", "none");
  wait_for_running (camera, "two");
  wait_for_cameras (camera, 2);
  plug_out (&one);
  wait_for_cameras (camera, 1);
  g_assert_cmpint (foyer_camera_get_state (camera), ==, FOYER_CAMERA_STATE_RUNNING);
  plug_in (&three, "three", "none");
  wait_for_cameras (camera, 2);
  plug_out (&two);
  wait_for_running (camera, "three");
  plug_out (&three);
  wait_for_state (camera, FOYER_CAMERA_STATE_MISSING);
  g_assert_null (foyer_camera_get_selected (camera));
  finish (camera);
}

static void
test_silence (void)
{
  FoyerCamera *camera = take_camera (NULL);
  Plug plug = { 0 };

  plug_in (&plug, "one", "none");
  wait_for_running (camera, "one");
  g_subprocess_send_signal (plug.process, SIGSTOP);
  wait_for_state (camera, FOYER_CAMERA_STATE_SILENT);
  g_assert_nonnull (foyer_camera_get_problem (camera));
  plug_out (&plug);
  wait_for_cameras (camera, 0);
  plug_in (&plug, "one", "none");
  wait_for_running (camera, "one");
  g_assert_null (foyer_camera_get_problem (camera));
  finish (camera);
  plug_out (&plug);
}

static void
test_refused (void)
{
  FoyerCamera *camera = take_camera (NULL);
  Plug plug = { 0 };

  plug_in (&plug, "one", "none");
  wait_for_state (camera, FOYER_CAMERA_STATE_REFUSED);
  g_assert_nonnull (foyer_camera_get_problem (camera));
  g_assert_cmpuint (g_list_model_get_n_items (foyer_camera_get_cameras (camera)), ==, 0);
  /* Asked again, it says so again. */
  foyer_camera_set_active (camera, FALSE);
  foyer_camera_set_active (camera, TRUE);
  wait_for_state (camera, FOYER_CAMERA_STATE_REFUSED);
  finish (camera);
  plug_out (&plug);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (g_strcmp0 (g_getenv ("FOYER_CAMERA_PERMISSION"), "no") == 0) {
    g_test_add_func ("/scan/camera/a-refusal-says-what-to-do", test_refused);
  } else {
    g_test_add_data_func ("/scan/camera/a-code-is-read-through-the-portal", NULL, test_read);
    g_test_add_data_func ("/scan/camera/a-code-is-read-without-a-portal", "direct", test_read);
    g_test_add_func ("/scan/camera/what-is-plugged-in-and-out-is-followed", test_hot_plug);
    g_test_add_func ("/scan/camera/silence-is-noticed-and-mended", test_silence);
  }
  return g_test_run ();
}
