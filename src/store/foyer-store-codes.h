/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-uuid.h"
#include "model/foyer-code.h"
#include "store/foyer-store-sql.h"

G_BEGIN_DECLS

/* Inside the room: tickets by their codes. */

gint64 foyer_store_code_get_key (const guint8 hash[FOYER_CODE_HASH_BYTES]);
gboolean foyer_store_write_code (FoyerStoreFile *file,
                                 gint64 copy,
                                 const char *ticket_id,
                                 const char *code_sha256,
                                 GError **error);
void foyer_store_remember_code (FoyerStoreFile *file,
                                gint64 copy,
                                const char *ticket_id,
                                const char *code_sha256);

G_END_DECLS
