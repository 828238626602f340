/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "link/foyer-browser-sign-in.h"

#include <stdio.h>
#include <stdlib.h>

/* A desk's half of signing in with a provider, for a test in another language: prints where the
 * browser is to come back to, reads what to open and what it is to come back with, a line each, and
 * prints the code that it brought. */

static gboolean
tell_to_open (const char *url, gpointer user_data, GError **error)
{
  printf ("%s\n", url);
  fflush (stdout);
  return TRUE;
}

static void
on_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GMainLoop *loop = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *code =
      foyer_browser_sign_in_run_finish (FOYER_BROWSER_SIGN_IN (source), result, &error);

  printf ("%s\n", code != NULL ? code : error->message);
  g_main_loop_quit (loop);
}

static char *
read_line (void)
{
  char line[8192];

  if (fgets (line, sizeof line, stdin) == NULL)
    exit (EXIT_FAILURE);
  return g_strdup (g_strchomp (line));
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerBrowserSignIn) sign_in = foyer_browser_sign_in_new (&error);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *url = NULL;
  g_autofree char *state = NULL;

  g_assert_no_error (error);
  printf ("%s\n", foyer_browser_sign_in_get_redirect_uri (sign_in));
  fflush (stdout);
  url = read_line ();
  state = read_line ();
  foyer_browser_sign_in_run_async (sign_in, url, state, tell_to_open, NULL, NULL, on_back, loop);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
