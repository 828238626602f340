/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-folder"

#include "config.h"

#include "base/foyer-folder.h"

#include "base/foyer-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* What is done to whole folders. */

static gboolean
fail (GError **error, const char *what, const char *path)
{
  int code = errno;

  g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "%s %s: %s.", what, path, g_strerror (code));
  return FALSE;
}

/**
 * foyer_folder_remove:
 * @path: a folder with all that is in it, or a file; links are not followed
 *
 * Returns: whether there is nothing of that name any more
 */
gboolean
foyer_folder_remove (const char *path, GError **error)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR)) {
    folder = g_dir_open (path, 0, error);
    if (folder == NULL)
      return FALSE;
    while ((name = g_dir_read_name (folder)) != NULL) {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (!foyer_folder_remove (child, error))
        return FALSE;
    }
  }
  if (g_remove (path) != 0 && errno != ENOENT)
    return fail (error, "Cannot remove", path);
  return TRUE;
}

/**
 * foyer_folder_sync:
 *
 * Returns: whether the names in a folder are on the disk
 */
gboolean
foyer_folder_sync (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    fail (error, "Cannot write", path);
  if (fd >= 0)
    close (fd);
  return done;
}
