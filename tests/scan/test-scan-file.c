/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-scan-file"

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <png.h>
#include <qrencode.h>
#include <string.h>

/* foyer-scan-file as a program: what it prints about pictures, good ones and others. */

#define MODULE 4
#define MARGIN (4 * MODULE)

typedef struct {
  char *folder;
  GPtrArray *paths;
  char *said;
  char *complained;
  int status;
} Bed;

static void
set_up (Bed *bed, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  bed->folder = g_dir_make_tmp ("foyer-scan-file-XXXXXX", &error);
  g_assert_no_error (error);
  bed->paths = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Bed *bed, gconstpointer data)
{
  for (guint i = 0; i < bed->paths->len; i++)
    g_remove (g_ptr_array_index (bed->paths, i));
  g_assert_cmpint (g_rmdir (bed->folder), ==, 0);
  g_ptr_array_unref (bed->paths);
  g_free (bed->folder);
  g_free (bed->said);
  g_free (bed->complained);
}

/* Each test names its files, and hands them over in this order. */
static const char *
add_path (Bed *bed, const char *name)
{
  char *path = g_build_filename (bed->folder, name, NULL);

  g_ptr_array_add (bed->paths, path);
  return path;
}

static void
draw_code (guint8 *pixels, guint stride, const QRcode *code)
{
  guint side = (guint)code->width * MODULE;

  for (guint y = 0; y < side; y++) {
    for (guint x = 0; x < side; x++) {
      if ((code->data[y / MODULE * (guint)code->width + x / MODULE] & 1) != 0)
        pixels[(y + MARGIN) * stride + x + MARGIN] = 0;
    }
  }
}

/* A picture with one or two codes side by side. */
static void
add_picture (Bed *bed, const char *name, const char *text, const char *second)
{
  const char *path = add_path (bed, name);
  QRcode *one = QRcode_encodeString8bit (text, 4, QR_ECLEVEL_M);
  QRcode *other = second != NULL ? QRcode_encodeString8bit (second, 4, QR_ECLEVEL_M) : NULL;
  guint side = (guint)one->width * MODULE + 2 * MARGIN;
  guint width = second != NULL ? 2 * side : side;
  g_autofree guint8 *pixels = g_malloc (width * side);
  png_image image = { .version = PNG_IMAGE_VERSION,
                      .width = width,
                      .height = side,
                      .format = PNG_FORMAT_GRAY };

  memset (pixels, 255, width * side);
  draw_code (pixels, width, one);
  if (other != NULL)
    draw_code (pixels + side, width, other);
  g_assert_cmpint (png_image_write_to_file (&image, path, 0, pixels, 0, NULL), !=, 0);
  QRcode_free (one);
  QRcode_free (other);
}

static void
add_bytes (Bed *bed, const char *name, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (add_path (bed, name), bytes, (gssize)length, &error);
  g_assert_no_error (error);
}

static void
run (Bed *bed, const char *option)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;

  /* A locale that knows nothing but ASCII. */
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE);
  g_ptr_array_add (arguments, (gpointer)g_getenv ("FOYER_SCAN_FILE"));
  g_ptr_array_add (arguments, (gpointer)option);
  for (guint i = 0; i < bed->paths->len; i++)
    g_ptr_array_add (arguments, g_ptr_array_index (bed->paths, i));
  g_ptr_array_add (arguments, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)arguments->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  bed->said = g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));
  bed->complained = g_strndup (g_bytes_get_data (err, NULL), g_bytes_get_size (err));
  bed->status = g_subprocess_get_exit_status (process);
}

static char **
split_lines (const char *said, guint n)
{
  char **lines = g_strsplit (said, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, n + 1);
  g_assert_cmpstr (lines[n], ==, "");
  return lines;
}

/* A line has four columns; the second is a time. */
static void
assert_line (const char *line, const char *path, const char *symbology, const char *text)
{
  g_auto (GStrv) columns = g_strsplit (line, "\t", -1);

  g_assert_cmpuint (g_strv_length (columns), ==, 4);
  g_assert_cmpstr (columns[0], ==, path);
  g_assert_cmpfloat (g_ascii_strtod (columns[1], NULL), >, 0);
  g_assert_cmpstr (columns[2], ==, symbology);
  g_assert_cmpstr (columns[3], ==, text);
}

static void
test_text_in_every_locale (Bed *bed, gconstpointer data)
{
  static const char text[] = "Käse für Zoë – 日本語";
  g_auto (GStrv) lines = NULL;

  add_picture (bed, "picture.png", text, NULL);
  run (bed, data);
  g_assert_cmpint (bed->status, ==, 0);
  lines = split_lines (bed->said, 1);
  assert_line (lines[0], g_ptr_array_index (bed->paths, 0), "qr", text);
}

static void
test_one_line_a_code (Bed *bed, gconstpointer data)
{
  g_autofree char *shown = g_strdup_printf ("%s/tab\\011and\\012line \xff.png", bed->folder);
  g_auto (GStrv) lines = NULL;

  add_picture (bed, "tab\tand\nline \xff.png", "LEFT", "RIGHT");
  /* No ticket's code has control characters. */
  add_picture (bed, "lines.png", "one\ntwo", NULL);
  add_picture (bed, "tabs.png", "one\ttwo", "THREE");
  run (bed, data);
  g_assert_cmpint (bed->status, ==, 0);
  lines = split_lines (bed->said, 4);
  g_assert_true (strstr (lines[0], "LEFT") != NULL || strstr (lines[1], "LEFT") != NULL);
  assert_line (lines[0], shown, "qr", strstr (lines[0], "LEFT") != NULL ? "LEFT" : "RIGHT");
  assert_line (lines[1], shown, "qr", strstr (lines[0], "LEFT") != NULL ? "RIGHT" : "LEFT");
  assert_line (lines[2], g_ptr_array_index (bed->paths, 1), "-", "-");
  assert_line (lines[3], g_ptr_array_index (bed->paths, 2), "qr", "THREE");
}

static void
test_says_what_is_no_picture (Bed *bed, gconstpointer data)
{
  static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
  static const char jpeg[] = "\xff\xd8\xff\xe0\0\x10JFIF";
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) complaints = NULL;

  add_bytes (bed, "empty.jpg", "", 0);
  add_bytes (bed, "text.png", "no picture\n", 11);
  add_bytes (bed, "broken.png", png, sizeof png - 1);
  add_bytes (bed, "broken.jpg", jpeg, sizeof jpeg - 1);
  g_assert_cmpint (g_mkdir (add_path (bed, "folder.png"), 0700), ==, 0);
  add_path (bed, "nothing.png");
  add_picture (bed, "picture.png", "TICKET", NULL);
  run (bed, data);
  g_assert_cmpint (bed->status, ==, 1);
  lines = split_lines (bed->said, 1);
  assert_line (lines[0], g_ptr_array_index (bed->paths, 6), "qr", "TICKET");
  complaints = split_lines (bed->complained, 6);
  for (guint i = 0; i < 6; i++) {
    g_autofree char *start =
        g_strdup_printf ("foyer-scan-file: %s: ", (char *)g_ptr_array_index (bed->paths, i));

    g_assert_true (g_str_has_prefix (complaints[i], start));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/scan/scan-file/prints-text-as-it-is-in-every-locale",
              Bed,
              "--frames=1",
              set_up,
              test_text_in_every_locale,
              tear_down);
  g_test_add ("/scan/scan-file/prints-one-line-a-code",
              Bed,
              "--frames=6",
              set_up,
              test_one_line_a_code,
              tear_down);
  g_test_add ("/scan/scan-file/says-what-is-no-picture",
              Bed,
              "--frames=1",
              set_up,
              test_says_what_is_no_picture,
              tear_down);
  return g_test_run ();
}
