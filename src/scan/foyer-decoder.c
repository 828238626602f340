/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-decoder"

#include "config.h"

#include "scan/foyer-decoder.h"

#include "scan/foyer-budget.h"
#include "scan/foyer-plane.h"
#include "scan/foyer-search.h"
#include "scan/foyer-threshold.h"
#include "scan/foyer-zbar.h"

#include <string.h>
#include <time.h>

/* Reads the barcodes of one frame after the other. Every frame is searched for finder patterns at
 * three sizes, which is cheap; one other look at it, of a list that turns from frame to frame,
 * finds some of the rest. Where codes show that could not be read, further looks follow at once,
 * while there is time. */

#define MOST_SHRUNK 4

/**
 * Look:
 * @shrink: how many pixels each way become one
 * @window: of the threshold; see foyer_threshold()
 * @bias: of the threshold
 * @is_open: see foyer_search_run()
 * @with_zbar: zbar looks by itself, in place of the search for finder patterns
 */
typedef struct {
  guint shrink;
  guint window;
  guint bias;
  gboolean is_open;
  gboolean with_zbar;
} Look;

struct _FoyerDecoder {
  FoyerZbar *qr;
  /* (nullable): linear barcodes, where the event's tickets use them. */
  FoyerZbar *linear;
  FoyerSearch *search;
  FoyerDecoderClock clock;
  gpointer clock_data;
  /* The frame, by how much it is shrunk; empty where nobody has asked yet. */
  FoyerPlane shrunk[MOST_SHRUNK + 1];
  FoyerPlane binary;
  guint turn;
};

static const Look every_time[] = {
  { .shrink = 1, .window = 51, .bias = 3 },
  { .shrink = 2, .window = 51, .bias = 3 },
  { .shrink = 4, .window = 51, .bias = 3 },
};

static const Look in_turn[] = {
  { .shrink = 1, .window = 25, .bias = 3 },
  { .shrink = 1, .window = 51, .with_zbar = TRUE },
  { .shrink = 1, .window = 101, .bias = 8 },
  { .shrink = 3, .window = 51, .bias = 3 },
  { .shrink = 2, .window = 51, .with_zbar = TRUE },
  { .shrink = 2, .window = 25, .bias = 3, .is_open = TRUE },
};

/* Time of this thread alone, so that a busy machine does not make the decoder give up early. */
static gint64
read_thread_clock (gpointer user_data)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
take_frame (FoyerDecoder *self, FoyerFrame *frame)
{
  FoyerPlane *grey = &self->shrunk[1];

  for (guint i = 2; i <= MOST_SHRUNK; i++)
    foyer_plane_resize (&self->shrunk[i], 0, 0);
  foyer_plane_resize (grey, frame->width, frame->height);
  for (guint y = 0; y < frame->height; y++)
    memcpy (grey->pixels + (gsize)y * frame->width, foyer_frame_get_row (frame, y), frame->width);
}

static const FoyerPlane *
get_shrunk (FoyerDecoder *self, guint factor)
{
  if (self->shrunk[factor].width == 0)
    foyer_plane_shrink (&self->shrunk[1], factor, &self->shrunk[factor]);
  return &self->shrunk[factor];
}

/* One place holds one code: what was read there first counts. */
static gboolean
is_taken (GPtrArray *symbols, const FoyerSymbol *symbol)
{
  float x = 0, y = 0;

  for (guint i = 0; i < 4; i++) {
    x += symbol->corners[i][0] / 4;
    y += symbol->corners[i][1] / 4;
  }
  for (guint i = 0; i < symbols->len; i++) {
    if (foyer_symbol_contains (g_ptr_array_index (symbols, i), x, y))
      return TRUE;
  }
  return FALSE;
}

static FoyerSymbol *
enlarge (const FoyerSymbol *symbol, guint factor)
{
  float corners[4][2];

  for (guint i = 0; i < 4; i++) {
    corners[i][0] = symbol->corners[i][0] * (float)factor;
    corners[i][1] = symbol->corners[i][1] * (float)factor;
  }
  return foyer_symbol_new (symbol->text, symbol->symbology, corners);
}

static void
scan_with_zbar (FoyerZbar *zbar, const FoyerPlane *plane, guint factor, GPtrArray *symbols)
{
  g_autoptr (GPtrArray) found = foyer_zbar_scan (zbar, plane);

  for (guint i = 0; i < found->len; i++) {
    g_autoptr (FoyerSymbol) symbol = enlarge (g_ptr_array_index (found, i), factor);

    if (!is_taken (symbols, symbol))
      g_ptr_array_add (symbols, g_steal_pointer (&symbol));
  }
}

/* Returns whether there seems to be a code that could not be read. */
static gboolean
look (FoyerDecoder *self, const Look *how, const FoyerBudget *budget, GPtrArray *symbols)
{
  const FoyerPlane *grey = get_shrunk (self, how->shrink);

  if (grey->width == 0 || grey->height == 0)
    return FALSE;
  foyer_threshold (grey, how->window, how->bias, &self->binary);
  if (!how->with_zbar)
    return foyer_search_run (self->search,
                             grey,
                             &self->binary,
                             (float)how->shrink,
                             how->is_open,
                             budget,
                             symbols);
  scan_with_zbar (self->qr, &self->binary, how->shrink, symbols);
  return FALSE;
}

static void
look_in_all_ways (FoyerDecoder *self, const FoyerBudget *budget, GPtrArray *symbols)
{
  gboolean is_left = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (every_time); i++) {
    if (i > 0 && foyer_budget_is_spent (budget))
      return;
    is_left |= look (self, &every_time[i], budget, symbols);
  }
  for (guint i = 0; i < G_N_ELEMENTS (in_turn); i++) {
    if ((i > 0 && !is_left) || foyer_budget_is_spent (budget))
      return;
    is_left |= look (self, &in_turn[self->turn], budget, symbols);
    self->turn = (self->turn + 1) % G_N_ELEMENTS (in_turn);
  }
}

/**
 * foyer_decoder_new:
 * @symbologies: what to look for
 *
 * A decoder is used on one thread at a time.
 *
 * Returns: (transfer full): a decoder
 */
FoyerDecoder *
foyer_decoder_new (FoyerSymbologies symbologies)
{
  FoyerDecoder *self = g_new0 (FoyerDecoder, 1);
  FoyerSymbologies linear = symbologies & ~(guint)FOYER_SYMBOLOGY_QR;

  if ((symbologies & FOYER_SYMBOLOGY_QR) != 0)
    self->qr = foyer_zbar_new (FOYER_SYMBOLOGY_QR);
  if (linear != 0)
    self->linear = foyer_zbar_new (linear);
  self->search = foyer_search_new ();
  self->clock = read_thread_clock;
  return self;
}

void
foyer_decoder_free (FoyerDecoder *self)
{
  g_clear_pointer (&self->qr, foyer_zbar_free);
  g_clear_pointer (&self->linear, foyer_zbar_free);
  foyer_search_free (self->search);
  for (guint i = 0; i <= MOST_SHRUNK; i++)
    foyer_plane_clear (&self->shrunk[i]);
  foyer_plane_clear (&self->binary);
  g_free (self);
}

/**
 * foyer_decoder_set_clock:
 * @clock: what the budget is measured with, in place of the CPU time of the calling thread
 * @user_data: handed to @clock
 */
void
foyer_decoder_set_clock (FoyerDecoder *self, FoyerDecoderClock clock, gpointer user_data)
{
  self->clock = clock;
  self->clock_data = user_data;
}

/**
 * foyer_decoder_decode:
 * @frame: what the camera sees
 * @budget_us: after how many microseconds no further step is begun
 *
 * Consecutive frames of the same scene are looked at in different ways.
 *
 * Returns: (transfer full) (element-type FoyerSymbol): every barcode that was read, one for each
 *   place; empty where there is none
 */
GPtrArray *
foyer_decoder_decode (FoyerDecoder *self, FoyerFrame *frame, gint64 budget_us)
{
  g_autoptr (GPtrArray) symbols =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_symbol_unref);
  FoyerBudget budget = { self->clock,
                         self->clock_data,
                         self->clock (self->clock_data) + budget_us };

  take_frame (self, frame);
  if (self->qr != NULL)
    look_in_all_ways (self, &budget, symbols);
  if (self->linear != NULL)
    scan_with_zbar (self->linear, &self->shrunk[1], 1, symbols);
  return g_steal_pointer (&symbols);
}

/**
 * foyer_decoder_reset:
 *
 * Forgets the frames before: the next one is of another scene.
 */
void
foyer_decoder_reset (FoyerDecoder *self)
{
  self->turn = 0;
}
