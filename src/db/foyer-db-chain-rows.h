/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-chain-walk.h"
#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

/* The condition that a row belongs to @event, a parameter that is NULL for the installation. IS NOT
 * DISTINCT FROM would say the same and use no index; of this PostgreSQL keeps the half that counts.
 */
#define FOYER_DB_CHAIN_IS_OF(event) \
  "(event_id = " event " OR (" event " IS NULL AND event_id IS NULL))"

/**
 * FoyerDbChainRows:
 *
 * The rows of a chain in the database, one after the other. One at a time on a connection.
 */
typedef struct {
  /*< private >*/
  FoyerDbConnection *connection;
  FoyerChain chain;
  gpointer piece;
  int next;
  const char *values[FOYER_DB_CHAIN_MAX_FIELDS + 1];
} FoyerDbChainRows;

gboolean foyer_db_chain_rows_open (FoyerDbChainRows *self,
                                   FoyerDbConnection *connection,
                                   FoyerChain chain,
                                   const char *event_id,
                                   GError **error);
const char *const *foyer_db_chain_rows_next (FoyerDbChainRows *self, GError **error);
void foyer_db_chain_rows_close (FoyerDbChainRows *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerDbChainRows, foyer_db_chain_rows_close)

G_END_DECLS
