/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-frame"

#include "config.h"

#include "scan/foyer-frame.h"

#include "base/foyer-value.h"

static void
free_fields (gpointer data)
{
  FoyerFrame *self = data;

  g_bytes_unref (self->pixels);
}

FOYER_DEFINE_VALUE (FoyerFrame, foyer_frame, free_fields)

static gboolean
fits (gsize size, guint width, guint height, guint stride)
{
  if (width == 0 || width > FOYER_FRAME_MAX_SIDE)
    return FALSE;
  if (height == 0 || height > FOYER_FRAME_MAX_SIDE)
    return FALSE;
  /* The last row may end where its pixels end. */
  return stride >= width && size >= (gsize)stride * (height - 1) + width;
}

/**
 * foyer_frame_new:
 * @pixels: GRAY8 pixels; a reference is taken
 * @width: in pixels
 * @height: in pixels
 * @stride: in bytes from one row to the next
 * @time: when it was taken, by g_get_monotonic_time(), or 0
 *
 * Returns: (transfer full) (nullable): a new frame, or %NULL where a side is 0 or longer than
 *   %FOYER_FRAME_MAX_SIDE or @pixels are too few
 */
FoyerFrame *
foyer_frame_new (GBytes *pixels, guint width, guint height, guint stride, gint64 time)
{
  FoyerFrame *self;

  if (!fits (g_bytes_get_size (pixels), width, height, stride))
    return NULL;
  self = g_atomic_rc_box_new0 (FoyerFrame);
  self->pixels = g_bytes_ref (pixels);
  self->width = width;
  self->height = height;
  self->stride = stride;
  self->time = time;
  return self;
}

/**
 * foyer_frame_get_row:
 * @y: a row, below the frame's height
 *
 * Returns: (transfer none): the first pixel of the row
 */
const guint8 *
foyer_frame_get_row (FoyerFrame *self, guint y)
{
  const guint8 *pixels = g_bytes_get_data (self->pixels, NULL);

  g_return_val_if_fail (y < self->height, NULL);

  return pixels + (gsize)y * self->stride;
}
