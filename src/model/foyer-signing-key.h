/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Ed25519 (RFC 8032), through libsodium. */
#define FOYER_PUBLIC_KEY_BYTES 32
#define FOYER_SECRET_KEY_BYTES 64
#define FOYER_SIGNATURE_BYTES  64

/**
 * FoyerSigningKey:
 * @number: its number within the installation; never used again
 * @public_key: what checks signatures
 * @secret_key: what makes them; private
 *
 * A pair of keys that signs ticket codes, or heads. Wipe it with foyer_signing_key_clear().
 */
typedef struct {
  guint32 number;
  guint8 public_key[FOYER_PUBLIC_KEY_BYTES];
  guint8 secret_key[FOYER_SECRET_KEY_BYTES];
} FoyerSigningKey;

void foyer_signing_key_generate (FoyerSigningKey *self, guint32 number);
void foyer_signing_key_clear (FoyerSigningKey *self);

typedef struct _FoyerKeyRing FoyerKeyRing;

FoyerKeyRing *foyer_key_ring_new (void);
FoyerKeyRing *foyer_key_ring_ref (FoyerKeyRing *self);
void foyer_key_ring_unref (FoyerKeyRing *self);
void foyer_key_ring_add (FoyerKeyRing *self,
                         guint32 number,
                         const guint8 public_key[FOYER_PUBLIC_KEY_BYTES]);
const guint8 *foyer_key_ring_get (const FoyerKeyRing *self, guint32 number);
guint foyer_key_ring_get_size (const FoyerKeyRing *self);
guint32 foyer_key_ring_get_number (const FoyerKeyRing *self, guint position);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerSigningKey, foyer_signing_key_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerKeyRing, foyer_key_ring_unref)

G_END_DECLS
