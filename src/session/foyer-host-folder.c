/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-folder"

#include "config.h"

#include "session/foyer-host-private.h"

#include <glib/gstdio.h>
#include <string.h>

/**
 * foyer_host_folder_remove:
 * @path: a folder that this program has made
 *
 * Removes it with all that it holds. Links are removed and not followed.
 */
void
foyer_host_folder_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inner = g_build_filename (path, name, NULL);

    if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
      foyer_host_folder_remove (inner);
    else
      g_unlink (inner);
  }
  if (g_rmdir (path) != 0)
    g_debug ("The folder %s stays", path);
}
