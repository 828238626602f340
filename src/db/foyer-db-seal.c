/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-seal"

#include "config.h"

#include "db/foyer-db-seal.h"

#include "base/foyer-error.h"
#include "base/foyer-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The installation's secret key. It lies in a file of its own, never in the database, so that a
 * copy of the database alone gives nothing away: 32 random bytes in lower-case hexadecimal and a
 * newline.
 */

#define KEY_BYTES FOYER_SEAL_KEY_BYTES

static gboolean
fail (GError **error, const char *path, int code)
{
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "Cannot use the secret key %s: %s.",
               path,
               g_strerror (code));
  return FALSE;
}

static gboolean
read_key (guint8 key[KEY_BYTES], const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize size;
  struct stat info;
  gboolean valid;

  if (stat (path, &info) != 0)
    return fail (error, path, errno);
  if ((info.st_mode & 077) != 0) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 "The secret key %s is open to others: make it 0600.",
                 path);
    return FALSE;
  }
  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;
  valid = size >= 2 * KEY_BYTES &&
          sodium_hex2bin (key, KEY_BYTES, text, 2 * KEY_BYTES, NULL, NULL, NULL) == 0 &&
          *g_strchug (text + 2 * KEY_BYTES) == '\0';
  sodium_memzero (text, size);
  if (!valid)
    g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "%s is no secret key.", path);
  return valid;
}

static gboolean
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return foyer_folder_sync (folder, NULL);
}

static gboolean
write_all (int fd, const char *text, gsize size)
{
  return write (fd, text, size) == (gssize)size && fsync (fd) == 0;
}

/* The key is written beside, made durable and then linked into place: of two programs that start at
 * the same moment one wins, and both then read the same key. */
static gboolean
make_key (const char *path, GError **error)
{
  g_autofree char *unfinished = g_strconcat (path, ".XXXXXX", NULL);
  guint8 key[KEY_BYTES];
  char text[2 * KEY_BYTES + 2];
  int fd = g_mkstemp_full (unfinished, O_RDWR | O_CLOEXEC, 0600);
  gboolean done;
  int code;

  if (fd < 0)
    return fail (error, path, errno);
  randombytes_buf (key, sizeof key);
  sodium_bin2hex (text, sizeof text, key, sizeof key);
  memcpy (text + 2 * KEY_BYTES, "\n", 2);
  done = write_all (fd, text, sizeof text - 1) &&
         (link (unfinished, path) == 0 || errno == EEXIST) && sync_folder_of (path);
  code = errno;
  sodium_memzero (key, sizeof key);
  sodium_memzero (text, sizeof text);
  close (fd);
  g_unlink (unfinished);
  return done ? TRUE : fail (error, path, code);
}

/**
 * foyer_db_seal_open:
 * @path: the file of the secret key; made, with a new key, where it is missing
 *
 * Returns: (transfer full) (nullable): what seals and opens
 */
FoyerDbSeal *
foyer_db_seal_open (const char *path, GError **error)
{
  guint8 key[KEY_BYTES];
  FoyerDbSeal *self = NULL;

  if (sodium_init () < 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_FAILED, "libsodium does not start.");
    return NULL;
  }
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !make_key (path, error))
    return NULL;
  if (read_key (key, path, error))
    self = foyer_seal_new (key, error);
  sodium_memzero (key, sizeof key);
  return self;
}

/**
 * foyer_db_seal_close:
 *
 * Wipes the key from memory.
 */
void
foyer_db_seal_close (FoyerDbSeal *self)
{
  foyer_seal_free (self);
}

/**
 * foyer_db_seal_text:
 * @purpose: what it is and whose; opening needs the same
 *
 * Returns: (transfer full): the sealed bytes, as decode (…, 'hex') takes them
 */
char *
foyer_db_seal_text (const FoyerDbSeal *self, const char *purpose, const char *text)
{
  g_autoptr (GBytes) sealed = foyer_seal_data (self, purpose, text, strlen (text));
  gsize size;
  const guint8 *bytes = g_bytes_get_data (sealed, &size);
  char *hex = g_malloc (2 * size + 1);

  return sodium_bin2hex (hex, 2 * size + 1, bytes, size);
}

/**
 * foyer_db_seal_open_text:
 * @sealed: what foyer_db_seal_text() made
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
foyer_db_seal_open_text (const FoyerDbSeal *self,
                         const char *purpose,
                         const char *sealed,
                         GError **error)
{
  gsize length = strlen (sealed);
  g_autofree guint8 *bytes = g_malloc (length / 2 + 1);
  g_autoptr (GBytes) text = NULL;

  sodium_hex2bin (bytes, length / 2, sealed, length, NULL, NULL, NULL);
  text = foyer_seal_open_data (self, purpose, bytes, length / 2, error);
  return text != NULL ? g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)) : NULL;
}
