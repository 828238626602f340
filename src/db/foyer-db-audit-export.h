/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"
#include "model/foyer-signed-heads.h"

G_BEGIN_DECLS

/**
 * FoyerDbAuditExportFuncs:
 * @heads: hears of all heads that were signed, and of the keys
 * @row: hears of each row: the values of its fields in the order of foyer_db_chain_get_fields(),
 * and the hash of the row before it in hexadecimal
 *
 * Where exported logs go. Both return whether to go on.
 */
typedef struct {
  gboolean (*heads) (const FoyerSignedHeads *heads, gpointer user_data, GError **error);
  gboolean (*row) (FoyerChain chain,
                   const char *const *values,
                   const char *previous_hash,
                   gpointer user_data,
                   GError **error);
} FoyerDbAuditExportFuncs;

gboolean foyer_db_audit_export (FoyerDbConnection *connection,
                                const FoyerDbSeal *seal,
                                const char *event_id,
                                const FoyerDbAuditExportFuncs *funcs,
                                gpointer user_data,
                                FoyerSigningKey *key,
                                GError **error);

G_END_DECLS
