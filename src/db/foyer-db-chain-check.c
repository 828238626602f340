/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-chain-check"

#include "config.h"

#include "db/foyer-db-chain-check.h"

#include "base/foyer-error.h"
#include "db/foyer-db-chain-rows.h"
#include "db/foyer-db-heads.h"
#include "db/foyer-db-query.h"

#include <string.h>

/* Walks a chain in the database and recomputes every hash from what the rows say. */

static gboolean
walk_rows (FoyerDbConnection *connection, FoyerDbChainWalk *walk, GError **error)
{
  g_auto (FoyerDbChainRows) rows = { 0 };
  g_autoptr (GError) inner = NULL;
  const char *const *values;

  if (!foyer_db_chain_rows_open (&rows, connection, walk->chain, walk->event_id, error))
    return FALSE;
  do
    values = foyer_db_chain_rows_next (&rows, &inner);
  while (values != NULL && foyer_db_chain_walk_take (walk, values));
  if (inner == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

/* The head row is written in the transaction that adds a row. */
static gboolean
check_head (FoyerDbConnection *connection, FoyerDbChainWalk *walk, GError **error)
{
  g_autoptr (FoyerSignedHead) end =
      foyer_db_chain_find_end (connection, walk->chain, walk->event_id, error);

  if (end == NULL)
    return FALSE;
  foyer_db_chain_walk_meet_end (walk, end->row_no, end->row_hash);
  return TRUE;
}

/**
 * foyer_db_chain_check:
 * @connection: in a transaction that sees one moment
 * @event_id: (nullable): whose chain; %NULL for the installation's
 * @heads: (element-type FoyerSignedHead): heads that somebody kept elsewhere; those of the
 *   database count too
 * @keys: the installation's head keys
 * @problem: (out) (nullable) (transfer full): a sentence about the first row that is not what it
 *   was, or is missing; %NULL where the whole chain holds
 *
 * Returns: whether it could be read
 */
gboolean
foyer_db_chain_check (FoyerDbConnection *connection,
                      FoyerChain chain,
                      const char *event_id,
                      const GPtrArray *heads,
                      const FoyerKeyRing *keys,
                      char **problem,
                      GError **error)
{
  g_auto (FoyerDbChainWalk) walk = { 0 };
  g_autoptr (GPtrArray) all = foyer_db_heads_load (connection, chain, event_id, error);

  *problem = NULL;
  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < heads->len; i++)
    g_ptr_array_add (all, foyer_signed_head_ref (g_ptr_array_index (heads, i)));
  foyer_db_chain_walk_begin (&walk, chain, event_id, all, keys);
  if (!walk_rows (connection, &walk, error))
    return FALSE;
  if (walk.problem == NULL && foyer_db_chain_walk_end (&walk) &&
      !check_head (connection, &walk, error))
    return FALSE;
  *problem = g_steal_pointer (&walk.problem);
  return TRUE;
}
