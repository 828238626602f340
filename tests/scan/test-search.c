/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-search"

#include "config.h"

#include "foyer-scene.h"
#include "scan/foyer-finder.h"
#include "scan/foyer-pattern.h"
#include "scan/foyer-plane.h"
#include "scan/foyer-search.h"
#include "scan/foyer-symbol.h"
#include "scan/foyer-threshold.h"
#include "scan/foyer-zbar.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

/* The steps of the decoder, each by itself. */

static gint64
stand_still (gpointer user_data)
{
  return 0;
}

static const FoyerBudget endless = { stand_still, NULL, 1 };

static void
fill (FoyerPlane *plane, const FoyerScene *scene)
{
  foyer_plane_resize (plane, scene->frame->width, scene->frame->height);
  memcpy (plane->pixels,
          foyer_frame_get_row (scene->frame, 0),
          (gsize)plane->width * plane->height);
}

static void
test_threshold_is_the_mean (void)
{
  g_auto (FoyerPlane) grey = { NULL };
  g_auto (FoyerPlane) binary = { NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  foyer_plane_resize (&grey, 41, 23);
  for (guint i = 0; i < 41 * 23; i++)
    grey.pixels[i] = (guint8)g_rand_int_range (rand, 0, 256);
  foyer_threshold (&grey, 9, 5, &binary);
  for (int y = 0; y < 23; y++) {
    for (int x = 0; x < 41; x++) {
      int sum = 0, n = 0;

      for (int row = MAX (0, y - 4); row <= MIN (22, y + 4); row++) {
        for (int column = MAX (0, x - 4); column <= MIN (40, x + 4); column++, n++)
          sum += grey.pixels[row * 41 + column];
      }
      g_assert_cmpint (binary.pixels[y * 41 + x],
                       ==,
                       (grey.pixels[y * 41 + x] + 5) * n < sum ? 0 : 255);
    }
  }
}

static void
test_shrinking_takes_the_mean (void)
{
  guint8 pixels[] = { 0, 4, 8, 8, 9, 4, 8, 8, 8, 9, 1, 1, 1, 1, 1 };
  const FoyerPlane plane = { pixels, 5, 3, 0 };
  g_auto (FoyerPlane) half = { NULL };
  g_auto (FoyerPlane) none = { NULL };

  foyer_plane_shrink (&plane, 2, &half);
  g_assert_cmpuint (half.width, ==, 2);
  g_assert_cmpuint (half.height, ==, 1);
  g_assert_cmpuint (half.pixels[0], ==, 4);
  g_assert_cmpuint (half.pixels[1], ==, 8);
  foyer_plane_shrink (&plane, 4, &none);
  g_assert_cmpuint (none.height, ==, 0);
}

/* libqrencode marks the modules that carry no data; what it draws there must be what we expect. */
static void
test_patterns_are_those_of_every_version (void)
{
  for (int version = 1; version <= 40; version++) {
    QRcode *code = QRcode_encodeString ("FOYER", version, QR_ECLEVEL_L, QR_MODE_8, 1);
    g_autoptr (GArray) cells = foyer_pattern_get_cells ((guint)code->width);

    g_assert_true (foyer_pattern_is_size (code->width));
    for (guint i = 0; i < cells->len; i++) {
      const FoyerPatternCell *cell = &g_array_index (cells, FoyerPatternCell, i);
      guint8 module = code->data[cell->row * code->width + cell->column];

      g_assert_cmpint (module & 1, ==, cell->is_dark);
      g_assert_cmpint (module & 2, ==, 0);
    }
    QRcode_free (code);
  }
  g_assert_false (foyer_pattern_is_size (17));
  g_assert_false (foyer_pattern_is_size (22));
  g_assert_false (foyer_pattern_is_size (181));
}

static void
test_finds_the_finder_patterns (void)
{
  g_autoptr (FoyerScene) scene = foyer_scene_new (FOYER_SCENE_NOMINAL, 0);
  const FoyerSceneCode *code = g_ptr_array_index (scene->codes, 0);
  g_autoptr (GArray) finders = g_array_new (FALSE, FALSE, sizeof (FoyerFinder));
  g_auto (FoyerPlane) grey = { NULL };
  g_auto (FoyerPlane) binary = { NULL };
  static const guint with_finder[] = { 0, 1, 3 };

  fill (&grey, scene);
  foyer_threshold (&grey, 51, 3, &binary);
  foyer_finder_search (&binary, 2, FALSE, &endless, finders);
  for (guint i = 0; i < 3; i++) {
    const double *corner = code->corners[with_finder[i]];
    double nearest = G_MAXDOUBLE;

    for (guint j = 0; j < finders->len; j++) {
      const FoyerFinder *finder = &g_array_index (finders, FoyerFinder, j);

      nearest = MIN (nearest, hypot (finder->x - corner[0], finder->y - corner[1]) / finder->width);
    }
    g_assert_cmpfloat (nearest, <, 0.9);
  }
}

static void
assert_outlined (const FoyerSymbol *symbol, const FoyerScene *scene)
{
  for (guint i = 0; i < scene->codes->len; i++) {
    const FoyerSceneCode *code = g_ptr_array_index (scene->codes, i);
    double side = hypot (code->corners[1][0] - code->corners[0][0],
                         code->corners[1][1] - code->corners[0][1]);

    if (strcmp (code->text, symbol->text) != 0)
      continue;
    for (guint k = 0; k < 4; k++)
      g_assert_cmpfloat (hypot (symbol->corners[k][0] - code->corners[k][0],
                                symbol->corners[k][1] - code->corners[k][1]),
                         <,
                         side / 25);
    return;
  }
  g_assert_not_reached ();
}

static void
test_reads_at_every_size (gconstpointer data)
{
  guint factor = GPOINTER_TO_UINT (data);
  g_autoptr (FoyerScene) scene = foyer_scene_new (FOYER_SCENE_CLOSE, 2);
  g_autoptr (FoyerSearch) search = foyer_search_new ();
  g_autoptr (GPtrArray) symbols =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_symbol_unref);
  g_auto (FoyerPlane) whole = { NULL };
  g_auto (FoyerPlane) grey = { NULL };
  g_auto (FoyerPlane) binary = { NULL };

  fill (&whole, scene);
  foyer_plane_shrink (&whole, factor, &grey);
  foyer_threshold (&grey, 51, 3, &binary);
  foyer_search_run (search, &grey, &binary, (float)factor, FALSE, &endless, symbols);
  g_assert_cmpuint (symbols->len, ==, 1);
  assert_outlined (g_ptr_array_index (symbols, 0), scene);
}

static void
test_does_not_read_twice (void)
{
  g_autoptr (FoyerScene) scene = foyer_scene_new (FOYER_SCENE_NOMINAL, 0);
  g_autoptr (FoyerSearch) search = foyer_search_new ();
  g_autoptr (GPtrArray) symbols =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_symbol_unref);
  g_auto (FoyerPlane) grey = { NULL };
  g_auto (FoyerPlane) binary = { NULL };

  fill (&grey, scene);
  foyer_threshold (&grey, 51, 3, &binary);
  for (guint i = 0; i < 2; i++) {
    foyer_search_run (search, &grey, &binary, 1, FALSE, &endless, symbols);
    g_assert_cmpuint (symbols->len, ==, 1);
  }
}

static void
draw (FoyerPlane *plane, const char *bytes, int length)
{
  QRcode *code = QRcode_encodeData (length, (const guint8 *)bytes, 0, QR_ECLEVEL_M);
  guint side = (guint)code->width * 4 + 32;

  foyer_plane_resize (plane, side, side);
  memset (plane->pixels, 255, side * side);
  for (guint y = 0; y < side - 32; y++) {
    for (guint x = 0; x < side - 32; x++) {
      if ((code->data[y / 4 * (guint)code->width + x / 4] & 1) != 0)
        plane->pixels[(y + 16) * side + x + 16] = 0;
    }
  }
  QRcode_free (code);
}

static void
test_text_is_what_was_meant_or_nothing (void)
{
  static const struct {
    const char *bytes;
    const char *text;
  } cases[] = {
    { "TICKET-1", "TICKET-1" },
    { "Käse für Zoë", "Käse für Zoë" },
    { "日本語", "日本語" },
    /* Latin-1 */
    { "K\xe4se f\xfcr Zo\xeb", "Käse für Zoë" },
    /* Windows-1251, GB 18030 and Shift-JIS, which nobody named */
    { "\xcf\xf0\xe8\xe2\xe5\xf2", NULL },
    { "\xce\xd2\xb5\xc4", NULL },
    { "\x93\xfa\x96\x7b", NULL },
    /* control characters */
    { "one\ntwo", NULL },
    { "one\x1b[2J", NULL },
  };
  g_autoptr (FoyerZbar) zbar = foyer_zbar_new (FOYER_SYMBOLOGY_QR);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (FoyerPlane) plane = { NULL };
    g_autoptr (GPtrArray) symbols = NULL;

    draw (&plane, cases[i].bytes, (int)strlen (cases[i].bytes));
    symbols = foyer_zbar_scan (zbar, &plane);
    g_assert_cmpuint (symbols->len, ==, cases[i].text != NULL ? 1 : 0);
    if (symbols->len > 0) {
      const FoyerSymbol *symbol = g_ptr_array_index (symbols, 0);

      g_assert_cmpstr (symbol->text, ==, cases[i].text);
    }
  }
}

static void
test_long_text_and_nul_are_no_code (void)
{
  g_autoptr (FoyerZbar) zbar = foyer_zbar_new (FOYER_SYMBOLOGY_QR);
  g_autofree char *longest = g_strnfill (1024, 'x');
  g_autofree char *too_long = g_strnfill (1025, 'x');
  const struct {
    const char *bytes;
    int length;
    guint n;
  } cases[] = { { longest, 1024, 1 }, { too_long, 1025, 0 }, { "A\0B", 3, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (FoyerPlane) plane = { NULL };
    g_autoptr (GPtrArray) symbols = NULL;

    draw (&plane, cases[i].bytes, cases[i].length);
    symbols = foyer_zbar_scan (zbar, &plane);
    g_assert_cmpuint (symbols->len, ==, cases[i].n);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/threshold/compares-with-the-mean-around", test_threshold_is_the_mean);
  g_test_add_func ("/scan/plane/shrinking-takes-the-mean", test_shrinking_takes_the_mean);
  g_test_add_func ("/scan/pattern/is-that-of-every-version",
                   test_patterns_are_those_of_every_version);
  g_test_add_func ("/scan/finder/finds-all-three", test_finds_the_finder_patterns);
  for (guint factor = 2; factor <= 4; factor++) {
    g_autofree char *name = g_strdup_printf ("/scan/search/outlines-at-1-of-%u", factor);

    g_test_add_data_func (name, GUINT_TO_POINTER (factor), test_reads_at_every_size);
  }
  g_test_add_func ("/scan/search/does-not-read-a-code-twice", test_does_not_read_twice);
  g_test_add_func ("/scan/zbar/text-is-what-was-meant-or-nothing",
                   test_text_is_what_was_meant_or_nothing);
  g_test_add_func ("/scan/zbar/long-text-and-nul-are-no-code", test_long_text_and_nul_are_no_code);
  return g_test_run ();
}
