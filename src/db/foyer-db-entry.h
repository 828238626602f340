/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

gboolean foyer_db_event_pause_entry (FoyerDbConnection *connection,
                                     const char *request_id,
                                     const char *event_id,
                                     gboolean paused,
                                     const char *message,
                                     const FoyerDbActor *actor,
                                     GError **error);
gboolean foyer_db_event_broadcast (FoyerDbConnection *connection,
                                   const char *request_id,
                                   const char *event_id,
                                   const char *message,
                                   const FoyerDbActor *actor,
                                   GError **error);

G_END_DECLS
