/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-paper-print"

#include "config.h"

#include "app/foyer-paper-print.h"

#include "bed.h"

#include <glib/gstdio.h>
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
  FoyerPaperList *list = g_new0 (FoyerPaperList, 1);

  list->event_name = g_strdup (EVENT);
  list->list_name = g_strdup ("Everybody");
  list->time_zone = g_strdup ("Europe/Berlin");
  list->printed_at = G_GINT64_CONSTANT (1777651207000000);
  list->tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_unref);
  return list;
}

static void
add (FoyerPaperList *list,
     const char *name,
     const char *order,
     const char *type,
     const char *attention,
     guint entries)
{
  g_ptr_array_add (list->tickets,
                   foyer_ticket_new (&(FoyerTicket){ .id = (char *)"t",
                                                     .name = (char *)name,
                                                     .order_code = (char *)order,
                                                     .ticket_type = (char *)type,
                                                     .attention = (char *)attention,
                                                     .allowed_entries = entries }));
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
  ADD ("nothing-leaves-its-column", nothing_leaves_its_column);
  ADD ("twenty-thousand-are-printed-in-pieces", twenty_thousand_are_printed_in_pieces);
  ADD ("nobody-is-a-page-too", nobody_is_a_page_too);
  ADD ("where-it-cannot-be-written-is-said", where_it_cannot_be_written_is_said);
  return g_test_run ();
}
