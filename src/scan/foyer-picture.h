/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PICTURE (foyer_picture_get_type ())

typedef struct _FoyerPicture FoyerPicture;

/**
 * FoyerPicture:
 * @pixels: blue, green, red and 255 per pixel, row after row: what GTK calls
 *   GDK_MEMORY_B8G8R8A8_PREMULTIPLIED and cairo, on little-endian machines, RGB24
 * @width: in pixels; at least 1
 * @height: in pixels; at least 1
 * @stride: in bytes; at least 4 times @width
 * @time: when it was taken, by g_get_monotonic_time(): the same as in the #FoyerFrame made of it
 *
 * One picture of a camera, to be shown. A value: its fields never change.
 */
struct _FoyerPicture {
  GBytes *pixels;
  guint width;
  guint height;
  guint stride;
  gint64 time;
};

GType foyer_picture_get_type (void);
FoyerPicture *foyer_picture_new (GBytes *pixels,
                                 guint width,
                                 guint height,
                                 guint stride,
                                 gint64 time);
FoyerPicture *foyer_picture_ref (FoyerPicture *self);
void foyer_picture_unref (FoyerPicture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerPicture, foyer_picture_unref)

G_END_DECLS
