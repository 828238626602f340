/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-decoder"

#include "config.h"

#include "foyer-scene.h"
#include "scan/foyer-decoder.h"
#include "scan/foyer-plane.h"
#include "scan/foyer-zbar.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

/* The decoder as the camera's thread uses it, on made-up scenes. */

static const gint64 PLENTY_US = 400 * 1000;
static const guint N_SEEDS = 2;

static guint
count_read (GPtrArray *symbols, const FoyerScene *scene)
{
  guint n = 0;

  for (guint i = 0; i < scene->codes->len; i++) {
    const FoyerSceneCode *code = g_ptr_array_index (scene->codes, i);

    for (guint j = 0; j < symbols->len; j++) {
      const FoyerSymbol *symbol = g_ptr_array_index (symbols, j);

      if (strcmp (symbol->text, code->text) == 0) {
        n++;
        break;
      }
    }
  }
  return n;
}

static void
assert_nothing_wrong (GPtrArray *symbols, const FoyerScene *scene)
{
  for (guint i = 0; i < symbols->len; i++) {
    const FoyerSymbol *symbol = g_ptr_array_index (symbols, i);

    g_assert_true (foyer_scene_has_text (scene, symbol->text));
  }
}

static guint
count_with_defaults (const FoyerScene *scene)
{
  g_autoptr (FoyerZbar) zbar = foyer_zbar_new_with_defaults ();
  g_autoptr (GPtrArray) symbols = NULL;
  g_auto (FoyerPlane) plane = { NULL };

  foyer_plane_resize (&plane, scene->frame->width, scene->frame->height);
  memcpy (plane.pixels, foyer_frame_get_row (scene->frame, 0), (gsize)plane.width * plane.height);
  symbols = foyer_zbar_scan (zbar, &plane);
  return count_read (symbols, scene);
}

static void
test_reads_more_than_zbar (void)
{
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  guint all_ours = 0, all_theirs = 0;

  for (guint kind = 0; kind < FOYER_N_SCENES; kind++) {
    guint ours = 0, theirs = 0;

    for (guint seed = 0; seed < N_SEEDS; seed++) {
      g_autoptr (FoyerScene) scene = foyer_scene_new (kind, seed);
      g_autoptr (GPtrArray) symbols = NULL;

      foyer_decoder_reset (decoder);
      symbols = foyer_decoder_decode (decoder, scene->frame, PLENTY_US);
      assert_nothing_wrong (symbols, scene);
      ours += count_read (symbols, scene);
      theirs += count_with_defaults (scene);
    }
    g_test_message ("%s: %u, with zbar %u", foyer_scene_kind_to_nick (kind), ours, theirs);
    g_assert_cmpuint (ours, >=, theirs);
    /* One kind has many codes a picture, which must not outweigh all others. */
    all_ours += kind == FOYER_SCENE_LOTS ? 0 : ours;
    all_theirs += kind == FOYER_SCENE_LOTS ? 0 : theirs;
  }
  g_assert_cmpuint (100 * all_ours, >=, 115 * all_theirs);
}

static void
test_later_frames (void)
{
  static const FoyerSceneKind kinds[] = { FOYER_SCENE_MONITOR,
                                          FOYER_SCENE_SHADOWS,
                                          FOYER_SCENE_EMPTY };
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (FoyerScene) scene = foyer_scene_new (kinds[i], 5);

    foyer_decoder_reset (decoder);
    for (guint frame = 0; frame < 8; frame++) {
      g_autoptr (GPtrArray) symbols = foyer_decoder_decode (decoder, scene->frame, PLENTY_US);

      assert_nothing_wrong (symbols, scene);
    }
  }
}

static void
test_outlines_the_code (void)
{
  g_autoptr (FoyerScene) scene = foyer_scene_new (FOYER_SCENE_ROTATION, 0);
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  g_autoptr (GPtrArray) symbols = foyer_decoder_decode (decoder, scene->frame, PLENTY_US);
  const FoyerSceneCode *code = g_ptr_array_index (scene->codes, 0);
  const FoyerSymbol *symbol;

  g_assert_cmpuint (symbols->len, ==, 1);
  symbol = g_ptr_array_index (symbols, 0);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (hypot (symbol->corners[i][0] - code->corners[i][0],
                              symbol->corners[i][1] - code->corners[i][1]),
                       <,
                       4);
}

static void
test_reads_all_of_many (void)
{
  g_autoptr (FoyerScene) scene = foyer_scene_new (FOYER_SCENE_LOTS, 1);
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  g_autoptr (GPtrArray) symbols = foyer_decoder_decode (decoder, scene->frame, PLENTY_US);

  g_assert_cmpuint (scene->codes->len, ==, 15);
  g_assert_cmpuint (count_read (symbols, scene), ==, 15);
  /* One symbol a code. */
  g_assert_cmpuint (symbols->len, ==, 15);
}

static void
test_reads_light_on_dark (void)
{
  g_autoptr (FoyerScene) scene = foyer_scene_new (FOYER_SCENE_INVERTED, 1);
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  g_autoptr (GPtrArray) symbols = foyer_decoder_decode (decoder, scene->frame, PLENTY_US);

  g_assert_cmpuint (count_read (symbols, scene), ==, 1);
}

/* A code that is cut out along its edge and lies on something black: its outer rings have no end.
 */
static FoyerFrame *
draw_without_margin (const char *text)
{
  const guint width = 640, height = 480, module = 6;
  QRcode *code = QRcode_encodeString8bit (text, 2, QR_ECLEVEL_M);
  guint side = (guint)code->width * module;
  guint8 *pixels = g_malloc (width * height);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, width * height);

  memset (pixels, 20, width * height);
  for (guint y = 0; y < side; y++) {
    for (guint x = 0; x < side; x++) {
      if ((code->data[y / module * (guint)code->width + x / module] & 1) == 0)
        pixels[(y + 100) * width + x + 150] = 220;
    }
  }
  QRcode_free (code);
  return foyer_frame_new (bytes, width, height, width, 0);
}

static void
test_reads_without_margin (void)
{
  static const guint MOST_LOOKS = 6;
  g_autoptr (FoyerFrame) frame = draw_without_margin ("NO MARGIN");
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  guint n = 0;

  for (guint i = 0; i < MOST_LOOKS; i++) {
    g_autoptr (GPtrArray) symbols = foyer_decoder_decode (decoder, frame, PLENTY_US);

    for (guint k = 0; k < symbols->len; k++, n++) {
      const FoyerSymbol *symbol = g_ptr_array_index (symbols, k);

      g_assert_cmpstr (symbol->text, ==, "NO MARGIN");
    }
  }
  g_assert_cmpuint (n, >=, 1);
}

static gint64
count_call (gpointer user_data)
{
  gint64 *n = user_data;

  return ++*n;
}

/* On this clock a microsecond goes by whenever someone looks. */
static gint64
count_looks (FoyerFrame *frame, gint64 budget)
{
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  gint64 n = 0;

  foyer_decoder_set_clock (decoder, count_call, &n);
  g_ptr_array_unref (foyer_decoder_decode (decoder, frame, budget));
  return n;
}

static void
test_keeps_to_its_budget (void)
{
  g_autoptr (FoyerScene) scene = foyer_scene_new (FOYER_SCENE_LOTS, 0);
  gint64 unhurried = count_looks (scene->frame, G_MAXINT);

  g_assert_cmpint (count_looks (scene->frame, 0), <=, 4);
  g_assert_cmpint (count_looks (scene->frame, 10), <=, 14);
  g_assert_cmpint (unhurried, >, 20);
}

static FoyerFrame *
make_frame (GRand *rand, guint width, guint height, guint stride, int lowest, int highest)
{
  gsize size = (gsize)stride * (height - 1) + width;
  guint8 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8)g_rand_int_range (rand, lowest, highest + 1);
  bytes = g_bytes_new_take (pixels, size);
  return foyer_frame_new (bytes, width, height, stride, 0);
}

static void
test_noise_is_no_code (void)
{
  static const guint sizes[][3] = {
    { 1, 1, 1 },        { 1, 9, 4 },       { 9, 1, 9 },       { 2, 2, 3 },
    { 7, 300, 11 },     { 300, 7, 300 },   { 8192, 3, 8192 }, { 3, 8192, 5 },
    { 8000, 60, 8001 }, { 333, 217, 335 }, { 640, 480, 641 }, { 51, 51, 51 },
  };
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 4 * G_N_ELEMENTS (sizes); i++) {
    const guint *size = sizes[i % G_N_ELEMENTS (sizes)];
    int lowest = g_rand_int_range (rand, 0, 256);
    int highest = g_rand_int_range (rand, lowest, 256);
    g_autoptr (FoyerFrame) frame = make_frame (rand, size[0], size[1], size[2], lowest, highest);

    for (guint turn = 0; turn < 7; turn++) {
      g_autoptr (GPtrArray) symbols = foyer_decoder_decode (decoder, frame, PLENTY_US);

      g_assert_cmpuint (symbols->len, ==, 0);
    }
  }
}

static void
test_absurd_frames_are_none (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("0123456789", 10);
  g_autoptr (FoyerFrame) short_last_row = foyer_frame_new (bytes, 2, 3, 4, 0);

  g_assert_nonnull (short_last_row);
  g_assert_null (foyer_frame_new (bytes, 0, 1, 1, 0));
  g_assert_null (foyer_frame_new (bytes, 1, 0, 1, 0));
  g_assert_null (foyer_frame_new (bytes, 3, 3, 4, 0));
  g_assert_null (foyer_frame_new (bytes, 3, 1, 2, 0));
  g_assert_null (foyer_frame_new (bytes, 8193, 1, 8193, 0));
  g_assert_null (foyer_frame_new (bytes, G_MAXUINT, G_MAXUINT, G_MAXUINT, 0));
}

/* EAN-13 of 4006381333931, in modules. */
static const char ean_13[] = "101"
                             "0001101"
                             "0100111"
                             "0101111"
                             "0111101"
                             "0001001"
                             "0110011"
                             "01010"
                             "1000010"
                             "1000010"
                             "1000010"
                             "1110100"
                             "1000010"
                             "1100110"
                             "101";

static void
test_linear_codes_only_where_wanted (void)
{
  guint width = ((guint)strlen (ean_13) + 20) * 3;
  guint8 *pixels = g_malloc (width * 100);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (FoyerFrame) frame = NULL;
  g_autoptr (FoyerDecoder) without = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  g_autoptr (FoyerDecoder) with = foyer_decoder_new (FOYER_SYMBOLOGY_QR | FOYER_SYMBOLOGY_EAN);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) one = NULL;
  const FoyerSymbol *symbol;

  memset (pixels, 255, width * 100);
  for (guint y = 10; y < 90; y++) {
    for (guint x = 0; x < strlen (ean_13) * 3; x++)
      pixels[y * width + 30 + x] = ean_13[x / 3] == '1' ? 0 : 255;
  }
  bytes = g_bytes_new_take (pixels, width * 100);
  frame = foyer_frame_new (bytes, width, 100, width, 0);
  none = foyer_decoder_decode (without, frame, PLENTY_US);
  g_assert_cmpuint (none->len, ==, 0);
  one = foyer_decoder_decode (with, frame, PLENTY_US);
  g_assert_cmpuint (one->len, ==, 1);
  symbol = g_ptr_array_index (one, 0);
  g_assert_cmpstr (symbol->text, ==, "4006381333931");
  g_assert_cmpint (symbol->symbology, ==, FOYER_SYMBOLOGY_EAN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/decoder/reads-more-than-zbar-and-nothing-wrong",
                   test_reads_more_than_zbar);
  g_test_add_func ("/scan/decoder/reads-nothing-wrong-in-later-frames", test_later_frames);
  g_test_add_func ("/scan/decoder/outlines-the-code", test_outlines_the_code);
  g_test_add_func ("/scan/decoder/reads-all-of-many-codes", test_reads_all_of_many);
  g_test_add_func ("/scan/decoder/reads-light-on-dark", test_reads_light_on_dark);
  g_test_add_func ("/scan/decoder/reads-a-code-on-black-without-a-margin",
                   test_reads_without_margin);
  g_test_add_func ("/scan/decoder/keeps-to-its-budget", test_keeps_to_its_budget);
  g_test_add_func ("/scan/decoder/noise-of-any-size-is-no-code", test_noise_is_no_code);
  g_test_add_func ("/scan/decoder/linear-codes-are-read-only-where-wanted",
                   test_linear_codes_only_where_wanted);
  g_test_add_func ("/scan/frame/absurd-sizes-are-no-frame", test_absurd_frames_are_none);
  return g_test_run ();
}
