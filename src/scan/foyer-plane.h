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

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerPlane, foyer_plane_clear)

G_END_DECLS
