/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-sign-in.h"
#include "db/foyer-db-verify.h"

G_BEGIN_DECLS

FoyerDbBatchResult *foyer_db_deliver (FoyerDbConnection *connection,
                                      const FoyerDbProof *proof,
                                      const char *event_id,
                                      GPtrArray *reports,
                                      const FoyerDbActor *actor,
                                      GError **error);

G_END_DECLS
