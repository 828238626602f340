/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-finder"

#include "config.h"

#include "scan/foyer-finder.h"

#include <math.h>
#include <string.h>

/* Finder patterns: any straight line through the middle of one crosses dark, light, dark, light,
 * dark in the proportions 1:1:3:1:1. Rows are searched for that, columns through what they show
 * confirm it. */

/* A pattern has five runs, which lie between six edges. */
#define N_EDGES 6
#define N_RAYS  16

static const guint NARROWEST = 9;
/* More are texture, which no further step gets anything out of. */
static const guint MOST_FINDERS = 400;
static const guint ROWS_PER_CLOCK = 32;
static const guint FEWEST_RAYS = 10;
/* An open pattern has one ring less to show. */
static const guint FEWEST_OPEN_RAYS = 14;
static const int RAY_STEPS_PER_PIXEL = 2;
static const int MOST_RAY_STEPS = 1200;

/* Directions, from the right clockwise. */
static const float rays[N_RAYS][2] = {
  { 1, 0 },  { 0.92388F, 0.38268F },   { 0.70711F, 0.70711F },   { 0.38268F, 0.92388F },
  { 0, 1 },  { -0.38268F, 0.92388F },  { -0.70711F, 0.70711F },  { -0.92388F, 0.38268F },
  { -1, 0 }, { -0.92388F, -0.38268F }, { -0.70711F, -0.70711F }, { -0.38268F, -0.92388F },
  { 0, -1 }, { 0.38268F, -0.92388F },  { 0.70711F, -0.70711F },  { 0.92388F, -0.38268F },
};

typedef struct {
  const FoyerPlane *binary;
  gboolean is_open;
  GArray *finders;
} Search;

/* Blur and bad light make all dark runs wider or narrower by the same width. What that leaves
 * alone is the distance from one edge to the next of the same kind: 2, 4, 4 and 2 modules. In
 * texture each of these tests comes out by chance, so that one branch for all is much faster than
 * one for each. */
static gboolean
has_proportions (const int *edges, int looseness)
{
  int total = edges[5] - edges[0];
  int outer = total * looseness / 16 + 5;
  int inner = total * looseness / 12 + 5;
  int core = edges[3] - edges[2];

  return (ABS (7 * (edges[2] - edges[0]) - 2 * total) <= outer) &
         (ABS (7 * (edges[5] - edges[3]) - 2 * total) <= outer) &
         (ABS (7 * (edges[3] - edges[1]) - 4 * total) <= inner) &
         (ABS (7 * (edges[4] - edges[2]) - 4 * total) <= inner) & (14 * core > 3 * total) &
         (7 * core < 5 * total);
}

/* Where a code stands on something dark and has no margin, the outer ring runs into that. It is cut
 * off where it should end, a fifth of what it encloses further out. */
static void
cut_outer_runs (int *edges)
{
  int module = (edges[4] - edges[1]) / 5;

  edges[0] = MAX (edges[0], edges[1] - module);
  edges[5] = MIN (edges[5], edges[4] + module);
}

/* Where the row changes between black and white. Eight pixels at a time are alike nearly always;
 * where they are not, every place is written down and the next one overwrites it unless it counts.
 */
static guint
find_edges (const guint8 *row, guint width, int *edges)
{
  guint n = 0;
  guint x = 1;

  for (; x + 8 <= width; x += 8) {
    guint64 here, before;

    memcpy (&here, row + x, 8);
    memcpy (&before, row + x - 1, 8);
    if (here == before)
      continue;
    for (guint i = 0; i < 8; i++) {
      edges[n] = (int)(x + i);
      n += row[x + i] != row[x + i - 1];
    }
  }
  for (; x < width; x++) {
    edges[n] = (int)x;
    n += row[x] != row[x - 1];
  }
  return n;
}

/* Where the run of pixels like the one at @at ends, going by @step; @end is where the picture
 * ends. */
static int
skip_run (const guint8 *line, gsize stride, int at, int step, int end)
{
  guint8 colour = line[(gsize)at * stride];

  while (at != end && line[(gsize)at * stride] == colour)
    at += step;
  return at;
}

/* The six edges around @at on a line of the picture. */
static gboolean
find_edges_around (const Search *self,
                   const guint8 *line,
                   gsize stride,
                   int at,
                   int length,
                   int *edges)
{
  int forward = at;
  int backward = at;

  for (int i = 0; i < 3; i++) {
    forward = skip_run (line, stride, forward, 1, length);
    backward = skip_run (line, stride, backward, -1, -1);
    edges[3 + i] = forward;
    edges[2 - i] = backward + 1;
    /* The picture may end with the pattern, but not inside it. */
    if (i < 2 && (forward == length || backward == -1))
      return FALSE;
  }
  if (self->is_open)
    cut_outer_runs (edges);
  return TRUE;
}

/* How far from the middle a ray changes colour for the first, second and third time, in steps. An
 * open pattern's third time is at the latest where it should be. */
static gboolean
walk_ray (const Search *self, float x, float y, float step_x, float step_y, int *changes)
{
  const FoyerPlane *binary = self->binary;
  guint8 colour = binary->pixels[(gsize)y * binary->width + (gsize)x];
  guint n = 0;

  for (int i = 1; i < MOST_RAY_STEPS; i++) {
    guint8 here;

    x += step_x;
    y += step_y;
    if (!(x >= 0 && y >= 0 && x < binary->width && y < binary->height))
      return FALSE;
    here = binary->pixels[(gsize)y * binary->width + (gsize)x];
    if (here == colour && !(self->is_open && n == 2 && 5 * i >= 7 * changes[1]))
      continue;
    colour = here;
    changes[n++] = i;
    if (n == 3)
      return TRUE;
  }
  return FALSE;
}

/* The three squares of a pattern have one middle, so that from there they end at 3:5:7 in every
 * direction, however it is turned or tilted. */
static gboolean
has_rings (const int *changes)
{
  int slack = changes[2] / 9 + 1;

  return ABS (7 * changes[0] - 3 * changes[2]) < 7 * slack &&
         ABS (7 * changes[1] - 5 * changes[2]) < 7 * slack;
}

/* Stops as soon as too few can be left, which in texture is early. */
static guint
count_rings (const Search *self, const FoyerFinder *finder)
{
  const guint fewest = self->is_open ? FEWEST_OPEN_RAYS : FEWEST_RAYS;
  int nearest = G_MAXINT, farthest = 0;
  guint n = 0;

  for (guint i = 0; i < N_RAYS && n + N_RAYS - i >= fewest; i++) {
    int changes[3];

    if (walk_ray (self,
                  finder->x + 0.5F,
                  finder->y + 0.5F,
                  rays[i][0] / (float)RAY_STEPS_PER_PIXEL,
                  rays[i][1] / (float)RAY_STEPS_PER_PIXEL,
                  changes) &&
        has_rings (changes)) {
      nearest = MIN (nearest, changes[2]);
      farthest = MAX (farthest, changes[2]);
      n++;
    }
  }
  return n >= fewest && farthest < 5 * nearest / 2 ? n : 0;
}

static gboolean
is_alike (int one, int other)
{
  return one * 5 > other * 2 && other * 5 > one * 2;
}

static gboolean
confirm (const Search *self, int x, int y, int width, FoyerFinder *finder)
{
  const FoyerPlane *binary = self->binary;
  int column[N_EDGES], row[N_EDGES];
  int middle;

  if (!find_edges_around (self,
                          binary->pixels + x,
                          binary->width,
                          y,
                          (int)binary->height,
                          column) ||
      !is_alike (column[5] - column[0], width) || !has_proportions (column, 9))
    return FALSE;
  middle = (column[2] + column[3]) / 2;
  if (!find_edges_around (self,
                          binary->pixels + (gsize)middle * binary->width,
                          1,
                          x,
                          (int)binary->width,
                          row) ||
      !is_alike (row[5] - row[0], column[5] - column[0]) || !has_proportions (row, 9))
    return FALSE;
  finder->x = (float)(row[2] + row[3] + row[0] + row[5]) / 4;
  finder->y = (float)(column[2] + column[3] + column[0] + column[5]) / 4;
  finder->width = (float)(row[5] - row[0]);
  finder->height = (float)(column[5] - column[0]);
  finder->n_rows = 1;
  finder->is_light = binary->pixels[(gsize)y * binary->width + (gsize)x] != 0;
  finder->is_open = self->is_open;
  finder->n_rays = count_rings (self, finder);
  return finder->n_rays > 0;
}

static FoyerFinder *
find_known (GArray *finders, float x, float y, float width, gboolean is_light)
{
  for (guint i = finders->len; i > 0; i--) {
    FoyerFinder *known = &g_array_index (finders, FoyerFinder, i - 1);

    if (known->is_light == is_light && fabsf (known->x - x) * 5 < known->width &&
        fabsf (known->y - y) * 4 < known->height && width < 2 * known->width &&
        known->width < 2 * width)
      return known;
  }
  return NULL;
}

static void
test_runs (Search *self, const int *edges, int y)
{
  int x = (edges[2] + edges[3]) / 2;
  int width = edges[5] - edges[0];
  gboolean is_light = self->binary->pixels[(gsize)y * self->binary->width + (gsize)x] != 0;
  FoyerFinder *known = find_known (self->finders, (float)x, (float)y, (float)width, is_light);
  FoyerFinder finder;

  if (known != NULL) {
    known->n_rows++;
    return;
  }
  if (confirm (self, x, y, width, &finder) &&
      find_known (self->finders, finder.x, finder.y, finder.width, is_light) == NULL)
    g_array_append_val (self->finders, finder);
}

static void
search_row (Search *self, int y, int *edges)
{
  const guint8 *row = self->binary->pixels + (gsize)y * self->binary->width;
  guint n = find_edges (row, self->binary->width, edges);

  for (guint i = 0; i + N_EDGES <= n; i++) {
    int cut[N_EDGES];

    memcpy (cut, edges + i, sizeof cut);
    if (self->is_open)
      cut_outer_runs (cut);
    if (cut[5] - cut[0] >= (int)NARROWEST && has_proportions (cut, 8))
      test_runs (self, cut, y);
  }
}

/**
 * foyer_finder_search:
 * @binary: a picture in black (0) and white (255)
 * @step: search every so many rows; at least 1
 * @is_open: whether the patterns may run into dark surroundings
 * @budget: stops the search
 * @finders: (element-type FoyerFinder): what is found is added here
 */
void
foyer_finder_search (const FoyerPlane *binary,
                     guint step,
                     gboolean is_open,
                     const FoyerBudget *budget,
                     GArray *finders)
{
  /* The outer edges of the picture count too: a code may touch them. */
  g_autofree int *edges = g_new (int, binary->width + 2);
  Search search = { binary, is_open, finders };
  guint n_rows = 0;

  for (guint y = step / 2; y < binary->height && finders->len < MOST_FINDERS; y += step) {
    search_row (&search, (int)y, edges);
    if (++n_rows % ROWS_PER_CLOCK == 0 && foyer_budget_is_spent (budget))
      return;
  }
}
