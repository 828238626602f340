/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"

G_BEGIN_DECLS

/* The table that is there while a copy is being restored. */
#define FOYER_DB_UNFINISHED_RESTORE "unfinished_restore"

gboolean foyer_db_migrate (FoyerDbConnection *connection,
                           const FoyerDbSeal *seal,
                           guint *n_applied,
                           GError **error);
gboolean foyer_db_migrate_restored (FoyerDbConnection *connection,
                                    const FoyerDbSeal *seal,
                                    GError **error);
gboolean foyer_db_migrate_lock (FoyerDbConnection *connection, GError **error);
guint foyer_db_migrate_get_known_version (void);

G_END_DECLS
