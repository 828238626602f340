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
 * on standard error, 2 wrong usage. Where nobody reads its output any more, as behind `| head`, it
 * ends by SIGPIPE like any other program, only that it puts the database in order first. */

#define EXIT_USAGE 2
/* What a shell makes of a program that SIGPIPE ended. */
#define EXIT_NOBODY_READS (128 + SIGPIPE)

/* Where a machine listens and nothing was printed yet, the document is the error. */
static void
print_error_document (const GError *error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  FoyerJsonWriter writer = { .out = out };
  FoyerError code = FOYER_ERROR_FAILED;

  if (error->domain == FOYER_ERROR)
    code = (FoyerError)error->code;
  else if (error->domain == G_OPTION_ERROR)
    code = FOYER_ERROR_BAD_REQUEST;
  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_object (&writer, "error");
  foyer_json_writer_add_string (&writer, "code", foyer_error_to_nick (code));
  foyer_json_writer_add_string (&writer, "message", error->message);
  foyer_json_writer_end_object (&writer);
  foyer_json_writer_end_object (&writer);
  printf ("%s\n", out->str);
}

static int
report_usage (const GError *error, gboolean json)
{
  if (json)
    print_error_document (error);
  fprintf (stderr,
           "%s: %s. “%s --help” says how it is used.\n",
           g_get_prgname (),
           error->message,
           g_get_prgname ());
  return EXIT_USAGE;
}

static int
report_failure (const GError *error, gboolean json)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return EXIT_NOBODY_READS;
  if (json)
    print_error_document (error);
  fprintf (stderr, "foyerctl: %s\n", error->message);
  return EXIT_FAILURE;
}

static int
run (FoyerCtlCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unwritten = NULL;
  gboolean says_nothing;

  call->command->run (call, &error);
  says_nothing = !call->has_printed && call->out->len == 0;
  foyer_ctl_call_flush (call, error == NULL ? &error : &unwritten);
  fputs (call->notes->str, stderr);
  if (error == NULL)
    return EXIT_SUCCESS;
  if (error->domain == G_OPTION_ERROR)
    return report_usage (error, call->json && says_nothing);
  return report_failure (error, call->json && says_nothing);
}

/* Where the command line makes no sense it is still clear whether a machine reads the answer. */
static gboolean
wants_json (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++) {
    if (g_str_equal (argv[i], "--json"))
      return TRUE;
  }
  return FALSE;
}

static int
parse_and_run (int argc, char **argv)
{
  g_autoptr (FoyerCtlCall) call = NULL;
  g_autoptr (GError) error = NULL;
  gboolean json = wants_json (argc, argv);
  gboolean done = FALSE;

  call = foyer_ctl_call_parse (argc, argv, &done, &error);
  if (done)
    return EXIT_SUCCESS;
  if (call == NULL)
    return report_usage (error, json);
  return run (call);
}

/**
 * foyer_ctl_main:
 *
 * Returns: the exit status of the program
 */
int
foyer_ctl_main (int argc, char **argv)
{
  int status;

  setlocale (LC_ALL, "");
  signal (SIGPIPE, SIG_IGN);
  status = parse_and_run (argc, argv);
  if (status == EXIT_NOBODY_READS) {
    signal (SIGPIPE, SIG_DFL);
    raise (SIGPIPE);
  }
  return status;
}
