/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-window.h"

#include "app/foyer-camera-view.h"
#include "bed.h"

#include <string.h>

/* The window with cameras that are plugged in and out: runs inside tests/desktop/run --camera. */

/* A camera that can be plugged in: demo-camera. */
typedef struct {
  GSubprocess *process;
} Plug;

static void
plug_in (Plug *plug, const char *name)
{
  g_autoptr (GError) error = NULL;

  plug->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                        &error,
                        g_getenv ("FOYER_DEMO_CAMERA"),
                        "--name",
                        name,
                        NULL);
  g_assert_no_error (error);
}

static void
plug_out (Plug *plug)
{
  g_subprocess_force_exit (plug->process);
  g_subprocess_wait (plug->process, NULL, NULL);
  g_clear_object (&plug->process);
}

/* One start of the program, with the profile of all. */
typedef struct {
  FoyerSession *session;
  FoyerCamera *camera;
  FoyerWindow *window;
  const char *awaited;
} Desk;

static void
desk_open (Desk *desk)
{
  desk->session = foyer_session_new ("cameras");
  desk->camera = foyer_camera_new (NULL, FOYER_SYMBOLOGY_QR);
  desk->window = foyer_window_new (NULL, desk->session, desk->camera, NULL);
  foyer_window_show_connect_page (desk->window);
  gtk_window_present (GTK_WINDOW (desk->window));
  foyer_camera_set_active (desk->camera, TRUE);
}

static void
desk_close (Desk *desk)
{
  gpointer weak = desk->camera;

  gtk_window_destroy (GTK_WINDOW (desk->window));
  g_object_add_weak_pointer (G_OBJECT (desk->camera), &weak);
  g_object_unref (desk->camera);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (desk->session);
}

static gboolean
is_running (gpointer data)
{
  Desk *desk = data;
  FoyerCameraDevice *selected = foyer_camera_get_selected (desk->camera);

  return foyer_camera_get_state (desk->camera) == FOYER_CAMERA_STATE_RUNNING && selected != NULL &&
         g_str_equal (foyer_choice_get_id (FOYER_CHOICE (selected)), desk->awaited);
}

static void
await_camera (Desk *desk, const char *name)
{
  desk->awaited = name;
  bed_wait (is_running, desk);
}

static gboolean
has_two_cameras (gpointer data)
{
  return g_list_model_get_n_items (foyer_camera_get_cameras (((Desk *)data)->camera)) == 2;
}

/* As a person does in the list of cameras. */
static void
choose (Desk *desk, const char *name)
{
  GListModel *cameras = foyer_camera_get_cameras (desk->camera);
  GtkWidget *page = GTK_WIDGET (foyer_window_get_scanner_page (desk->window));
  GObject *view = gtk_widget_get_template_child (page, FOYER_TYPE_SCANNER_PAGE, "camera_view");
  GObject *choice =
      gtk_widget_get_template_child (GTK_WIDGET (view), FOYER_TYPE_CAMERA_VIEW, "choice");

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (choice)));
  for (guint i = 0; i < g_list_model_get_n_items (cameras); i++) {
    g_autoptr (FoyerChoice) camera = g_list_model_get_item (cameras, i);

    if (g_str_equal (foyer_choice_get_id (camera), name))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), i);
  }
}

static void
a_camera_is_chosen (void)
{
  Desk desk = { 0 };
  Plug one = { 0 };
  Plug two = { 0 };

  plug_in (&one, "one");
  desk_open (&desk);
  await_camera (&desk, "one");
  plug_in (&two, "two");
  bed_wait (has_two_cameras, &desk);
  await_camera (&desk, "one");
  choose (&desk, "two");
  await_camera (&desk, "two");
  desk_close (&desk);
  plug_out (&one);
  plug_out (&two);
}

static void
it_is_taken_again (void)
{
  Desk desk = { 0 };
  Plug one = { 0 };
  Plug two = { 0 };

  plug_in (&one, "one");
  plug_in (&two, "two");
  desk_open (&desk);
  await_camera (&desk, "two");
  desk_close (&desk);
  plug_out (&two);
  plug_out (&one);
}

/* It is not there, and another is used; the choice holds. */
static void
it_is_waited_for (void)
{
  Desk desk = { 0 };
  Plug one = { 0 };
  Plug two = { 0 };

  plug_in (&one, "one");
  desk_open (&desk);
  await_camera (&desk, "one");
  g_assert_cmpstr (foyer_session_get_camera_id (desk.session), ==, "two");
  plug_in (&two, "two");
  await_camera (&desk, "two");
  /* One that nobody has looked through: pipewiresink may wait for ever for a second spectator. */
  plug_out (&one);
  plug_in (&one, "one");
  bed_wait (has_two_cameras, &desk);
  plug_out (&two);
  await_camera (&desk, "one");
  g_assert_cmpstr (foyer_session_get_camera_id (desk.session), ==, "two");
  desk_close (&desk);
  plug_out (&one);
}

/* Each start is a process of its own: one process looks for cameras once (foyer-camera-finder). */
static void
the_chosen_camera_is_taken_again (void)
{
  static const char *const starts[] = {
    "/app/window-camera/subprocess/chosen",
    "/app/window-camera/subprocess/again",
    "/app/window-camera/subprocess/waited-for",
  };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++) {
    g_test_trap_subprocess (starts[i], 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed ();
  }
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add_func ("/app/window-camera/the-chosen-camera-is-taken-again",
                   the_chosen_camera_is_taken_again);
  g_test_add_func ("/app/window-camera/subprocess/chosen", a_camera_is_chosen);
  g_test_add_func ("/app/window-camera/subprocess/again", it_is_taken_again);
  g_test_add_func ("/app/window-camera/subprocess/waited-for", it_is_waited_for);
  return g_test_run ();
}
