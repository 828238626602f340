/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-seal"

#include "config.h"

#include "model/foyer-seal.h"

#include "base/foyer-error.h"

#include <sodium.h>
#include <string.h>

/* Seals private data with a secret key. Each purpose has a key of its own, derived from it
 * (BLAKE2b, keyed). What is sealed is
 *
 *   nonce (24) | XChaCha20-Poly1305 of the data, with the purpose as additional data
 *
 * where the nonce is a keyed hash of the data, so that the same data seals to the same bytes: an
 * import can tell that nothing changed. */

#define KEY_BYTES   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

struct _FoyerSeal {
  guint8 key[KEY_BYTES];
};

G_STATIC_ASSERT (KEY_BYTES == FOYER_SEAL_KEY_BYTES);

static void
derive (const FoyerSeal *self,
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

/**
 * foyer_seal_new:
 * @key: a secret key; copied into memory that is wiped and never swapped out
 *
 * Returns: (transfer full) (nullable): what seals and opens; %NULL where there is no such memory
 */
FoyerSeal *
foyer_seal_new (const guint8 key[FOYER_SEAL_KEY_BYTES], GError **error)
{
  FoyerSeal *self = sodium_init () >= 0 ? sodium_malloc (sizeof *self) : NULL;

  if (self == NULL) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_FAILED, "libsodium does not start.");
    return NULL;
  }
  memcpy (self->key, key, sizeof self->key);
  sodium_mprotect_readonly (self);
  return self;
}

/**
 * foyer_seal_free:
 *
 * Wipes the key from memory.
 */
void
foyer_seal_free (FoyerSeal *self)
{
  sodium_free (self);
}

/**
 * foyer_seal_data:
 * @purpose: what it is and whose, such as `ticket:EVENT-ID`; opening needs the same
 * @data: (array length=size): what is private
 *
 * Returns: (transfer full): the sealed bytes; the same for the same data and purpose
 */
GBytes *
foyer_seal_data (const FoyerSeal *self, const char *purpose, gconstpointer data, gsize size)
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
 * foyer_seal_open_data:
 * @sealed: (array length=size): what foyer_seal_data() made
 *
 * Returns: (transfer full) (nullable): the data, or %NULL with %FOYER_ERROR_DAMAGED where it was
 *   sealed with another key, for another purpose, or altered
 */
GBytes *
foyer_seal_open_data (const FoyerSeal *self,
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
                         FOYER_ERROR_DAMAGED,
                         "This was sealed with another secret key, or altered.");
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&data), size - NONCE_BYTES - TAG_BYTES);
}

/**
 * foyer_seal_get_check:
 *
 * Returns: (transfer full): a text that tells whether two secret keys are the same and gives
 * neither away
 */
char *
foyer_seal_get_check (const FoyerSeal *self)
{
  guint8 check[16];
  char text[2 * sizeof check + 1];

  derive (self, "check", NULL, 0, check, sizeof check);
  return g_strdup (sodium_bin2hex (text, sizeof text, check, sizeof check));
}

/**
 * foyer_seal_sign:
 * @purpose: what is signed
 * @data: (array length=size): what only those who have the key can have written
 *
 * Returns: (transfer full): a text that nobody without the secret key can make for @data
 */
char *
foyer_seal_sign (const FoyerSeal *self, const char *purpose, gconstpointer data, gsize size)
{
  guint8 signature[FOYER_SEAL_SIGNATURE_BYTES];
  g_autofree char *full_purpose = g_strconcat ("sign ", purpose, NULL);
  char text[2 * sizeof signature + 1];

  derive (self, full_purpose, data, size, signature, sizeof signature);
  return g_strdup (sodium_bin2hex (text, sizeof text, signature, sizeof signature));
}
