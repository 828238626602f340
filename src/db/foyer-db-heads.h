/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"
#include "model/foyer-signed-heads.h"

G_BEGIN_DECLS

gboolean foyer_db_head_key_ensure (FoyerDbConnection *connection,
                                   const FoyerDbSeal *seal,
                                   GError **error);
FoyerKeyRing *foyer_db_head_keys_load (FoyerDbConnection *connection,
                                       const FoyerDbSeal *seal,
                                       FoyerSigningKey *newest,
                                       GError **error);

FoyerSignedHead *foyer_db_chain_find_end (FoyerDbConnection *connection,
                                          FoyerChain chain,
                                          const char *event_id,
                                          GError **error);

GPtrArray *foyer_db_heads_load (FoyerDbConnection *connection,
                                FoyerChain chain,
                                const char *event_id,
                                GError **error);
FoyerSignedHeads *foyer_db_heads_sign (FoyerDbConnection *connection,
                                       const FoyerDbSeal *seal,
                                       const char *event_id,
                                       GError **error);
gboolean foyer_db_head_still_holds (FoyerDbConnection *connection,
                                    const FoyerSignedHead *head,
                                    gboolean *holds,
                                    GError **error);

G_END_DECLS
