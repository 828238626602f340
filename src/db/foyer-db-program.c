/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-program"

#include "config.h"

#include "db/foyer-db-program.h"

#include "base/foyer-error.h"
#include "db/foyer-db-backup.h"
#include "db/foyer-db-conninfo.h"

#include <libpq-fe.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* PostgreSQL's own programs: where they lie, and those that work on a database, such as pg_dump.
 * Their command line, which everybody can read, holds nothing that is secret: a password is told in
 * the environment, as libpq has it, which no other user can read. */

/* What a signal's handler looks at. */
static volatile sig_atomic_t interrupted;
static volatile pid_t running;

/**
 * foyer_db_program_find:
 * @version: the major version of PostgreSQL that it must be of, if it can be found
 *
 * Returns: (transfer full) (nullable): the path of one of PostgreSQL's programs
 */
char *
foyer_db_program_find (guint version, const char *name)
{
  static const char *const folders[] = {
    "/usr/lib/postgresql/%u/bin",
    "/usr/pgsql-%u/bin",
    "/usr/local/pgsql/bin",
  };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_auto (GStrv) parts = g_strsplit (folders[i], "%u", 2);
    g_autofree char *number = g_strdup_printf ("%u", version);
    g_autofree char *folder = g_strjoinv (number, parts);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&path);
  }
  return g_find_program_in_path (name);
}

/**
 * foyer_db_program_report:
 * @output: (nullable): what the program said
 *
 * Returns: %FALSE, with an error
 */
gboolean
foyer_db_program_report (const char *name, const char *output, GError **error)
{
  g_autofree char *text = g_utf8_make_valid (output != NULL ? output : "", -1);

  g_strstrip (text);
  if (strstr (text, "No space left on device") != NULL)
    g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "%s: the disk is full.", name);
  else
    g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "%s failed: %s", name, text);
  return FALSE;
}

/* PostgreSQL quotes the row that it could not take, in details and behind a table's name; a guest
 * may be in it. Only the first complaint is repeated, as far as it is about the program's work. */
static char *
take_complaint (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output != NULL ? output : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *said = strstr (lines[i], "error: ");
    char *quoted = strstr (lines[i], ": ERROR:");

    if (said == NULL)
      continue;
    if (quoted != NULL && strstr (said, "COPY failed") != NULL)
      *quoted = '\0';
    return g_strdup (said + strlen ("error: "));
  }
  return g_strdup ("it was ended");
}

/* A part of how to connect. */
static gboolean
tell_part (GSubprocessLauncher *launcher,
           GString *open,
           const PQconninfoOption *part,
           GError **error)
{
  gboolean is_secret = *part->dispchar == '*';

  if (!is_secret)
    foyer_db_conninfo_append (open, part->keyword, part->val);
  else if (part->envvar != NULL)
    g_subprocess_launcher_setenv (launcher, part->envvar, part->val, TRUE);
  else
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 "%s cannot be handed to PostgreSQL's programs: say it in a service file.",
                 part->keyword);
  return !is_secret || part->envvar != NULL;
}

/* What may be said on the command line. */
static char *
tell_connection (GSubprocessLauncher *launcher, const char *uri, GError **error)
{
  PQconninfoOption *parts = PQconninfoParse (uri, NULL);
  g_autoptr (GString) open = g_string_new ("--dbname=");
  gboolean good = parts != NULL;

  for (const PQconninfoOption *part = parts; good && part->keyword != NULL; part++)
    good = part->val == NULL || tell_part (launcher, open, part, error);
  PQconninfoFree (parts);
  return good ? g_string_free (g_steal_pointer (&open), FALSE) : NULL;
}

static GPtrArray *
make_arguments (const char *path, char *connection, const char *const *arguments)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, g_strdup (path));
  g_ptr_array_add (argv, connection);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (arguments[i]));
  g_ptr_array_add (argv, NULL);
  return argv;
}

static char *
find_or_say (guint version, const char *name, GError **error)
{
  char *path = foyer_db_program_find (version, name);

  if (path == NULL)
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 "%s of PostgreSQL %u is not installed: on Debian, install postgresql-client-%u.",
                 name,
                 version,
                 version);
  return path;
}

static GSubprocessLauncher *
create_launcher (int in, int out)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);

  if (in >= 0)
    g_subprocess_launcher_take_stdin_fd (launcher, dup (in));
  if (out >= 0)
    g_subprocess_launcher_take_stdout_fd (launcher, dup (out));
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  return launcher;
}

/**
 * foyer_db_backup_interrupt:
 *
 * Ends the program that works on a database now, and lets none begin any more, so that who waits
 * for it can clean up. A signal's handler may call it.
 */
void
foyer_db_backup_interrupt (void)
{
  interrupted = TRUE;
  if (running > 0)
    kill (running, SIGTERM);
}

/* Waits for the program; %NULL where it cannot be waited for. */
static char *
wait_for (GSubprocess *process, GError **error)
{
  const char *identifier = g_subprocess_get_identifier (process);
  char *output = NULL;

  running = identifier != NULL ? (pid_t)atoi (identifier) : 0;
  if (interrupted)
    g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &output, error);
  running = 0;
  return output;
}

/**
 * foyer_db_program_run:
 * @version: the major version of the server
 * @name: a program that connects to a database, such as pg_dump
 * @uri: the database: a libpq connection URI or string
 * @arguments: (array zero-terminated=1): its options
 * @in: a file to read from, from where it stands, or -1
 * @out: a file to write to, or -1
 *
 * Runs one of PostgreSQL's programs on a database and waits for it.
 */
gboolean
foyer_db_program_run (guint version,
                      const char *name,
                      const char *uri,
                      const char *const *arguments,
                      int in,
                      int out,
                      GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = create_launcher (in, out);
  g_autofree char *path = find_or_say (version, name, error);
  char *connection = path != NULL ? tell_connection (launcher, uri, error) : NULL;
  g_autoptr (GPtrArray) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *complaint = NULL;

  if (connection == NULL)
    return FALSE;
  argv = make_arguments (path, connection, arguments);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, error);
  output = process != NULL ? wait_for (process, error) : NULL;
  if (output == NULL)
    return FALSE;
  if (interrupted) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "It was interrupted.");
    return FALSE;
  }
  if (g_subprocess_get_successful (process))
    return TRUE;
  complaint = take_complaint (output);
  return foyer_db_program_report (name, complaint, error);
}
