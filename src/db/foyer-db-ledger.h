/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

gboolean foyer_db_ledger_check (FoyerDbConnection *connection,
                                const char *event_id,
                                char **problem,
                                GError **error);

G_END_DECLS
