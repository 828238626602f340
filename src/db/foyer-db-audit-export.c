/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-audit-export"

#include "config.h"

#include "db/foyer-db-audit-export.h"

#include "db/foyer-db-chain-rows.h"
#include "db/foyer-db-heads.h"
#include "db/foyer-db-query.h"

#include <string.h>

/* The logs of an event with all that it takes to check them elsewhere. */

static void
add_heads (GPtrArray *all, const GPtrArray *heads)
{
  for (guint i = 0; i < heads->len; i++)
    g_ptr_array_add (all, foyer_signed_head_ref (g_ptr_array_index (heads, i)));
}

static FoyerSignedHeads *
load_heads (FoyerDbConnection *connection, const char *event_id, FoyerKeyRing *keys, GError **error)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  FoyerSignedHeads fields = { (char *)event_id, 0, all, keys };

  for (guint i = FOYER_CHAIN_LOG; i <= FOYER_CHAIN_AUDIT; i++) {
    g_autoptr (GPtrArray) heads = foyer_db_heads_load (connection, (FoyerChain)i, event_id, error);

    if (heads == NULL)
      return NULL;
    add_heads (all, heads);
  }
  return foyer_signed_heads_new (&fields);
}

static gboolean
export_rows (FoyerDbConnection *connection,
             FoyerChain chain,
             const char *event_id,
             const FoyerDbAuditExportFuncs *funcs,
             gpointer user_data,
             GError **error)
{
  g_auto (FoyerDbChainRows) rows = { 0 };
  guint n_fields = foyer_db_chain_get_n_fields (chain);
  const char *const *values;
  g_autoptr (GError) inner = NULL;

  if (!foyer_db_chain_rows_open (&rows, connection, chain, event_id, error))
    return FALSE;
  while ((values = foyer_db_chain_rows_next (&rows, &inner)) != NULL) {
    /* PostgreSQL begins bytes with \x. */
    if (!funcs->row (chain, values, values[n_fields] + strlen ("\\x"), user_data, error))
      return FALSE;
  }
  if (inner == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

/**
 * foyer_db_audit_export:
 * @key: (out caller-allocates): what has signed the newest heads; wipe it with
 *   foyer_signing_key_clear()
 *
 * Signs where the logs of an event end, and hands out all of them, as they are at one moment.
 */
gboolean
foyer_db_audit_export (FoyerDbConnection *connection,
                       const FoyerDbSeal *seal,
                       const char *event_id,
                       const FoyerDbAuditExportFuncs *funcs,
                       gpointer user_data,
                       FoyerSigningKey *key,
                       GError **error)
{
  g_autoptr (FoyerSignedHeads) newest = foyer_db_heads_sign (connection, seal, event_id, error);
  g_autoptr (FoyerDbTransaction) moment = NULL;
  g_autoptr (FoyerKeyRing) keys = NULL;
  g_autoptr (FoyerSignedHeads) heads = NULL;

  if (newest == NULL)
    return FALSE;
  moment = foyer_db_moment_begin (connection, error);
  if (moment == NULL)
    return FALSE;
  keys = foyer_db_head_keys_load (connection, seal, key, error);
  if (keys != NULL)
    heads = load_heads (connection, event_id, keys, error);
  return heads != NULL && funcs->heads (heads, user_data, error) &&
         export_rows (connection, FOYER_CHAIN_LOG, event_id, funcs, user_data, error) &&
         export_rows (connection, FOYER_CHAIN_AUDIT, event_id, funcs, user_data, error) &&
         foyer_db_transaction_commit (&moment, error);
}
