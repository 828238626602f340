/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ctl/foyer-ctl-call.h"
#include "wire/foyer-json-writer.h"

G_BEGIN_DECLS

/**
 * FoyerCtlRow:
 * @writer: (nullable): where members are added that are in JSON only; %NULL where people read
 *
 * One thing of a list: a line of cells with tabs between them, or a JSON object.
 */
typedef struct {
  GString *line;
  FoyerJsonWriter *writer;
  gboolean has_cells;
} FoyerCtlRow;

typedef void (*FoyerCtlRowFunc) (FoyerCtlRow *row, gconstpointer item);

void foyer_ctl_row_add (FoyerCtlRow *self, const char *name, const char *value);
void foyer_ctl_row_add_cell (FoyerCtlRow *self, const char *value);
void foyer_ctl_row_add_integer (FoyerCtlRow *self, const char *name, gint64 value);
void foyer_ctl_row_add_time (FoyerCtlRow *self, const char *name, FoyerTime value);

gboolean foyer_ctl_rows_print (FoyerCtlCall *call,
                               const char *name,
                               GPtrArray *items,
                               FoyerCtlRowFunc fill);

G_END_DECLS
