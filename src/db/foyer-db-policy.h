/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-event.h"

G_BEGIN_DECLS

gboolean foyer_db_event_set_offline (FoyerDbConnection *connection,
                                     const char *request_id,
                                     const char *event_id,
                                     const char *type_name,
                                     const FoyerOfflinePolicy *policy,
                                     const FoyerDbActor *actor,
                                     GError **error);

G_END_DECLS
