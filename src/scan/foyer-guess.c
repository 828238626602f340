/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-guess"

#include "config.h"

#include "scan/foyer-guess.h"

#include <math.h>

/* A scratch, a stain or a spot of light through the middle of a finder pattern, and it is not
 * found. Two others say where it must be: at the ends of a square's side or of its diagonal. What
 * is left of it there is compared with what it should be. */

/* Of the 49 modules, those right minus those wrong. */
static const int FEWEST_RIGHT = 23;
static const guint FEWEST_RAYS = 13;

/* A place seen from the first pattern, in the square's own directions: along the line from the
 * first to the second, and across it. */
typedef struct {
  float along;
  float across;
  /* Which of first (0), second (1) and third (2) is the corner, the right one, the one below. */
  guint8 roles[3];
} Guess;

static const Guess guesses[FOYER_N_GUESSES] = {
  { 0, 1, { 0, 1, 2 } },  { 0, -1, { 0, 2, 1 } },      { 1, 1, { 1, 2, 0 } },
  { 1, -1, { 1, 0, 2 } }, { 0.5F, 0.5F, { 2, 1, 0 } }, { 0.5F, -0.5F, { 2, 0, 1 } },
};

typedef struct {
  const FoyerPlane *binary;
  float x;
  float y;
  /* A module along and across. */
  float along[2];
  float across[2];
  gboolean is_light;
} Patch;

static int
look (const Patch *self, float column, float row)
{
  float x = self->x + column * self->along[0] + row * self->across[0];
  float y = self->y + column * self->along[1] + row * self->across[1];
  int dark = foyer_plane_look (self->binary, x, y);

  return self->is_light ? -dark : dark;
}

static int
match (const Patch *self, float column, float row)
{
  int sum = 0;

  for (int y = -3; y <= 3; y++) {
    for (int x = -3; x <= 3; x++) {
      int dark = look (self, column + (float)x, row + (float)y);

      sum += MAX (ABS (x), ABS (y)) == 2 ? -dark : dark;
    }
  }
  return sum;
}

static int
search (const Patch *self, float reach, float found[2])
{
  static const float STEP = 0.5F;
  int steps = (int)(reach / STEP);
  int best = 0;

  for (int y = -steps; y <= steps; y++) {
    for (int x = -steps; x <= steps; x++) {
      float column = (float)x * STEP;
      float row = (float)y * STEP;
      int right = match (self, column, row);

      if (right > best) {
        best = right;
        found[0] = self->x + column * self->along[0] + row * self->across[0];
        found[1] = self->y + column * self->along[1] + row * self->across[1];
      }
    }
  }
  return best;
}

static float
measure_module (const FoyerFinder *one, const FoyerFinder *other)
{
  float x = fabsf (other->x - one->x);
  float y = fabsf (other->y - one->y);
  /* A row through a turned square is longer than its side. */
  float turn = MAX (x, y) / hypotf (x, y);

  return (one->width + one->height + other->width + other->height) / 28 * turn;
}

/**
 * foyer_guess_pair:
 * @finders: (element-type FoyerFinder): a picture's finder patterns
 *
 * Returns: whether two of them are clear enough, and alike enough, to look for a third
 */
gboolean
foyer_guess_pair (GArray *finders, guint one, guint other)
{
  const FoyerFinder *a = &g_array_index (finders, FoyerFinder, one);
  const FoyerFinder *b = &g_array_index (finders, FoyerFinder, other);
  float likeness = (a->width + a->height) / (b->width + b->height);
  float modules;

  if (a->is_light != b->is_light || a->n_rays < FEWEST_RAYS || b->n_rays < FEWEST_RAYS ||
      likeness > 1.5F || likeness < 1 / 1.5F)
    return FALSE;
  modules = hypotf (b->x - a->x, b->y - a->y) / measure_module (a, b);
  return modules > 12 && modules < 80;
}

/**
 * foyer_guess_third:
 * @binary: a picture in black (0) and white (255)
 * @finders: (element-type FoyerFinder): its finder patterns; what is guessed is added, with no rays
 * @one: a finder pattern's number
 * @other: another one's
 * @guess: which place to look at, below %FOYER_N_GUESSES
 * @triple: (out): the two and the new one
 *
 * Returns: whether there is something like a finder pattern
 */
gboolean
foyer_guess_third (const FoyerPlane *binary,
                   GArray *finders,
                   guint one,
                   guint other,
                   guint guess,
                   FoyerTriple *triple)
{
  const FoyerFinder *a = &g_array_index (finders, FoyerFinder, one);
  const FoyerFinder *b = &g_array_index (finders, FoyerFinder, other);
  const Guess *where = &guesses[guess];
  const guint numbers[3] = { one, other, finders->len };
  float x = b->x - a->x;
  float y = b->y - a->y;
  float module = measure_module (a, b);
  float modules = hypotf (x, y) / module;
  FoyerFinder third = { .width = 7 * module, .height = 7 * module, .is_light = a->is_light };
  Patch patch = { .binary = binary, .is_light = a->is_light };
  /* Across a diagonal the code's sides are turned by an eighth. */
  float turned[2] = { guess < 4 ? x : (x - y) * (float)G_SQRT2 / 2,
                      guess < 4 ? y : (x + y) * (float)G_SQRT2 / 2 };
  float found[2] = { 0, 0 };

  patch.x = a->x + where->along * x - where->across * y;
  patch.y = a->y + where->along * y + where->across * x;
  patch.along[0] = turned[0] / modules;
  patch.along[1] = turned[1] / modules;
  patch.across[0] = -patch.along[1];
  patch.across[1] = patch.along[0];
  if (search (&patch, 1.5F + 0.05F * modules, found) < FEWEST_RIGHT)
    return FALSE;
  third.x = found[0];
  third.y = found[1];
  g_array_append_val (finders, third);
  *triple = (FoyerTriple){ .corner = numbers[where->roles[0]],
                           .right = numbers[where->roles[1]],
                           .below = numbers[where->roles[2]] };
  return TRUE;
}
