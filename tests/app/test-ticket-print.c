/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-ticket-print"

#include "config.h"

#include "app/foyer-ticket-print.h"

#include "bed.h"

#include <glib/gstdio.h>
#include <string.h>

/* Tickets as PDF, which other programs read back: pdftoppm the pages, foyer-scan-file the codes on
 * them, pdftotext the words. */

#define N_TICKETS     15
#define PER_PAGE      12
#define PIXELS_PER_MM 6
#define EVENT         "Lantern Night at the Old Harbour"

typedef struct {
  char *folder;
  GFile *file;
  GAsyncResult *result;
} Printer;

static void
printer_set_up (Printer *printer, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  printer->folder = g_dir_make_tmp ("foyer-print-XXXXXX", &error);
  g_assert_no_error (error);
  printer->file = g_file_new_build_filename (printer->folder, "tickets.pdf", NULL);
}

static void
printer_tear_down (Printer *printer, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (printer->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (printer->folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (printer->folder);
  g_free (printer->folder);
  g_object_unref (printer->file);
}

static FoyerTicketTable *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  FoyerTicketTable *table = foyer_ticket_table_parse (bytes, zone, &error);

  g_assert_no_error (error);
  return table;
}

/* As long as a signed code. */
static char *
make_code (guint number)
{
  g_autofree char *digits = g_strdup_printf ("%03u", number);
  g_autoptr (GString) code = g_string_new ("F1");

  while (code->len < 153)
    g_string_append_c (code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(code->len * 7 + number) % 32]);
  g_string_overwrite (code, 10, digits);
  return g_strdup (code->str);
}

static FoyerTicketTable *
make_table (void)
{
  g_autoptr (GString) text = g_string_new ("Code,Name,Ticket type,Status\n");

  for (guint i = 0; i < N_TICKETS; i++) {
    g_autofree char *code = make_code (i);

    g_string_append_printf (text, "%s,Guest %u,Day pass,paid\n", code, i);
  }
  g_string_append (text, "VOIDED,Nobody,Day pass,canceled\n");
  return parse (text->str);
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

static gboolean
save (Printer *printer, FoyerTicketTable *table, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  foyer_ticket_print_async (NULL, EVENT, table, printer->file, on_ready, printer);
  bed_wait (has_result, printer);
  result = g_steal_pointer (&printer->result);
  return foyer_ticket_print_finish (result, error);
}

/* Returns: (transfer full): what a program prints */
static char *
run (const char *folder, const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char *output = NULL;

  g_subprocess_launcher_set_cwd (launcher, folder);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

/* One ticket, as it is cut out of the page: a scanner looks at one at a time. */
static char *
read_code (Printer *printer, guint number)
{
  guint cell = number % PER_PAGE;
  g_autofree char *page = g_strdup_printf ("%u", number / PER_PAGE + 1);
  g_autofree char *left = g_strdup_printf ("%u", (15 + cell % 2 * 90) * PIXELS_PER_MM);
  g_autofree char *top = g_strdup_printf ("%u", (10 + cell / 2 * 45) * PIXELS_PER_MM);
  const char *paint[] = { "pdftoppm", "-f",   page,  "-l",          page,          "-r",   "152.4",
                          "-gray",    "-png", "-x",  left,          "-y",          top,    "-W",
                          "540",      "-H",   "270", "-singlefile", "tickets.pdf", "cell", NULL };
  const char *scan[] = { g_getenv ("FOYER_SCAN_FILE"), "cell.png", NULL };
  g_autofree char *nothing = run (printer->folder, paint);

  return run (printer->folder, scan);
}

static void
a_pdf_holds_all_tickets (Printer *printer, gconstpointer data)
{
  const char *extract[] = { "pdftotext", "tickets.pdf", "-", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  save (printer, make_table (), &error);
  g_assert_no_error (error);
  words = run (printer->folder, extract);
  for (guint i = 0; i < N_TICKETS; i++) {
    g_autofree char *code = make_code (i);
    g_autofree char *line = g_strdup_printf ("\t%s\n", code);
    g_autofree char *name = g_strdup_printf ("Guest %u\n", i);
    g_autofree char *seen = read_code (printer, i);

    g_assert_true (g_str_has_suffix (seen, line));
    g_assert_nonnull (strstr (words, name));
  }
  g_assert_nonnull (strstr (words, "Lantern Night"));
  g_assert_nonnull (strstr (words, "Day pass"));
  g_assert_null (strstr (words, "Nobody"));
}

static void
what_cannot_be_printed_is_said (Printer *printer, gconstpointer data)
{
  g_autoptr (GError) nothing = NULL;
  g_autoptr (GError) nowhere = NULL;

  g_assert_false (save (printer, parse ("Code,Status\nA,canceled\n"), &nothing));
  g_assert_cmpstr (nothing->message, ==, "There is no ticket to be printed.");
  g_object_unref (printer->file);
  printer->file = g_file_new_for_uri ("https://example.org/tickets.pdf");
  g_assert_false (save (printer, make_table (), &nowhere));
  g_assert_cmpstr (nowhere->message, ==, "A PDF can be saved on this computer only.");
  g_object_unref (printer->file);
  printer->file = g_file_new_for_path ("/nowhere/tickets.pdf");
  g_clear_error (&nowhere);
  g_assert_false (save (printer, make_table (), &nowhere));
  g_assert_nonnull (nowhere);
}

static void
add_test (const char *name, void (*test) (Printer *, gconstpointer))
{
  g_test_add (name, Printer, NULL, printer_set_up, test, printer_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/ticket-print/a-pdf-holds-all-tickets", a_pdf_holds_all_tickets);
  add_test ("/app/ticket-print/what-cannot-be-printed-is-said", what_cannot_be_printed_is_said);
  return g_test_run ();
}
