/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "demo-picture.h"

#include <cairo.h>
#include <math.h>
#include <qrencode.h>
#include <string.h>

/* What a camera at a door sees: a phone with a ticket on its screen, held by a hand that trembles,
 * before a busy background, with noise and an exposure that drifts. The same seed and times give
 * the same pictures.
 *
 * Two textures are drawn with cairo, the background once and the phone's screen once per ticket; a
 * frame then costs one copy of the background, one warp of the phone in perspective and one pass
 * for exposure and noise. */

#define PHONE_WIDTH  480
#define PHONE_HEIGHT 880
#define PHONE_SCALE  0.74
#define CODE_SIZE    400
#define MARGIN       160 /* how far the background can move */
#define FOCUS        1100.0
#define SLIDE        0.45 /* seconds for the phone to come or to go */
#define NOISE_SIZE   (1 << 20)

typedef double Matrix[3][3];

struct _DemoPicture {
  guint width;
  guint height;
  GRand *rand;

  /* YUV with a value of each per pixel, wider and higher than the picture by 2 MARGIN. */
  guint8 *background[3];
  guint8 *frame[3];
  gint8 *noise;

  /* Light of the phone, and how much of it is there: its corners are round. */
  guint8 light[PHONE_HEIGHT][PHONE_WIDTH];
  guint8 cover[PHONE_HEIGHT][PHONE_WIDTH];

  cairo_surface_t *next; /* the code that comes when the phone is out of sight, NULL for none */
  gboolean has_next;
  gboolean is_held;
  double since; /* when it began to come or to go */
  double time;
};

static guint
get_texture_width (DemoPicture *self)
{
  return self->width + 2 * MARGIN;
}

static guint
get_texture_height (DemoPicture *self)
{
  return self->height + 2 * MARGIN;
}

/* Shelves, posters and lamps: edges and colours of every size. */
static void
paint_clutter (DemoPicture *self, cairo_t *cairo)
{
  const double width = get_texture_width (self);
  const double height = get_texture_height (self);

  cairo_set_source_rgb (cairo, 0.45, 0.42, 0.4);
  cairo_paint (cairo);
  for (guint i = 0; i < 260; i++) {
    const double x = g_rand_double_range (self->rand, -60, width);
    const double y = g_rand_double_range (self->rand, -60, height);
    const double size = 8 + 150 * pow (g_rand_double (self->rand), 3);

    cairo_set_source_rgba (cairo,
                           g_rand_double (self->rand),
                           g_rand_double (self->rand),
                           g_rand_double (self->rand),
                           0.75);
    if (i % 3 == 0)
      cairo_arc (cairo, x, y, size / 2, 0, 2 * G_PI);
    else
      cairo_rectangle (cairo, x, y, size * g_rand_double_range (self->rand, 0.3, 3), size);
    if (i % 4 == 0)
      cairo_stroke (cairo);
    else
      cairo_fill (cairo);
  }
}

static guint8
clamp (double value)
{
  return (guint8)CLAMP (value, 0.0, 255.0);
}

static void
take_colours (DemoPicture *self, cairo_surface_t *surface)
{
  const guint width = get_texture_width (self);
  const guint height = get_texture_height (self);
  const int stride = cairo_image_surface_get_stride (surface);

  cairo_surface_flush (surface);
  for (guint y = 0; y < height; y++) {
    const guint8 *row = cairo_image_surface_get_data (surface) + (gsize)y * stride;

    for (guint x = 0; x < width; x++) {
      guint32 pixel;
      double red, green, blue, luma;

      memcpy (&pixel, row + 4 * x, sizeof pixel);
      red = pixel >> 16 & 0xff;
      green = pixel >> 8 & 0xff;
      blue = pixel & 0xff;
      luma = 0.299 * red + 0.587 * green + 0.114 * blue;
      self->background[0][y * width + x] = clamp (16 + luma * 0.86);
      self->background[1][y * width + x] = clamp (128 + 0.3 * (blue - luma));
      self->background[2][y * width + x] = clamp (128 + 0.4 * (red - luma));
    }
  }
}

static void
make_background (DemoPicture *self)
{
  const guint width = get_texture_width (self);
  const guint height = get_texture_height (self);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width, (int)height);
  cairo_t *cairo = cairo_create (surface);

  paint_clutter (self, cairo);
  cairo_destroy (cairo);
  for (guint i = 0; i < 3; i++) {
    self->background[i] = g_malloc ((gsize)width * height);
    self->frame[i] = g_malloc ((gsize)self->width * self->height);
  }
  take_colours (self, surface);
  cairo_surface_destroy (surface);
}

static void
make_noise (DemoPicture *self)
{
  self->noise = g_malloc (NOISE_SIZE);
  for (guint i = 0; i < NOISE_SIZE; i++) {
    /* Four dice are near enough to a bell. */
    double sum = -2;

    for (guint die = 0; die < 4; die++)
      sum += g_rand_double (self->rand);
    self->noise[i] = (gint8)lrint (sum * 7);
  }
}

DemoPicture *
demo_picture_new (guint width, guint height, guint seed)
{
  DemoPicture *self = g_new0 (DemoPicture, 1);

  self->width = width;
  self->height = height;
  self->rand = g_rand_new_with_seed (seed);
  self->since = -SLIDE;
  make_background (self);
  make_noise (self);
  return self;
}

void
demo_picture_free (DemoPicture *self)
{
  for (guint i = 0; i < 3; i++) {
    g_free (self->background[i]);
    g_free (self->frame[i]);
  }
  g_free (self->noise);
  g_rand_free (self->rand);
  g_clear_pointer (&self->next, cairo_surface_destroy);
  g_free (self);
}

static cairo_surface_t *
draw_code (const char *text, GError **error)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  cairo_surface_t *surface;
  cairo_t *cairo;

  if (code == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the text does not fit a QR code");
    return NULL;
  }
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, code->width + 8, code->width + 8);
  cairo = cairo_create (surface);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_paint (cairo);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  for (int i = 0; i < code->width * code->width; i++) {
    if (code->data[i] & 1)
      cairo_rectangle (cairo, 4 + i % code->width, 4 + i / code->width, 1, 1);
  }
  cairo_fill (cairo);
  cairo_destroy (cairo);
  QRcode_free (code);
  return surface;
}

static cairo_surface_t *
load_code (const char *path, GError **error)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return surface;
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_FAILED,
               "%s: %s",
               path,
               cairo_status_to_string (cairo_surface_status (surface)));
  cairo_surface_destroy (surface);
  return NULL;
}

static void
begin (DemoPicture *self, gboolean is_held)
{
  self->is_held = is_held;
  self->since = self->time;
}

/**
 * demo_picture_show:
 * @item: the path of a PNG file with a code, the text of one, or "none" for no phone at all
 *
 * The phone goes, and comes back with what is to be shown.
 */
gboolean
demo_picture_show (DemoPicture *self, const char *item, GError **error)
{
  cairo_surface_t *code = NULL;

  if (!g_str_equal (item, "none")) {
    code = g_str_has_suffix (item, ".png") ? load_code (item, error) : draw_code (item, error);
    if (code == NULL)
      return FALSE;
  }
  g_clear_pointer (&self->next, cairo_surface_destroy);
  self->next = code;
  self->has_next = TRUE;
  if (self->is_held)
    begin (self, FALSE);
  return TRUE;
}

static void
draw_rounded (cairo_t *cairo, double inset, double radius)
{
  const double right = PHONE_WIDTH - inset;
  const double bottom = PHONE_HEIGHT - inset;

  cairo_new_sub_path (cairo);
  cairo_arc (cairo, right - radius, inset + radius, radius, -G_PI_2, 0);
  cairo_arc (cairo, right - radius, bottom - radius, radius, 0, G_PI_2);
  cairo_arc (cairo, inset + radius, bottom - radius, radius, G_PI_2, G_PI);
  cairo_arc (cairo, inset + radius, inset + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cairo);
  cairo_fill (cairo);
}

static void
draw_screen (cairo_t *cairo, cairo_surface_t *code)
{
  const double scale = (double)CODE_SIZE / cairo_image_surface_get_width (code);

  cairo_set_source_rgb (cairo, 0.1, 0.1, 0.1);
  draw_rounded (cairo, 1, 54);
  cairo_set_source_rgb (cairo, 0.93, 0.93, 0.93);
  draw_rounded (cairo, 18, 40);
  cairo_set_source_rgb (cairo, 0.35, 0.35, 0.35);
  cairo_rectangle (cairo, 60, 90, 250, 24);
  cairo_rectangle (cairo, 60, 132, 170, 14);
  cairo_rectangle (cairo, 60, 720, 300, 16);
  cairo_rectangle (cairo, 60, 750, 220, 14);
  cairo_fill (cairo);
  cairo_translate (cairo, (PHONE_WIDTH - CODE_SIZE) / 2.0, 220);
  cairo_scale (cairo, scale, scale);
  cairo_set_source_surface (cairo, code, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cairo), CAIRO_FILTER_NEAREST);
  cairo_paint (cairo);
}

/* A lens is never quite sharp: each pixel is mixed with its neighbours. */
static void
take_blurred (DemoPicture *self, const guint8 *data, int stride)
{
  static const double weights[3] = { 0.24, 0.52, 0.24 };

  for (guint y = 1; y + 1 < PHONE_HEIGHT; y++) {
    for (guint x = 1; x + 1 < PHONE_WIDTH; x++) {
      double light = 0;
      double cover = 0;

      for (guint i = 0; i < 9; i++) {
        const guint8 *pixel = data + (y + i / 3 - 1) * (gsize)stride + (x + i % 3 - 1) * 4;
        const double weight = weights[i / 3] * weights[i % 3];

        light += weight * pixel[1];
        cover += weight * pixel[3];
      }
      self->light[y][x] = clamp (light);
      self->cover[y][x] = clamp (cover);
    }
  }
}

static void
draw_phone (DemoPicture *self, cairo_surface_t *code)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, PHONE_WIDTH, PHONE_HEIGHT);
  cairo_t *cairo = cairo_create (surface);

  draw_screen (cairo, code);
  cairo_destroy (cairo);
  cairo_surface_flush (surface);
  take_blurred (self,
                cairo_image_surface_get_data (surface),
                cairo_image_surface_get_stride (surface));
  cairo_surface_destroy (surface);
}

/* Out of sight it may take another ticket. */
static void
turn_page (DemoPicture *self)
{
  if (self->is_held || !self->has_next || self->time - self->since < SLIDE)
    return;
  self->has_next = FALSE;
  if (self->next == NULL)
    return;
  draw_phone (self, self->next);
  g_clear_pointer (&self->next, cairo_surface_destroy);
  begin (self, TRUE);
}

/* How much of the way the phone is below the picture: 0 is held, 1 is out of sight. */
static double
get_absence (DemoPicture *self)
{
  const double way = MIN ((self->time - self->since) / SLIDE, 1);

  return self->is_held ? (1 - way) * (1 - way) : way * way;
}

/* Slow swaying and a quick tremor, never twice the same. */
static double
sway (double time, double period, double phase)
{
  return sin (2 * G_PI * time / period + phase) +
         0.08 * sin (2 * G_PI * time * 7.3 / period + 2 * phase);
}

/* From the phone's pixels to the picture's: turned in space, then seen through a lens. */
static void
place_phone (DemoPicture *self, Matrix matrix)
{
  const double t = self->time;
  const double roll = 0.12 * sway (t, 5.3, 0.4);
  const double pitch = 0.16 * sway (t, 6.1, 1.9);
  const double yaw = 0.2 * sway (t, 4.7, 3.1);
  const double x = self->width / 2.0 + 60 * sway (t, 7.9, 0);
  const double y = self->height / 2.0 + 24 * sway (t, 6.7, 1) + get_absence (self) * self->height;
  const double depth = FOCUS / (PHONE_SCALE * (1 + 0.05 * sway (t, 8.3, 2)));
  const double right[3] = { cos (roll) * cos (yaw), sin (roll), -sin (yaw) };
  const double down[3] = { -sin (roll), cos (roll) * cos (pitch), sin (pitch) };

  for (guint i = 0; i < 3; i++) {
    const double middle[3] = { PHONE_WIDTH / 2.0, PHONE_HEIGHT / 2.0, 0 };
    const double origin = -right[i] * middle[0] - down[i] * middle[1] + (i == 2 ? depth : 0);

    matrix[i][0] = right[i];
    matrix[i][1] = down[i];
    matrix[i][2] = origin;
  }
  for (guint j = 0; j < 3; j++) {
    matrix[0][j] = FOCUS * matrix[0][j] + x * matrix[2][j];
    matrix[1][j] = FOCUS * matrix[1][j] + y * matrix[2][j];
  }
}

static void
invert (Matrix from, Matrix to)
{
  for (guint i = 0; i < 3; i++) {
    for (guint j = 0; j < 3; j++) {
      const guint a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;

      to[i][j] = from[a][c] * from[b][d] - from[a][d] * from[b][c];
    }
  }
}

static void
find_bounds (DemoPicture *self, Matrix matrix, int bounds[4])
{
  double low[2] = { G_MAXDOUBLE, G_MAXDOUBLE };
  double high[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE };
  const double size[2] = { self->width, self->height };

  for (guint corner = 0; corner < 4; corner++) {
    const double x = corner & 1 ? PHONE_WIDTH : 0;
    const double y = corner & 2 ? PHONE_HEIGHT : 0;
    const double w = matrix[2][0] * x + matrix[2][1] * y + matrix[2][2];

    for (guint i = 0; i < 2; i++) {
      const double value = (matrix[i][0] * x + matrix[i][1] * y + matrix[i][2]) / w;

      low[i] = MIN (low[i], value);
      high[i] = MAX (high[i], value);
    }
  }
  for (guint i = 0; i < 2; i++) {
    bounds[i] = (int)CLAMP (low[i], 0, size[i]);
    bounds[i + 2] = (int)CLAMP (high[i] + 1, 0, size[i]);
  }
}

static int
mix (guint8 texture[PHONE_HEIGHT][PHONE_WIDTH], guint x, guint y, int fx, int fy)
{
  const int above = texture[y][x] * (256 - fx) + texture[y][x + 1] * fx;
  const int below = texture[y + 1][x] * (256 - fx) + texture[y + 1][x + 1] * fx;

  return (above * (256 - fy) + below * fy) >> 16;
}

static void
blend_pixel (DemoPicture *self, gsize place, double u, double v)
{
  const guint x = (guint)u, y = (guint)v;
  const int fx = (int)((u - x) * 256), fy = (int)((v - y) * 256);
  const int cover = mix (self->cover, x, y, fx, fy);
  const int light = 16 + mix (self->light, x, y, fx, fy) * 219 / 255;

  for (guint i = 0; i < 3; i++) {
    const int behind = self->frame[i][place];
    const int front = i == 0 ? light : 128;

    self->frame[i][place] = (guint8)(behind + (front - behind) * cover / 255);
  }
}

static void
blend_phone (DemoPicture *self)
{
  Matrix matrix, inverse;
  int bounds[4];

  place_phone (self, matrix);
  invert (matrix, inverse);
  find_bounds (self, matrix, bounds);
  for (int y = bounds[1]; y < bounds[3]; y++) {
    for (int x = bounds[0]; x < bounds[2]; x++) {
      const double w = inverse[2][0] * x + inverse[2][1] * y + inverse[2][2];
      const double u = (inverse[0][0] * x + inverse[0][1] * y + inverse[0][2]) / w;
      const double v = (inverse[1][0] * x + inverse[1][1] * y + inverse[1][2]) / w;

      if (u >= 0 && v >= 0 && u < PHONE_WIDTH - 1 && v < PHONE_HEIGHT - 1)
        blend_pixel (self, (gsize)y * self->width + (guint)x, u, v);
    }
  }
}

static void
copy_background (DemoPicture *self)
{
  const guint left = (guint)(MARGIN + 0.9 * MARGIN * sin (self->time / 3.1));
  const guint top = (guint)(MARGIN + 0.9 * MARGIN * cos (self->time / 4.3));

  for (guint i = 0; i < 3; i++) {
    for (guint y = 0; y < self->height; y++)
      memcpy (self->frame[i] + (gsize)y * self->width,
              self->background[i] + (gsize)(y + top) * get_texture_width (self) + left,
              self->width);
  }
}

/* The sensor: exposure, noise, and colours at half the width. */
static void
expose (DemoPicture *self, guint8 *yuy2)
{
  const double gain = 0.94 + 0.1 * sin (self->time / 2.3);
  const gsize n = (gsize)self->width * self->height;
  guint8 exposed[256];
  gsize at = g_rand_int (self->rand);

  for (guint i = 0; i < 256; i++)
    exposed[i] = clamp (16 + (i - 16.0) * gain);
  for (gsize i = 0; i < n; i++, at++) {
    const int light = exposed[self->frame[0][i]] + self->noise[at % NOISE_SIZE];

    yuy2[2 * i] = (guint8)CLAMP (light, 0, 255);
    yuy2[2 * i + 1] = self->frame[1 + i % 2][i];
  }
}

/**
 * demo_picture_paint:
 * @time: in seconds since the first picture; never less than before
 * @yuy2: room for 2 bytes per pixel
 */
void
demo_picture_paint (DemoPicture *self, double time, guint8 *yuy2)
{
  self->time = time;
  turn_page (self);
  copy_background (self);
  if (self->is_held || time - self->since < SLIDE)
    blend_phone (self);
  expose (self, yuy2);
}
