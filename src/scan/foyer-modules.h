/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-grid.h"
#include "scan/foyer-plane.h"
#include "scan/foyer-warp.h"

G_BEGIN_DECLS

/**
 * FoyerModulesStyle:
 * @window: modules whose mean a module is compared with, a side
 * @sharpness: how much of the neighbours is taken off, in 1/64: undoes blur
 *
 * A way to tell dark modules from light ones.
 */
typedef struct {
  guint window;
  int sharpness;
} FoyerModulesStyle;

void foyer_modules_read (const FoyerGrid *grid,
                         const FoyerWarp *warp,
                         const FoyerPlane *picture,
                         FoyerPlane *values);
void foyer_modules_draw (const FoyerPlane *values,
                         const FoyerModulesStyle *style,
                         FoyerPlane *clean);

G_END_DECLS
