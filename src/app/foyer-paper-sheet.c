/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-paper-sheet"

#include "config.h"

#include "app/foyer-paper-sheet.h"

#include "app/foyer-number-text.h"
#include "app/foyer-time-text.h"

#include <glib/gi18n.h>

/* Who is still to come, on paper, and below that who is out and may come back: a row each, with
 * boxes to tick, in columns that nothing flows out of. What is too long is wrapped, and cut off
 * after two lines; later where somebody has to read it before they let the guest in. How high a row
 * is, and so on which page it comes, is found out a few rows at a time. Lengths are in points. */

#define MM(n)       ((n)*72.0 / 25.4)

#define WORDS       9.0
#define SMALL_WORDS 8.0
#define TITLE       14.0
#define HEADING     11.0
/* Whoever ticks a box stands, and may have no table. */
#define BOX       MM (4)
#define MAX_BOXES 3
#define GAP       MM (2)
#define PADDING   MM (1.2)
#define FOOTER    MM (8)
#define MAX_LINES 2

typedef enum {
  COLUMN_BOX,
  COLUMN_NAME,
  COLUMN_ORDER,
  COLUMN_TYPE,
  COLUMN_ATTENTION,
  N_COLUMNS,
} Column;

/* Their shares of what the boxes leave. */
static const double shares[N_COLUMNS] = {
  [COLUMN_NAME] = 0.34,
  [COLUMN_ORDER] = 0.18,
  [COLUMN_TYPE] = 0.2,
  [COLUMN_ATTENTION] = 0.28,
};

static const int most_lines[N_COLUMNS] = {
  [COLUMN_NAME] = MAX_LINES,
  [COLUMN_ORDER] = MAX_LINES,
  [COLUMN_TYPE] = MAX_LINES,
  [COLUMN_ATTENTION] = 6,
};

static const char *const titles[N_COLUMNS] = {
  [COLUMN_NAME] = N_ ("Name"),
  [COLUMN_ORDER] = N_ ("Order"),
  [COLUMN_TYPE] = N_ ("Ticket Type"),
  [COLUMN_ATTENTION] = N_ ("Attention"),
};

/* @lefts: where each column begins, and @widths: how wide it is
 * @mirrored: whether the first column is at the right, as people read here
 * @header: how high what stands above the rows is
 * @firsts: (element-type guint): the first row of each page
 * @next: the row that comes next, and @filled: how much of its page is full */
struct _FoyerPaperSheet {
  FoyerPaperList *list;
  double width;
  double height;
  gboolean mirrored;
  double lefts[N_COLUMNS];
  double widths[N_COLUMNS];
  double header;
  GArray *firsts;
  guint next;
  double filled;
};

/**
 * foyer_paper_list_new:
 * @list_name: (nullable): the check-in list
 * @time_zone: (nullable): the event's zone
 * @printed_at: when what is printed was so
 *
 * Returns: (transfer full): a list with nobody on it
 */
FoyerPaperList *
foyer_paper_list_new (const char *event_name,
                      const char *list_name,
                      const char *time_zone,
                      FoyerTime printed_at)
{
  FoyerPaperList *self = g_new0 (FoyerPaperList, 1);

  self->event_name = g_strdup (event_name);
  self->list_name = g_strdup (list_name);
  self->time_zone = g_strdup (time_zone);
  self->printed_at = printed_at;
  self->tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_unref);
  self->out = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_unref);
  return self;
}

static void
add_entries (GPtrArray *tickets, const FoyerTicket *ticket, guint n)
{
  FoyerTicket fields = *ticket;

  fields.allowed_entries = n;
  g_ptr_array_add (tickets, foyer_ticket_new (&fields));
}

/**
 * foyer_paper_list_add:
 * @found: a ticket, and how far it is used
 * @reentry: whether the check-in list lets those who went out back in
 *
 * Adds the guests of a ticket that are still to come, and those that may come back.
 */
void
foyer_paper_list_add (FoyerPaperList *self, const FoyerFoundTicket *found, gboolean reentry)
{
  if (found->entries_used < found->ticket->allowed_entries)
    add_entries (self->tickets,
                 found->ticket,
                 found->ticket->allowed_entries - found->entries_used);
  if (reentry && found->inside < found->entries_used)
    add_entries (self->out, found->ticket, found->entries_used - found->inside);
}

/**
 * foyer_paper_list_free:
 *
 * Frees it with all that it holds.
 */
void
foyer_paper_list_free (FoyerPaperList *self)
{
  g_free (self->event_name);
  g_free (self->list_name);
  g_free (self->time_zone);
  g_ptr_array_unref (self->tickets);
  g_ptr_array_unref (self->out);
  g_free (self);
}

static void
set_font (PangoLayout *layout, double points, PangoWeight weight)
{
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* An order with a hyphen in it is another order. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (layout, attributes);
  pango_font_description_set_size (font, (int)(points * PANGO_SCALE));
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
}

/* Nothing leaves its column: words are broken where they are too long, and lines cut off. */
static double
set_text (PangoLayout *layout, const char *text, double width, int n_lines)
{
  int height;

  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_height (layout, -n_lines);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

/* Words begin where their column does, whichever way they are read: else a name from right to left
 * would end at the next column, and look as if it belonged to that. */
static void
align (PangoLayout *layout, gboolean mirrored)
{
  PangoDirection direction = pango_layout_get_line_readonly (layout, 0)->resolved_dir;

  /* What is read from right to left has its left at the right. */
  pango_layout_set_alignment (layout,
                              mirrored == (direction == PANGO_DIRECTION_RTL) ? PANGO_ALIGN_LEFT
                                                                             : PANGO_ALIGN_RIGHT);
}

static const char *
get_cell (const FoyerTicket *ticket, Column column)
{
  const char *text = NULL;

  if (column == COLUMN_NAME)
    text = ticket->name != NULL ? ticket->name : ticket->email;
  else if (column == COLUMN_ORDER)
    text = ticket->order_code;
  else if (column == COLUMN_TYPE)
    text = ticket->ticket_type;
  else if (column == COLUMN_ATTENTION)
    text = ticket->attention;
  return text != NULL ? text : "";
}

static guint
count_rows (const FoyerPaperList *list)
{
  return list->tickets->len + (list->out->len > 0 ? 1 + list->out->len : 0);
}

/* Returns: (nullable): the ticket of a row; %NULL for the heading of those who are out */
static const FoyerTicket *
get_row (const FoyerPaperList *list, guint row)
{
  if (row < list->tickets->len)
    return g_ptr_array_index (list->tickets, row);
  return row > list->tickets->len ? g_ptr_array_index (list->out, row - list->tickets->len - 1)
                                  : NULL;
}

static double
set_heading (FoyerPaperSheet *self, PangoLayout *layout)
{
  guint n = self->list->out->len;
  g_autofree char *number = foyer_number_text (n);
  g_autofree char *text = g_strdup_printf (ngettext ("Out, may come back: %s ticket",
                                                     "Out, may come back: %s tickets",
                                                     n),
                                           number);
  double height;

  set_font (layout, HEADING, PANGO_WEIGHT_BOLD);
  height = set_text (layout, text, self->width, 1);
  return height + 3 * GAP;
}

static double
measure_row (FoyerPaperSheet *self, PangoLayout *layout, const FoyerTicket *ticket)
{
  double height = BOX;

  for (guint column = COLUMN_NAME; column < N_COLUMNS; column++) {
    const char *text = get_cell (ticket, (Column)column);

    if (*text != '\0')
      height = MAX (height, set_text (layout, text, self->widths[column], most_lines[column]));
  }
  return height + 2 * PADDING;
}

static char *
describe (const FoyerPaperList *list)
{
  guint n = list->tickets->len;
  g_autofree char *clock =
      foyer_time_text_exact (list->printed_at, 0, list->time_zone, g_get_real_time ());
  g_autofree char *number = foyer_number_text (n);
  g_autofree char *count =
      g_strdup_printf (ngettext ("%s ticket still to come", "%s tickets still to come", n), number);

  if (list->list_name == NULL)
    /* Translators: how many tickets, and a time. */
    return g_strdup_printf (_ ("%s · as it was at %s"), count, clock);
  /* Translators: a check-in list, how many tickets, and a time. */
  return g_strdup_printf (_ ("%s · %s · as it was at %s"), list->list_name, count, clock);
}

static void
show (FoyerPaperSheet *self, cairo_t *cairo, PangoLayout *layout, double left, double top)
{
  cairo_move_to (cairo, left, top);
  pango_cairo_update_layout (cairo, layout);
  pango_cairo_show_layout (cairo, layout);
}

/* Returns: how high it is; where @cairo is %NULL it is only measured */
static double
draw_header (FoyerPaperSheet *self, cairo_t *cairo, PangoLayout *layout)
{
  g_autofree char *description = describe (self->list);
  double top;

  set_font (layout, TITLE, PANGO_WEIGHT_BOLD);
  top = set_text (layout, self->list->event_name, self->width, MAX_LINES);
  if (cairo != NULL)
    show (self, cairo, layout, 0, 0);
  set_font (layout, WORDS, PANGO_WEIGHT_NORMAL);
  if (cairo != NULL) {
    set_text (layout, description, self->width, MAX_LINES);
    show (self, cairo, layout, 0, top);
  }
  top += set_text (layout, description, self->width, MAX_LINES) + GAP;
  set_font (layout, SMALL_WORDS, PANGO_WEIGHT_BOLD);
  for (guint column = COLUMN_NAME; cairo != NULL && column < N_COLUMNS; column++) {
    set_text (layout, _ (titles[column]), self->widths[column], 1);
    show (self, cairo, layout, self->lefts[column], top);
  }
  return top + set_text (layout, _ (titles[COLUMN_NAME]), self->width, 1) + PADDING;
}

static void
place_columns (FoyerPaperSheet *self)
{
  double boxes = MAX_BOXES * (BOX + MM (1)) + GAP;
  double left = boxes;
  double rest = self->width - boxes - (N_COLUMNS - 2) * GAP;

  self->lefts[COLUMN_BOX] = 0;
  self->widths[COLUMN_BOX] = boxes - GAP;
  for (guint column = COLUMN_NAME; column < N_COLUMNS; column++) {
    self->lefts[column] = left;
    self->widths[column] = rest * shares[column];
    left += self->widths[column] + GAP;
  }
  for (guint column = 0; self->mirrored && column < N_COLUMNS; column++)
    self->lefts[column] = self->width - self->lefts[column] - self->widths[column];
}

/**
 * foyer_paper_sheet_new:
 * @list: (transfer full): what is printed
 * @layout: measures what is on every page
 * @width: what can be printed on
 * @height: what can be printed on
 * @mirrored: whether the columns go from right to left
 *
 * Returns: (transfer full): a sheet whose pages are not known yet
 */
FoyerPaperSheet *
foyer_paper_sheet_new (FoyerPaperList *list,
                       PangoLayout *layout,
                       double width,
                       double height,
                       gboolean mirrored)
{
  FoyerPaperSheet *self = g_new0 (FoyerPaperSheet, 1);
  guint first = 0;

  self->list = list;
  self->width = width;
  self->height = height;
  self->mirrored = mirrored;
  self->firsts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->firsts, first);
  place_columns (self);
  self->header = draw_header (self, NULL, layout);
  return self;
}

void
foyer_paper_sheet_free (FoyerPaperSheet *self)
{
  foyer_paper_list_free (self->list);
  g_array_unref (self->firsts);
  g_free (self);
}

/* A heading stays with the first row below it. */
static double
measure_next (FoyerPaperSheet *self, PangoLayout *layout, double *together)
{
  const FoyerTicket *ticket = get_row (self->list, self->next);
  double height = ticket == NULL ? set_heading (self, layout) : 0;

  set_font (layout, WORDS, PANGO_WEIGHT_NORMAL);
  if (ticket != NULL)
    height = measure_row (self, layout, ticket);
  *together = height;
  if (ticket == NULL)
    *together += measure_row (self, layout, get_row (self->list, self->next + 1));
  return height;
}

/**
 * foyer_paper_sheet_paginate:
 * @most: for so many rows at most
 *
 * Finds out on which pages the next rows come.
 *
 * Returns: whether that is known of all
 */
gboolean
foyer_paper_sheet_paginate (FoyerPaperSheet *self, PangoLayout *layout, guint most)
{
  double room = self->height - self->header - FOOTER;
  guint end = MIN (self->next + most, count_rows (self->list));

  for (; self->next < end; self->next++) {
    double together;
    double row = measure_next (self, layout, &together);

    /* A page without a row would come again and again. */
    if (self->filled > 0 && self->filled + together > room) {
      g_array_append_val (self->firsts, self->next);
      self->filled = 0;
    }
    self->filled += row;
  }
  return self->next == count_rows (self->list);
}

/**
 * foyer_paper_sheet_get_n_pages:
 *
 * Returns: how many pages there are; it is known when foyer_paper_sheet_paginate() says so
 */
guint
foyer_paper_sheet_get_n_pages (FoyerPaperSheet *self)
{
  return self->firsts->len;
}

/* A box for each entry; of very many, a number stands for those that do not fit. */
static void
draw_boxes (FoyerPaperSheet *self,
            cairo_t *cairo,
            PangoLayout *layout,
            double top,
            const FoyerTicket *ticket)
{
  guint n = ticket->allowed_entries <= MAX_BOXES ? ticket->allowed_entries : 1;
  g_autofree char *more = NULL;

  for (guint i = 0; i < n; i++) {
    double left = i * (BOX + MM (1));

    if (self->mirrored)
      left = self->width - left - BOX;
    cairo_rectangle (cairo, left + 0.5, top + 0.5, BOX - 1, BOX - 1);
  }
  cairo_set_line_width (cairo, 0.8);
  cairo_stroke (cairo);
  if (n == ticket->allowed_entries)
    return;
  more = g_strdup_printf ("× %u", ticket->allowed_entries);
  set_text (layout, more, self->widths[COLUMN_BOX] - BOX - MM (1), 1);
  show (self,
        cairo,
        layout,
        self->mirrored ? self->lefts[COLUMN_BOX] : self->lefts[COLUMN_BOX] + BOX + MM (1),
        top);
}

static double
draw_heading (FoyerPaperSheet *self, cairo_t *cairo, PangoLayout *layout, double top)
{
  double height = set_heading (self, layout);

  show (self, cairo, layout, 0, top + 2 * GAP);
  return height;
}

static double
draw_row (FoyerPaperSheet *self,
          cairo_t *cairo,
          PangoLayout *layout,
          double top,
          const FoyerTicket *ticket)
{
  double height;

  if (ticket == NULL)
    return draw_heading (self, cairo, layout, top);
  set_font (layout, WORDS, PANGO_WEIGHT_NORMAL);
  height = measure_row (self, layout, ticket);
  cairo_move_to (cairo, 0, top);
  cairo_rel_line_to (cairo, self->width, 0);
  cairo_set_line_width (cairo, 0.25);
  cairo_stroke (cairo);
  draw_boxes (self, cairo, layout, top + PADDING, ticket);
  for (guint column = COLUMN_NAME; column < N_COLUMNS; column++) {
    set_text (layout, get_cell (ticket, (Column)column), self->widths[column], most_lines[column]);
    align (layout, self->mirrored);
    show (self, cairo, layout, self->lefts[column], top + PADDING);
  }
  pango_layout_set_alignment (layout, PANGO_ALIGN_LEFT);
  return height;
}

static void
draw_footer (FoyerPaperSheet *self, cairo_t *cairo, PangoLayout *layout, guint page)
{
  /* Translators: the number of a page, and how many there are. */
  g_autofree char *text =
      g_strdup_printf (_ ("Page %u of %u"), page + 1, foyer_paper_sheet_get_n_pages (self));
  double height;

  set_font (layout, SMALL_WORDS, PANGO_WEIGHT_NORMAL);
  height = set_text (layout, text, self->width, 1);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  show (self, cairo, layout, 0, self->height - height);
  pango_layout_set_alignment (layout, PANGO_ALIGN_LEFT);
}

/**
 * foyer_paper_sheet_draw:
 * @cairo: a page, in points
 * @layout: used for the words
 * @page: which page it is, from 0
 */
void
foyer_paper_sheet_draw (FoyerPaperSheet *self, cairo_t *cairo, PangoLayout *layout, guint page)
{
  guint first, end;
  double top;

  g_return_if_fail (page < self->firsts->len);

  first = g_array_index (self->firsts, guint, page);
  end = page + 1 < self->firsts->len ? g_array_index (self->firsts, guint, page + 1)
                                     : count_rows (self->list);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  top = draw_header (self, cairo, layout);
  for (guint i = first; i < end; i++)
    top += draw_row (self, cairo, layout, top, get_row (self->list, i));
  draw_footer (self, cairo, layout, page);
}
