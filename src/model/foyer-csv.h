/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerCsvRow:
 * @line: the line of the file that it starts in, from 1
 * @cells: (element-type utf8): its cells
 *
 * One row of a table. It belongs to its #FoyerCsv and is gone when the next one is read.
 */
typedef struct {
  guint line;
  GPtrArray *cells;
} FoyerCsvRow;

typedef struct _FoyerCsv FoyerCsv;

FoyerCsv *foyer_csv_new (GBytes *bytes, GError **error);
void foyer_csv_free (FoyerCsv *self);
gboolean foyer_csv_next (FoyerCsv *self, const FoyerCsvRow **row, GError **error);
const char *foyer_csv_get_encoding (const FoyerCsv *self, guint *n_windows_rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerCsv, foyer_csv_free)

G_END_DECLS
