/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"

G_BEGIN_DECLS

/* Inside the room: the codes of the new tickets of an import whose file has none. */
typedef struct _FoyerDbImportCodes FoyerDbImportCodes;

FoyerDbImportCodes *foyer_db_import_codes_new (FoyerDbConnection *connection,
                                               const FoyerDbSeal *seal,
                                               const char *event_id,
                                               GError **error);
void foyer_db_import_codes_free (FoyerDbImportCodes *self);

void foyer_db_import_codes_make_ahead (FoyerDbImportCodes *self, guint n);
void foyer_db_import_codes_take (FoyerDbImportCodes *self,
                                 gint64 end,
                                 GString *positions,
                                 GString *codes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbImportCodes, foyer_db_import_codes_free)

G_END_DECLS
