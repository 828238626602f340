/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fit"

#include "config.h"

#include "app/foyer-fit.h"

/* Where a point of a camera's picture appears in the preview. */

/**
 * foyer_fit_contain:
 * @picture_width: in any unit
 * @picture_height: in the same unit
 * @area_width: in pixels
 * @area_height: in pixels
 * @mirrored: whether left and right change places
 *
 * Returns: how the picture lies in the middle of the area, with bars on two sides where their
 *   shapes differ
 */
FoyerFit
foyer_fit_contain (double picture_width,
                   double picture_height,
                   double area_width,
                   double area_height,
                   gboolean mirrored)
{
  FoyerFit self = { 0, 0, 0, 0, mirrored };
  double scale;

  if (picture_width <= 0 || picture_height <= 0)
    return self;
  scale = MIN (area_width / picture_width, area_height / picture_height);
  self.width = picture_width * scale;
  self.height = picture_height * scale;
  self.x = (area_width - self.width) / 2;
  self.y = (area_height - self.height) / 2;
  return self;
}

/**
 * foyer_fit_point:
 * @u: from the picture's left edge, 0, to its right one, 1
 * @v: from its upper edge, 0, to its lower one, 1
 * @x: (out): in the area
 * @y: (out): in the area
 */
void
foyer_fit_point (const FoyerFit *self, double u, double v, double *x, double *y)
{
  *x = self->x + (self->mirrored ? 1 - u : u) * self->width;
  *y = self->y + v * self->height;
}
