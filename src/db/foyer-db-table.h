/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib.h>

G_BEGIN_DECLS

/* Inside the room: rows on their way to unnest (), one array parameter per column. */

#define FOYER_DB_TABLE_MAX_COLUMNS 28

typedef struct {
  guint n_columns;
  guint n_rows;
  /* The column that the next cell goes to. */
  guint at;
  GString *columns[FOYER_DB_TABLE_MAX_COLUMNS];
  const char *params[FOYER_DB_TABLE_MAX_COLUMNS];
} FoyerDbTable;

void foyer_db_table_init (FoyerDbTable *self, guint n_columns);
void foyer_db_table_clear (FoyerDbTable *self);
void foyer_db_table_add_text (FoyerDbTable *self, const char *text);
void foyer_db_table_add_int (FoyerDbTable *self, gint64 value);
void foyer_db_table_add_bytes (FoyerDbTable *self, const guint8 *bytes, gsize size);
const char *const *foyer_db_table_get_params (FoyerDbTable *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerDbTable, foyer_db_table_clear)

G_END_DECLS
