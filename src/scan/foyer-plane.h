/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerPlane:
 * @pixels: GRAY8, row after row without a gap
 * @width: in pixels
 * @height: in pixels
 *
 * A picture that the decoder works on. Its memory is kept from frame to frame.
 */
typedef struct {
  guint8 *pixels;
  guint width;
  guint height;
  gsize capacity;
} FoyerPlane;

void foyer_plane_resize (FoyerPlane *self, guint width, guint height);
void foyer_plane_clear (FoyerPlane *self);
void foyer_plane_shrink (const FoyerPlane *self, guint factor, FoyerPlane *smaller);

/* Of a picture in black (0) and white: 1 where it is black, -1 where white, 0 outside of it. */
static inline int
foyer_plane_look (const FoyerPlane *self, double x, double y)
{
  if (!(x >= 0 && y >= 0 && x < self->width && y < self->height))
    return 0;
  return self->pixels[(gsize)y * self->width + (gsize)x] == 0 ? 1 : -1;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerPlane, foyer_plane_clear)

G_END_DECLS
