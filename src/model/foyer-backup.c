/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-backup"

#include "config.h"

#include "model/foyer-backup.h"

void
foyer_backup_clear (FoyerBackup *self)
{
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->secret_key, g_free);
}

/**
 * foyer_backup_count_to_nick:
 *
 * Returns: (transfer none): what the manifest of a copy and foyerctl call it
 */
const char *
foyer_backup_count_to_nick (FoyerBackupCount count)
{
  static const char *const nicks[FOYER_BACKUP_N_COUNTS] = {
    [FOYER_BACKUP_EVENTS] = "events", [FOYER_BACKUP_TICKETS] = "tickets",
    [FOYER_BACKUP_SCANS] = "scans",   [FOYER_BACKUP_ACTS] = "acts",
    [FOYER_BACKUP_STAFF] = "staff",   [FOYER_BACKUP_DEVICES] = "devices",
  };

  return nicks[count];
}
