/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl"

#include "config.h"

#include "ctl/foyer-ctl.h"

#include "base/foyer-error.h"
#include "ctl/foyer-ctl-call.h"
#include "wire/foyer-json-writer.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* foyerctl from its command line to its exit status: 0 done, 1 refused or failed, with a sentence
 * on standard error, 2 wrong usage. */

#define EXIT_USAGE 2

static int
report_usage (const GError *error)
{
  fprintf (stderr,
           "%s: %s. “%s --help” says how it is used.\n",
           g_get_prgname (),
           error->message,
           g_get_prgname ());
  return EXIT_USAGE;
}

/* Where a machine listens and nothing was printed yet, the document is the error. */
static void
print_error_document (FoyerCtlCall *call, const GError *error)
{
  FoyerJsonWriter writer = { .out = call->out };
  FoyerError code = error->domain == FOYER_ERROR ? (FoyerError)error->code : FOYER_ERROR_FAILED;

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_object (&writer, "error");
  foyer_json_writer_add_string (&writer, "code", foyer_error_to_nick (code));
  foyer_json_writer_add_string (&writer, "message", error->message);
  foyer_json_writer_end_object (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (call->out, '\n');
}

static int
run (FoyerCtlCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unwritten = NULL;

  if (!call->command->run (call, &error)) {
    if (g_error_matches (error, FOYER_CTL_USAGE_ERROR))
      return report_usage (error);
    if (call->json && call->out->len == 0)
      print_error_document (call, error);
  }
  foyer_ctl_call_flush (call, error == NULL ? &error : &unwritten);
  if (error == NULL)
    return EXIT_SUCCESS;
  fprintf (stderr, "foyerctl: %s\n", error->message);
  return EXIT_FAILURE;
}

/**
 * foyer_ctl_main:
 *
 * Returns: the exit status of the program
 */
int
foyer_ctl_main (int argc, char **argv)
{
  g_autoptr (FoyerCtlCall) call = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  setlocale (LC_ALL, "");
  /* Who reads the output may stop early: that is an error to report, not a way to die. */
  signal (SIGPIPE, SIG_IGN);
  call = foyer_ctl_call_parse (argc, argv, &done, &error);
  if (done)
    return EXIT_SUCCESS;
  if (call == NULL)
    return report_usage (error);
  return run (call);
}
