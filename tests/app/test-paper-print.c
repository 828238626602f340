/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-paper-print"

#include "config.h"

#include "app/foyer-paper-print.h"

#include "bed.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Who is still to come as a PDF, which pdftotext reads back: the words, and where they stand. */

#define EVENT  "Lantern Night at the Old Harbour"
#define ARABIC "\330\263\331\204\331\205\331\211"
#define HEBREW "\327\251\327\234\327\225\327\235"
#define MANY   20000

typedef struct {
  char *folder;
  GFile *file;
  GAsyncResult *result;
  guint n_pages;
  guint n_ticks;
  guint seen_ticks;
} Printer;

static void
printer_set_up (Printer *printer, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  printer->folder = g_dir_make_tmp ("foyer-paper-XXXXXX", &error);
  g_assert_no_error (error);
  printer->file = g_file_new_build_filename (printer->folder, "list.pdf", NULL);
}

static void
printer_tear_down (Printer *printer, gconstpointer data)
{
  g_file_delete (printer->file, NULL, NULL);
  g_rmdir (printer->folder);
  g_free (printer->folder);
  g_object_unref (printer->file);
}

static FoyerPaperList *
new_list (void)
{
  return foyer_paper_list_new (EVENT,
                               "Everybody",
                               "Europe/Berlin",
                               G_GINT64_CONSTANT (1777651207000000));
}

static void
add_used (FoyerPaperList *list, const FoyerTicket *ticket, guint used, guint inside)
{
  g_autoptr (FoyerTicket) whole = foyer_ticket_new (ticket);
  g_autoptr (FoyerFoundTicket) found = foyer_found_ticket_new (
      &(FoyerFoundTicket){ .ticket = whole, .entries_used = used, .inside = inside });

  foyer_paper_list_add (list, found, TRUE);
}

static void
add (FoyerPaperList *list,
     const char *name,
     const char *order,
     const char *type,
     const char *attention,
     guint entries)
{
  add_used (list,
            &(FoyerTicket){ .id = (char *)"t",
                            .name = (char *)name,
                            .order_code = (char *)order,
                            .ticket_type = (char *)type,
                            .attention = (char *)attention,
                            .allowed_entries = entries },
            0,
            0);
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Printer *)data)->result = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return ((Printer *)data)->result != NULL;
}

/* The window had its turn since the page before. */
static void
on_progress (double done, gpointer data)
{
  Printer *printer = data;

  g_assert_cmpuint (printer->n_ticks, >, printer->seen_ticks);
  printer->seen_ticks = printer->n_ticks;
  printer->n_pages++;
  g_assert_true (done > 0 && done <= 1);
}

static gboolean
on_tick (gpointer data)
{
  ((Printer *)data)->n_ticks++;
  return G_SOURCE_CONTINUE;
}

static gboolean
save (Printer *printer, FoyerPaperList *list, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  /* No more important than the pages: they must leave room for it all the same. */
  guint ticks = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE + 10, on_tick, printer, NULL);

  foyer_paper_print_async (NULL, list, printer->file, on_progress, NULL, on_ready, printer);
  bed_wait (has_result, printer);
  g_source_remove (ticks);
  result = g_steal_pointer (&printer->result);
  return foyer_paper_print_finish (result, error);
}

/* Returns: (transfer full): what pdftotext makes of it */
static char *
read_back (Printer *printer, const char *how, const char *first, const char *last)
{
  g_autofree char *path = g_file_get_path (printer->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                                      &error,
                                                      "pdftotext",
                                                      how,
                                                      "-f",
                                                      first,
                                                      "-l",
                                                      last,
                                                      path,
                                                      "-",
                                                      NULL);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

static void
what_a_desk_needs_is_there (Printer *printer, gconstpointer data)
{
  FoyerPaperList *list = new_list ();
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  add (list, "Ada Lovelace", "A7K2P", "Day pass", "Check the student card.", 1);
  add (list, ARABIC, "B1", "VIP", NULL, 2);
  add (list, HEBREW " Levi", "B2", "VIP", NULL, 12);
  add (list, NULL, "C3", NULL, NULL, 1);
  save (printer, list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (printer->n_pages, ==, 1);
  words = read_back (printer, "-layout", "1", "9");
  g_assert_nonnull (strstr (words, EVENT));
  g_assert_nonnull (strstr (words, "Everybody"));
  g_assert_nonnull (strstr (words, "4 tickets still to come"));
  g_assert_nonnull (strstr (words, "18:00:07"));
  g_assert_nonnull (strstr (words, "Ada Lovelace"));
  g_assert_nonnull (strstr (words, "A7K2P"));
  g_assert_nonnull (strstr (words, "Day pass"));
  g_assert_nonnull (strstr (words, "Check the student card."));
  g_assert_nonnull (strstr (words, ARABIC));
  g_assert_nonnull (strstr (words, HEBREW));
  g_assert_nonnull (strstr (words, "\303\227 12"));
  g_assert_nonnull (strstr (words, "Page 1 of 1"));
}

static void
add_out (FoyerPaperList *list, const char *name, guint allowed, guint used, guint inside)
{
  add_used (list,
            &(FoyerTicket){ .id = (char *)"t",
                            .name = (char *)name,
                            .order_code = (char *)"A7K2P",
                            .allowed_entries = allowed },
            used,
            inside);
}

static void
who_is_out_stands_by_itself (Printer *printer, gconstpointer data)
{
  FoyerPaperList *list = new_list ();
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  const char *heading;

  add_out (list, "Olga Out", 1, 1, 0);
  add_out (list, "Ina Inside", 1, 1, 1);
  /* Of forty, fifteen are still to come, and fourteen of those who came are out. */
  add_out (list, "Gus Group", 40, 25, 11);
  add_out (list, "Tom Tocome", 1, 0, 0);
  save (printer, list, &error);
  g_assert_no_error (error);
  words = read_back (printer, "-layout", "1", "9");
  g_assert_nonnull (strstr (words, "2 tickets still to come"));
  heading = strstr (words, "Out, may come back: 2 tickets");
  g_assert_nonnull (heading);
  g_assert_true (strstr (words, "Tom Tocome") < heading);
  g_assert_true (strstr (words, "Gus Group") < heading);
  g_assert_nonnull (strstr (words, "\303\227 15"));
  g_assert_true (strstr (words, "Olga Out") > heading);
  g_assert_nonnull (strstr (heading, "Gus Group"));
  g_assert_nonnull (strstr (heading, "\303\227 14"));
  g_assert_null (strstr (words, "Ina Inside"));
}

static void
without_a_way_back_nobody_is_out (Printer *printer, gconstpointer data)
{
  g_autoptr (FoyerPaperList) list = new_list ();
  g_autoptr (FoyerTicket) ticket =
      foyer_ticket_new (&(FoyerTicket){ .id = (char *)"t", .allowed_entries = 2 });
  g_autoptr (FoyerFoundTicket) found =
      foyer_found_ticket_new (&(FoyerFoundTicket){ .ticket = ticket, .entries_used = 1 });

  foyer_paper_list_add (list, found, FALSE);
  g_assert_cmpuint (list->tickets->len, ==, 1);
  g_assert_cmpuint (list->out->len, ==, 0);
}

/* However many rows are above it, the heading is on the page of the first who is out. */
static void
a_heading_stays_with_its_first_row (Printer *printer, gconstpointer data)
{
  guint n_second_pages = 0;

  for (guint n = 20; n < 60; n++) {
    FoyerPaperList *list = new_list ();
    g_autoptr (GError) error = NULL;
    g_autofree char *second = NULL;
    gboolean is_second;

    for (guint i = 0; i < n; i++)
      add (list, "Guest", "A7K2P", "Day pass", NULL, 1);
    add_out (list, "Olga Out", 1, 1, 0);
    printer->n_pages = 0;
    save (printer, list, &error);
    g_assert_no_error (error);
    if (printer->n_pages < 2)
      continue;
    second = read_back (printer, "-layout", "2", "2");
    is_second = strstr (second, "Olga Out") != NULL;
    g_assert_true (is_second == (strstr (second, "Out, may come back") != NULL));
    n_second_pages += is_second;
  }
  g_assert_cmpuint (n_second_pages, >, 0);
}

typedef struct {
  double left;
  double top;
  double right;
  char *text;
} Word;

static void
word_clear (gpointer data)
{
  g_free (((Word *)data)->text);
}

/* The words of the first page, with their places. */
static GArray *
read_words (Printer *printer)
{
  g_autofree char *boxes = read_back (printer, "-bbox", "1", "1");
  g_autoptr (GRegex) regex =
      g_regex_new ("<word xMin=\"([\\d.]+)\" yMin=\"([\\d.]+)\" xMax=\"([\\d.]+)\"[^>]*>([^<]*)<",
                   0,
                   0,
                   NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));

  g_array_set_clear_func (words, word_clear);
  g_regex_match (regex, boxes, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *left = g_match_info_fetch (match, 1);
    g_autofree char *top = g_match_info_fetch (match, 2);
    g_autofree char *right = g_match_info_fetch (match, 3);
    Word word = { g_ascii_strtod (left, NULL),
                  g_ascii_strtod (top, NULL),
                  g_ascii_strtod (right, NULL),
                  g_match_info_fetch (match, 4) };

    g_array_append_val (words, word);
  }
  return words;
}

static const Word *
find_word (const GArray *words, const char *text)
{
  for (guint i = 0; i < words->len; i++) {
    const Word *word = &g_array_index (words, Word, i);

    if (g_str_equal (word->text, text))
      return word;
  }
  g_error ("%s is not there", text);
}

/* Every word begins in a column and ends before the next one. */
static void
assert_columns (const GArray *words)
{
  const char *const titles[] = { "Name", "Order", "Ticket", "Attention" };
  const Word *heads[G_N_ELEMENTS (titles)];
  const Word *footer = find_word (words, "Page");
  guint n_looked_at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    heads[i] = find_word (words, titles[i]);
  for (guint i = 0; i < words->len; i++) {
    const Word *word = &g_array_index (words, Word, i);
    guint column = 0;

    if (word->top <= heads[0]->top || word->top >= footer->top)
      continue;
    while (column + 1 < G_N_ELEMENTS (titles) && word->left >= heads[column + 1]->left - 1)
      column++;
    if (column + 1 < G_N_ELEMENTS (titles))
      g_assert_cmpfloat (word->right, <, heads[column + 1]->left);
    n_looked_at++;
  }
  g_assert_cmpuint (n_looked_at, >, 20);
}

static void
nothing_leaves_its_column (Printer *printer, gconstpointer data)
{
  g_autofree char *long_word = g_strnfill (180, 'W');
  g_autofree char *hebrew = NULL;
  g_autoptr (GString) many = g_string_new (NULL);
  FoyerPaperList *list = new_list ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) words = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append (many, HEBREW " ");
  hebrew = g_strdup (many->str);
  add (list, long_word, long_word, long_word, long_word, 1);
  add (list, hebrew, hebrew, hebrew, hebrew, 3);
  add (list,
       "Karl Theodor Maria Nikolaus Johann Jacob Philipp Franz Joseph Sylvester Buhl",
       "ORDER-OF-A-SHOP-THAT-LIKES-LONG-NUMBERS-0000000000000000001",
       "Day pass for the whole weekend with camping, breakfast and a parking place",
       "Needs a seat at the aisle, comes with a guide dog, and wants to be met at the south gate",
       4);
  save (printer, list, &error);
  g_assert_no_error (error);
  words = read_words (printer);
  assert_columns (words);
}

/* How far left the words of a row begin: every letter of some is a word of its own. */
static double
find_left (const GArray *words, const char *order)
{
  const Word *known = find_word (words, order);
  double left = known->left;

  for (guint i = 0; i < words->len; i++) {
    const Word *word = &g_array_index (words, Word, i);

    if (fabs (word->top - known->top) < 2)
      left = MIN (left, word->left);
  }
  return left;
}

/* A name from right to left begins its column too: at the end of it, it would look like a part of
 * the order beside it. */
static void
every_name_stands_in_one_line (Printer *printer, gconstpointer data)
{
  static const char *const orders[] = { "A7K2P", "B2", "B3" };
  FoyerPaperList *list = new_list ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) words = NULL;

  add (list, "Ada", orders[0], "Day pass", NULL, 1);
  add (list, HEBREW, orders[1], "VIP", NULL, 1);
  add (list, "2026", orders[2], "VIP", NULL, 1);
  save (printer, list, &error);
  g_assert_no_error (error);
  words = read_words (printer);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_assert_cmpfloat (fabs (find_left (words, orders[i]) - find_word (words, "Name")->left),
                       <,
                       1.5);
}

/* Nobody at a door can look up the rest of it. */
static void
what_has_to_be_looked_at_is_whole (Printer *printer, gconstpointer data)
{
  FoyerPaperList *list = new_list ();
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  add (list,
       "Ada Lovelace",
       "A7K2P",
       "Day pass",
       "Needs a seat at the aisle, comes with a guide dog, and wants to be met at the south gate",
       1);
  save (printer, list, &error);
  g_assert_no_error (error);
  words = read_back (printer, "-layout", "1", "1");
  g_assert_nonnull (strstr (words, "gate"));
}

/* Hundreds of pages; no ticket is lost where one page ends and the next begins. */
static void
twenty_thousand_are_printed_in_pieces (Printer *printer, gconstpointer data)
{
  FoyerPaperList *list = new_list ();
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *last = NULL;
  const char *at;

  for (guint i = 0; i < MANY; i++) {
    g_autofree char *name = g_strdup_printf ("Guest N%05u", i);
    g_autofree char *long_name =
        g_strdup_printf ("Guest N%05u who has a name that is longer than a line is", i);

    add (list, i % 7 == 0 ? long_name : name, "A7K2P", "Day pass", NULL, 1);
  }
  save (printer, list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (printer->n_pages, >, 300);
  words = read_back (printer, "-layout", "1", "9999");
  at = words;
  for (guint i = 0; i < MANY; i++) {
    g_autofree char *number = g_strdup_printf ("N%05u", i);

    at = strstr (at, number);
    g_assert_nonnull (at);
  }
  last = g_strdup_printf ("Page %u of %u", printer->n_pages, printer->n_pages);
  g_assert_nonnull (strstr (words, last));
}

static void
nobody_is_a_page_too (Printer *printer, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  save (printer, new_list (), &error);
  g_assert_no_error (error);
  words = read_back (printer, "-layout", "1", "1");
  g_assert_nonnull (strstr (words, "0 tickets still to come"));
}

static void
where_it_cannot_be_written_is_said (Printer *printer, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (printer->file);
  printer->file = g_file_new_for_path ("/nowhere/list.pdf");
  g_assert_false (save (printer, new_list (), &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  bed_init (&argc, &argv);
#define ADD(name, func) \
  g_test_add ("/app/paper-print/" name, Printer, NULL, printer_set_up, func, printer_tear_down)
  ADD ("what-a-desk-needs-is-there", what_a_desk_needs_is_there);
  ADD ("who-is-out-stands-by-itself", who_is_out_stands_by_itself);
  ADD ("without-a-way-back-nobody-is-out", without_a_way_back_nobody_is_out);
  ADD ("a-heading-stays-with-its-first-row", a_heading_stays_with_its_first_row);
  ADD ("nothing-leaves-its-column", nothing_leaves_its_column);
  ADD ("every-name-stands-in-one-line", every_name_stands_in_one_line);
  ADD ("what-has-to-be-looked-at-is-whole", what_has_to_be_looked_at_is_whole);
  ADD ("twenty-thousand-are-printed-in-pieces", twenty_thousand_are_printed_in_pieces);
  ADD ("nobody-is-a-page-too", nobody_is_a_page_too);
  ADD ("where-it-cannot-be-written-is-said", where_it_cannot_be_written_is_said);
  return g_test_run ();
}
