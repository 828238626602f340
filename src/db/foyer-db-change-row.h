/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-table.h"
#include "model/foyer-change.h"

G_BEGIN_DECLS

/* Inside the room: a change on its way in. */
#define FOYER_DB_CHANGE_ROW_N_COLUMNS 18

void foyer_db_change_row_add (const FoyerChange *change, FoyerDbTable *table);

G_END_DECLS
