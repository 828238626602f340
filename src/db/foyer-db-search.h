/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-found-ticket.h"

G_BEGIN_DECLS

char *foyer_db_search_vector (const char *name, const char *email, const char *order_code);

GPtrArray *foyer_db_search (FoyerDbConnection *connection,
                            const char *event_id,
                            const char *list_id,
                            const char *text,
                            guint limit,
                            const FoyerDbActor *actor,
                            GError **error);
GPtrArray *foyer_db_search_ticket (FoyerDbConnection *connection,
                                   const char *event_id,
                                   const char *list_id,
                                   const char *ticket_id,
                                   const FoyerDbActor *actor,
                                   GError **error);

G_END_DECLS
