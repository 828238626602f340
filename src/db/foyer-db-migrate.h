/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"

G_BEGIN_DECLS

gboolean foyer_db_migrate (FoyerDbConnection *connection,
                           const FoyerDbSeal *seal,
                           guint *n_applied,
                           GError **error);
guint foyer_db_migrate_get_known_version (void);

G_END_DECLS
