/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

gboolean foyer_db_chain_check (FoyerDbConnection *connection,
                               const char *event_id,
                               gint64 *broken,
                               GError **error);

G_END_DECLS
