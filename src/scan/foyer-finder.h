/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-budget.h"
#include "scan/foyer-plane.h"

G_BEGIN_DECLS

/**
 * FoyerFinder:
 * @x: its centre, in pixels
 * @y: its centre, in pixels
 * @width: of the whole pattern along the row through its centre, 7 modules of an upright code
 * @height: along the column
 * @n_rows: how many rows showed it
 * @n_rays: of 16 rays from its centre, how many show its rings
 * @is_light: light on dark: part of an inverted code
 * @is_open: its outer ring may run into what is around it
 *
 * What looks like one of the three large squares of a QR code.
 */
typedef struct {
  float x;
  float y;
  float width;
  float height;
  guint n_rows;
  guint n_rays;
  gboolean is_light;
  gboolean is_open;
} FoyerFinder;

void foyer_finder_search (const FoyerPlane *binary,
                          guint step,
                          gboolean is_open,
                          const FoyerBudget *budget,
                          GArray *finders);

G_END_DECLS
