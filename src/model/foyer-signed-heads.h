/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signed-head.h"

G_BEGIN_DECLS

#define FOYER_TYPE_SIGNED_HEADS (foyer_signed_heads_get_type ())

typedef struct _FoyerSignedHeads FoyerSignedHeads;

/**
 * FoyerSignedHeads:
 * @event_id: the event that they were asked for
 * @epoch: what the event's numbers counted in then; 0 where whoever shows them does not say
 * @heads: (element-type FoyerSignedHead): of the event's chains and the installation's
 * @keys: the keys that sign heads; empty where whoever shows them does not say
 *
 * Heads that belong together. A value: its fields never change.
 */
struct _FoyerSignedHeads {
  char *event_id;
  gint64 epoch;
  GPtrArray *heads;
  FoyerKeyRing *keys;
};

GType foyer_signed_heads_get_type (void);
FoyerSignedHeads *foyer_signed_heads_new (const FoyerSignedHeads *fields);
FoyerSignedHeads *foyer_signed_heads_ref (FoyerSignedHeads *self);
void foyer_signed_heads_unref (FoyerSignedHeads *self);

FoyerSignedHead *foyer_signed_heads_get (const FoyerSignedHeads *self, FoyerChain chain);
gboolean foyer_signed_heads_equal (const FoyerSignedHeads *self, const FoyerSignedHeads *other);
FoyerSignedHeads *foyer_signed_heads_merge (FoyerSignedHeads *kept, const FoyerSignedHeads *shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSignedHeads, foyer_signed_heads_unref)

G_END_DECLS
