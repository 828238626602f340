/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-query.h"
#include "model/foyer-counts.h"

G_BEGIN_DECLS

gboolean foyer_db_counts_load (FoyerDbConnection *connection,
                               const char *event_id,
                               FoyerCounts **counts,
                               gint64 *epoch,
                               gint64 *seq,
                               GError **error);
FoyerCounts *foyer_db_counts_read (const FoyerDbResult *result, int column);

/* Columns of list_counters c, the default list first. */
#define FOYER_DB_COUNTS_COLUMNS "c.list_id, c.tickets, c.admitted, c.inside"

G_END_DECLS
