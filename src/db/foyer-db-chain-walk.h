/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-chain.h"
#include "model/foyer-signed-head.h"

G_BEGIN_DECLS

/* The most fields that a row of any chain has. */
#define FOYER_DB_CHAIN_MAX_FIELDS 24

/**
 * FoyerDbChainWalk:
 * @chain: which chain it is
 * @event_id: (nullable): whose; %NULL for the installation's
 * @n_rows: how many rows were right so far
 * @hash: the hash of the last of them
 * @problem: (nullable): what is wrong first, in a sentence
 *
 * A walk along a chain, row by row, wherever the rows come from. Signed heads are met on the way.
 */
typedef struct {
  FoyerChain chain;
  char *event_id;
  gint64 n_rows;
  guint8 hash[FOYER_DB_CHAIN_BYTES];
  char *problem;
  /*< private >*/
  GPtrArray *heads;
  const FoyerKeyRing *keys;
  guint next_head;
} FoyerDbChainWalk;

const char *const *foyer_db_chain_get_fields (FoyerChain chain);
guint foyer_db_chain_get_n_fields (FoyerChain chain);

void foyer_db_chain_walk_begin (FoyerDbChainWalk *self,
                                FoyerChain chain,
                                const char *event_id,
                                const GPtrArray *heads,
                                const FoyerKeyRing *keys);
gboolean foyer_db_chain_walk_take (FoyerDbChainWalk *self, const char *const *values);
gboolean foyer_db_chain_walk_end (FoyerDbChainWalk *self);
gboolean foyer_db_chain_walk_meet_end (FoyerDbChainWalk *self,
                                       gint64 row_no,
                                       const guint8 row_hash[FOYER_DB_CHAIN_BYTES]);
void foyer_db_chain_walk_clear (FoyerDbChainWalk *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerDbChainWalk, foyer_db_chain_walk_clear)

G_END_DECLS
