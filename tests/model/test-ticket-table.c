/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "model/foyer-ticket-cells.h"
#include "model/foyer-ticket-columns.h"
#include "model/foyer-ticket-table.h"

#include <string.h>

static FoyerTicketTable *
parse (const char *data, gsize size, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (2 * 60 * 60);

  return foyer_ticket_table_parse (bytes, zone, error);
}

static FoyerTicketTable *
parse_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  FoyerTicketTable *table = parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return table;
}

static FoyerTicketTable *
parse_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "import", name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  FoyerTicketTable *table;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  table = parse (data, size, &error);
  g_assert_no_error (error);
  return table;
}

/* A ticket in one line, as the expectations below have it. */
static char *
describe (const FoyerTicketRow *row)
{
  GString *text = g_string_new (NULL);
  const char *fields[] = { row->code,        row->name,       row->email,
                           row->ticket_type, row->order_code, row->attention };

  g_string_append_printf (text, "%u", row->line);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_string_append_printf (text, "|%s", fields[i] != NULL ? fields[i] : "-");
  g_string_append (text, row->is_void ? "|void" : row->paid ? "|paid" : "|unpaid");
  g_string_append_printf (text, "|%u|%u", row->allowed_entries, row->copy);
  return g_string_free (text, FALSE);
}

static void
assert_rows (FoyerTicketTable *table, const char *const *expected)
{
  g_assert_cmpuint (table->refused->len, ==, 0);
  for (guint i = 0; i < table->rows->len; i++) {
    g_autofree char *row = describe (g_ptr_array_index (table->rows, i));

    g_assert_cmpstr (row, ==, expected[i]);
  }
  g_assert_null (expected[table->rows->len]);
}

static void
test_pretix (void)
{
  g_autoptr (FoyerTicketTable) table = parse_file ("pretix.csv");
  static const char *const expected[] = {
    "2|k5ybpt4rxk2zqwdhv6wb8zqnxf3d2m7h|Ada Lovelace|ada@example.org|Conference – "
    "Regular|ABC12|-|paid|1|0",
    "3|z6m4t9rxk2zqwdhv6wb8zqnxf3d2m7ha|Alan Turing|buyer@example.org|Conference – "
    "Student|ABC12|check the student card|paid|1|0",
    "4|p2m4t9rxk2zqwdhv6wb8zqnxf3d2m7hb|Grace Hopper|grace@example.org|Conference – "
    "Regular|DEF34|Special attention|unpaid|1|0",
    "5|r2m4t9rxk2zqwdhv6wb8zqnxf3d2m7hc|Kurt Gödel|kurt@example.org|Conference – "
    "Regular|GHI56|-|void|1|0",
    NULL,
  };

  assert_rows (table, expected);
  g_assert_true (g_ptr_array_find_with_equal_func (table->unknown_columns,
                                                   "Pseudonymization ID",
                                                   g_str_equal,
                                                   NULL));
}

static void
assert_entries (const char *text, guint says_entries, guint allowed_entries)
{
  g_autoptr (FoyerTicketTable) table = parse_text (text);
  const FoyerTicketRow *row;

  g_assert_cmpuint (table->rows->len, >=, 1);
  row = g_ptr_array_index (table->rows, 0);
  g_assert_cmpuint (row->says_entries, ==, says_entries);
  g_assert_cmpuint (row->allowed_entries, ==, allowed_entries);
}

/* What a file says nothing about stays as it is known. */
static void
test_entries (void)
{
  assert_entries ("name,code\nAda,A-1\n", FALSE, 1);
  assert_entries ("name,code,allowed entries\nAda,A-1,\n", FALSE, 1);
  assert_entries ("name,code,allowed entries\nAda,A-1,1\n", TRUE, 1);
  assert_entries ("name,code,quantity\nAda,A-1,3\n", TRUE, 3);
  /* That many tickets. */
  assert_entries ("name,quantity\nAda,3\n", FALSE, 1);
  assert_entries ("name,quantity,allowed entries\nAda,3,2\n", TRUE, 2);
}

static void
test_eventbrite (void)
{
  g_autoptr (FoyerTicketTable) table = parse_file ("eventbrite.csv");
  static const char *const expected[] = {
    "2|10012345200123459001|Ada Lovelace|ada@example.org|General Admission|10012345|-|paid|1|0",
    "3|10012345200123469001|Alan Turing|alan@example.org|General Admission|10012345|-|paid|1|0",
    "4|10012346200123479001|Grace Hopper|grace@example.org|VIP|10012346|-|void|1|0",
    NULL,
  };

  assert_rows (table, expected);
}

/* Windows-1252, semicolons, CRLF, a note of two lines, quantities, the header once more and a
 * blank row. */
static void
test_german_sheet (void)
{
  g_autoptr (FoyerTicketTable) table = parse_file ("sheet-german.csv");
  static const char *const expected[] = {
    "2|-|Jürgen Groß|juergen@example.org|Tageskarte|-|Rollstuhl Tor 3|paid|1|1",
    "2|-|Jürgen Groß|juergen@example.org|Tageskarte|-|Rollstuhl Tor 3|paid|1|2",
    "4|-|Käthe Öztürk|kaethe@example.org|Tageskarte|-|-|unpaid|1|1",
    "6|-|Jürgen Groß|juergen@example.org|Tageskarte|-|-|paid|1|3",
    NULL,
  };
  const FoyerTicketRow *first;

  assert_rows (table, expected);
  g_assert_cmpstr (table->encoding, ==, "Windows-1252");
  g_assert_cmpuint (table->unknown_columns->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (table->unknown_columns, 0), ==, "Schuhgröße");
  /* At 18:00 on 1 May, and until the end of 2 May, two hours east of Greenwich. */
  first = g_ptr_array_index (table->rows, 0);
  g_assert_cmpint (first->valid_from, ==, 1777651200 * FOYER_TIME_SECOND);
  g_assert_cmpint (first->valid_until, ==, 1777759200 * FOYER_TIME_SECOND);
}

/* UTF-16 with tabs, a code in ="…", and quantities of rows that have a code. */
static void
test_french_sheet (void)
{
  g_autoptr (FoyerTicketTable) table = parse_file ("sheet-french.csv");
  static const char *const expected[] = {
    "2|000123|Zoé Lefèvre|zoe@example.org|Tarif réduit|C-1|-|paid|3|0",
    "3|000124|Noël Petit|noel@example.org|Plein tarif|C-2|-|void|1|0",
    NULL,
  };

  assert_rows (table, expected);
}

static void
test_spanish_sheet (void)
{
  g_autoptr (FoyerTicketTable) table = parse_file ("sheet-spanish.csv");
  static const char *const expected[] = {
    "2|A-1|Núñez, María|maria@example.org|General|7|-|paid|1|0",
    "3|A-2|José|jose@example.org|General|8|-|unpaid|1|0",
    NULL,
  };

  assert_rows (table, expected);
}

static void
test_bad_rows (void)
{
  g_autoptr (FoyerTicketTable) table = parse_file ("bad-rows.csv");
  static const struct {
    guint line;
    const char *reason;
  } expected[] = {
    { 3, "It has the same code as line 2." },
    { 4, "The e-mail is not an address." },
    { 5, "Nobody knows what the status “perhaps” means." },
    { 6, "The quantity is no whole number from 1 to 1000." },
    { 7, "The quantity is no whole number from 1 to 1000." },
    { 8, "The quantity is no whole number from 1 to 1000." },
    { 9, "“valid from” is no date such as 2026-05-01 18:00." },
    { 10, "It is valid until before it is valid from." },
    { 11, "The code is a number that a spreadsheet has shortened: export it again as text." },
    { 12, "The name holds control characters." },
    { 13, "It has 9 cells where the first row has 8." },
    { 14, "Two columns say different things about the e-mail." },
    { 15, "The e-mail is longer than 254 bytes." },
    { 16, "The code is longer than 1024 bytes." },
    { 17, "The name is longer than 200 bytes." },
  };

  g_assert_cmpuint (table->rows->len, ==, 2);
  g_assert_cmpuint (table->refused->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const FoyerRefusedRow *refused = g_ptr_array_index (table->refused, i);

    g_assert_cmpstr (refused->reason, ==, expected[i].reason);
    g_assert_cmpuint (refused->line, ==, expected[i].line);
  }
}

static void
assert_no_table (const char *text, const char *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerTicketTable) table = parse (text, strlen (text), &error);

  g_assert_null (table);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, sentence));
}

static void
test_no_table (void)
{
  assert_no_table ("", "empty");
  assert_no_table ("\n \n\r\n", "names no column");
  assert_no_table ("\n\r\n", "blank lines");
  assert_no_table ("ABC-1\nABC-2\n", "names no column");
  assert_no_table ("city,shoe size\nBerlin,44\n", "names no column");
  assert_no_table ("name\n\"Ann\n", "never closed");
}

static void
test_header_only (void)
{
  g_autoptr (FoyerTicketTable) table = parse_text ("Name,E-Mail\n");

  g_assert_cmpuint (table->rows->len, ==, 0);
  g_assert_cmpuint (table->refused->len, ==, 0);
}

static void
test_guarded_cells (void)
{
  g_autoptr (FoyerTicketTable) table = parse_text ("code,name,note\nA,'=1+1,'quoted'\n");
  const FoyerTicketRow *row = g_ptr_array_index (table->rows, 0);

  g_assert_cmpstr (row->name, ==, "=1+1");
  g_assert_cmpstr (row->attention, ==, "'quoted'");
}

/* What keeps a guest out counts, in whatever column it stands. */
static void
test_two_statuses (void)
{
  g_autoptr (FoyerTicketTable) table = parse_text ("code,paid,status\n"
                                                   "A,yes,active\n"
                                                   "B,no,active\n"
                                                   "C,yes,cancelled\n"
                                                   "D,no,cancelled\n"
                                                   "E,yes,\n"
                                                   "F,,\n");
  static const char *const expected[] = {
    "2|A|-|-|-|-|-|paid|1|0",
    "3|B|-|-|-|-|-|unpaid|1|0",
    "4|C|-|-|-|-|-|void|1|0",
    "5|D|-|-|-|-|-|void|1|0",
    "6|E|-|-|-|-|-|paid|1|0",
    "7|F|-|-|-|-|-|paid|1|0",
    NULL,
  };

  assert_rows (table, expected);
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new ("name,quantity\n");

  for (guint i = 0; i <= FOYER_LIMIT_IMPORT_ROWS / FOYER_LIMIT_ALLOWED_ENTRIES; i++)
    g_string_append (text, "Ann,1000\n");
  assert_no_table (text->str, "more than 1000000 tickets");
}

static void
test_counts (void)
{
  static const struct {
    const char *text;
    guint count;
  } counts[] = {
    { "", 1 },    { "1", 1 },    { "1000", 1000 },    { "007", 7 },
    { "2.0", 2 }, { "3,00", 3 }, { "0", 0 },          { "1001", 0 },
    { "-1", 0 },  { "1.5", 0 },  { "1x", 0 },         { "x", 0 },
    { "+1", 0 },  { "1 ", 0 },   { "4294967297", 0 }, { "99999999999999999999", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    guint count = 0;
    gboolean read = foyer_ticket_cell_read_count (counts[i].text, &count);

    g_test_message ("%s", counts[i].text);
    g_assert_true (read == (counts[i].count != 0));
    g_assert_cmpuint (count, ==, counts[i].count);
  }
}

static void
test_times (void)
{
  static const struct {
    const char *text;
    gint64 from;
    gint64 until;
  } times[] = {
    { "", 0, 0 },
    { "2026-05-01T16:00:00Z", 1777651200, 1777651200 },
    { "2026-05-01 18:00", 1777651200, 1777651200 },
    { "2026-05-01 18:00:00", 1777651200, 1777651200 },
    { "2026-05-01T18:00", 1777651200, 1777651200 },
    { "1.5.2026 18:00", 1777651200, 1777651200 },
    { "01.05.2026, 18:00", 1777651200, 1777651200 },
    { "2026-05-01", 1777586400, 1777672800 },
    { "1.5.2026", 1777586400, 1777672800 },
    { "31.12.2026", 1798668000, 1798754400 },
    { "05/06/2026", -1, -1 },
    { "1.5.26", -1, -1 },
    { "2026-02-30", -1, -1 },
    { "2026-05-01 25:00", -1, -1 },
    { "2026-05-01 18", -1, -1 },
    { "2026-05-01x", -1, -1 },
    { "46143", -1, -1 },
    { "tomorrow", -1, -1 },
    { "99999-01-01", -1, -1 },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (2 * 60 * 60);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    FoyerTime from = -FOYER_TIME_SECOND;
    FoyerTime until = -FOYER_TIME_SECOND;
    gboolean read = foyer_ticket_cell_read_time (times[i].text, zone, FALSE, &from);

    g_test_message ("%s", times[i].text);
    g_assert_true (read == (times[i].from >= 0));
    g_assert_true (read == foyer_ticket_cell_read_time (times[i].text, zone, TRUE, &until));
    g_assert_cmpint (from, ==, times[i].from * FOYER_TIME_SECOND);
    g_assert_cmpint (until, ==, times[i].until * FOYER_TIME_SECOND);
  }
}

static void
test_headers (void)
{
  static const struct {
    const char *header;
    FoyerTicketColumn column;
  } headers[] = {
    { "CODE", FOYER_TICKET_COLUMN_CODE },
    { "Ticket code", FOYER_TICKET_COLUMN_CODE },
    { "barcode_number", FOYER_TICKET_COLUMN_CODE },
    { "E-Mail", FOYER_TICKET_COLUMN_EMAIL },
    { " e mail ", FOYER_TICKET_COLUMN_EMAIL },
    { "Order ID", FOYER_TICKET_COLUMN_ORDER },
    { "Order #", FOYER_TICKET_COLUMN_ORDER },
    { "Attendee #", FOYER_TICKET_COLUMN_UNKNOWN },
    { "Total Paid", FOYER_TICKET_COLUMN_UNKNOWN },
    { "Paid?", FOYER_TICKET_COLUMN_STATUS },
    { "State", FOYER_TICKET_COLUMN_UNKNOWN },
    { "Qty.", FOYER_TICKET_COLUMN_QUANTITY },
    { "Allowed entries", FOYER_TICKET_COLUMN_ALLOWED_ENTRIES },
    { "", FOYER_TICKET_COLUMN_UNKNOWN },
    { "???", FOYER_TICKET_COLUMN_UNKNOWN },
    { "cod", FOYER_TICKET_COLUMN_UNKNOWN },
    { "code ticketcode", FOYER_TICKET_COLUMN_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++) {
    guint rank;

    g_test_message ("%s", headers[i].header);
    g_assert_cmpint (foyer_ticket_column_find (headers[i].header, &rank), ==, headers[i].column);
  }
}

/* What is said of the guest still counts more than what is said of who paid. */
static void
test_columns_that_mean_the_same (void)
{
  static const struct {
    const char *file;
    guint n_rows;
    const char *reason;
  } tables[] = {
    { "Code,Barcode\nA,A\n", 1, NULL },
    { "Code,Barcode\nA,\n,B\n", 2, NULL },
    { "Code,Barcode\nA,B\n", 0, "Two columns say different things about the code." },
    { "Secret,QR code\nA,B\n", 0, "Two columns say different things about the code." },
    { "Code,Ticket number\nA,7\n", 1, NULL },
    { "Name,Full name\nAnn,Bob\n", 0, "Two columns say different things about the name." },
    { "E-mail,Attendee email,Mail\na@x.org,b@x.org,c@x.org\n", 1, NULL },
    { "E-mail,Mail\na@x.org,c@x.org\n", 0, "Two columns say different things about the e-mail." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autoptr (FoyerTicketTable) table = parse_text (tables[i].file);

    g_test_message ("%s", tables[i].file);
    g_assert_cmpuint (table->rows->len, ==, tables[i].n_rows);
    g_assert_cmpuint (table->refused->len, ==, tables[i].reason != NULL ? 1 : 0);
    if (tables[i].reason != NULL) {
      const FoyerRefusedRow *refused = g_ptr_array_index (table->refused, 0);

      g_assert_cmpstr (refused->reason, ==, tables[i].reason);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/ticket-table/a-pretix-export-reads-as-it-is", test_pretix);
  g_test_add_func ("/model/ticket-table/an-eventbrite-export-reads-as-it-is", test_eventbrite);
  g_test_add_func ("/model/ticket-table/entries-are-said-or-not", test_entries);
  g_test_add_func ("/model/ticket-table/a-german-sheet", test_german_sheet);
  g_test_add_func ("/model/ticket-table/a-french-sheet", test_french_sheet);
  g_test_add_func ("/model/ticket-table/a-spanish-sheet", test_spanish_sheet);
  g_test_add_func ("/model/ticket-table/each-refused-row-says-why", test_bad_rows);
  g_test_add_func ("/model/ticket-table/what-is-no-table-of-tickets-is-refused", test_no_table);
  g_test_add_func ("/model/ticket-table/a-header-alone-is-no-ticket", test_header_only);
  g_test_add_func ("/model/ticket-table/guards-against-formulas-are-taken-off", test_guarded_cells);
  g_test_add_func ("/model/ticket-table/what-keeps-a-guest-out-counts", test_two_statuses);
  g_test_add_func ("/model/ticket-table/too-many-tickets-are-refused", test_too_many);
  g_test_add_func ("/model/ticket-cells/counts", test_counts);
  g_test_add_func ("/model/ticket-cells/times", test_times);
  g_test_add_func ("/model/ticket-columns/headers", test_headers);
  g_test_add_func ("/model/ticket-table/columns-that-mean-the-same-must-agree",
                   test_columns_that_mean_the_same);
  return g_test_run ();
}
