/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-canvas"

#include "config.h"

#include "foyer-canvas.h"

#include <math.h>
#include <string.h>

/* The optics of the made-up scenes: backgrounds, light, lens and sensor. Everything comes from one
 * seed, so that a scene is the same each time. */

static const int WIDTH = FOYER_CANVAS_WIDTH;
static const int HEIGHT = FOYER_CANVAS_HEIGHT;

void
foyer_canvas_init (FoyerCanvas *self, guint seed)
{
  self->light = g_new0 (float, WIDTH *HEIGHT);
  self->rand = g_rand_new_with_seed (seed);
}

void
foyer_canvas_clear (FoyerCanvas *self)
{
  g_free (self->light);
  g_rand_free (self->rand);
}

double
foyer_canvas_pick (FoyerCanvas *self, double low, double high)
{
  return g_rand_double_range (self->rand, low, high);
}

static void
paint_box (FoyerCanvas *self, int left, int top, int width, int height, double light)
{
  for (int y = MAX (0, top); y < MIN (HEIGHT, top + height); y++) {
    for (int x = MAX (0, left); x < MIN (WIDTH, left + width); x++)
      self->light[y * WIDTH + x] = (float)light;
  }
}

/* Value noise of one size: random values on a coarse grid, blended between. */
static void
add_clouds (FoyerCanvas *self, int size, double strength)
{
  int columns = WIDTH / size + 2;
  int rows = HEIGHT / size + 2;
  g_autofree double *values = g_new (double, columns *rows);

  for (int i = 0; i < columns * rows; i++)
    values[i] = foyer_canvas_pick (self, -strength, strength);
  for (int y = 0; y < HEIGHT; y++) {
    const double *upper = values + (y / size) * columns;
    double v = (double)(y % size) / size;

    for (int x = 0; x < WIDTH; x++) {
      const double *at = upper + x / size;
      double u = (double)(x % size) / size;

      self->light[y * WIDTH + x] += (float)((1 - v) * ((1 - u) * at[0] + u * at[1]) +
                                            v * ((1 - u) * at[columns] + u * at[columns + 1]));
    }
  }
}

static void
add_stripes (FoyerCanvas *self)
{
  double angle = foyer_canvas_pick (self, 0, G_PI);
  double period = foyer_canvas_pick (self, 4, 60);
  double strength = foyer_canvas_pick (self, 10, 70);
  double u = cos (angle) / period;
  double v = sin (angle) / period;

  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      double phase = x * u + y * v;

      self->light[y * WIDTH + x] += (float)(phase - floor (phase) < 0.5 ? strength : -strength);
    }
  }
}

/* Lines of boxes as wide as letters, with gaps as between words: a page of print. */
static void
add_print (FoyerCanvas *self)
{
  int line = g_rand_int_range (self->rand, 8, 40);
  double ink = foyer_canvas_pick (self, 10, 90);
  int left = g_rand_int_range (self->rand, 0, WIDTH / 2);
  int right = g_rand_int_range (self->rand, left + 200, WIDTH + 200);

  for (int y = g_rand_int_range (self->rand, 0, 60); y < HEIGHT; y += line * 3 / 2) {
    for (int x = left; x < right;) {
      int wide = g_rand_int_range (self->rand, 1, line / 3 + 2);
      int high = line * g_rand_int_range (self->rand, 4, 10) / 10;

      paint_box (self, x, y + line - high, wide, high, ink);
      x += wide + g_rand_int_range (self->rand, 1, line / 3 + 2);
      if (g_rand_int_range (self->rand, 0, 6) == 0)
        x += line;
    }
  }
}

/* Boxes in boxes and rows of bars: what a search for finder patterns trips over. */
static void
add_clutter (FoyerCanvas *self)
{
  int n = g_rand_int_range (self->rand, 5, 60);

  for (int i = 0; i < n; i++) {
    int x = g_rand_int_range (self->rand, -50, WIDTH);
    int y = g_rand_int_range (self->rand, -50, HEIGHT);
    int width = g_rand_int_range (self->rand, 4, 160);
    int height = g_rand_int_range (self->rand, 4, 160);

    for (int ring = 0; ring < 3 && width > 2 && height > 2; ring++) {
      int step = 1 + MIN (width, height) / 7;

      paint_box (self, x, y, width, height, foyer_canvas_pick (self, 0, 255));
      x += step;
      y += step;
      width -= 2 * step;
      height -= 2 * step;
    }
  }
}

void
foyer_canvas_paint_background (FoyerCanvas *self)
{
  paint_box (self, 0, 0, WIDTH, HEIGHT, foyer_canvas_pick (self, 50, 210));
  add_clouds (self, g_rand_int_range (self->rand, 80, 300), foyer_canvas_pick (self, 10, 60));
  if (g_rand_boolean (self->rand))
    add_clouds (self, g_rand_int_range (self->rand, 3, 40), foyer_canvas_pick (self, 5, 60));
  if (g_rand_int_range (self->rand, 0, 3) == 0)
    add_stripes (self);
  if (g_rand_boolean (self->rand))
    add_print (self);
  if (g_rand_boolean (self->rand))
    add_clutter (self);
}

static void
blur_row (const float *in, float *out, const float *weights, int reach)
{
  for (int x = 0; x < WIDTH; x++) {
    float sum = 0;

    for (int k = -reach; k <= reach; k++)
      sum += weights[ABS (k)] * in[CLAMP (x + k, 0, WIDTH - 1)];
    out[x] = sum;
  }
}

static void
blur_columns (const float *in, float *out, int y, const float *weights, int reach)
{
  memset (out, 0, sizeof *out * (gsize)WIDTH);
  for (int k = -reach; k <= reach; k++) {
    const float *row = in + CLAMP (y + k, 0, HEIGHT - 1) * WIDTH;

    for (int x = 0; x < WIDTH; x++)
      out[x] += weights[ABS (k)] * row[x];
  }
}

void
foyer_canvas_blur (FoyerCanvas *self, double sigma)
{
  g_autofree float *half = g_new (float, WIDTH *HEIGHT);
  float weights[32];
  float total = 0;
  int reach = MIN (31, (int)ceil (3 * sigma));

  for (int k = 0; k <= reach; k++) {
    weights[k] = (float)exp (-k * k / (2 * sigma * sigma));
    total += k == 0 ? weights[k] : 2 * weights[k];
  }
  for (int k = 0; k <= reach; k++)
    weights[k] /= total;
  for (int y = 0; y < HEIGHT; y++)
    blur_row (self->light + y * WIDTH, half + y * WIDTH, weights, reach);
  for (int y = 0; y < HEIGHT; y++)
    blur_columns (half, self->light + y * WIDTH, y, weights, reach);
}

/* Smears the picture along a line, as a hand does. */
void
foyer_canvas_move (FoyerCanvas *self, double length, double angle)
{
  g_autofree float *still = g_memdup2 (self->light, sizeof (float) * (gsize)(WIDTH * HEIGHT));
  int n = MAX (2, (int)(length * 2));

  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      double sum = 0;

      for (int i = 0; i < n; i++) {
        double along = length * ((double)i / (n - 1) - 0.5);
        int from_x = CLAMP ((int)lround (x + along * cos (angle)), 0, WIDTH - 1);
        int from_y = CLAMP ((int)lround (y + along * sin (angle)), 0, HEIGHT - 1);

        sum += still[from_y * WIDTH + from_x];
      }
      self->light[y * WIDTH + x] = (float)(sum / n);
    }
  }
}

/* The sum of four bytes is close enough to what a sensor adds. */
void
foyer_canvas_add_noise (FoyerCanvas *self, double sigma)
{
  /* The deviation of that sum. */
  double scale = sigma / sqrt (4 * 256.0 * 256 / 12);

  for (int i = 0; i < WIDTH * HEIGHT; i++) {
    guint32 bytes = g_rand_int (self->rand);
    int sum = (int)((bytes & 255) + (bytes >> 8 & 255) + (bytes >> 16 & 255) + (bytes >> 24));

    self->light[i] += (float)(scale * (sum - 510));
  }
}

void
foyer_canvas_flatten (FoyerCanvas *self, double low, double high)
{
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    self->light[i] = (float)(low + CLAMP (self->light[i], 0, 255) / 255 * (high - low));
}

void
foyer_canvas_light_unevenly (FoyerCanvas *self, double strength)
{
  double angle = foyer_canvas_pick (self, 0, 2 * G_PI);

  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      double along = (x - WIDTH / 2) * cos (angle) / WIDTH + (y - HEIGHT / 2) * sin (angle) / WIDTH;

      self->light[y * WIDTH + x] *= (float)(1 + strength * along);
    }
  }
}

/* A half plane lies in the shadow, with an edge of some pixels. */
void
foyer_canvas_add_shadow (FoyerCanvas *self, double strength)
{
  double angle = foyer_canvas_pick (self, 0, 2 * G_PI);
  double edge = foyer_canvas_pick (self, 2, 30);
  double at_x = foyer_canvas_pick (self, 0.3, 0.7) * WIDTH;
  double at_y = foyer_canvas_pick (self, 0.3, 0.7) * HEIGHT;

  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      double depth = ((x - at_x) * cos (angle) + (y - at_y) * sin (angle)) / edge;

      self->light[y * WIDTH + x] *= (float)(1 - strength * CLAMP (depth + 0.5, 0, 1));
    }
  }
}

void
foyer_canvas_add_glare (FoyerCanvas *self, double x, double y, double radius, double strength)
{
  for (int row = 0; row < HEIGHT; row++) {
    for (int column = 0; column < WIDTH; column++) {
      double far = hypot (column - x, row - y) / radius;

      self->light[row * WIDTH + column] += (float)(strength * exp (-far * far * far));
    }
  }
}

/* The grid of a screen's pixels against the grid of the sensor's: two slow waves, across each
 * other, and a fine one. */
void
foyer_canvas_add_moire (FoyerCanvas *self, double strength)
{
  double waves[3][3];

  for (int i = 0; i < 3; i++) {
    double angle = foyer_canvas_pick (self, 0, G_PI);
    double period = i < 2 ? foyer_canvas_pick (self, 5, 40) : foyer_canvas_pick (self, 2.1, 4);

    waves[i][0] = 2 * G_PI * cos (angle) / period;
    waves[i][1] = 2 * G_PI * sin (angle) / period;
    waves[i][2] = foyer_canvas_pick (self, 0, 2 * G_PI);
  }
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      double gain = 1;

      for (int i = 0; i < 3; i++)
        gain += strength / 2 * sin (waves[i][0] * x + waves[i][1] * y + waves[i][2]);
      self->light[y * WIDTH + x] *= (float)gain;
      self->light[y * WIDTH + x] += (float)(20 * strength * (gain - 1));
    }
  }
}

guint8 *
foyer_canvas_to_grey (FoyerCanvas *self)
{
  guint8 *grey = g_new (guint8, WIDTH * HEIGHT);

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    grey[i] = (guint8)CLAMP (lroundf (self->light[i]), 0, 255);
  return grey;
}
