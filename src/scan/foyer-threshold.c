/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-threshold"

#include "config.h"

#include "scan/foyer-threshold.h"

#include <string.h>

/* Black and white by the mean of a pixel's surroundings: light that is uneven over the picture
 * does no harm. Sums of columns slide down, and one prefix sum a row gives every window's sum in
 * two reads, so that the cost does not depend on the window. */

typedef struct {
  guint width;
  guint reach;
  guint32 bias;
  guint32 *columns;
  /* prefixes[x] is the sum of the columns before x. */
  guint32 *prefixes;
} Sums;

static void
add_row (Sums *sums, const guint8 *row)
{
  guint32 *columns = sums->columns;

  for (guint x = 0; x < sums->width; x++)
    columns[x] += row[x];
}

static void
subtract_row (Sums *sums, const guint8 *row)
{
  guint32 *columns = sums->columns;

  for (guint x = 0; x < sums->width; x++)
    columns[x] -= row[x];
}

static void
sum_up (Sums *sums)
{
  guint32 sum = 0;

  for (guint x = 0; x < sums->width; x++) {
    sums->prefixes[x] = sum;
    sum += sums->columns[x];
  }
  sums->prefixes[sums->width] = sum;
}

/* Near the left and right edges the window is cut off. */
static void
compare_near_edge (const Sums *sums, const guint8 *in, guint8 *out, guint x, guint rows)
{
  guint from = x > sums->reach ? x - sums->reach : 0;
  guint to = MIN (x + sums->reach + 1, sums->width);
  guint32 sum = sums->prefixes[to] - sums->prefixes[from];

  out[x] = (in[x] + sums->bias) * ((to - from) * rows) < sum ? 0 : 255;
}

static void
compare_row (const Sums *sums, const guint8 *in, guint8 *out, guint rows)
{
  guint reach = sums->reach;
  guint first = MIN (reach, sums->width);
  guint last = sums->width > 2 * reach ? sums->width - reach : first;
  guint32 area = (2 * reach + 1) * rows;
  guint32 bias = sums->bias;
  const guint32 *left = sums->prefixes;
  const guint32 *right = sums->prefixes + 2 * reach + 1;

  for (guint x = 0; x < first; x++)
    compare_near_edge (sums, in, out, x, rows);
  for (guint x = first; x < last; x++)
    out[x] = (in[x] + bias) * area < right[x - reach] - left[x - reach] ? 0 : 255;
  for (guint x = last; x < sums->width; x++)
    compare_near_edge (sums, in, out, x, rows);
}

/**
 * foyer_threshold:
 * @grey: a picture
 * @window: the side of the square whose mean a pixel is compared with, in pixels; below 4,096
 * @bias: how much darker than the mean black is at least; keeps noise in even areas away
 * @binary: (out): the picture in black (0) and white (255)
 */
void
foyer_threshold (const FoyerPlane *grey, guint window, guint bias, FoyerPlane *binary)
{
  g_autofree guint32 *columns = g_new0 (guint32, grey->width);
  g_autofree guint32 *prefixes = g_new (guint32, grey->width + 1);
  guint reach = window / 2;
  Sums sums = { grey->width, reach, bias, columns, prefixes };

  foyer_plane_resize (binary, grey->width, grey->height);
  for (guint y = 0; y < MIN (reach, grey->height); y++)
    add_row (&sums, grey->pixels + (gsize)y * grey->width);
  for (guint y = 0; y < grey->height; y++) {
    guint from = y > reach ? y - reach : 0;
    guint to = MIN (y + reach + 1, grey->height);

    if (y + reach < grey->height)
      add_row (&sums, grey->pixels + (gsize)(y + reach) * grey->width);
    if (y > reach)
      subtract_row (&sums, grey->pixels + (gsize)(y - reach - 1) * grey->width);
    sum_up (&sums);
    compare_row (&sums,
                 grey->pixels + (gsize)y * grey->width,
                 binary->pixels + (gsize)y * grey->width,
                 to - from);
  }
}
