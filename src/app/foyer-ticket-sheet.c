/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-sheet"

#include "config.h"

#include "app/foyer-ticket-sheet.h"

#include "app/foyer-qr-symbol.h"

/* Tickets on paper: a cell each, with the event, who it is for, its type and its code, and marks to
 * cut along. Lengths are in points. */

#define MM(n)       ((n)*72.0 / 25.4)

#define CELL_WIDTH  MM (90)
#define CELL_HEIGHT MM (45)
/* The code alone, without the white around it: at arm's length every laptop reads it. */
#define CODE_SIZE MM (30)
#define INSET     MM (6)
#define GAP       MM (5)
#define MARK      MM (3)

/**
 * foyer_ticket_sheet_fit:
 * @width: what can be printed on
 * @height: what can be printed on
 *
 * Returns: as many tickets as fit, in the middle; at least one
 */
FoyerTicketSheet
foyer_ticket_sheet_fit (double width, double height)
{
  FoyerTicketSheet self;

  self.columns = (guint)CLAMP (width / CELL_WIDTH, 1, 100);
  self.rows = (guint)CLAMP (height / CELL_HEIGHT, 1, 100);
  self.left = MAX ((width - self.columns * CELL_WIDTH) / 2, 0);
  self.top = MAX ((height - self.rows * CELL_HEIGHT) / 2, 0);
  return self;
}

guint
foyer_ticket_sheet_count_pages (const FoyerTicketSheet *self, guint n_tickets)
{
  guint n_cells = self->columns * self->rows;

  return MAX ((n_tickets + n_cells - 1) / n_cells, 1);
}

/* Corners only: a line along the whole edge would show where the cut was not straight. */
static void
draw_marks (cairo_t *cairo, double left, double top)
{
  for (guint i = 0; i < 4; i++) {
    double x = left + (i % 2) * CELL_WIDTH;
    double y = top + (i / 2) * CELL_HEIGHT;

    cairo_move_to (cairo, x - MARK / 2, y);
    cairo_rel_line_to (cairo, MARK, 0);
    cairo_move_to (cairo, x, y - MARK / 2);
    cairo_rel_line_to (cairo, 0, MARK);
  }
  cairo_set_line_width (cairo, 0.4);
  cairo_set_source_rgb (cairo, 0.4, 0.4, 0.4);
  cairo_stroke (cairo);
}

/* One path, so that no printer leaves a hair of white between two modules. */
static void
draw_code (cairo_t *cairo, double left, double top, const char *text)
{
  int width = 0;
  g_autofree guint8 *modules = foyer_qr_symbol_new (text, &width);
  double size = CODE_SIZE / MAX (width, 1);

  for (int i = 0; modules != NULL && i < width * width; i++) {
    if (modules[i] != 0)
      cairo_rectangle (cairo, left + i % width * size, top + i / width * size, size, size);
  }
  cairo_set_source_rgb (cairo, 0, 0, 0);
  cairo_fill (cairo);
}

typedef struct {
  const char *text;
  double points;
  PangoWeight weight;
  int lines;
} Line;

/* Returns: how high it is */
static double
draw_line (cairo_t *cairo, PangoLayout *layout, const Line *line)
{
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  int height;

  if (line->text == NULL || *line->text == '\0') {
    pango_font_description_free (font);
    return 0;
  }
  pango_font_description_set_size (font, (int)(line->points * PANGO_SCALE));
  pango_font_description_set_weight (font, line->weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_height (layout, -line->lines);
  pango_layout_set_text (layout, line->text, -1);
  pango_cairo_update_layout (cairo, layout);
  pango_cairo_show_layout (cairo, layout);
  pango_layout_get_size (layout, NULL, &height);
  return (double)height / PANGO_SCALE + 2;
}

static void
draw_words (cairo_t *cairo,
            PangoLayout *layout,
            double left,
            double top,
            const char *event_name,
            const FoyerTicketRow *ticket)
{
  const Line lines[] = {
    { event_name, 12, PANGO_WEIGHT_BOLD, 2 },
    { ticket->name, 11, PANGO_WEIGHT_NORMAL, 2 },
    { ticket->ticket_type, 10, PANGO_WEIGHT_NORMAL, 1 },
    { ticket->order_code, 8, PANGO_WEIGHT_NORMAL, 1 },
  };

  cairo_set_source_rgb (cairo, 0, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    cairo_move_to (cairo, left, top);
    top += draw_line (cairo, layout, &lines[i]);
  }
}

static void
draw_ticket (cairo_t *cairo,
             PangoLayout *layout,
             double left,
             double top,
             const char *event_name,
             const FoyerTicketRow *ticket)
{
  double code_top = top + (CELL_HEIGHT - CODE_SIZE) / 2;
  double words_left = left + INSET + CODE_SIZE + GAP;

  draw_marks (cairo, left, top);
  draw_code (cairo, left + INSET, code_top, ticket->code);
  pango_layout_set_width (layout, (int)((left + CELL_WIDTH - INSET - words_left) * PANGO_SCALE));
  draw_words (cairo, layout, words_left, code_top, event_name, ticket);
}

/**
 * foyer_ticket_sheet_draw:
 * @cairo: a page, in points
 * @layout: used for the words
 * @tickets: (element-type FoyerTicketRow): all of them; each has a code
 * @page: which page it is, from 0
 */
void
foyer_ticket_sheet_draw (const FoyerTicketSheet *self,
                         cairo_t *cairo,
                         PangoLayout *layout,
                         const char *event_name,
                         GPtrArray *tickets,
                         guint page)
{
  guint n_cells = self->columns * self->rows;

  pango_context_set_round_glyph_positions (pango_layout_get_context (layout), FALSE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  for (guint i = 0; i < n_cells && page * n_cells + i < tickets->len; i++)
    draw_ticket (cairo,
                 layout,
                 self->left + i % self->columns * CELL_WIDTH,
                 self->top + i / self->columns * CELL_HEIGHT,
                 event_name,
                 g_ptr_array_index (tickets, page * n_cells + i));
}
