/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-process"

#include "config.h"

#include "db/foyer-db-process.h"

#include "base/foyer-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Which processes work in a cluster's folder. A number in postmaster.pid says little after a kill
 * or a reboot: another program may have got it, or it may be a zombie that nobody collects. Every
 * process of PostgreSQL has the cluster's folder as its working directory, and that is what is
 * looked at. */

/* How long orphaned sessions of a killed server get to notice that it is gone. */
#define ORPHAN_WAIT_STEPS   200
#define ORPHAN_WAIT_STEP_US (50 * 1000)

static gboolean
is_zombie (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int)pid);
  g_autofree char *text = NULL;
  const char *end_of_name;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return TRUE;
  end_of_name = strrchr (text, ')');
  return end_of_name == NULL || end_of_name[1] == '\0' || end_of_name[2] == 'Z';
}

static gboolean
works_in (pid_t pid, const char *real_dir)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cwd", (int)pid);
  g_autofree char *cwd = g_file_read_link (path, NULL);

  return cwd != NULL && g_str_equal (cwd, real_dir) && !is_zombie (pid);
}

/**
 * foyer_db_process_find:
 * @cluster_dir: the cluster's folder
 *
 * Returns: the process id of the server that runs on it, or 0 where none does
 */
pid_t
foyer_db_process_find (const char *cluster_dir)
{
  g_autofree char *pid_path = g_build_filename (cluster_dir, "postmaster.pid", NULL);
  g_autofree char *real_dir = realpath (cluster_dir, NULL);
  g_autofree char *text = NULL;
  gint64 pid;

  if (real_dir == NULL || !g_file_get_contents (pid_path, &text, NULL, NULL))
    return 0;
  pid = g_ascii_strtoll (text, NULL, 10);
  return pid > 0 && pid <= G_MAXINT && works_in ((pid_t)pid, real_dir) ? (pid_t)pid : 0;
}

static gboolean
anyone_works_in (const char *cluster_dir)
{
  g_autofree char *real_dir = realpath (cluster_dir, NULL);
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;

  if (real_dir == NULL || processes == NULL)
    return FALSE;
  while ((name = g_dir_read_name (processes)) != NULL) {
    if (g_ascii_isdigit (*name) && works_in ((pid_t)atoi (name), real_dir))
      return TRUE;
  }
  return FALSE;
}

/**
 * foyer_db_process_clear_leftovers:
 * @cluster_dir: the folder of a cluster whose server does not live
 *
 * Makes a cluster startable after its server was killed: waits for its orphaned sessions to end and
 * then removes a postmaster.pid that means nothing any more, but that PostgreSQL might believe when
 * its number belongs to another process.
 */
gboolean
foyer_db_process_clear_leftovers (const char *cluster_dir, GError **error)
{
  g_autofree char *pid_path = g_build_filename (cluster_dir, "postmaster.pid", NULL);

  if (!g_file_test (pid_path, G_FILE_TEST_EXISTS))
    return TRUE;
  for (guint i = 0; anyone_works_in (cluster_dir); i++) {
    if (i == ORPHAN_WAIT_STEPS) {
      g_set_error (error,
                   FOYER_ERROR,
                   FOYER_ERROR_FAILED,
                   "Processes of a PostgreSQL that was killed still work in %s.",
                   cluster_dir);
      return FALSE;
    }
    g_usleep (ORPHAN_WAIT_STEP_US);
  }
  if (g_unlink (pid_path) != 0 && errno != ENOENT) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 "Cannot remove %s: %s.",
                 pid_path,
                 g_strerror (errno));
    return FALSE;
  }
  return TRUE;
}
