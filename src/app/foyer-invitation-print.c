/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-invitation-print"

#include "config.h"

#include "app/foyer-invitation-print.h"

#include "app/foyer-qr-symbol.h"

#include <glib/gi18n.h>

/* An invitation on paper: one page with a QR code of the size that any camera reads, and all that
 * its owner has to know. */

#define QR_MM  70
#define GAP_MM 8

/**
 * foyer_invitation_card_free:
 */
void
foyer_invitation_card_free (FoyerInvitationCard *self)
{
  g_free (self->person);
  g_free (self->place);
  g_free (self->text);
  g_free (self->code);
  g_free (self->validity);
  g_free (self);
}

static FoyerInvitationCard *
copy_card (const FoyerInvitationCard *card)
{
  FoyerInvitationCard *copy = g_new0 (FoyerInvitationCard, 1);

  copy->person = g_strdup (card->person);
  copy->place = g_strdup (card->place);
  copy->text = g_strdup (card->text);
  copy->code = g_strdup (card->code);
  copy->validity = g_strdup (card->validity);
  return copy;
}

/* Returns how high it is. */
static double
draw_text (cairo_t *cr,
           PangoLayout *layout,
           const char *text,
           const char *font,
           double y,
           double width)
{
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  int height;

  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  cairo_move_to (cr, 0, y);
  pango_cairo_show_layout (cr, layout);
  return (double)height / PANGO_SCALE;
}

static gboolean
draw_symbol (cairo_t *cr, const char *text, double x, double y, double size)
{
  int width;
  g_autofree guint8 *modules = foyer_qr_symbol_new (text, &width);
  double module;

  if (modules == NULL)
    return FALSE;
  module = size / (width + 2 * FOYER_QR_QUIET);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (int i = 0; i < width * width; i++) {
    if (modules[i] != 0)
      cairo_rectangle (cr,
                       x + (i % width + FOYER_QR_QUIET) * module,
                       y + (i / width + FOYER_QR_QUIET) * module,
                       module,
                       module);
  }
  cairo_fill (cr);
  return TRUE;
}

/**
 * foyer_invitation_card_draw:
 * @layout: one of @cr
 * @width: of the page, in the unit of @cr
 * @dots_per_mm: how many of that unit a millimetre has
 *
 * Returns: whether the text fits a QR code
 */
gboolean
foyer_invitation_card_draw (const FoyerInvitationCard *self,
                            cairo_t *cr,
                            PangoLayout *layout,
                            double width,
                            double dots_per_mm)
{
  double gap = GAP_MM * dots_per_mm;
  double size = MIN (QR_MM * dots_per_mm, width);
  double y = 0;

  cairo_set_source_rgb (cr, 0, 0, 0);
  y += draw_text (cr, layout, self->person, "Sans Bold 24", y, width) + gap / 2;
  if (self->place != NULL)
    y += draw_text (cr, layout, self->place, "Sans 16", y, width);
  y += gap;
  if (!draw_symbol (cr, self->text, (width - size) / 2, y, size))
    return FALSE;
  y += size + gap;
  y += draw_text (cr, layout, self->code, "Monospace Bold 20", y, width) + gap;
  y += draw_text (cr,
                  layout,
                  _ ("Choose “I Have an Invitation” on a desk, and hold this in front of its "
                     "camera, or type the code. It works once: keep it to yourself."),
                  "Sans 13",
                  y,
                  width) +
       gap / 2;
  draw_text (cr, layout, self->validity, "Sans 13", y, width);
  return TRUE;
}

static void
on_draw_page (GtkPrintOperation *operation,
              GtkPrintContext *context,
              int page,
              const FoyerInvitationCard *card)
{
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);

  foyer_invitation_card_draw (card,
                              gtk_print_context_get_cairo_context (context),
                              layout,
                              gtk_print_context_get_width (context),
                              gtk_print_context_get_dpi_x (context) / 25.4);
}

static void
free_card (gpointer data, GClosure *closure)
{
  foyer_invitation_card_free (data);
}

/**
 * foyer_invitation_print_new:
 *
 * Returns: (transfer full): what prints the invitation when it is run
 */
GtkPrintOperation *
foyer_invitation_print_new (const FoyerInvitationCard *card)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, _ ("Invitation"));
  g_signal_connect_data (operation,
                         "draw-page",
                         G_CALLBACK (on_draw_page),
                         copy_card (card),
                         free_card,
                         0);
  return operation;
}
