/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-modules"

#include "config.h"

#include "scan/foyer-modules.h"

#include "scan/foyer-pattern.h"
#include "scan/foyer-threshold.h"

#include <string.h>

/* Reads a code's modules through its grid and draws the code again as it was printed: upright,
 * black and white, with a margin, and with the modules that are known in every code. */

static const guint PIXELS_PER_MODULE = 3;
static const guint MARGIN = 4;

/* Light between four pixels; places outside of the picture are its nearest edge. */
static int
blend (const FoyerPlane *picture, double x, double y)
{
  double left = CLAMP (x - 0.5, 0, picture->width - 1.001);
  double top = CLAMP (y - 0.5, 0, picture->height - 1.001);
  guint column = (guint)left;
  guint row = (guint)top;
  int u = (int)((left - column) * 256);
  int v = (int)((top - row) * 256);
  const guint8 *at = picture->pixels + (gsize)row * picture->width + column;
  const guint8 *under = row + 1 < picture->height ? at + picture->width : at;
  guint next = column + 1 < picture->width ? 1 : 0;

  return ((256 - v) * ((256 - u) * at[0] + u * at[next]) +
          v * ((256 - u) * under[0] + u * under[next])) >>
         16;
}

static guint8
read_module (const FoyerGrid *grid, const FoyerPlane *picture, double column, double row)
{
  static const double REACH = 0.22;
  int sum = 0;

  for (int i = 0; i < 9; i++) {
    double x, y;

    foyer_grid_project (grid,
                        column + 0.5 + REACH * (i % 3 - 1),
                        row + 0.5 + REACH * (i / 3 - 1),
                        &x,
                        &y);
    sum += blend (picture, x, y);
  }
  return (guint8)(grid->is_light ? 255 - sum / 9 : sum / 9);
}

/**
 * foyer_modules_read:
 * @grid: where the modules lie
 * @warp: (nullable): how they are shifted where the paper is not flat
 * @picture: grey, of the grid's size
 * @values: (out): one pixel a module: its light, in an inverted code its darkness
 */
void
foyer_modules_read (const FoyerGrid *grid,
                    const FoyerWarp *warp,
                    const FoyerPlane *picture,
                    FoyerPlane *values)
{
  foyer_plane_resize (values, grid->size, grid->size);
  for (guint row = 0; row < grid->size; row++) {
    for (guint column = 0; column < grid->size; column++) {
      float shift[2] = { 0, 0 };

      if (warp != NULL)
        foyer_warp_get_shift (warp, column, row, shift);
      values->pixels[row * grid->size + column] =
          read_module (grid, picture, column + shift[0], row + shift[1]);
    }
  }
}

static void
find_range (const FoyerPlane *values, int *darkest, int *range)
{
  int lightest = 0;

  *darkest = 255;
  for (gsize i = 0; i < (gsize)values->width * values->height; i++) {
    *darkest = MIN (*darkest, values->pixels[i]);
    lightest = MAX (lightest, values->pixels[i]);
  }
  *range = MAX (1, lightest - *darkest);
}

/* A blurred module holds some of its neighbours' light: take it off again. The contrast is spread,
 * with room for what that adds. */
static void
sharpen (const FoyerPlane *values, int sharpness, FoyerPlane *sharp)
{
  int last = (int)values->width - 1;
  int darkest, range;

  find_range (values, &darkest, &range);
  foyer_plane_resize (sharp, values->width, values->height);
  for (int row = 0; row <= last; row++) {
    const guint8 *here = values->pixels + (gsize)row * values->width;
    const guint8 *above = row > 0 ? here - values->width : here;
    const guint8 *below = row < last ? here + values->width : here;

    for (int column = 0; column <= last; column++) {
      int around =
          above[column] + below[column] + here[MAX (0, column - 1)] + here[MIN (last, column + 1)];
      int light = 64 * here[column] + (4 * here[column] - around) * sharpness;

      light = 64 + (light - 64 * darkest) * 2 / range;
      sharp->pixels[(gsize)row * values->width + column] = (guint8)CLAMP (light, 0, 255);
    }
  }
}

static void
draw_module (FoyerPlane *clean, guint column, guint row, gboolean is_dark)
{
  for (guint line = 0; line < PIXELS_PER_MODULE; line++) {
    gsize y = (row + MARGIN) * PIXELS_PER_MODULE + line;

    memset (clean->pixels + y * clean->width + (column + MARGIN) * PIXELS_PER_MODULE,
            is_dark ? 0 : 255,
            PIXELS_PER_MODULE);
  }
}

static void
draw_known (FoyerPlane *clean, guint size)
{
  g_autoptr (GArray) cells = foyer_pattern_get_cells (size);

  for (guint i = 0; i < cells->len; i++) {
    const FoyerPatternCell *cell = &g_array_index (cells, FoyerPatternCell, i);

    draw_module (clean, cell->column, cell->row, cell->is_dark);
  }
}

/**
 * foyer_modules_draw:
 * @values: the light of each module
 * @style: how dark ones are told from light ones
 * @clean: (out): a picture of the code
 */
void
foyer_modules_draw (const FoyerPlane *values, const FoyerModulesStyle *style, FoyerPlane *clean)
{
  g_auto (FoyerPlane) sharp = { NULL };
  g_auto (FoyerPlane) binary = { NULL };
  guint size = values->width;
  guint side = (size + 2 * MARGIN) * PIXELS_PER_MODULE;

  sharpen (values, style->sharpness, &sharp);
  foyer_threshold (&sharp, style->window, 0, &binary);
  foyer_plane_resize (clean, side, side);
  memset (clean->pixels, 255, (gsize)side * side);
  for (guint row = 0; row < size; row++) {
    for (guint column = 0; column < size; column++)
      draw_module (clean, column, row, binary.pixels[row * size + column] == 0);
  }
  draw_known (clean, size);
}
