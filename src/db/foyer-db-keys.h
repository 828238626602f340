/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"
#include "model/foyer-signing-key.h"

G_BEGIN_DECLS

/* What secret halves are sealed for. */
#define FOYER_DB_SIGNING_KEY_PURPOSE "signing-key"

gboolean foyer_db_signing_key_load (FoyerDbConnection *connection,
                                    const FoyerDbSeal *seal,
                                    FoyerSigningKey *key,
                                    GError **error);

G_END_DECLS
