/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-warp"

#include "config.h"

#include "scan/foyer-warp.h"

#include <math.h>
#include <stdlib.h>

/* A code on a bottle or on a creased sheet lies on no plane. Its finder patterns still hold the
 * grid at three corners; from there the shift of each node is followed outwards: where a patch of
 * modules is laid right, each of them is of one colour, and the known ones of theirs. */

/* Modules around a node that are looked at. */
static const int REACH = 3;
static const float SEARCH_STEP = 0.2F;
static const int SEARCH_STEPS = 3;
/* How much worse a patch may fit for each module (squared) nearer to what was expected. */
static const float STIFFNESS = 20;
static const guint NODES_PER_CLOCK = 32;
static const double ACCEPTED_REST = 0.45;

typedef enum {
  UNKNOWN,
  DARK,
  LIGHT,
} Known;

typedef struct {
  int row;
  int column;
  float distance;
} Node;

typedef struct {
  FoyerWarp *warp;
  const FoyerGrid *grid;
  const FoyerPlane *binary;
  /* A #Known per module. */
  guint8 *known;
  gboolean done[FOYER_WARP_NODES][FOYER_WARP_NODES];
  /* All nodes have been placed once. */
  gboolean again;
} Fitting;

static guint8 *
map_known (guint size)
{
  g_autoptr (GArray) cells = foyer_pattern_get_cells (size);
  guint8 *known = g_new0 (guint8, size * size);

  for (guint i = 0; i < cells->len; i++) {
    const FoyerPatternCell *cell = &g_array_index (cells, FoyerPatternCell, i);

    known[cell->row * size + cell->column] = cell->is_dark ? DARK : LIGHT;
  }
  return known;
}

/* From -2, all light, to 2, all dark. Two places in opposite corners tell an edge each way. */
static int
look_at_module (const Fitting *self, float column, float row)
{
  double x, y;
  int dark;

  foyer_grid_project (self->grid, column + 0.25, row + 0.25, &x, &y);
  dark = foyer_plane_look (self->binary, x, y);
  foyer_grid_project (self->grid, column + 0.75, row + 0.75, &x, &y);
  dark += foyer_plane_look (self->binary, x, y);
  return self->grid->is_light ? -dark : dark;
}

static int
measure_patch (const Fitting *self, const Node *node, const float shift[2])
{
  int size = (int)self->grid->size;
  int middle_column = node->column * FOYER_WARP_STEP;
  int middle_row = node->row * FOYER_WARP_STEP;
  int sum = 0;

  for (int row = MAX (0, middle_row - REACH); row <= MIN (size - 1, middle_row + REACH); row++) {
    for (int column = MAX (0, middle_column - REACH);
         column <= MIN (size - 1, middle_column + REACH);
         column++) {
      int dark = look_at_module (self, (float)column + shift[0], (float)row + shift[1]);
      Known known = self->known[row * size + column];

      sum += known == UNKNOWN ? ABS (dark) : known == DARK ? 2 * dark : -2 * dark;
    }
  }
  return sum;
}

static gboolean
is_done (const Fitting *self, int row, int column)
{
  int n = (int)self->warp->n;

  return row >= 0 && column >= 0 && row < n && column < n && self->done[row][column];
}

/* What the neighbours that are known let expect: the same slope goes on, or, once all are known,
 * what lies between them. */
static void
expect (const Fitting *self, const Node *node, float shift[2])
{
  float weights = 0;

  shift[0] = shift[1] = 0;
  for (int i = 0; i < 9; i++) {
    int row = i / 3 - 1, column = i % 3 - 1;
    const float *near, *far;
    gboolean has_far;
    float weight;

    if (i == 4 || !is_done (self, node->row + row, node->column + column))
      continue;
    near = self->warp->shifts[node->row + row][node->column + column];
    has_far = !self->again && is_done (self, node->row + 2 * row, node->column + 2 * column);
    far = has_far ? self->warp->shifts[node->row + 2 * row][node->column + 2 * column] : near;
    weight = has_far ? 1.0F : 0.2F;
    shift[0] += weight * (2 * near[0] - far[0]);
    shift[1] += weight * (2 * near[1] - far[1]);
    weights += weight;
  }
  if (weights > 0) {
    shift[0] /= weights;
    shift[1] /= weights;
  }
}

static void
place_node (Fitting *self, const Node *node)
{
  float *best = self->warp->shifts[node->row][node->column];
  float expected[2];
  float best_score = -G_MAXFLOAT;

  expect (self, node, expected);
  for (int y = -SEARCH_STEPS; y <= SEARCH_STEPS; y++) {
    for (int x = -SEARCH_STEPS; x <= SEARCH_STEPS; x++) {
      float by[2] = { (float)x * SEARCH_STEP, (float)y * SEARCH_STEP };
      float shift[2] = { expected[0] + by[0], expected[1] + by[1] };
      float score =
          (float)measure_patch (self, node, shift) - STIFFNESS * (by[0] * by[0] + by[1] * by[1]);

      if (score > best_score) {
        best_score = score;
        best[0] = shift[0];
        best[1] = shift[1];
      }
    }
  }
  self->done[node->row][node->column] = TRUE;
}

static int
compare_distance (gconstpointer a, gconstpointer b)
{
  const Node *one = a;
  const Node *other = b;

  return (one->distance > other->distance) - (one->distance < other->distance);
}

/* From the finder patterns outwards. */
static GArray *
make_nodes (guint n)
{
  GArray *nodes = g_array_sized_new (FALSE, FALSE, sizeof (Node), n * n);

  for (guint i = 0; i < n * n; i++) {
    Node node = { (int)(i / n), (int)(i % n), 0 };
    float row = (float)node.row - 0.75F;
    float column = (float)node.column - 0.75F;
    float end = (float)n - 2.5F;

    node.distance =
        MIN (hypotf (row, column), MIN (hypotf (row, column - end), hypotf (row - end, column)));
    g_array_append_val (nodes, node);
  }
  g_array_sort (nodes, compare_distance);
  return nodes;
}

static double
measure_rest (const Fitting *self)
{
  guint size = self->grid->size;
  int sum = 0;
  int n = 0;

  for (guint row = 0; row < size; row++) {
    for (guint column = 0; column < size; column++) {
      Known known = self->known[row * size + column];
      gboolean in_finder =
          (row < 8 && (column < 8 || column >= size - 8)) || (row >= size - 8 && column < 8);
      float shift[2];
      int dark;

      if (known == UNKNOWN || in_finder)
        continue;
      foyer_warp_get_shift (self->warp, column, row, shift);
      dark = look_at_module (self, (float)column + shift[0], (float)row + shift[1]);
      sum += known == DARK ? dark : -dark;
      n += 2;
    }
  }
  return (double)sum / n;
}

/**
 * foyer_warp_fit:
 * @self: (out): how the modules are shifted
 * @grid: where they would lie on flat paper
 * @binary: a picture in black (0) and white (255)
 * @budget: stops the fitting, which then has failed
 *
 * Returns: whether a code may be there
 */
gboolean
foyer_warp_fit (FoyerWarp *self,
                const FoyerGrid *grid,
                const FoyerPlane *binary,
                const FoyerBudget *budget)
{
  g_autofree guint8 *known = map_known (grid->size);
  g_autofree Fitting *fitting = g_new0 (Fitting, 1);
  g_autoptr (GArray) nodes = NULL;

  self->n = (grid->size - 1) / FOYER_WARP_STEP + 1;
  fitting->warp = self;
  fitting->grid = grid;
  fitting->binary = binary;
  fitting->known = known;
  nodes = make_nodes (self->n);
  /* Once more with all neighbours known: what slipped by a module finds back. */
  for (guint i = 0; i < 2 * nodes->len; i++) {
    if (i % NODES_PER_CLOCK == 0 && foyer_budget_is_spent (budget))
      return FALSE;
    fitting->again = i >= nodes->len;
    place_node (fitting, &g_array_index (nodes, Node, i % nodes->len));
  }
  self->rest = measure_rest (fitting);
  return self->rest > ACCEPTED_REST;
}

/**
 * foyer_warp_get_shift:
 * @column: of a module
 * @row: of a module
 * @shift: (out): how many modules right and down of where the grid says it lies
 */
void
foyer_warp_get_shift (const FoyerWarp *self, guint column, guint row, float shift[2])
{
  guint left = MIN (column / FOYER_WARP_STEP, self->n - 2);
  guint top = MIN (row / FOYER_WARP_STEP, self->n - 2);
  float u = (float)(column - left * FOYER_WARP_STEP) / FOYER_WARP_STEP;
  float v = (float)(row - top * FOYER_WARP_STEP) / FOYER_WARP_STEP;

  for (guint i = 0; i < 2; i++)
    shift[i] =
        (1 - v) * ((1 - u) * self->shifts[top][left][i] + u * self->shifts[top][left + 1][i]) +
        v * ((1 - u) * self->shifts[top + 1][left][i] + u * self->shifts[top + 1][left + 1][i]);
}
