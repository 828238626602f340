/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-budget.h"
#include "scan/foyer-grid.h"
#include "scan/foyer-pattern.h"

G_BEGIN_DECLS

/* Every so many modules there is a node. */
#define FOYER_WARP_STEP  4
#define FOYER_WARP_NODES ((FOYER_PATTERN_LARGEST - 1) / FOYER_WARP_STEP + 1)

/**
 * FoyerWarp:
 * @n: nodes a side
 * @shifts: by row and column of the node, how many modules right and down of where its grid says
 *   the modules around it really lie
 * @rest: how well the modules that every code has are where they should be, see #FoyerGrid
 *
 * How paper that is bent or creased differs from the flat one that a #FoyerGrid stands for.
 */
typedef struct {
  guint n;
  float shifts[FOYER_WARP_NODES][FOYER_WARP_NODES][2];
  double rest;
} FoyerWarp;

gboolean foyer_warp_fit (FoyerWarp *self,
                         const FoyerGrid *grid,
                         const FoyerPlane *binary,
                         const FoyerBudget *budget);
void foyer_warp_get_shift (const FoyerWarp *self, guint column, guint row, float shift[2]);

G_END_DECLS
