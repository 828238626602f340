/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-triple"

#include "config.h"

#include "scan/foyer-triple.h"

#include "scan/foyer-finder.h"

#include <math.h>

/* Which finder patterns may belong together: alike in size, at about a right angle, at about equal
 * distances. Perspective leaves all of that only about true, so that triples are put in order, the
 * likeliest first, and whoever uses them tries. */

/* How many of a finder pattern's neighbours are looked at. */
#define MOST_NEIGHBOURS 14

static const float MOST_STRAIN = 2.2F;

typedef struct {
  guint number;
  float x;
  float y;
  float distance;
  /* Modules from middle to middle. */
  float modules;
  float module;
} Neighbour;

/* A row and a column through a turned square are longer than its side. */
static float
measure_module (const FoyerFinder *finder, float x, float y, float distance)
{
  float turn = MAX (fabsf (x), fabsf (y)) / distance;

  return (finder->width + finder->height) / 14 * turn;
}

static gboolean
make_neighbour (GArray *finders, guint from, guint to, Neighbour *neighbour)
{
  const FoyerFinder *one = &g_array_index (finders, FoyerFinder, from);
  const FoyerFinder *other = &g_array_index (finders, FoyerFinder, to);
  float x = other->x - one->x;
  float y = other->y - one->y;
  float distance = hypotf (x, y);
  float module =
      sqrtf (measure_module (one, x, y, distance) * measure_module (other, x, y, distance));
  float likeness = (one->width + one->height) / (other->width + other->height);

  if (one->is_light != other->is_light || likeness > 3 || likeness < 1 / 3.0F)
    return FALSE;
  *neighbour = (Neighbour){ to, x, y, distance, distance / module, module };
  return neighbour->modules > 10 && neighbour->modules < 210;
}

/* Keeps the nearest ones, nearest first. */
static guint
find_neighbours (GArray *finders, guint from, Neighbour *neighbours)
{
  guint n = 0;

  for (guint to = 0; to < finders->len; to++) {
    Neighbour neighbour;
    guint at;

    if (to == from || !make_neighbour (finders, from, to, &neighbour))
      continue;
    if (n == MOST_NEIGHBOURS && neighbours[n - 1].distance <= neighbour.distance)
      continue;
    at = n < MOST_NEIGHBOURS ? n++ : n - 1;
    for (; at > 0 && neighbours[at - 1].distance > neighbour.distance; at--)
      neighbours[at] = neighbours[at - 1];
    neighbours[at] = neighbour;
  }
  return n;
}

static float
measure_strain (const Neighbour *right, const Neighbour *below)
{
  float angle =
      fabsf (right->x * below->x + right->y * below->y) / (right->distance * below->distance);
  float sides = fabsf (logf (right->modules / below->modules));
  float sizes = fabsf (logf (right->module / below->module));

  if (angle > 0.8F)
    return G_MAXFLOAT;
  /* Where codes stand side by side, those of one code are nearest to each other. */
  return 1.5F * angle + 2 * sides + sizes + 0.1F * logf (right->modules + below->modules);
}

/* Finder patterns that are clear go first. */
static float
measure_doubt (GArray *finders, const FoyerTriple *triple)
{
  guint n_rays = g_array_index (finders, FoyerFinder, triple->corner).n_rays +
                 g_array_index (finders, FoyerFinder, triple->right).n_rays +
                 g_array_index (finders, FoyerFinder, triple->below).n_rays;

  return 0.05F * (float)(48 - n_rays);
}

static void
add_triple (GArray *finders,
            GArray *triples,
            guint corner,
            const Neighbour *one,
            const Neighbour *other)
{
  gboolean clockwise = one->x * other->y - one->y * other->x > 0;
  FoyerTriple triple = {
    .corner = corner,
    .right = clockwise ? one->number : other->number,
    .below = clockwise ? other->number : one->number,
    .size = (one->modules + other->modules) / 2 + 7,
    .strain = measure_strain (one, other),
  };

  if (triple.strain >= MOST_STRAIN)
    return;
  triple.strain += measure_doubt (finders, &triple);
  g_array_append_val (triples, triple);
}

static int
compare_strain (gconstpointer a, gconstpointer b)
{
  const FoyerTriple *one = a;
  const FoyerTriple *other = b;

  return (one->strain > other->strain) - (one->strain < other->strain);
}

/**
 * foyer_triple_find:
 * @finders: (element-type FoyerFinder): the finder patterns of a picture
 * @triples: (element-type FoyerTriple): set to those that may belong together, the likeliest first
 */
void
foyer_triple_find (GArray *finders, GArray *triples)
{
  Neighbour neighbours[MOST_NEIGHBOURS];

  g_array_set_size (triples, 0);
  for (guint corner = 0; corner < finders->len; corner++) {
    guint n = find_neighbours (finders, corner, neighbours);

    for (guint i = 0; i < n; i++) {
      for (guint j = i + 1; j < n; j++)
        add_triple (finders, triples, corner, &neighbours[i], &neighbours[j]);
    }
  }
  g_array_sort (triples, compare_strain);
}
