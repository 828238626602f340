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

/* The installation's secret key and what it seals. The key lies in a file of its own, never in the
 * database, so that a copy of the database alone gives nothing away.
 *
 * The file holds 32 random bytes in lower-case hexadecimal and a newline. Each purpose has a key of
 * its own, derived from it (BLAKE2b, keyed). What is sealed is
 *
 *   nonce (24) | XChaCha20-Poly1305 of the data, with the purpose as additional data
 *
 * where the nonce is a keyed hash of the data, so that the same data seals to the same bytes: an
 * import can tell that nothing changed. */

#define KEY_BYTES   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

struct _FoyerDbSeal {
  guint8 key[KEY_BYTES];
};

G_STATIC_ASSERT (KEY_BYTES == 32);

static void
derive (const FoyerDbSeal *self,
        const char *purpose,
        gconstpointer data,
        gsize size,
        guint8 *out,
        gsize out_size)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, self->key, sizeof self->key, out_size);
  crypto_generichash_update (&state, (const guint8 *)purpose, strlen (purpose) + 1);
  crypto_generichash_update (&state, data, size);
  crypto_generichash_final (&state, out, out_size);
  sodium_memzero (&state, sizeof state);
}

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
read_key (FoyerDbSeal *self, const char *path, GError **error)
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
          sodium_hex2bin (self->key, KEY_BYTES, text, 2 * KEY_BYTES, NULL, NULL, NULL) == 0 &&
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
  g_autoptr (FoyerDbSeal) self = NULL;

  if (sodium_init () < 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_FAILED, "libsodium does not start.");
    return NULL;
  }
  self = sodium_malloc (sizeof *self);
  if (self == NULL) {
    fail (error, path, errno);
    return NULL;
  }
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !make_key (path, error))
    return NULL;
  if (!read_key (self, path, error))
    return NULL;
  sodium_mprotect_readonly (self);
  return g_steal_pointer (&self);
}

/**
 * foyer_db_seal_close:
 *
 * Wipes the key from memory.
 */
void
foyer_db_seal_close (FoyerDbSeal *self)
{
  sodium_free (self);
}

/**
 * foyer_db_seal_data:
 * @purpose: what it is and whose, such as `ticket:EVENT-ID`; opening needs the same
 * @data: (array length=size): what is private
 *
 * Returns: (transfer full): the sealed bytes; the same for the same data and purpose
 */
GBytes *
foyer_db_seal_data (const FoyerDbSeal *self, const char *purpose, gconstpointer data, gsize size)
{
  guint8 key[KEY_BYTES];
  guint8 *sealed = g_malloc (NONCE_BYTES + size + TAG_BYTES);
  g_autofree char *nonce_purpose = g_strconcat ("nonce ", purpose, NULL);

  derive (self, nonce_purpose, data, size, sealed, NONCE_BYTES);
  derive (self, purpose, NULL, 0, key, sizeof key);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + NONCE_BYTES,
                                              NULL,
                                              data,
                                              size,
                                              (const guint8 *)purpose,
                                              strlen (purpose),
                                              NULL,
                                              sealed,
                                              key);
  sodium_memzero (key, sizeof key);
  return g_bytes_new_take (sealed, NONCE_BYTES + size + TAG_BYTES);
}

/**
 * foyer_db_seal_open_data:
 * @sealed: (array length=size): what foyer_db_seal_data() made
 *
 * Returns: (transfer full) (nullable): the data, or %NULL where it was sealed with another key, for
 *   another purpose, or altered
 */
GBytes *
foyer_db_seal_open_data (const FoyerDbSeal *self,
                         const char *purpose,
                         gconstpointer sealed,
                         gsize size,
                         GError **error)
{
  const guint8 *nonce = sealed;
  g_autofree guint8 *data = NULL;
  guint8 key[KEY_BYTES];
  int result = -1;

  if (size >= NONCE_BYTES + TAG_BYTES) {
    data = g_malloc (size);
    derive (self, purpose, NULL, 0, key, sizeof key);
    result = crypto_aead_xchacha20poly1305_ietf_decrypt (data,
                                                         NULL,
                                                         NULL,
                                                         nonce + NONCE_BYTES,
                                                         size - NONCE_BYTES,
                                                         (const guint8 *)purpose,
                                                         strlen (purpose),
                                                         nonce,
                                                         key);
    sodium_memzero (key, sizeof key);
  }
  if (result != 0) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "This was sealed with another secret key, or altered.");
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&data), size - NONCE_BYTES - TAG_BYTES);
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
  g_autoptr (GBytes) sealed = foyer_db_seal_data (self, purpose, text, strlen (text));
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
  text = foyer_db_seal_open_data (self, purpose, bytes, length / 2, error);
  return text != NULL ? g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)) : NULL;
}

/**
 * foyer_db_seal_get_check:
 *
 * Returns: (transfer full): a text that tells whether two secret keys are the same and gives
 * neither away
 */
char *
foyer_db_seal_get_check (const FoyerDbSeal *self)
{
  guint8 check[16];
  char text[2 * sizeof check + 1];

  derive (self, "check", NULL, 0, check, sizeof check);
  return g_strdup (sodium_bin2hex (text, sizeof text, check, sizeof check));
}

/**
 * foyer_db_seal_sign:
 * @purpose: what is signed
 * @data: (array length=size): what only those who have the key can have written
 *
 * Returns: (transfer full): a text that nobody without the secret key can make for @data
 */
char *
foyer_db_seal_sign (const FoyerDbSeal *self, const char *purpose, gconstpointer data, gsize size)
{
  guint8 signature[FOYER_DB_SIGNATURE_BYTES];
  g_autofree char *full_purpose = g_strconcat ("sign ", purpose, NULL);
  char text[2 * sizeof signature + 1];

  derive (self, full_purpose, data, size, signature, sizeof signature);
  return g_strdup (sodium_bin2hex (text, sizeof text, signature, sizeof signature));
}
