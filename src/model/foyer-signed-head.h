/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-signing-key.h"

G_BEGIN_DECLS

#define FOYER_ROW_HASH_BYTES 32

/**
 * FoyerChain:
 * @FOYER_CHAIN_LOG: an event's verification log
 * @FOYER_CHAIN_AUDIT: an event's audit log
 * @FOYER_CHAIN_INSTALLATION: the audit log of what is no event's
 *
 * Which of the chains of rows.
 */
typedef enum {
  FOYER_CHAIN_LOG,
  FOYER_CHAIN_AUDIT,
  FOYER_CHAIN_INSTALLATION,
} FoyerChain;

const char *foyer_chain_to_nick (FoyerChain value);
gboolean foyer_chain_from_nick (const char *nick, FoyerChain *value);

#define FOYER_TYPE_SIGNED_HEAD (foyer_signed_head_get_type ())

typedef struct _FoyerSignedHead FoyerSignedHead;

/**
 * FoyerSignedHead:
 * @chain: which chain
 * @event_id: (nullable): whose; %NULL for the installation's
 * @row_no: how many rows the chain had; 0 where it had none
 * @row_hash: the hash of the last of them; zeros where there was none
 * @signed_at: when it was signed
 * @key_number: with which of the installation's head keys
 * @signature: by that key
 *
 * Where a chain ended at one moment. Whoever holds one notices a chain that was cut off or written
 * anew since. A value: its fields never change.
 */
struct _FoyerSignedHead {
  FoyerChain chain;
  char *event_id;
  gint64 row_no;
  guint8 row_hash[FOYER_ROW_HASH_BYTES];
  FoyerTime signed_at;
  guint32 key_number;
  guint8 signature[FOYER_SIGNATURE_BYTES];
};

GType foyer_signed_head_get_type (void);
FoyerSignedHead *foyer_signed_head_new (const FoyerSignedHead *fields);
FoyerSignedHead *foyer_signed_head_sign (const FoyerSignedHead *fields, const FoyerSigningKey *key);
FoyerSignedHead *foyer_signed_head_ref (FoyerSignedHead *self);
void foyer_signed_head_unref (FoyerSignedHead *self);

gboolean foyer_signed_head_check (const FoyerSignedHead *self, const FoyerKeyRing *keys);
gboolean foyer_signed_head_is_of (const FoyerSignedHead *self,
                                  FoyerChain chain,
                                  const char *event_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSignedHead, foyer_signed_head_unref)

G_END_DECLS
