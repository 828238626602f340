/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-search"

#include "config.h"

#include "scan/foyer-search.h"

#include "scan/foyer-finder.h"
#include "scan/foyer-grid.h"
#include "scan/foyer-guess.h"
#include "scan/foyer-modules.h"
#include "scan/foyer-symbol.h"
#include "scan/foyer-triple.h"
#include "scan/foyer-warp.h"
#include "scan/foyer-zbar.h"

#include <string.h>

/* Finds QR codes by their finder patterns, straightens each one and has zbar read the straight
 * picture: it corrects errors, and what it accepts is what was printed. */

struct _FoyerSearch {
  FoyerZbar *zbar;
  GArray *finders;
  GArray *triples;
  /* Per finder pattern: whether its code has been read, and how often that failed. */
  GByteArray *done;
  /* What is looked at now; see foyer_search_run(). */
  const FoyerPlane *grey;
  const FoyerPlane *binary;
  float scale;
  const FoyerBudget *budget;
  GPtrArray *symbols;
  guint n_warps;
  FoyerPlane values;
  FoyerPlane clean;
  FoyerWarp warp;
};

static const FoyerModulesStyle styles[] = {
  { .window = 13, .sharpness = 8 },
  { .window = 9, .sharpness = 24 },
  { .window = 27, .sharpness = 0 },
};

static const guint8 IS_READ = 255;
/* A finder pattern whose codes all fail is none. */
static const guint8 MOST_FAILURES = 12;
static const guint MOST_IN_VAIN = 100;
static const guint MOST_PAIRS = 24;
static const guint MOST_WARPS = 8;
static const guint CLEAR_RAYS = 13;
static const float MOST_STRAIN_BENT = 1.6F;
static const float LARGEST_BENT = 70;

static FoyerSymbol *
read_straight (FoyerSearch *self, const FoyerGrid *grid, const FoyerWarp *warp)
{
  foyer_modules_read (grid, warp, self->grey, &self->values);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
    g_autoptr (GPtrArray) found = NULL;

    if (i > 0 && foyer_budget_is_spent (self->budget))
      return NULL;
    foyer_modules_draw (&self->values, &styles[i], &self->clean);
    found = foyer_zbar_scan (self->zbar, &self->clean);
    if (found->len > 0) {
      const FoyerSymbol *symbol = g_ptr_array_index (found, 0);
      float corners[4][2];

      foyer_grid_get_corners (grid, self->scale, corners);
      return foyer_symbol_new (symbol->text, symbol->symbology, corners);
    }
  }
  return NULL;
}

/* Fitting a warp takes long: what none of the likeliest can be read with is no code. */
static FoyerSymbol *
read_warped (FoyerSearch *self, const FoyerGrid *grid)
{
  if (self->n_warps++ >= MOST_WARPS ||
      !foyer_warp_fit (&self->warp, grid, self->binary, self->budget))
    return NULL;
  return read_straight (self, grid, &self->warp);
}

/* Flat paper first: that takes a tenth of the time. */
static FoyerSymbol *
read_flat_or_bent (FoyerSearch *self, const FoyerGrid *grid)
{
  FoyerSymbol *symbol = read_straight (self, grid, NULL);

  return symbol != NULL ? symbol : read_warped (self, grid);
}

/* Three finder patterns that nothing is wrong with, and yet no grid fits between them. */
static gboolean
may_be_bent (const FoyerSearch *self, const FoyerTriple *triple)
{
  const guint numbers[] = { triple->corner, triple->right, triple->below };

  for (guint i = 0; i < 3; i++) {
    if (g_array_index (self->finders, FoyerFinder, numbers[i]).n_rays < CLEAR_RAYS)
      return FALSE;
  }
  return triple->strain < MOST_STRAIN_BENT && triple->size < LARGEST_BENT;
}

/* The bend makes the size uncertain too. */
static FoyerSymbol *
read_bent (FoyerSearch *self, const FoyerTriple *triple)
{
  static const int offsets[] = { -4, 0, -8 };

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
    FoyerSymbol *symbol;
    FoyerGrid grid;

    if (!foyer_grid_guess (&grid, self->binary, self->finders, triple, offsets[i]))
      continue;
    symbol = read_warped (self, &grid);
    if (symbol != NULL)
      return symbol;
  }
  return NULL;
}

static gboolean
is_worth_trying (const FoyerSearch *self, const FoyerTriple *triple)
{
  return self->done->data[triple->corner] < MOST_FAILURES &&
         self->done->data[triple->right] < MOST_FAILURES &&
         self->done->data[triple->below] < MOST_FAILURES;
}

static void
mark_failed (FoyerSearch *self, const FoyerTriple *triple)
{
  const guint numbers[] = { triple->corner, triple->right, triple->below };

  for (guint i = 0; i < 3; i++) {
    if (self->done->data[numbers[i]] < MOST_FAILURES)
      self->done->data[numbers[i]]++;
  }
}

/* What looks like a finder pattern inside of a code that was read belongs to it. */
static void
mark_inside (FoyerSearch *self, const FoyerSymbol *symbol)
{
  for (guint i = 0; i < self->finders->len; i++) {
    const FoyerFinder *finder = &g_array_index (self->finders, FoyerFinder, i);

    if (foyer_symbol_contains (symbol, finder->x * self->scale, finder->y * self->scale))
      self->done->data[i] = IS_READ;
  }
}

/* Codes that were read already are not read again. */
static void
mark_known (FoyerSearch *self)
{
  g_byte_array_set_size (self->done, self->finders->len);
  memset (self->done->data, 0, self->finders->len);
  for (guint i = 0; i < self->symbols->len; i++)
    mark_inside (self, g_ptr_array_index (self->symbols, i));
}

/* Returns whether there seems to be a code that could not be read. */
static gboolean
try_triple (FoyerSearch *self, const FoyerTriple *triple)
{
  FoyerSymbol *symbol;
  FoyerGrid grid;

  if (foyer_grid_fit (&grid, self->binary, self->finders, triple))
    symbol = read_flat_or_bent (self, &grid);
  else if (may_be_bent (self, triple))
    symbol = read_bent (self, triple);
  else
    return FALSE;
  if (symbol == NULL) {
    mark_failed (self, triple);
    return TRUE;
  }
  mark_inside (self, symbol);
  g_ptr_array_add (self->symbols, symbol);
  return FALSE;
}

/* All triples, the likeliest first: those of a code come before nearly all that chance has made, so
 * that after many in vain only chance is left. */
static gboolean
try_triples (FoyerSearch *self)
{
  gboolean is_left = FALSE;
  guint in_vain = 0;

  foyer_triple_find (self->finders, self->triples);
  for (guint i = 0; i < self->triples->len && in_vain < MOST_IN_VAIN; i++) {
    const FoyerTriple *triple = &g_array_index (self->triples, FoyerTriple, i);
    guint n_read = self->symbols->len;

    if (!is_worth_trying (self, triple))
      continue;
    if (foyer_budget_is_spent (self->budget))
      return TRUE;
    is_left |= try_triple (self, triple);
    in_vain = self->symbols->len > n_read ? 0 : in_vain + 1;
  }
  return is_left;
}

/* All places where the third finder pattern of two may be. */
static gboolean
try_guesses (FoyerSearch *self, guint one, guint other)
{
  gboolean is_left = FALSE;

  for (guint guess = 0; guess < FOYER_N_GUESSES; guess++) {
    static const guint8 nothing = 0;
    FoyerTriple triple;

    if (self->done->data[one] == IS_READ || self->done->data[other] == IS_READ)
      return is_left;
    if (!foyer_guess_third (self->binary, self->finders, one, other, guess, &triple))
      continue;
    g_byte_array_append (self->done, &nothing, 1);
    is_left |= try_triple (self, &triple);
  }
  return is_left;
}

static gboolean
try_pairs (FoyerSearch *self)
{
  guint n = self->finders->len;
  guint n_pairs = 0;
  gboolean is_left = FALSE;

  for (guint one = 0; one < n; one++) {
    for (guint other = one + 1; other < n; other++) {
      if (self->done->data[one] == IS_READ || self->done->data[other] == IS_READ ||
          !foyer_guess_pair (self->finders, one, other))
        continue;
      if (foyer_budget_is_spent (self->budget) || n_pairs++ == MOST_PAIRS)
        return TRUE;
      is_left |= try_guesses (self, one, other);
    }
  }
  return is_left;
}

/* Two clear finder patterns outside of all codes that were read are hardly chance. */
static gboolean
has_lonely_finders (const FoyerSearch *self)
{
  guint n = 0;

  for (guint i = 0; i < self->finders->len; i++) {
    const FoyerFinder *finder = &g_array_index (self->finders, FoyerFinder, i);

    if (self->done->data[i] != IS_READ && finder->n_rays >= CLEAR_RAYS && finder->n_rows > 1)
      n++;
  }
  return n >= 2;
}

FoyerSearch *
foyer_search_new (void)
{
  FoyerSearch *self = g_new0 (FoyerSearch, 1);

  self->zbar = foyer_zbar_new (FOYER_SYMBOLOGY_QR);
  self->finders = g_array_new (FALSE, FALSE, sizeof (FoyerFinder));
  self->triples = g_array_new (FALSE, FALSE, sizeof (FoyerTriple));
  self->done = g_byte_array_new ();
  return self;
}

void
foyer_search_free (FoyerSearch *self)
{
  foyer_zbar_free (self->zbar);
  g_array_unref (self->finders);
  g_array_unref (self->triples);
  g_byte_array_unref (self->done);
  foyer_plane_clear (&self->values);
  foyer_plane_clear (&self->clean);
  g_free (self);
}

/**
 * foyer_search_run:
 * @grey: a picture
 * @binary: the same in black (0) and white (255)
 * @scale: how many pixels of the frame one of its pixels is
 * @is_open: whether a code may stand on something dark without a margin
 * @budget: stops the search
 * @symbols: (element-type FoyerSymbol): what was read in the frame; what is read is added
 *
 * Returns: whether there seems to be a code that could not be read
 */
gboolean
foyer_search_run (FoyerSearch *self,
                  const FoyerPlane *grey,
                  const FoyerPlane *binary,
                  float scale,
                  gboolean is_open,
                  const FoyerBudget *budget,
                  GPtrArray *symbols)
{
  gboolean is_left;

  self->grey = grey;
  self->binary = binary;
  self->scale = scale;
  self->budget = budget;
  self->symbols = symbols;
  self->n_warps = 0;
  g_array_set_size (self->finders, 0);
  foyer_finder_search (binary, 2, is_open, budget, self->finders);
  if (self->finders->len < 2)
    return FALSE;
  mark_known (self);
  is_left = try_triples (self);
  is_left |= try_pairs (self);
  return is_left || has_lonely_finders (self);
}
