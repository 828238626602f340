/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerFit:
 * @x: where the picture's left edge lies in the area
 * @y: where its upper edge lies
 * @width: how wide it is there
 * @height: how high it is there
 * @mirrored: whether left and right change places
 *
 * How a picture lies in an area that it fills as far as it can without being cut.
 */
typedef struct {
  double x;
  double y;
  double width;
  double height;
  gboolean mirrored;
} FoyerFit;

FoyerFit foyer_fit_contain (double picture_width,
                            double picture_height,
                            double area_width,
                            double area_height,
                            gboolean mirrored);
void foyer_fit_point (const FoyerFit *self, double u, double v, double *x, double *y);

G_END_DECLS
