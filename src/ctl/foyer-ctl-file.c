/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-file"

#include "config.h"

#include "ctl/foyer-ctl-file.h"

#include "base/foyer-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads a file that the operator names, or standard input, which may be a pipe. */

static GBytes *
fail (GError **error, const char *path, const char *why)
{
  if (g_str_equal (path, "-"))
    g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "Standard input cannot be read: %s.", why);
  else
    g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "“%s” cannot be read: %s.", path, why);
  return NULL;
}

static GBytes *
read_all (int fd, const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (64 * 1024);

  while (data->len <= max_bytes) {
    ssize_t n = read (fd, block, 64 * 1024);

    if (n == 0)
      return g_byte_array_free_to_bytes (g_steal_pointer (&data));
    if (n > 0)
      g_byte_array_append (data, block, (guint)n);
    else if (errno != EINTR)
      return fail (error, path, g_strerror (errno));
  }
  return fail (error, path, "it is too large");
}

/**
 * foyer_ctl_file_read:
 * @path: a file, or `-` for standard input
 * @max_bytes: how much it may hold
 *
 * Returns: (transfer full) (nullable): what it holds
 */
GBytes *
foyer_ctl_file_read (const char *path, gsize max_bytes, GError **error)
{
  gboolean is_stdin = g_str_equal (path, "-");
  struct stat info;
  GBytes *bytes;
  int fd;

  if (is_stdin)
    return read_all (STDIN_FILENO, path, max_bytes, error);
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return fail (error, path, g_strerror (errno));
  if (fstat (fd, &info) == 0 && S_ISDIR (info.st_mode))
    bytes = fail (error, path, "it is a folder");
  else
    bytes = read_all (fd, path, max_bytes, error);
  close (fd);
  return bytes;
}
