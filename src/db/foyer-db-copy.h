/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

/* Inside the room: rows in bulk by COPY. Cells are added from left to right. */
typedef struct _FoyerDbCopy FoyerDbCopy;

FoyerDbCopy *foyer_db_copy_begin (FoyerDbConnection *connection, const char *sql, GError **error);
void foyer_db_copy_free (FoyerDbCopy *self);

void foyer_db_copy_add_text (FoyerDbCopy *self, const char *text);
void foyer_db_copy_add_int (FoyerDbCopy *self, gint64 value);
void foyer_db_copy_add_bytes (FoyerDbCopy *self, gconstpointer bytes, gsize size);
void foyer_db_copy_add_time (FoyerDbCopy *self, FoyerTime time);
gboolean foyer_db_copy_end_row (FoyerDbCopy *self, GError **error);
gboolean foyer_db_copy_end (FoyerDbCopy *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbCopy, foyer_db_copy_free)

G_END_DECLS
