/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-tool"

#include "config.h"

#include "session/foyer-host-tool.h"

#include "base/foyer-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* Runs foyerctl on the database of a folder. What others must not see goes through a pipe and never
 * onto its command line. */

#define PREFIX "foyerctl: "

/**
 * foyer_host_tool_find:
 * @name: a program of Foyer
 *
 * Looks beside the program that runs, and then in the PATH.
 *
 * Returns: (transfer full) (nullable): where it is
 */
char *
foyer_host_tool_find (const char *name)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own != NULL ? g_path_get_dirname (own) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE) &&
      !g_file_test (beside, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&beside);
  return g_find_program_in_path (name);
}

/* foyerctl says one sentence; notes may come before it. */
static const char *
get_last_line (char *text)
{
  const char *line;

  g_strchomp (text);
  line = strrchr (text, '\n');
  line = line != NULL ? line + 1 : text;
  return g_str_has_prefix (line, PREFIX) ? line + strlen (PREFIX) : line;
}

static void
fail (GTask *task, GBytes *output)
{
  gsize length = 0;
  const char *bytes = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  g_autofree char *text = g_utf8_make_valid (bytes != NULL ? bytes : "", (gssize)length);

  g_task_return_new_error (task,
                           FOYER_ERROR,
                           FOYER_ERROR_FAILED,
                           /* Translators: %s is what a program said, in English. */
                           _ ("The database could not be changed: %s"),
                           get_last_line (text));
}

static void
on_communicated (GObject *source, GAsyncResult *result, gpointer data)
{
  GSubprocess *process = G_SUBPROCESS (source);
  g_autoptr (GTask) task = data;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) said = NULL;
  GError *error = NULL;

  if (!g_subprocess_communicate_finish (process, result, &out, &said, &error)) {
    g_subprocess_force_exit (process);
    g_task_return_error (task, error);
  } else if (g_subprocess_get_successful (process)) {
    g_task_return_pointer (task, g_steal_pointer (&out), (GDestroyNotify)g_bytes_unref);
  } else {
    fail (task, said);
  }
}

static GSubprocess *
start (const char *data_dir, const char *const *words, gboolean has_input, GError **error)
{
  g_autofree char *program = foyer_host_tool_find ("foyerctl");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE;

  if (program == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_NOT_FOUND,
                         _ ("The programs foyer-relay and foyerctl are not installed here."));
    return NULL;
  }
  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (char *)"--data-dir");
  g_ptr_array_add (argv, (char *)data_dir);
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (char *)words[i]);
  g_ptr_array_add (argv, NULL);
  if (has_input)
    flags |= G_SUBPROCESS_FLAGS_STDIN_PIPE;
  return g_subprocess_newv ((const char *const *)argv->pdata, flags, error);
}

/**
 * foyer_host_tool_run_async:
 * @data_dir: the folder of the database
 * @words: (array zero-terminated=1): what foyerctl is to do
 * @input: (nullable): what it reads from standard input
 */
void
foyer_host_tool_run_async (const char *data_dir,
                           const char *const *words,
                           GBytes *input,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  g_task_set_source_tag (task, foyer_host_tool_run_async);
  process = start (data_dir, words, input != NULL, &error);
  if (process == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  g_subprocess_communicate_async (process, input, cancellable, on_communicated, task);
}

/**
 * foyer_host_tool_run_finish:
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (nullable): what it printed
 */
GBytes *
foyer_host_tool_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
