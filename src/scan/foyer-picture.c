/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-picture"

#include "config.h"

#include "scan/foyer-picture.h"

#include "base/foyer-value.h"

static void
free_fields (gpointer data)
{
  FoyerPicture *self = data;

  g_bytes_unref (self->pixels);
}

FOYER_DEFINE_VALUE (FoyerPicture, foyer_picture, free_fields)

/**
 * foyer_picture_new:
 * @pixels: at least @stride times @height bytes; a reference is taken
 * @width: in pixels
 * @height: in pixels
 * @stride: in bytes
 * @time: when it was taken
 *
 * Returns: (transfer full): a new picture
 */
FoyerPicture *
foyer_picture_new (GBytes *pixels, guint width, guint height, guint stride, gint64 time)
{
  FoyerPicture *self;

  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0 && stride >= 4 * width, NULL);
  g_return_val_if_fail (g_bytes_get_size (pixels) >= (gsize)stride * height, NULL);

  self = g_atomic_rc_box_new0 (FoyerPicture);
  self->pixels = g_bytes_ref (pixels);
  self->width = width;
  self->height = height;
  self->stride = stride;
  self->time = time;
  return self;
}
