/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"

G_BEGIN_DECLS

GPtrArray *foyer_db_audit_check (FoyerDbConnection *connection,
                                 const FoyerDbSeal *seal,
                                 const char *event_id,
                                 const GPtrArray *kept,
                                 GError **error);

G_END_DECLS
