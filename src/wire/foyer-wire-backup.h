/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-backup.h"
#include "wire/foyer-json-writer.h"

G_BEGIN_DECLS

void foyer_wire_write_backup_counts (FoyerJsonWriter *writer, const FoyerBackup *backup);
char *foyer_wire_encode_backup (const FoyerBackup *backup);
gboolean foyer_wire_decode_backup (const char *text,
                                   gsize length,
                                   FoyerBackup *backup,
                                   GError **error);

G_END_DECLS
