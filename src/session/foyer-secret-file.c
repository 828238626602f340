/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-secret-file"

#include "config.h"

#include "session/foyer-secret-file.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

/* A secret where the desktop has no keyring: sealed under a key that lies beside it. Both files are
 * their owner's alone. The seal keeps the secret out of backups, searches and screens that show the
 * one file, not from somebody who can read both. */

static const struct {
  const char *secret;
  const char *key;
} files[FOYER_N_SECRET_KINDS] = {
  [FOYER_SECRET_TOKEN] = { "token.sealed", "token.key" },
  [FOYER_SECRET_DEVICE_KEY] = { "device-key.sealed", "device-key.key" },
  [FOYER_SECRET_STORE_KEY] = { "store-key.sealed", "store-key.key" },
};

static gboolean
load_key (FoyerProfile *profile, FoyerSecretKind kind, guint8 key[crypto_secretbox_KEYBYTES])
{
  g_autofree char *path = foyer_profile_get_path (profile, files[kind].key);
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return FALSE;
  if (length == crypto_secretbox_KEYBYTES)
    memcpy (key, bytes, length);
  sodium_memzero (bytes, length);
  return length == crypto_secretbox_KEYBYTES;
}

/**
 * foyer_secret_file_save:
 * @error: why it was not kept
 *
 * Returns: whether the secret is kept
 */
gboolean
foyer_secret_file_save (FoyerProfile *profile,
                        FoyerSecretKind kind,
                        const char *secret,
                        GError **error)
{
  guint8 key[crypto_secretbox_KEYBYTES];
  gsize length = strlen (secret);
  gsize sealed_length = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length;
  g_autofree guint8 *sealed = g_malloc (sealed_length);
  gboolean saved;

  crypto_secretbox_keygen (key);
  randombytes_buf (sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (sealed + crypto_secretbox_NONCEBYTES,
                         (const guint8 *)secret,
                         length,
                         sealed,
                         key);
  saved =
      foyer_profile_write (profile, files[kind].key, (const char *)key, sizeof key, error) &&
      foyer_profile_write (profile, files[kind].secret, (const char *)sealed, sealed_length, error);
  sodium_memzero (key, sizeof key);
  return saved;
}

/**
 * foyer_secret_file_load:
 *
 * Returns: (transfer full) (nullable): the secret, or %NULL where there is none that can be read
 */
char *
foyer_secret_file_load (FoyerProfile *profile, FoyerSecretKind kind)
{
  guint8 key[crypto_secretbox_KEYBYTES];
  g_autofree char *path = foyer_profile_get_path (profile, files[kind].secret);
  g_autofree char *sealed = NULL;
  g_autofree char *secret = NULL;
  gsize overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  gsize length;
  gboolean is_open;

  if (!g_file_get_contents (path, &sealed, &length, NULL) || length < overhead ||
      !load_key (profile, kind, key))
    return NULL;
  secret = g_malloc0 (length - overhead + 1);
  is_open = crypto_secretbox_open_easy ((guint8 *)secret,
                                        (const guint8 *)sealed + crypto_secretbox_NONCEBYTES,
                                        length - crypto_secretbox_NONCEBYTES,
                                        (const guint8 *)sealed,
                                        key) == 0;
  sodium_memzero (key, sizeof key);
  return is_open ? g_steal_pointer (&secret) : NULL;
}

/**
 * foyer_secret_file_exists:
 *
 * Returns: whether a secret is kept in a file
 */
gboolean
foyer_secret_file_exists (FoyerProfile *profile, FoyerSecretKind kind)
{
  g_autofree char *path = foyer_profile_get_path (profile, files[kind].secret);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * foyer_secret_file_forget:
 *
 * Removes the secret and its key.
 */
void
foyer_secret_file_forget (FoyerProfile *profile, FoyerSecretKind kind)
{
  g_autofree char *secret_path = foyer_profile_get_path (profile, files[kind].secret);
  g_autofree char *key_path = foyer_profile_get_path (profile, files[kind].key);

  g_unlink (secret_path);
  g_unlink (key_path);
}

/**
 * foyer_secret_free:
 * @secret: (nullable) (transfer full): what nobody may find in memory that is used again
 */
void
foyer_secret_free (char *secret)
{
  if (secret != NULL)
    sodium_memzero (secret, strlen (secret));
  g_free (secret);
}
