/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-staff.h"

G_BEGIN_DECLS

gboolean foyer_db_staff_add (FoyerDbConnection *connection,
                             const FoyerStaff *staff,
                             const FoyerDbActor *actor,
                             GError **error);
GPtrArray *foyer_db_staff_list (FoyerDbConnection *connection, GError **error);

G_END_DECLS
