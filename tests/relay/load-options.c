/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-load"

#include "config.h"

#include "relay/load-options.h"

#include <stdio.h>
#include <stdlib.h>

#define OPTION(name, type, field, help, argument)                 \
  {                                                               \
    name, 0, 0, G_OPTION_ARG_##type, &self->field, help, argument \
  }

static gboolean
is_complete (const LoadOptions *self)
{
  if (self->urls == NULL || self->token_file == NULL || self->in_flight < 1 ||
      self->listeners < 0 || self->seconds <= 0)
    return FALSE;
  if (self->idle)
    return self->event_id != NULL || self->listeners == 0;
  return self->event_id != NULL && self->code_file != NULL;
}

/**
 * load_options_parse:
 * @self: what holds unless the command line says otherwise
 *
 * Ends the program where it cannot go on.
 */
void
load_options_parse (LoadOptions *self, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    OPTION ("url", STRING_ARRAY, urls, "A relay, ws://ADDRESS:PORT; several take turns", "URL"),
    OPTION ("token-file",
            FILENAME,
            token_file,
            "Bearer tokens, one a line; they take turns",
            "FILE"),
    OPTION ("event", STRING, event_id, "The event", "ID"),
    OPTION ("code-file",
            FILENAME,
            code_file,
            "Codes, one a line, or ID<TAB>CODE as foyerctl prints them",
            "FILE"),
    OPTION ("in-flight", INT, in_flight, "Scans on their way at once (1)", "N"),
    OPTION ("listeners", INT, listeners, "Desks that have joined the event (0)", "N"),
    OPTION ("rate", INT, rate, "Scans a second (as many as it takes)", "N"),
    OPTION ("seconds", DOUBLE, seconds, "How long to measure (5)", "N"),
    OPTION ("warm-up", DOUBLE, warm_up, "How long to run before that (0)", "N"),
    OPTION ("once",
            NONE,
            once,
            "Scan every code once, then stop; exit 1 where anything was wrong",
            NULL),
    OPTION ("duplicates",
            INT,
            duplicates,
            "So many percent of the codes twice, in any order (0)",
            "N"),
    OPTION ("idle", NONE, idle, "Only connect, and say what a connection costs the relay", NULL),
    OPTION ("relay-pid",
            INT,
            relay_pid,
            "The relay whose processor time and memory are read",
            "PID"),
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (context, "Puts load on relays and prints what came of it as JSON.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    fprintf (stderr, "foyer-load: %s\n", error->message);
    exit (2);
  }
  if (!is_complete (self)) {
    fprintf (stderr, "foyer-load: it needs --url, --token-file, --event and --code-file\n");
    exit (2);
  }
}

void
load_options_clear (LoadOptions *self)
{
  g_clear_pointer (&self->urls, g_strfreev);
  g_clear_pointer (&self->token_file, g_free);
  g_clear_pointer (&self->code_file, g_free);
  g_clear_pointer (&self->event_id, g_free);
}
