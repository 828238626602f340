/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-decoder"

#include "config.h"

#include "scan/foyer-decoder.h"

#include "scan/foyer-plane.h"
#include "scan/foyer-threshold.h"
#include "scan/foyer-zbar.h"

#include <string.h>
#include <time.h>

/* Reads the barcodes of one frame after the other. What zbar misses on the picture as it is, it
 * mostly reads on the same picture in black and white by a local threshold, and cheaper. */

struct _FoyerDecoder {
  FoyerZbar *zbar;
  FoyerDecoderClock clock;
  gpointer clock_data;
  FoyerPlane grey;
  FoyerPlane binary;
};

/* In pixels: wider than a module, narrower than the shadows that fall on a ticket. */
static const guint WINDOW = 51;

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
  foyer_plane_resize (&self->grey, frame->width, frame->height);
  for (guint y = 0; y < frame->height; y++)
    memcpy (self->grey.pixels + (gsize)y * frame->width,
            foyer_frame_get_row (frame, y),
            frame->width);
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

  self->zbar = foyer_zbar_new (symbologies);
  self->clock = read_thread_clock;
  return self;
}

void
foyer_decoder_free (FoyerDecoder *self)
{
  foyer_zbar_free (self->zbar);
  foyer_plane_clear (&self->grey);
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
 * Returns: (transfer full) (element-type FoyerSymbol): every barcode that was read, each text
 *   once for each place; empty where there is none
 */
GPtrArray *
foyer_decoder_decode (FoyerDecoder *self, FoyerFrame *frame, gint64 budget_us)
{
  gint64 start = self->clock (self->clock_data);
  GPtrArray *symbols;

  take_frame (self, frame);
  foyer_threshold (&self->grey, WINDOW, &self->binary);
  symbols = foyer_zbar_scan (self->zbar, &self->binary);
  if (symbols->len > 0 || self->clock (self->clock_data) - start > budget_us)
    return symbols;
  g_ptr_array_unref (symbols);
  return foyer_zbar_scan (self->zbar, &self->grey);
}

/**
 * foyer_decoder_reset:
 *
 * Forgets the frames before: the next one is of another scene.
 */
void
foyer_decoder_reset (FoyerDecoder *self)
{
  foyer_plane_resize (&self->binary, 0, 0);
}
