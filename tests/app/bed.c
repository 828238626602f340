/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bed.h"

#include "foyer-app-resources.h"

#include <adwaita.h>
#include <gdk/x11/gdkx.h>

/* How long what must happen may take; only a test that fails waits for so long. */
#define PATIENCE_SECONDS 100

void
bed_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay *display;

  g_test_init (argc, argv, NULL);
  foyer_app_register_resource ();
  adw_init ();
  display = gdk_display_get_default ();
  gtk_css_provider_load_from_resource (provider, "/io/github/foyer_app/Foyer/style.css");
  gtk_style_context_add_provider_for_display (display,
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/io/github/foyer_app/Foyer/icons");
  if (g_getenv ("FOYER_PICTURES_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
}

static gboolean
on_patience_timeout (gpointer data)
{
  g_error ("what the test waits for did not happen");
  return G_SOURCE_REMOVE;
}

void
bed_wait (BedCondition condition, gpointer user_data)
{
  guint source = g_timeout_add_seconds (PATIENCE_SECONDS, on_patience_timeout, NULL);

  while (!condition (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data) && gtk_widget_get_width (data) > 0;
}

GtkWindow *
bed_show (GtkWidget *widget, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  bed_wait (is_mapped, widget);
  return GTK_WINDOW (window);
}

static void
on_command_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)data = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *)data;
}

/* Runs a command while the window goes on living. */
void
bed_run (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  va_list list;

  va_start (list, first);
  for (const char *text = first; text != NULL; text = va_arg (list, const char *))
    g_ptr_array_add (argv, (gpointer)text);
  va_end (list);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *)argv->pdata, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, on_command_ready, &done);
  bed_wait (is_set, &done);
}

static gboolean
is_active (gpointer data)
{
  return gtk_window_is_active (data);
}

/* Without a window manager nobody else gives a window the keyboard. */
void
bed_focus (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  g_autofree char *id = g_strdup_printf ("%lu", gdk_x11_surface_get_xid (surface));

  bed_run ("xdotool", "windowfocus", "--sync", id, NULL);
  bed_wait (is_active, window);
}

/* As a scanner types: @text may hold its Enter. */
void
bed_type (const char *text)
{
  g_autofree char *program = g_test_build_filename (G_TEST_DIST, "desktop", "press-keys", NULL);

  bed_run (program, "--", text, NULL);
}

/* As a person types. */
void
bed_type_by_hand (const char *text)
{
  g_autofree char *program = g_test_build_filename (G_TEST_DIST, "desktop", "press-keys", NULL);

  bed_run (program, "--by-hand", "--", text, NULL);
}

/* A picture of the whole screen, where FOYER_PICTURES names a folder for whoever wants to look. */
void
bed_picture (const char *name)
{
  const char *folder = g_getenv ("FOYER_PICTURES");
  g_autofree char *path = NULL;

  if (folder == NULL)
    return;
  path = g_strdup_printf ("%s/%s.png", folder, name);
  /* What is about to be drawn is drawn before anybody else has a turn. */
  for (guint frame = 0; frame < 30; frame++) {
    gint64 until = g_get_monotonic_time () + 20 * G_TIME_SPAN_MILLISECOND;

    while (g_get_monotonic_time () < until)
      g_main_context_iteration (NULL, FALSE);
  }
  bed_run ("import", "-window", "root", path, NULL);
}
