/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FOYER_CANVAS_WIDTH  1280
#define FOYER_CANVAS_HEIGHT 720

/* Light per pixel, 0 black to 255 white. */
typedef struct {
  float *light;
  GRand *rand;
} FoyerCanvas;

void foyer_canvas_init (FoyerCanvas *self, guint seed);
void foyer_canvas_clear (FoyerCanvas *self);
double foyer_canvas_pick (FoyerCanvas *self, double low, double high);

void foyer_canvas_paint_background (FoyerCanvas *self);
void foyer_canvas_blur (FoyerCanvas *self, double sigma);
void foyer_canvas_move (FoyerCanvas *self, double length, double angle);
void foyer_canvas_add_noise (FoyerCanvas *self, double sigma);
void foyer_canvas_flatten (FoyerCanvas *self, double low, double high);
void foyer_canvas_light_unevenly (FoyerCanvas *self, double strength);
void foyer_canvas_add_shadow (FoyerCanvas *self, double strength);
void foyer_canvas_add_glare (FoyerCanvas *self, double x, double y, double radius, double strength);
void foyer_canvas_add_moire (FoyerCanvas *self, double strength);
guint8 *foyer_canvas_to_grey (FoyerCanvas *self);

G_END_DECLS
