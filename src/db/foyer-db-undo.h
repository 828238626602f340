/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-change-batch.h"

G_BEGIN_DECLS

gboolean foyer_db_undo (FoyerDbConnection *connection,
                        const char *request_id,
                        const char *event_id,
                        const char *scan_id,
                        const char *reason,
                        const FoyerDbActor *actor,
                        FoyerChangeBatch **batch,
                        GError **error);
gboolean foyer_db_undo_within (FoyerDbConnection *connection,
                               const char *event_id,
                               const char *scan_id,
                               const char *reason,
                               const FoyerDbActor *actor,
                               FoyerChangeBatch **batch,
                               GError **error);

G_END_DECLS
