/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-finder.h"
#include "scan/foyer-plane.h"
#include "scan/foyer-triple.h"

G_BEGIN_DECLS

/**
 * FoyerGrid:
 * @size: modules a side
 * @is_light: light on dark
 * @fit: how well the modules that every code has are where they should be: 1 is perfect, 0 chance
 * @rest: the same without the finder patterns
 * @middles: of the finder patterns at the corner, to the right, below, in pixels
 * @weights: how much nearer the right and the lower side are than the corner: 1 is no perspective
 * @map: from (column, row, 1) to (x w, y w, w)
 *
 * Where the modules of a code lie in a picture.
 */
typedef struct {
  guint size;
  gboolean is_light;
  double fit;
  double rest;
  double middles[3][2];
  double weights[2];
  double map[3][3];
} FoyerGrid;

gboolean foyer_grid_fit (FoyerGrid *self,
                         const FoyerPlane *binary,
                         GArray *finders,
                         const FoyerTriple *triple);
gboolean foyer_grid_guess (FoyerGrid *self,
                           const FoyerPlane *binary,
                           GArray *finders,
                           const FoyerTriple *triple,
                           int offset);
void foyer_grid_get_corners (const FoyerGrid *self, float scale, float corners[4][2]);

static inline void
foyer_grid_project (const FoyerGrid *self, double column, double row, double *x, double *y)
{
  double w = 1 / (self->map[2][0] * column + self->map[2][1] * row + self->map[2][2]);

  *x = (self->map[0][0] * column + self->map[0][1] * row + self->map[0][2]) * w;
  *y = (self->map[1][0] * column + self->map[1][1] * row + self->map[1][2]) * w;
}

G_END_DECLS
