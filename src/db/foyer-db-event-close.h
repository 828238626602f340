/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

gboolean foyer_db_event_set_closed (FoyerDbConnection *connection,
                                    const char *event_id,
                                    gboolean closed,
                                    const FoyerDbActor *actor,
                                    GError **error);

G_END_DECLS
