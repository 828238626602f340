/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-seal.h"
#include "model/foyer-backup.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A copy that is being written: under another name until it is whole. */
typedef struct {
  const char *path;
  char *unfinished;
  int fd;
} FoyerCtlBackupDraft;

gboolean foyer_ctl_backup_draft_begin (FoyerCtlBackupDraft *self, const char *path, GError **error);
gboolean foyer_ctl_backup_draft_seal (FoyerCtlBackupDraft *self,
                                      const FoyerDbSeal *seal,
                                      FoyerBackup *backup,
                                      GError **error);
gboolean foyer_ctl_backup_draft_publish (FoyerCtlBackupDraft *self, GError **error);
void foyer_ctl_backup_draft_clear (FoyerCtlBackupDraft *self);

int foyer_ctl_backup_file_open (const char *path,
                                const FoyerDbSeal *seal,
                                FoyerBackup *backup,
                                GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerCtlBackupDraft, foyer_ctl_backup_draft_clear)

G_END_DECLS
