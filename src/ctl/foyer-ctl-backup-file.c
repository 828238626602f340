/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-backup-file"

#include "config.h"

#include "ctl/foyer-ctl-backup-file.h"

#include "base/foyer-error.h"
#include "base/foyer-folder.h"
#include "wire/foyer-wire-backup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A copy of the database is one file, so that none of its parts gets lost or mixed up:
 *
 *   what pg_dump wrote (custom format) LF
 *   the manifest, one line of JSON: see foyer-wire-backup.c LF
 *   a signature over that line by the secret key, in hexadecimal LF
 *
 * pg_restore reads the file as it is: it goes to the places that the start of the file names and
 * never looks behind the last one. So a copy can be read without Foyer; and with Foyer nothing of
 * it is run before it is known that it is whole and was made by somebody who has the secret key. */

#define SIGNATURE_PURPOSE "backup"
#define SIGNATURE_HEX     (2 * FOYER_SEAL_SIGNATURE_BYTES)
/* More than a manifest and its signature take. */
#define END_BYTES 4096
#define BLOCK     (256 * 1024)

G_STATIC_ASSERT (FOYER_BACKUP_SHA256_SIZE == 2 * crypto_hash_sha256_BYTES + 1);

static gboolean
fail (GError **error, const char *path, const char *what)
{
  int code = errno;

  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "“%s” cannot be %s: %s.",
               path,
               what,
               g_strerror (code));
  return FALSE;
}

static gboolean
refuse (GError **error, const char *path, const char *why)
{
  g_set_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "“%s” %s.", path, why);
  return FALSE;
}

/* Hashes a file from its start. */
static gboolean
hash (int fd, gint64 size, char text[FOYER_BACKUP_SHA256_SIZE])
{
  g_autofree guint8 *block = g_malloc (BLOCK);
  guint8 digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init (&state);
  for (gint64 at = 0; at < size;) {
    ssize_t n = pread (fd, block, (size_t)MIN (BLOCK, size - at), at);

    if (n <= 0 && errno != EINTR)
      return FALSE;
    if (n > 0) {
      crypto_hash_sha256_update (&state, block, (unsigned long long)n);
      at += n;
    }
  }
  crypto_hash_sha256_final (&state, digest);
  sodium_bin2hex (text, FOYER_BACKUP_SHA256_SIZE, digest, sizeof digest);
  return TRUE;
}

static gboolean
write_all (int fd, const char *text)
{
  for (gsize left = strlen (text); left > 0;) {
    ssize_t n = write (fd, text, left);

    if (n < 0 && errno != EINTR)
      return FALSE;
    if (n > 0) {
      text += n;
      left -= (gsize)n;
    }
  }
  return TRUE;
}

/* The last lines of a file: where the manifest begins, and the signature. */
typedef struct {
  char bytes[END_BYTES + 1];
  gint64 file_size;
  const char *manifest;
  gsize manifest_length;
  const char *signature;
  gint64 dump_size;
} End;

static gboolean
find_lines (End *self, gsize size)
{
  char *line_end;

  if (size < SIGNATURE_HEX + 3 || self->bytes[size - 1] != '\n')
    return FALSE;
  line_end = self->bytes + size - SIGNATURE_HEX - 2;
  if (*line_end != '\n')
    return FALSE;
  self->signature = line_end + 1;
  for (const char *at = line_end - 1; at >= self->bytes; at--) {
    if (*at != '\n')
      continue;
    self->manifest = at + 1;
    self->manifest_length = (gsize)(line_end - self->manifest);
    self->dump_size = self->file_size - (gint64)size + (at - self->bytes);
    return TRUE;
  }
  return FALSE;
}

/* Returns whether the file ends as a copy does; it may still be anything. */
static gboolean
read_end (int fd, End *end, FoyerBackup *backup, GError **error)
{
  struct stat info;
  gsize size;

  if (fstat (fd, &info) != 0)
    return FALSE;
  end->file_size = info.st_size;
  size = (gsize)MIN (END_BYTES, info.st_size);
  return S_ISREG (info.st_mode) &&
         pread (fd, end->bytes, size, info.st_size - (off_t)size) == (ssize_t)size &&
         find_lines (end, size) &&
         foyer_wire_decode_backup (end->manifest, end->manifest_length, backup, error);
}

/* What stands there is replaced only where it is an older copy. */
static gboolean
check_place (const char *path, GError **error)
{
  g_auto (FoyerBackup) backup = { 0 };
  End end;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  gboolean good;

  if (fd < 0)
    return errno == ENOENT || fail (error, path, "replaced");
  good = read_end (fd, &end, &backup, NULL);
  close (fd);
  return good || refuse (error, path, "is there already and is no copy of Foyer's: it stays");
}

/**
 * foyer_ctl_backup_draft_begin:
 * @self: (out caller-allocates): a file to write to; to be cleared
 * @path: where the copy is to be; must live as long as the draft
 */
gboolean
foyer_ctl_backup_draft_begin (FoyerCtlBackupDraft *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *hidden = g_strdup_printf (".%s.XXXXXX", name);

  *self = (FoyerCtlBackupDraft){ .path = path, .fd = -1 };
  if (!check_place (path, error))
    return FALSE;
  self->unfinished = g_build_filename (folder, hidden, NULL);
  self->fd = g_mkstemp_full (self->unfinished, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd >= 0)
    return TRUE;
  g_clear_pointer (&self->unfinished, g_free);
  return fail (error, path, "written");
}

/**
 * foyer_ctl_backup_draft_seal:
 * @backup: (inout): what the copy holds; gets what its bytes are like
 *
 * Ends the copy with its manifest, and returns when all of it is on the disk.
 */
gboolean
foyer_ctl_backup_draft_seal (FoyerCtlBackupDraft *self,
                             const FoyerDbSeal *seal,
                             FoyerBackup *backup,
                             GError **error)
{
  g_autofree char *manifest = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *text = NULL;

  errno = 0;
  backup->size = lseek (self->fd, 0, SEEK_END);
  if (backup->size < 0 || !hash (self->fd, backup->size, backup->sha256))
    return fail (error, self->path, "read");
  manifest = foyer_wire_encode_backup (backup);
  signature = foyer_seal_sign (seal, SIGNATURE_PURPOSE, manifest, strlen (manifest));
  text = g_strdup_printf ("\n%s\n%s\n", manifest, signature);
  return (write_all (self->fd, text) && fsync (self->fd) == 0) ||
         fail (error, self->path, "written");
}

/**
 * foyer_ctl_backup_draft_publish:
 *
 * Puts the copy where it is to be, at once and durably.
 */
gboolean
foyer_ctl_backup_draft_publish (FoyerCtlBackupDraft *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (g_rename (self->unfinished, self->path) != 0)
    return fail (error, self->path, "written");
  g_clear_pointer (&self->unfinished, g_free);
  return foyer_folder_sync (folder, error);
}

void
foyer_ctl_backup_draft_clear (FoyerCtlBackupDraft *self)
{
  if (self->unfinished != NULL)
    g_unlink (self->unfinished);
  g_clear_pointer (&self->unfinished, g_free);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static gboolean
check_signature (const End *end,
                 const char *path,
                 const FoyerDbSeal *seal,
                 const FoyerBackup *backup,
                 GError **error)
{
  g_autofree char *mark = foyer_seal_get_check (seal);
  g_autofree char *signature =
      foyer_seal_sign (seal, SIGNATURE_PURPOSE, end->manifest, end->manifest_length);

  if (!g_str_equal (mark, backup->secret_key))
    return refuse (error,
                   path,
                   "was made with another secret key: this is not the key of this copy");
  return sodium_memcmp (signature, end->signature, SIGNATURE_HEX) == 0 ||
         refuse (error,
                 path,
                 "was altered: its manifest does not carry the secret key's signature");
}

static gboolean
check_file (int fd, const char *path, const FoyerDbSeal *seal, FoyerBackup *backup, GError **error)
{
  g_autoptr (GError) inner = NULL;
  char sha256[FOYER_BACKUP_SHA256_SIZE] = "";
  End end;

  if (!read_end (fd, &end, backup, &inner)) {
    if (!g_error_matches (inner, FOYER_ERROR, FOYER_ERROR_VERSION))
      return refuse (error, path, "is no copy of Foyer's, or its end is missing");
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  if (!check_signature (&end, path, seal, backup, error))
    return FALSE;
  errno = EIO;
  if (end.dump_size == backup->size && !hash (fd, backup->size, sha256))
    return fail (error, path, "read");
  return g_str_equal (sha256, backup->sha256) ||
         refuse (error, path, "is damaged: it is not what was written");
}

/**
 * foyer_ctl_backup_file_open:
 * @seal: the secret key that belongs to the copy
 * @backup: (out caller-allocates): what the copy says of itself; to be cleared
 *
 * Opens a copy, and reads all of it to see whether it is whole and who made it.
 *
 * Returns: a file that stands where pg_restore begins, or -1
 */
int
foyer_ctl_backup_file_open (const char *path,
                            const FoyerDbSeal *seal,
                            FoyerBackup *backup,
                            GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  if (fd < 0) {
    fail (error, path, "read");
    return -1;
  }
  if (check_file (fd, path, seal, backup, error))
    return fd;
  close (fd);
  return -1;
}
