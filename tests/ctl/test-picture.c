/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "ctl/foyer-ctl-picture.h"
#include "model/foyer-code.h"

#include <png.h>
#include <string.h>

/* The size and the margins of pictures; whether a scanner reads them, test-foyerctl.py tries. */

static guint8 *
read_pixels (GBytes *picture, guint *width)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  guint8 *pixels;

  g_assert_true (png_image_begin_read_from_memory (&image,
                                                   g_bytes_get_data (picture, NULL),
                                                   g_bytes_get_size (picture)) != 0);
  g_assert_cmpuint (image.width, ==, image.height);
  image.format = PNG_FORMAT_GRAY;
  pixels = g_malloc (PNG_IMAGE_SIZE (image));
  g_assert_true (png_image_finish_read (&image, NULL, pixels, 0, NULL) != 0);
  *width = image.width;
  return pixels;
}

/* The colour in the middle of a module, counted from the edge of the picture. */
static guint8
get_module (const guint8 *pixels, guint width, guint column, guint row)
{
  return pixels[(row * 8 + 4) * width + column * 8 + 4];
}

static void
assert_modules (const char *code, guint n_modules)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = foyer_ctl_picture_new (code, &error);
  g_autofree guint8 *pixels = NULL;
  guint width;

  g_assert_no_error (error);
  pixels = read_pixels (picture, &width);
  g_assert_cmpuint (width, ==, (n_modules + 8) * 8);
  for (guint i = 0; i < n_modules + 8; i++) {
    for (guint edge = 0; edge < 4; edge++) {
      g_assert_cmpuint (get_module (pixels, width, i, edge), ==, 255);
      g_assert_cmpuint (get_module (pixels, width, edge, i), ==, 255);
    }
  }
  /* The corner of a finder: seven black modules, then a white one. */
  for (guint i = 0; i < 7; i++)
    g_assert_cmpuint (get_module (pixels, width, 4 + i, 4), ==, 0);
  g_assert_cmpuint (get_module (pixels, width, 11, 4), ==, 255);
}

static void
test_own_codes (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  FoyerSignedCode says = { .type_number = 1 };
  g_autofree char *brief = foyer_code_new_short ();

  assert_modules (brief, 25);
  for (guint i = 0; i < 20; i++) {
    g_autofree char *code = NULL;

    foyer_signing_key_generate (&key, g_test_rand_int ());
    code = foyer_code_sign (&says, "00112233-4455-6677-8899-aabbccddeeff", &key);
    assert_modules (code, 41);
  }
}

static void
test_foreign_codes (void)
{
  g_autofree char *longest = g_strnfill (1024, 'x');

  assert_modules ("8714456", 21);
  assert_modules ("größe", 21);
  assert_modules (longest, 121);
}

static void
test_too_long (void)
{
  g_autofree char *code = g_strnfill (2500, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (foyer_ctl_picture_new (code, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/picture/own-codes-have-41-and-25-modules", test_own_codes);
  g_test_add_func ("/ctl/picture/foreign-codes-of-any-length-fit", test_foreign_codes);
  g_test_add_func ("/ctl/picture/what-fits-no-symbol-is-refused", test_too_long);
  return g_test_run ();
}
