/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "model/foyer-signed-head.h"

G_BEGIN_DECLS

gboolean foyer_db_chain_check (FoyerDbConnection *connection,
                               FoyerChain chain,
                               const char *event_id,
                               const GPtrArray *heads,
                               const FoyerKeyRing *keys,
                               char **problem,
                               GError **error);

G_END_DECLS
