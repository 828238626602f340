/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-ticket-sheet"

#include "config.h"

#include "app/foyer-ticket-sheet.h"

/* How tickets lie on paper. */

#define MM(n)         ((n)*72.0 / 25.4)
#define PIXELS_PER_MM 10

static void
as_many_as_fit (void)
{
  FoyerTicketSheet a4 = foyer_ticket_sheet_fit (MM (190), MM (277));
  FoyerTicketSheet letter = foyer_ticket_sheet_fit (MM (196), MM (259));
  FoyerTicketSheet label = foyer_ticket_sheet_fit (MM (20), MM (20));

  g_assert_cmpuint (a4.columns * a4.rows, ==, 12);
  g_assert_cmpuint (letter.columns * letter.rows, ==, 10);
  g_assert_cmpuint (label.columns * label.rows, ==, 1);
  g_assert_cmpuint (foyer_ticket_sheet_count_pages (&a4, 0), ==, 1);
  g_assert_cmpuint (foyer_ticket_sheet_count_pages (&a4, 12), ==, 1);
  g_assert_cmpuint (foyer_ticket_sheet_count_pages (&a4, 13), ==, 2);
}

static cairo_surface_t *
draw (GPtrArray *tickets)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, 100 * PIXELS_PER_MM, 50 * PIXELS_PER_MM);
  cairo_t *cairo = cairo_create (surface);
  g_autoptr (PangoLayout) layout = NULL;
  FoyerTicketSheet sheet = foyer_ticket_sheet_fit (MM (100), MM (50));

  cairo_scale (cairo, PIXELS_PER_MM / MM (1), PIXELS_PER_MM / MM (1));
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_paint (cairo);
  layout = pango_cairo_create_layout (cairo);
  foyer_ticket_sheet_draw (&sheet, cairo, layout, "", tickets, 0);
  cairo_destroy (cairo);
  cairo_surface_flush (surface);
  return surface;
}

/* Within the marks there is only the code, because the ticket says nothing else. */
static double
measure_code (cairo_surface_t *surface)
{
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  int left = G_MAXINT;
  int right = 0;

  for (int y = 6 * PIXELS_PER_MM; y < 44 * PIXELS_PER_MM; y++) {
    for (int x = 8 * PIXELS_PER_MM; x < 90 * PIXELS_PER_MM; x++) {
      if (pixels[y * stride + 4 * x] > 127)
        continue;
      left = MIN (left, x);
      right = MAX (right, x);
    }
  }
  return (double)(right + 1 - left) / PIXELS_PER_MM;
}

static void
a_code_is_large_enough (void)
{
  FoyerTicketRow ticket = { .code = (char *)"F0ABCDEFGHIJKLMNOPQRSTUVWXYZ" };
  g_autoptr (GPtrArray) tickets = g_ptr_array_new ();
  cairo_surface_t *surface;

  g_ptr_array_add (tickets, &ticket);
  surface = draw (tickets);
  g_assert_cmpfloat_with_epsilon (measure_code (surface), 30, 0.3);
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/ticket-sheet/as-many-as-fit", as_many_as_fit);
  g_test_add_func ("/app/ticket-sheet/a-code-is-large-enough", a_code_is_large_enough);
  return g_test_run ();
}
