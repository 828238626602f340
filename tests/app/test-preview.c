/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-preview.h"

#include "bed.h"

/* A square in the left upper quarter of a frame of 1280x720. */
static const float SQUARE[4][2] = { { 128, 72 }, { 640, 72 }, { 640, 360 }, { 128, 360 } };

static GdkTexture *
make_texture (int width, int height)
{
  g_autofree guint8 *zeros = g_malloc0 ((gsize)width * (gsize)height * 4);
  g_autoptr (GBytes) bytes = g_bytes_new (zeros, (gsize)width * (gsize)height * 4);

  return gdk_memory_texture_new (width,
                                 height,
                                 GDK_MEMORY_B8G8R8A8_PREMULTIPLIED,
                                 bytes,
                                 (gsize)width * 4);
}

static void
assert_corner (FoyerPreview *preview, int corner, float x, float y)
{
  float corners[4][2];

  g_assert_true (foyer_preview_get_outline (preview, corners));
  g_assert_cmpfloat_with_epsilon (corners[corner][0], x, 0.01);
  g_assert_cmpfloat_with_epsilon (corners[corner][1], y, 0.01);
}

/* The preview's picture may be smaller than the frame that the code was found in. */
static void
outlines_the_code_where_it_is_seen (void)
{
  FoyerPreview *preview = foyer_preview_new ();
  GtkWindow *window = NULL;
  g_autoptr (GdkTexture) texture = make_texture (64, 36);
  double width, height, scale, left, top;

  gtk_widget_set_size_request (GTK_WIDGET (preview), 640, 500);
  window = bed_show (GTK_WIDGET (preview), 640, 500);
  foyer_preview_set_texture (preview, texture);
  foyer_preview_set_outline (preview, SQUARE, 1280, 720);
  width = gtk_widget_get_width (GTK_WIDGET (preview));
  height = gtk_widget_get_height (GTK_WIDGET (preview));
  scale = MIN (width / 1280, height / 720);
  left = (width - 1280 * scale) / 2;
  top = (height - 720 * scale) / 2;
  g_assert_cmpfloat (top, >, 10);
  assert_corner (preview, 0, (float)(left + 128 * scale), (float)(top + 72 * scale));
  assert_corner (preview, 2, (float)(left + 640 * scale), (float)(top + 360 * scale));
  foyer_preview_set_mirrored (preview, TRUE);
  assert_corner (preview, 0, (float)(width - left - 128 * scale), (float)(top + 72 * scale));
  gtk_window_destroy (window);
}

static gboolean
has_no_outline (gpointer data)
{
  float corners[4][2];

  return !foyer_preview_get_outline (data, corners);
}

static void
forgets_a_code_that_is_gone (void)
{
  FoyerPreview *preview = foyer_preview_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (preview), 640, 500);
  g_autoptr (GdkTexture) texture = make_texture (64, 36);

  foyer_preview_set_texture (preview, texture);
  foyer_preview_set_outline (preview, SQUARE, 1280, 720);
  g_assert_false (has_no_outline (preview));
  bed_wait (has_no_outline, preview);
  gtk_window_destroy (window);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add_func ("/app/preview/outlines-the-code-where-it-is-seen",
                   outlines_the_code_where_it_is_seen);
  g_test_add_func ("/app/preview/forgets-a-code-that-is-gone", forgets_a_code_that_is_gone);
  return g_test_run ();
}
