/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

gboolean foyer_db_request_take (FoyerDbConnection *connection,
                                const char *request_id,
                                const char *kind,
                                const char *const *parts,
                                guint n_parts,
                                gboolean *was_done,
                                GError **error);

G_END_DECLS
