/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

gboolean foyer_db_activities_get_end (FoyerDbConnection *connection,
                                      const char *event_id,
                                      gint64 *log_no,
                                      GError **error);
GPtrArray *foyer_db_activities_since (FoyerDbConnection *connection,
                                      const char *event_id,
                                      gint64 since,
                                      guint limit,
                                      GError **error);
GPtrArray *foyer_db_activities_of_ticket (FoyerDbConnection *connection,
                                          const char *event_id,
                                          const char *ticket_id,
                                          const char *list_id,
                                          guint limit,
                                          const FoyerDbActor *actor,
                                          gboolean *more,
                                          GError **error);

G_END_DECLS
