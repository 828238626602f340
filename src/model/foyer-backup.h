/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerBackupCount:
 *
 * What is counted in a copy, under the nick of foyer_backup_count_to_nick().
 */
typedef enum {
  FOYER_BACKUP_EVENTS,
  FOYER_BACKUP_TICKETS,
  FOYER_BACKUP_SCANS,
  FOYER_BACKUP_ACTS,
  FOYER_BACKUP_STAFF,
  FOYER_BACKUP_DEVICES,
} FoyerBackupCount;

#define FOYER_BACKUP_N_COUNTS (FOYER_BACKUP_DEVICES + 1)
/* The SHA-256 of a copy in hexadecimal, with the final NUL. */
#define FOYER_BACKUP_SHA256_SIZE 65

/**
 * FoyerBackup:
 * @made_at: the moment that the copy shows
 * @program: the version of Foyer that made it
 * @schema: the version of the database
 * @server: the major version of its PostgreSQL
 * @counts: how much is in it
 * @secret_key: a mark of the secret key that it needs, which gives nothing of it away
 * @size: how many bytes pg_dump wrote
 * @sha256: what they hash to
 *
 * What a copy of the database says of itself.
 */
typedef struct {
  FoyerTime made_at;
  char *program;
  guint schema;
  guint server;
  gint64 counts[FOYER_BACKUP_N_COUNTS];
  char *secret_key;
  gint64 size;
  char sha256[FOYER_BACKUP_SHA256_SIZE];
} FoyerBackup;

void foyer_backup_clear (FoyerBackup *self);
const char *foyer_backup_count_to_nick (FoyerBackupCount count);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerBackup, foyer_backup_clear)

G_END_DECLS
