/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-scene"

#include "config.h"

#include "foyer-scene.h"

#include "foyer-canvas.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

/* Made-up pictures of tickets, rough enough to tell a good decoder from a poor one. A scene is a
 * background, one or more codes on paper under some perspective, and what its kind does to light,
 * lens and sensor. */

static const char *const nicks[FOYER_N_SCENES] = {
  "nominal", "small",   "close", "perspective",  "rotation", "defocus",
  "motion",  "noise",   "flat",  "glare",        "shadows",  "monitor",
  "curved",  "damaged", "lots",  "high-version", "inverted", "empty",
};

/* Where a code lies: from modules to pixels. */
typedef struct {
  double x;
  double y;
  double module;
  double angle;
  /* How much the far edge is nearer, per half side, each way. */
  double tilt[2];
  /* How far the paper is bent around a cylinder: radians per half side. */
  double bend;
  double quiet;
  gboolean inverted;
  double damage;
} Pose;

static void
free_code (gpointer data)
{
  FoyerSceneCode *code = data;

  g_free (code->text);
  g_free (code);
}

static char *
make_random_text (GRand *rand, const char *prefix, const char *alphabet, guint length)
{
  GString *text = g_string_new (prefix);
  guint n = (guint)strlen (alphabet);

  while (text->len < length)
    g_string_append_c (text, alphabet[g_rand_int_range (rand, 0, (gint32)n)]);
  return g_string_free (text, FALSE);
}

static char *
make_text (FoyerSceneKind kind, GRand *rand)
{
  static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

  if (kind == FOYER_SCENE_HIGH_VERSION)
    return make_random_text (rand,
                             "https://tickets.example/",
                             letters,
                             (guint)g_rand_int_range (rand, 200, 1000));
  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    return make_random_text (rand, "F0", base32, 28);
  case 1:
    return make_random_text (rand,
                             "https://tickets.example/",
                             letters,
                             (guint)g_rand_int_range (rand, 28, 90));
  case 2:
    return make_random_text (rand, "", "0123456789", (guint)g_rand_int_range (rand, 6, 40));
  default:
    return make_random_text (rand, "F1", base32, 153);
  }
}

static QRcode *
make_code (const char *text, GRand *rand)
{
  QRecLevel level = text[0] == 'F' ? QR_ECLEVEL_M : (QRecLevel)g_rand_int_range (rand, 0, 4);
  QRcode *code = QRcode_encodeString8bit (text, 0, level);

  if (text[0] == 'F' || g_ascii_isdigit (text[0])) {
    QRcode_free (code);
    code = QRcode_encodeString (text, 0, level, QR_MODE_8, 1);
  }
  g_assert_nonnull (code);
  return code;
}

/* From the plane of the paper (-1 to 1 over the code) to pixels. */
static void
project (const Pose *pose, double half, double u, double v, double *x, double *y)
{
  double bent = pose->bend > 0 ? sin (u * pose->bend) / pose->bend : u;
  double depth = pose->bend > 0 ? (1 - cos (u * pose->bend)) / pose->bend : 0;
  double w = 1 + pose->tilt[0] * bent + pose->tilt[1] * v + 0.15 * depth;
  double across = bent * half / w;
  double down = v * half / w;

  *x = pose->x + across * cos (pose->angle) - down * sin (pose->angle);
  *y = pose->y + across * sin (pose->angle) + down * cos (pose->angle);
}

/* The other way. Without a bend it is exact after one step; the bend's part of the depth is small,
 * so that a few more are enough. */
static gboolean
unproject (const Pose *pose, double half, double x, double y, double *u, double *v)
{
  double across = (x - pose->x) * cos (pose->angle) + (y - pose->y) * sin (pose->angle);
  double down = (y - pose->y) * cos (pose->angle) - (x - pose->x) * sin (pose->angle);
  double slope = 1 - (pose->tilt[0] * across + pose->tilt[1] * down) / half;
  double w = 1 / slope;

  if (slope <= 0.05)
    return FALSE;
  *v = down * w / half;
  *u = across * w / half;
  if (pose->bend <= 0)
    return TRUE;
  for (guint i = 0; i < 4; i++) {
    double turn = across * w / half * pose->bend;

    if (fabs (turn) >= 1)
      return FALSE;
    w = (1 + 0.15 * (1 - sqrt (1 - turn * turn)) / pose->bend) / slope;
  }
  *v = down * w / half;
  *u = asin (CLAMP (across * w / half * pose->bend, -1, 1)) / pose->bend;
  return TRUE;
}

/* Light of the paper at a place, -1 where there is none. */
static double
sample_paper (const QRcode *code, const guint8 *damage, const Pose *pose, double u, double v)
{
  double half = code->width / 2.0;
  double column = (u + 1) * half;
  double row = (v + 1) * half;
  gboolean dark = FALSE;

  if (column < -pose->quiet || row < -pose->quiet || column >= code->width + pose->quiet ||
      row >= code->width + pose->quiet)
    return -1;
  if (column >= 0 && row >= 0 && column < code->width && row < code->width) {
    int index = (int)row * code->width + (int)column;

    if (damage[index] != 0)
      return damage[index];
    dark = (code->data[index] & 1) != 0;
  }
  return dark != pose->inverted ? 28 : 232;
}

static double
sample_pixel (const QRcode *code,
              const guint8 *damage,
              const Pose *pose,
              double under,
              int x,
              int y)
{
  double half = code->width * pose->module / 2;
  double sum = 0;

  for (int i = 0; i < 9; i++) {
    double u = 0, v = 0, light = -1;

    if (unproject (pose, half, x + (i % 3 - 1) / 3.0, y + (i / 3 - 1) / 3.0, &u, &v))
      light = sample_paper (code, damage, pose, u, v);
    sum += light < 0 ? under : light;
  }
  return sum / 9;
}

static void
paint_code (FoyerCanvas *canvas, const QRcode *code, const guint8 *damage, const Pose *pose)
{
  double reach = (code->width / 2.0 + pose->quiet) * pose->module * 2.2;
  int left = MAX (0, (int)(pose->x - reach)), top = MAX (0, (int)(pose->y - reach));
  int right = MIN (FOYER_CANVAS_WIDTH, (int)(pose->x + reach));
  int bottom = MIN (FOYER_CANVAS_HEIGHT, (int)(pose->y + reach));

  for (int y = top; y < bottom; y++) {
    for (int x = left; x < right; x++) {
      float *light = canvas->light + y * FOYER_CANVAS_WIDTH + x;

      *light = (float)sample_pixel (code, damage, pose, *light, x, y);
    }
  }
}

/* Scratches, stains and torn corners: a grey value per module, 0 where nothing happened. */
static guint8 *
make_damage (FoyerCanvas *canvas, const QRcode *code, double amount)
{
  int width = code->width;
  guint8 *damage = g_new0 (guint8, width * width);
  int left_over = (int)(amount * width * width);

  while (left_over > 0) {
    int wide = g_rand_int_range (canvas->rand, 1, MAX (2, width / 4));
    int high = MAX (1, MIN (left_over / wide, g_rand_int_range (canvas->rand, 1, 5)));
    int column = g_rand_int_range (canvas->rand, 0, width);
    int row = g_rand_int_range (canvas->rand, 0, width);
    int grey = g_rand_boolean (canvas->rand) ? 235 : 20;

    for (int i = 0; i < wide * high; i++) {
      int at_row = row + i / wide, at_column = column + i % wide;

      if (at_row < width && at_column < width)
        damage[at_row * width + at_column] = (guint8)grey;
    }
    left_over -= wide * high;
  }
  return damage;
}

static void
add_code (FoyerScene *self, FoyerCanvas *canvas, FoyerSceneKind kind, const Pose *pose)
{
  static const double square[4][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } };
  FoyerSceneCode *added = g_new0 (FoyerSceneCode, 1);
  g_autofree guint8 *damage = NULL;
  Pose placed = *pose;
  QRcode *code;

  added->text = make_text (kind, canvas->rand);
  code = make_code (added->text, canvas->rand);
  damage = make_damage (canvas, code, pose->damage);
  /* Large codes are brought into the picture. */
  placed.module = MIN (placed.module, 640.0 / (code->width + 2));
  if (kind == FOYER_SCENE_LOTS)
    placed.module = MIN (placed.module, 130.0 / (code->width + 4));
  paint_code (canvas, code, damage, &placed);
  for (guint i = 0; i < 4; i++)
    project (&placed,
             code->width * placed.module / 2,
             square[i][0],
             square[i][1],
             &added->corners[i][0],
             &added->corners[i][1]);
  QRcode_free (code);
  g_ptr_array_add (self->codes, added);
}

static Pose
pick_pose (FoyerCanvas *canvas)
{
  return (Pose){
    .x = foyer_canvas_pick (canvas, 0.4, 0.6) * FOYER_CANVAS_WIDTH,
    .y = foyer_canvas_pick (canvas, 0.45, 0.55) * FOYER_CANVAS_HEIGHT,
    .module = foyer_canvas_pick (canvas, 3, 7),
    .angle = foyer_canvas_pick (canvas, -0.35, 0.35),
    .tilt = { foyer_canvas_pick (canvas, -0.06, 0.06), foyer_canvas_pick (canvas, -0.06, 0.06) },
    .quiet = foyer_canvas_pick (canvas, 2, 5),
  };
}

static void
adapt_pose (FoyerCanvas *canvas, FoyerSceneKind kind, Pose *pose)
{
  switch (kind) {
  case FOYER_SCENE_SMALL:
    pose->module = foyer_canvas_pick (canvas, 1.6, 3);
    break;
  case FOYER_SCENE_CLOSE:
    pose->module = foyer_canvas_pick (canvas, 8, 24);
    break;
  case FOYER_SCENE_PERSPECTIVE:
    pose->tilt[0] = foyer_canvas_pick (canvas, -0.4, 0.4);
    pose->tilt[1] = foyer_canvas_pick (canvas, -0.4, 0.4);
    break;
  case FOYER_SCENE_ROTATION:
    pose->angle = foyer_canvas_pick (canvas, -G_PI, G_PI);
    break;
  case FOYER_SCENE_CURVED:
    pose->bend = foyer_canvas_pick (canvas, 0.4, 1.2);
    break;
  case FOYER_SCENE_DAMAGED:
    pose->damage = foyer_canvas_pick (canvas, 0.01, 0.09);
    break;
  case FOYER_SCENE_HIGH_VERSION:
    pose->module = foyer_canvas_pick (canvas, 3, 8);
    break;
  case FOYER_SCENE_INVERTED:
    pose->inverted = TRUE;
    break;
  default:
    break;
  }
}

static void
add_codes (FoyerScene *self, FoyerCanvas *canvas, FoyerSceneKind kind)
{
  guint n = kind == FOYER_SCENE_EMPTY ? 0 : kind == FOYER_SCENE_LOTS ? 15 : 1;

  for (guint i = 0; i < n; i++) {
    Pose pose = pick_pose (canvas);

    adapt_pose (canvas, kind, &pose);
    if (kind == FOYER_SCENE_LOTS) {
      pose.x = 150 + 245 * (i % 5);
      pose.y = 120 + 240 * (double)(i / 5);
      pose.quiet = 3;
    }
    add_code (self, canvas, kind, &pose);
  }
}

static void
add_spots (FoyerCanvas *canvas)
{
  int n = g_rand_int_range (canvas->rand, 1, 4);

  for (int i = 0; i < n; i++)
    foyer_canvas_add_glare (canvas,
                            foyer_canvas_pick (canvas, 0.35, 0.65) * FOYER_CANVAS_WIDTH,
                            foyer_canvas_pick (canvas, 0.3, 0.7) * FOYER_CANVAS_HEIGHT,
                            foyer_canvas_pick (canvas, 15, 120),
                            foyer_canvas_pick (canvas, 120, 400));
}

static void
add_light (FoyerCanvas *canvas, FoyerSceneKind kind)
{
  double low = foyer_canvas_pick (canvas, 60, 120);

  foyer_canvas_light_unevenly (canvas, foyer_canvas_pick (canvas, 0, 0.5));
  if (kind == FOYER_SCENE_SHADOWS) {
    foyer_canvas_light_unevenly (canvas, foyer_canvas_pick (canvas, 0.5, 1.2));
    foyer_canvas_add_shadow (canvas, foyer_canvas_pick (canvas, 0.4, 0.8));
    foyer_canvas_add_shadow (canvas, foyer_canvas_pick (canvas, 0.2, 0.6));
  } else if (kind == FOYER_SCENE_LOW_CONTRAST) {
    foyer_canvas_flatten (canvas, low, low + foyer_canvas_pick (canvas, 15, 45));
  } else if (kind == FOYER_SCENE_MONITOR) {
    foyer_canvas_add_moire (canvas, foyer_canvas_pick (canvas, 0.2, 0.7));
  } else if (kind == FOYER_SCENE_GLARE) {
    foyer_canvas_flatten (canvas, 20, 170);
    add_spots (canvas);
  }
}

static void
add_lens (FoyerCanvas *canvas, FoyerSceneKind kind)
{
  if (kind == FOYER_SCENE_MOTION)
    foyer_canvas_move (canvas,
                       foyer_canvas_pick (canvas, 3, 9),
                       foyer_canvas_pick (canvas, 0, G_PI));
  if (kind == FOYER_SCENE_DEFOCUS)
    foyer_canvas_blur (canvas, foyer_canvas_pick (canvas, 1.2, 3.2));
  else if (kind == FOYER_SCENE_SMALL)
    foyer_canvas_blur (canvas, foyer_canvas_pick (canvas, 0.4, 0.8));
  else
    foyer_canvas_blur (canvas, foyer_canvas_pick (canvas, 0.5, 1.2));
  if (kind == FOYER_SCENE_NOISE)
    foyer_canvas_add_noise (canvas, foyer_canvas_pick (canvas, 12, 40));
  else
    foyer_canvas_add_noise (canvas, foyer_canvas_pick (canvas, 1, 6));
}

FoyerScene *
foyer_scene_new (FoyerSceneKind kind, guint seed)
{
  FoyerScene *self = g_new0 (FoyerScene, 1);
  g_autoptr (GBytes) pixels = NULL;
  FoyerCanvas canvas;

  self->codes = g_ptr_array_new_with_free_func (free_code);
  foyer_canvas_init (&canvas, seed * FOYER_N_SCENES + kind);
  foyer_canvas_paint_background (&canvas);
  add_codes (self, &canvas, kind);
  add_light (&canvas, kind);
  add_lens (&canvas, kind);
  pixels =
      g_bytes_new_take (foyer_canvas_to_grey (&canvas), FOYER_CANVAS_WIDTH * FOYER_CANVAS_HEIGHT);
  self->frame =
      foyer_frame_new (pixels, FOYER_CANVAS_WIDTH, FOYER_CANVAS_HEIGHT, FOYER_CANVAS_WIDTH, 0);
  foyer_canvas_clear (&canvas);
  return self;
}

void
foyer_scene_free (FoyerScene *self)
{
  foyer_frame_unref (self->frame);
  g_ptr_array_unref (self->codes);
  g_free (self);
}

gboolean
foyer_scene_has_text (const FoyerScene *self, const char *text)
{
  for (guint i = 0; i < self->codes->len; i++) {
    const FoyerSceneCode *code = g_ptr_array_index (self->codes, i);

    if (strcmp (code->text, text) == 0)
      return TRUE;
  }
  return FALSE;
}

const char *
foyer_scene_kind_to_nick (FoyerSceneKind kind)
{
  return nicks[kind];
}
