/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-signing-key"

#include "config.h"

#include "model/foyer-signing-key.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT (FOYER_PUBLIC_KEY_BYTES == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (FOYER_SECRET_KEY_BYTES == crypto_sign_SECRETKEYBYTES);
G_STATIC_ASSERT (FOYER_SIGNATURE_BYTES == crypto_sign_BYTES);

/**
 * foyer_signing_key_generate:
 * @self: (out caller-allocates): a new random pair
 */
void
foyer_signing_key_generate (FoyerSigningKey *self, guint32 number)
{
  self->number = number;
  crypto_sign_keypair (self->public_key, self->secret_key);
}

/**
 * foyer_signing_key_clear:
 *
 * Wipes the keys from memory.
 */
void
foyer_signing_key_clear (FoyerSigningKey *self)
{
  sodium_memzero (self, sizeof *self);
}

typedef struct {
  guint32 number;
  guint8 public_key[FOYER_PUBLIC_KEY_BYTES];
} PublicKey;

/**
 * FoyerKeyRing:
 *
 * The public keys of an installation, by number: what a desk needs to tell a real code from a
 * forged one. Filled once by who makes it, read by everyone after that.
 */
struct _FoyerKeyRing {
  GArray *keys;
};

/**
 * foyer_key_ring_new:
 *
 * Returns: (transfer full): a ring without keys
 */
FoyerKeyRing *
foyer_key_ring_new (void)
{
  FoyerKeyRing *self = g_atomic_rc_box_new0 (FoyerKeyRing);

  self->keys = g_array_new (FALSE, FALSE, sizeof (PublicKey));
  return self;
}

/**
 * foyer_key_ring_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerKeyRing *
foyer_key_ring_ref (FoyerKeyRing *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerKeyRing *self = data;

  g_array_unref (self->keys);
}

void
foyer_key_ring_unref (FoyerKeyRing *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_key_ring_add:
 * @number: a number that is not in the ring yet
 */
void
foyer_key_ring_add (FoyerKeyRing *self,
                    guint32 number,
                    const guint8 public_key[FOYER_PUBLIC_KEY_BYTES])
{
  PublicKey key = { .number = number };

  memcpy (key.public_key, public_key, sizeof key.public_key);
  g_array_append_val (self->keys, key);
}

/**
 * foyer_key_ring_get:
 *
 * Returns: (transfer none) (nullable): the %FOYER_PUBLIC_KEY_BYTES of the key with that number
 */
const guint8 *
foyer_key_ring_get (const FoyerKeyRing *self, guint32 number)
{
  for (guint i = 0; i < self->keys->len; i++) {
    const PublicKey *key = &g_array_index (self->keys, PublicKey, i);

    if (key->number == number)
      return key->public_key;
  }
  return NULL;
}

/**
 * foyer_key_ring_get_size:
 *
 * Returns: how many keys there are
 */
guint
foyer_key_ring_get_size (const FoyerKeyRing *self)
{
  return self->keys->len;
}

/**
 * foyer_key_ring_get_number:
 * @position: below foyer_key_ring_get_size()
 *
 * Returns: the number of the key at that position, in the order in which they were added
 */
guint32
foyer_key_ring_get_number (const FoyerKeyRing *self, guint position)
{
  g_return_val_if_fail (position < self->keys->len, 0);

  return g_array_index (self->keys, PublicKey, position).number;
}
