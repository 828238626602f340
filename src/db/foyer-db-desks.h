/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

GPtrArray *foyer_db_desks_list (FoyerDbConnection *connection,
                                const char *event_id,
                                gboolean with_rates,
                                GError **error);

G_END_DECLS
