/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FOYER_PATTERN_SMALLEST 21
#define FOYER_PATTERN_LARGEST  177

/* Each finder pattern with its separator is eight modules a side; they come first. */
#define FOYER_PATTERN_FINDER_CELLS (3 * 64)

/**
 * FoyerPatternCell:
 * @column: of a module
 * @row: of a module
 * @is_dark: what it is in every QR code of its size
 */
typedef struct {
  guint8 column;
  guint8 row;
  gboolean is_dark;
} FoyerPatternCell;

gboolean foyer_pattern_is_size (int size);
GArray *foyer_pattern_get_cells (guint size);

G_END_DECLS
