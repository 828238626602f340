/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

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

G_END_DECLS
