/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-luma"

#include "config.h"

#include "scan/foyer-luma.h"

#include <string.h>

/* Takes the shades of grey out of a camera's picture, which holds them apart from its colours. */

static void
copy_every_second (const guint8 *from, guint8 *to, guint n)
{
  for (guint i = 0; i < n; i++)
    to[i] = from[2 * i];
}

static void
copy_row (const guint8 *from, guint step, guint8 *to, guint n)
{
  if (step == 1)
    memcpy (to, from, n);
  else
    copy_every_second (from, to, n);
}

/**
 * foyer_luma_copy:
 * @video: a mapped picture in one of %FOYER_LUMA_FORMATS
 * @time: when it was taken, by g_get_monotonic_time()
 *
 * Returns: (transfer full) (nullable): its shades of grey, or %NULL where the format is another or
 *   the picture is too large
 */
FoyerFrame *
foyer_luma_copy (const GstVideoFrame *video, gint64 time)
{
  const guint width = GST_VIDEO_FRAME_WIDTH (video);
  const guint height = GST_VIDEO_FRAME_HEIGHT (video);
  const int step = GST_VIDEO_FRAME_COMP_PSTRIDE (video, 0);
  const gsize stride = GST_VIDEO_FRAME_COMP_STRIDE (video, 0);
  const guint8 *from = GST_VIDEO_FRAME_COMP_DATA (video, 0);
  g_autoptr (GBytes) pixels = NULL;
  guint8 *to;

  if (GST_VIDEO_INFO_IS_RGB (&video->info) || (step != 1 && step != 2))
    return NULL;
  if (width > FOYER_FRAME_MAX_SIDE || height > FOYER_FRAME_MAX_SIDE)
    return NULL;
  to = g_malloc ((gsize)width * height);
  for (guint y = 0; y < height; y++)
    copy_row (from + y * stride, step, to + (gsize)y * width, width);
  pixels = g_bytes_new_take (to, (gsize)width * height);
  return foyer_frame_new (pixels, width, height, width, time);
}
