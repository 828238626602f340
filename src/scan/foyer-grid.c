/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-grid"

#include "config.h"

#include "scan/foyer-grid.h"

#include "scan/foyer-pattern.h"

#include <math.h>

/* From three finder patterns to the place of every module. Their middles give six of the eight
 * numbers of a perspective; the other two come from how much smaller the pattern far away is than
 * the near one, then from the alignment pattern. At last all eight are moved a little at a time
 * while that brings more of the known modules to where they should be. */

/* Below this a fit is not worth another step. */
static const double HOPELESS = 0.3;
static const double HOPELESS_FINDERS = 0.45;
static const double HOPELESS_REST = 0.05;
static const double ACCEPTED = 0.45;
static const double ACCEPTED_REST = 0.25;
static const double PERFECT = 0.95;

typedef struct {
  const FoyerPlane *binary;
  GArray *cells;
} Known;

static void
update_map (FoyerGrid *self)
{
  double span = self->size - 7;

  for (guint i = 0; i < 3; i++) {
    double corner = i < 2 ? self->middles[0][i] : 1;
    double right = (i < 2 ? self->middles[1][i] : 1) * self->weights[0];
    double below = (i < 2 ? self->middles[2][i] : 1) * self->weights[1];

    self->map[i][0] = (right - corner) / span;
    self->map[i][1] = (below - corner) / span;
    self->map[i][2] = corner - 3.5 * (self->map[i][0] + self->map[i][1]);
  }
}

/* 1 dark, -1 light; outside of the picture 0, which is neither. */
static inline int
look (const FoyerGrid *self, const FoyerPlane *binary, double column, double row)
{
  double x, y;
  int dark;

  foyer_grid_project (self, column, row, &x, &y);
  dark = foyer_plane_look (binary, x, y);
  return self->is_light ? -dark : dark;
}

/* How many of @n modules are as they should be, from -1, all wrong, to 1. */
static double
measure_cells (const FoyerGrid *self,
               const FoyerPlane *binary,
               const FoyerPatternCell *cells,
               guint n)
{
  static const double places[4][2] = { { 0.3, 0.3 }, { 0.7, 0.3 }, { 0.3, 0.7 }, { 0.7, 0.7 } };
  int sum = 0;

  for (guint i = 0; i < n; i++) {
    int dark = 0;

    for (guint k = 0; k < 4; k++)
      dark += look (self, binary, cells[i].column + places[k][0], cells[i].row + places[k][1]);
    sum += cells[i].is_dark ? dark : -dark;
  }
  return sum / (4.0 * n);
}

/* The three finder patterns alone and only the middles of their modules: what chance has put
 * together fails here, at little cost. */
static gboolean
has_finders (const FoyerGrid *self, const FoyerPlane *binary)
{
  const double far = self->size - 3.5;
  const double middles[3][2] = { { 3.5, 3.5 }, { far, 3.5 }, { 3.5, far } };
  int sum = 0;

  for (guint i = 0; i < 3; i++) {
    for (int y = -3; y <= 3; y++) {
      for (int x = -3; x <= 3; x++) {
        int dark = look (self, binary, middles[i][0] + x, middles[i][1] + y);

        sum += MAX (ABS (x), ABS (y)) == 2 ? -dark : dark;
      }
    }
  }
  return sum > HOPELESS_FINDERS * 3 * 49;
}

/* Finder patterns are what the grid was made from and prove little; the rest counts as much. */
static void
update_fit (FoyerGrid *self, const Known *known)
{
  const FoyerPatternCell *cells = (const FoyerPatternCell *)(gpointer)known->cells->data;
  guint n = FOYER_PATTERN_FINDER_CELLS;
  double finders = measure_cells (self, known->binary, cells, n);

  self->rest = measure_cells (self, known->binary, cells + n, known->cells->len - n);
  self->fit = (finders + self->rest) / 2;
}

/* Steps from the middle of a finder pattern to its outer edge: the third change of colour, and in
 * an open one at the latest where that should be. */
static double
walk_out (const FoyerPlane *binary,
          gboolean is_open,
          double x,
          double y,
          double step_x,
          double step_y)
{
  static const int MOST_STEPS = 4000;
  guint changes = 0;
  int second = MOST_STEPS;
  int last = -1;

  for (int i = 0; i < MOST_STEPS; i++, x += step_x, y += step_y) {
    int colour;

    if (!(x >= 0 && y >= 0 && x < binary->width && y < binary->height))
      return changes == 2 ? i : -1;
    if (is_open && 5 * i >= 7 * second)
      return i;
    colour = binary->pixels[(gsize)y * binary->width + (gsize)x];
    if (last >= 0 && colour != last && ++changes == 3)
      return i;
    if (changes == 2)
      second = MIN (second, i);
    last = colour;
  }
  return -1;
}

/* A module's length along a direction through a finder pattern, from five lines side by side, and
 * the pattern's middle along it. Returns FALSE where no line gets through. */
static gboolean
measure_span (const FoyerPlane *binary,
              const FoyerFinder *finder,
              const double direction[2],
              double *module,
              double *shift)
{
  static const double STEP = 0.5;
  double side = (finder->width + finder->height) / 14;
  double spans = 0, shifts = 0;
  guint n = 0;

  for (int i = -2; i <= 2; i++) {
    double x = finder->x + 0.5 - direction[1] * i * 0.4 * side;
    double y = finder->y + 0.5 + direction[0] * i * 0.4 * side;
    double ahead =
        walk_out (binary, finder->is_open, x, y, direction[0] * STEP, direction[1] * STEP);
    double behind =
        walk_out (binary, finder->is_open, x, y, -direction[0] * STEP, -direction[1] * STEP);

    if (ahead < 0 || behind < 0 || ahead > 3 * behind || behind > 3 * ahead)
      continue;
    spans += (ahead + behind) * STEP;
    shifts += (ahead - behind) * STEP / 2;
    n++;
  }
  if (n == 0)
    return FALSE;
  *module = spans / n / 7;
  *shift = shifts / n;
  return *module > 0.5;
}

static void
point (const FoyerFinder *from, const FoyerFinder *to, double direction[2])
{
  double x = to->x - from->x;
  double y = to->y - from->y;
  double length = hypot (x, y);

  direction[0] = x / length;
  direction[1] = y / length;
}

/* The three patterns, each measured along both sides of the code. */
static gboolean
measure_finders (FoyerGrid *self,
                 const FoyerPlane *binary,
                 const FoyerFinder *const finders[3],
                 double modules[3][2])
{
  double directions[2][2];

  point (finders[0], finders[1], directions[0]);
  point (finders[0], finders[2], directions[1]);
  for (guint i = 0; i < 3; i++) {
    self->middles[i][0] = finders[i]->x;
    self->middles[i][1] = finders[i]->y;
    /* One that was guessed is damaged: lines through it say nothing. */
    if (finders[i]->n_rays == 0) {
      modules[i][0] = modules[i][1] = finders[i]->width / 7;
      continue;
    }
    for (guint side = 0; side < 2; side++) {
      double shift;

      if (!measure_span (binary, finders[i], directions[side], &modules[i][side], &shift))
        return FALSE;
      self->middles[i][0] += directions[side][0] * shift;
      self->middles[i][1] += directions[side][1] * shift;
    }
  }
  return TRUE;
}

/* What lies w times as deep is w times smaller across the view and w² times along it. */
static double
compare_depth (const double modules[3][2], guint other, guint side)
{
  double along = sqrt (modules[0][side] / modules[other][side]);
  double across = modules[0][1 - side] / modules[other][1 - side];

  return CLAMP ((along + across) / 2, 0.3, 3);
}

static double
estimate_size (const FoyerGrid *self, const double modules[3][2])
{
  double right =
      hypot (self->middles[1][0] - self->middles[0][0], self->middles[1][1] - self->middles[0][1]);
  double below =
      hypot (self->middles[2][0] - self->middles[0][0], self->middles[2][1] - self->middles[0][1]);

  return 7 + (right / sqrt (modules[0][0] * modules[1][0]) +
              below / sqrt (modules[0][1] * modules[2][1])) /
                 2;
}

/* How many of the 25 modules of an alignment pattern with its middle at (@column, @row) are
 * right. */
static int
match_alignment (const FoyerGrid *self, const FoyerPlane *binary, double column, double row)
{
  int sum = 0;

  for (int y = -2; y <= 2; y++) {
    for (int x = -2; x <= 2; x++) {
      int dark = look (self, binary, column + x, row + y);

      sum += MAX (ABS (x), ABS (y)) == 1 ? -dark : dark;
    }
  }
  return sum;
}

static gboolean
search_alignment (const FoyerGrid *self, const FoyerPlane *binary, double found[2])
{
  static const double STEP = 0.34;
  double middle = self->size - 6.5;
  int reach = (int)((1.5 + 0.06 * self->size) / STEP);
  double best = 16;
  gboolean any = FALSE;

  for (int y = -reach; y <= reach; y++) {
    for (int x = -reach; x <= reach; x++) {
      double column = middle + x * STEP;
      double row = middle + y * STEP;
      /* Of equal ones the nearest. */
      double match = match_alignment (self, binary, column, row) - 0.3 * hypot (x, y) * STEP;

      if (match > best) {
        best = match;
        foyer_grid_project (self, column, row, &found[0], &found[1]);
        any = TRUE;
      }
    }
  }
  return any;
}

/* The weights that put the alignment pattern where it was found: two linear equations. */
static gboolean
pull_to (FoyerGrid *self, const double found[2])
{
  double at = (self->size - 10.0) / (self->size - 7);
  double rest = 1 - 2 * at;
  double a[2], b[2], c[2], det;

  for (guint i = 0; i < 2; i++) {
    a[i] = at * (self->middles[1][i] - found[i]);
    b[i] = at * (self->middles[2][i] - found[i]);
    c[i] = -rest * (self->middles[0][i] - found[i]);
  }
  det = a[0] * b[1] - a[1] * b[0];
  if (fabs (det) < 1e-6)
    return FALSE;
  self->weights[0] = (c[0] * b[1] - c[1] * b[0]) / det;
  self->weights[1] = (a[0] * c[1] - a[1] * c[0]) / det;
  return self->weights[0] > 0.3 && self->weights[0] < 3 && self->weights[1] > 0.3 &&
         self->weights[1] < 3;
}

static void
use_alignment (FoyerGrid *self, const Known *known)
{
  FoyerGrid pulled = *self;
  double found[2] = { 0, 0 };

  if (self->size < 25 || !search_alignment (self, known->binary, found) ||
      !pull_to (&pulled, found))
    return;
  update_map (&pulled);
  update_fit (&pulled, known);
  if (pulled.fit > self->fit - 0.02)
    *self = pulled;
}

/* One of the eight numbers; the last two are the weights. */
static double *
get_number (FoyerGrid *self, guint i)
{
  return i < 6 ? &self->middles[i / 2][i % 2] : &self->weights[i - 6];
}

static gboolean
try_move (FoyerGrid *self, const Known *known, guint i, double by)
{
  FoyerGrid moved = *self;

  *get_number (&moved, i) += by;
  update_map (&moved);
  update_fit (&moved, known);
  if (moved.fit <= self->fit)
    return FALSE;
  *self = moved;
  return TRUE;
}

static void
climb (FoyerGrid *self, const FoyerPlane *binary, double module)
{
  g_autoptr (GArray) cells = foyer_pattern_get_cells (self->size);
  Known known = { binary, cells };

  for (double step = 0.4; step > 0.08; step /= 2) {
    for (guint i = 0; i < 8; i++) {
      double by = step * (i < 6 ? module : 1.5 / self->size);

      if (!try_move (self, &known, i, by))
        try_move (self, &known, i, -by);
    }
  }
}

/* Fits a grid of one size; TRUE where it is better than what @self holds. */
static void
fit_size (FoyerGrid *self, const FoyerGrid *start, const FoyerPlane *binary, int size)
{
  FoyerGrid grid = *start;
  g_autoptr (GArray) cells = NULL;

  if (!foyer_pattern_is_size (size))
    return;
  grid.size = (guint)size;
  update_map (&grid);
  if (!has_finders (&grid, binary))
    return;
  cells = foyer_pattern_get_cells ((guint)size);
  update_fit (&grid, &(Known){ binary, cells });
  use_alignment (&grid, &(Known){ binary, cells });
  if (grid.fit > self->fit)
    *self = grid;
}

/* What the three patterns say by themselves: everything but the size, which is only estimated. */
static gboolean
start_grid (FoyerGrid *self,
            const FoyerPlane *binary,
            GArray *finders,
            const FoyerTriple *triple,
            double modules[3][2],
            double *size)
{
  const FoyerFinder *const three[3] = {
    &g_array_index (finders, FoyerFinder, triple->corner),
    &g_array_index (finders, FoyerFinder, triple->right),
    &g_array_index (finders, FoyerFinder, triple->below),
  };

  *self = (FoyerGrid){ .is_light = three[0]->is_light, .fit = -1, .rest = -1 };
  if (!measure_finders (self, binary, three, modules))
    return FALSE;
  self->weights[0] = compare_depth (modules, 1, 0);
  self->weights[1] = compare_depth (modules, 2, 1);
  *size = estimate_size (self, modules);
  return *size > 15 && *size < 200;
}

static int
round_size (double size)
{
  return 17 + 4 * MAX (1, (int)lround ((size - 17) / 4));
}

/**
 * foyer_grid_fit:
 * @self: (out): where the modules lie
 * @binary: a picture in black (0) and white (255)
 * @finders: (element-type FoyerFinder): its finder patterns
 * @triple: three of them
 *
 * Returns: whether a code may be there
 */
gboolean
foyer_grid_fit (FoyerGrid *self,
                const FoyerPlane *binary,
                GArray *finders,
                const FoyerTriple *triple)
{
  FoyerGrid start;
  double modules[3][2];
  double size;

  if (!start_grid (&start, binary, finders, triple, modules, &size))
    return FALSE;
  *self = start;
  for (int offset = -4; offset <= 4; offset += 4)
    fit_size (self, &start, binary, round_size (size) + offset);
  if (self->fit < HOPELESS || self->rest < HOPELESS_REST)
    return FALSE;
  if (self->fit < PERFECT)
    climb (self, binary, modules[0][0]);
  return self->fit > ACCEPTED && self->rest > ACCEPTED_REST;
}

/**
 * foyer_grid_guess:
 * @self: (out): where the modules would lie on flat paper
 * @binary: a picture in black (0) and white (255)
 * @finders: (element-type FoyerFinder): its finder patterns
 * @triple: three of them
 * @offset: how many modules a side, a multiple of 4, to add to what is estimated
 *
 * Lays a grid by the finder patterns alone, where foyer_grid_fit() has failed.
 *
 * Returns: whether there are codes of that size
 */
gboolean
foyer_grid_guess (FoyerGrid *self,
                  const FoyerPlane *binary,
                  GArray *finders,
                  const FoyerTriple *triple,
                  int offset)
{
  double modules[3][2];
  double size;

  if (!start_grid (self, binary, finders, triple, modules, &size) ||
      !foyer_pattern_is_size (round_size (size) + offset))
    return FALSE;
  self->size = (guint)(round_size (size) + offset);
  update_map (self);
  return TRUE;
}

/**
 * foyer_grid_get_corners:
 * @scale: how many pixels of the frame one pixel of the grid's picture is
 * @corners: (out): the outline of the code's modules, from its top left corner clockwise
 */
void
foyer_grid_get_corners (const FoyerGrid *self, float scale, float corners[4][2])
{
  static const double places[4][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };

  for (guint i = 0; i < 4; i++) {
    double x, y;

    foyer_grid_project (self, places[i][0] * self->size, places[i][1] * self->size, &x, &y);
    corners[i][0] = (float)x * scale;
    corners[i][1] = (float)y * scale;
  }
}
