/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-source.h"
#include "model/foyer-backup.h"

G_BEGIN_DECLS

/* Copies of the whole database, as pg_dump writes them and pg_restore reads them. */

gboolean foyer_db_backup_dump (FoyerDbSource *source,
                               FoyerDbConnection *connection,
                               int out,
                               FoyerBackup *backup,
                               GError **error);
gboolean foyer_db_backup_note (FoyerDbConnection *connection,
                               const FoyerBackup *backup,
                               const FoyerDbActor *actor,
                               GError **error);

gboolean foyer_db_backup_verify (const FoyerBackup *backup,
                                 const FoyerDbSeal *seal,
                                 int in,
                                 GError **error);
gboolean foyer_db_backup_restore (FoyerDbSource *source,
                                  FoyerDbConnection *connection,
                                  const FoyerBackup *backup,
                                  int in,
                                  const FoyerDbActor *actor,
                                  GError **error);

void foyer_db_backup_interrupt (void);

/* Inside the room. */
gboolean foyer_db_backup_load (FoyerDbConnection *connection,
                               const char *uri,
                               int in,
                               GError **error);
gboolean foyer_db_backup_count (FoyerDbConnection *connection, FoyerBackup *backup, GError **error);

G_END_DECLS
