/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay"

#include "config.h"

#include "relay/foyer-relay-options.h"
#include "relay/foyer-relay-server.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static gboolean
on_stop_signal (gpointer user_data)
{
  foyer_relay_server_drain (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_reload_signal (gpointer user_data)
{
  foyer_relay_server_reload (user_data);
  return G_SOURCE_CONTINUE;
}

static int
run (FoyerRelayServer *server)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint terminate = g_unix_signal_add (SIGTERM, on_stop_signal, server);
  guint interrupt = g_unix_signal_add (SIGINT, on_stop_signal, server);
  guint hang_up = g_unix_signal_add (SIGHUP, on_reload_signal, server);

  g_signal_connect_swapped (server, "drained", G_CALLBACK (g_main_loop_quit), loop);
  foyer_relay_server_announce (server);
  g_main_loop_run (loop);
  g_source_remove (terminate);
  g_source_remove (interrupt);
  g_source_remove (hang_up);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  g_auto (FoyerRelayOptions) options = { 0 };
  g_autoptr (FoyerRelayServer) server = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!foyer_relay_options_parse (&options, &argc, &argv, &error)) {
    fprintf (stderr, "foyer-relay: %s.\n", error->message);
    return 2;
  }
  if (options.version) {
    printf ("foyer-relay %s\n", FOYER_VERSION);
    return EXIT_SUCCESS;
  }
  server = foyer_relay_server_new (&options, &error);
  if (server == NULL) {
    fprintf (stderr, "foyer-relay: %s\n", error->message);
    return EXIT_FAILURE;
  }
  return run (server);
}
