/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

GPtrArray *foyer_db_sessions_list (FoyerDbConnection *connection,
                                   const char *staff_email,
                                   const FoyerDbActor *actor,
                                   GError **error);
gboolean foyer_db_session_end (FoyerDbConnection *connection,
                               const char *request_id,
                               const char *session_id,
                               const FoyerDbActor *actor,
                               GError **error);
gboolean foyer_db_sessions_end_all (FoyerDbConnection *connection,
                                    const char *request_id,
                                    const char *staff_email,
                                    const FoyerDbActor *actor,
                                    GError **error);

/* Inside the room: within a transaction of whoever calls. */
gboolean foyer_db_session_end_one (FoyerDbConnection *connection,
                                   const char *session_id,
                                   const char *reason,
                                   GError **error);
gboolean foyer_db_sessions_end_of (FoyerDbConnection *connection,
                                   const char *staff_email,
                                   const char *reason,
                                   GError **error);

G_END_DECLS
