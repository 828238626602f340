/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-plane"

#include "config.h"

#include "scan/foyer-plane.h"

#include <string.h>

/**
 * foyer_plane_resize:
 * @width: in pixels
 * @height: in pixels
 *
 * Makes room; what the pixels hold afterwards is not defined.
 */
void
foyer_plane_resize (FoyerPlane *self, guint width, guint height)
{
  gsize size = (gsize)width * height;

  if (size > self->capacity) {
    g_free (self->pixels);
    self->pixels = g_malloc (size);
    self->capacity = size;
  }
  self->width = width;
  self->height = height;
}

/**
 * foyer_plane_clear:
 *
 * Gives the memory back; the plane can be used again.
 */
void
foyer_plane_clear (FoyerPlane *self)
{
  g_clear_pointer (&self->pixels, g_free);
  memset (self, 0, sizeof *self);
}

static void
shrink_row (const FoyerPlane *self, guint factor, guint y, guint32 *sums, FoyerPlane *smaller)
{
  guint8 *out = smaller->pixels + (gsize)y * smaller->width;
  guint used = smaller->width * factor;

  memset (sums, 0, sizeof *sums * used);
  for (guint line = 0; line < factor; line++) {
    const guint8 *in = self->pixels + (gsize)(y * factor + line) * self->width;

    for (guint x = 0; x < used; x++)
      sums[x] += in[x];
  }
  for (guint x = 0; x < smaller->width; x++) {
    guint32 sum = 0;

    for (guint i = 0; i < factor; i++)
      sum += sums[x * factor + i];
    out[x] = (guint8)(sum / (factor * factor));
  }
}

/**
 * foyer_plane_shrink:
 * @factor: how many pixels each way become one; at least 2
 * @smaller: (out): the smaller picture; what does not fill a pixel at the right and at the bottom
 *   is left out, and it has no pixel where a side is shorter than @factor
 */
void
foyer_plane_shrink (const FoyerPlane *self, guint factor, FoyerPlane *smaller)
{
  g_autofree guint32 *sums = g_new (guint32, self->width);

  foyer_plane_resize (smaller, self->width / factor, self->height / factor);
  for (guint y = 0; y < smaller->height; y++)
    shrink_row (self, factor, y, sums, smaller);
}
