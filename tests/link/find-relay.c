/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "find-relay"

#include "config.h"

#include "link/foyer-scout.h"

#include <stdio.h>
#include <stdlib.h>

/* Looks for a relay as the application does: find-relay [--pin SHA256] [--last ADDRESS] ADDRESS…
 * Prints where it is; or says on standard error why it is not found, and exits with 1. */

typedef struct {
  GMainLoop *loop;
  char *found;
  GError *error;
} Outcome;

static void
on_find_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->found = foyer_scout_find_finish (result, &outcome->error);
  g_main_loop_quit (outcome->loop);
}

static gboolean
on_give_up (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static int
look (const FoyerScoutOrder *order, int give_up_ms)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = { .loop = loop };
  int status = EXIT_SUCCESS;

  if (give_up_ms > 0)
    g_timeout_add (give_up_ms, on_give_up, cancellable);
  foyer_scout_find_async (order, cancellable, on_find_ready, &outcome);
  g_main_loop_run (loop);
  if (outcome.found != NULL) {
    printf ("%s\n", outcome.found);
  } else {
    fprintf (stderr, "%s\n", outcome.error->message);
    status = EXIT_FAILURE;
  }
  /* Nobody may come back once it is over. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_free (outcome.found);
  g_clear_error (&outcome.error);
  return status;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *pin = NULL;
  g_autofree char *last = NULL;
  int give_up_ms = 0;
  const GOptionEntry entries[] = {
    { "pin", 0, 0, G_OPTION_ARG_STRING, &pin, "The fingerprint", "SHA256" },
    { "last", 0, 0, G_OPTION_ARG_STRING, &last, "Where it was last", "ADDRESS" },
    { "give-up", 0, 0, G_OPTION_ARG_INT, &give_up_ms, "Look no longer than that", "MS" },
    G_OPTION_ENTRY_NULL,
  };
  FoyerScoutOrder order = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    fprintf (stderr, "%s\n", error->message);
    return 2;
  }
  order.last_address = last;
  order.addresses = (const char *const *)argv + 1;
  order.fingerprint = pin;
  return look (&order, give_up_ms);
}
