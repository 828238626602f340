/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "model/foyer-csv.h"

#include <string.h>

/* Each row as its line and its cells: "1:a|b 2:c|d". */
static char *
read_all (FoyerCsv *csv, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const FoyerCsvRow *row;

  do {
    if (!foyer_csv_next (csv, &row, error))
      return NULL;
    if (row != NULL) {
      g_string_append_printf (text, "%s%u:", text->len > 0 ? " " : "", row->line);
      for (guint i = 0; i < row->cells->len; i++)
        g_string_append_printf (text,
                                "%s%s",
                                i > 0 ? "|" : "",
                                (char *)g_ptr_array_index (row->cells, i));
    }
  } while (row != NULL);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
read_bytes (const void *data, gsize size, char **encoding, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (FoyerCsv) csv = foyer_csv_new (bytes, error);
  char *rows = csv != NULL ? read_all (csv, error) : NULL;
  guint n_windows_rows;

  if (rows != NULL && encoding != NULL) {
    const char *name = foyer_csv_get_encoding (csv, &n_windows_rows);

    *encoding = g_strdup_printf ("%s+%u", name, n_windows_rows);
  }
  return rows;
}

static void
test_tables (void)
{
  static const struct {
    const char *file;
    const char *rows;
  } tables[] = {
    { "a,b\nc,d\n", "1:a|b 2:c|d" },
    { "a,b\r\nc,d\r\n", "1:a|b 2:c|d" },
    { "a,b\rc,d", "1:a|b 2:c|d" },
    { "a;b\nc,1;d\n", "1:a|b 2:c,1|d" },
    { "a\tb\nc;1\td\n", "1:a|b 2:c;1|d" },
    { "\"a;b;c\",d\n1,2\n", "1:a;b;c|d 2:1|2" },
    { "sep=;\na,b;c\n", "2:a,b|c" },
    { "\xef\xbb\xbf"
      "a,b\n",
      "1:a|b" },
    { "\"a\",\"b\"\"c\"\n", "1:a|b\"c" },
    { "\"a\nb\",c\nd,e\n", "1:a\nb|c 3:d|e" },
    { "\"a\r\nb\",c\r\nd,e\r\n", "1:a\nb|c 3:d|e" },
    { "\"\",\"\"\nx,y\n", "1:| 2:x|y" },
    { "a\"b,c\n", "1:a\"b|c" },
    { "\"a\"b,c\n", "1:ab|c" },
    { " \"a\" ,c\n", "1: \"a\" |c" },
    { "\n\na,b\n\nc,d\n\n", "3:a|b 5:c|d" },
    { "a,b\nc\n,\nd,e,f\n", "1:a|b 2:c 3:| 4:d|e|f" },
    { "a,\n,b\n", "1:a| 2:|b" },
    { "a", "1:a" },
    { "\n", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *rows = read_bytes (tables[i].file, strlen (tables[i].file), NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (rows, ==, tables[i].rows);
  }
}

static void
assert_encoding (const char *file, gsize size, const char *encoding, const char *rows)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  g_autofree char *read = read_bytes (file, size, &found, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (read, ==, rows);
  g_assert_cmpstr (found, ==, encoding);
}

static void
test_encodings (void)
{
  assert_encoding ("n\nJos\xc3\xa9\n", 8, "UTF-8+0", "1:n 2:José");
  assert_encoding ("n\nJos\xe9\n", 7, "Windows-1252+0", "1:n 2:José");
  assert_encoding ("n\n5 \x80 \x9f\n", 8, "Windows-1252+0", "1:n 2:5 € Ÿ");
  assert_encoding ("\xff\xfe"
                   "a\0,\0\xe9\0\n\0",
                   10,
                   "UTF-16+0",
                   "1:a|é");
  assert_encoding ("\xfe\xff\0a\0,\0\xe9\0\n", 10, "UTF-16+0", "1:a|é");
  assert_encoding ("\xff\xfe\x3c\xd8\x9f\xdf", 6, "UTF-16+0", "1:🎟");
}

static void
assert_mixed (const char *file, const char *encoding, const char *rows)
{
  assert_encoding (file, strlen (file), encoding, rows);
}

/* Sheets that were put one behind the other; a row may be several lines. */
static void
test_rows_of_two_encodings (void)
{
  assert_mixed ("n\nZo\xc3\xab\nJos\xe9\nx\n", "UTF-8+1", "1:n 2:Zoë 3:José 4:x");
  assert_mixed ("n\nJos\xe9\nZo\xc3\xab\nJos\xe9\n", "UTF-8+2", "1:n 2:José 3:Zoë 4:José");
  assert_mixed ("n\nJos\xe9\nx\nJos\xe9\n", "Windows-1252+0", "1:n 2:José 3:x 4:José");
  assert_mixed ("\xef\xbb\xbfn\nJos\xe9\n", "UTF-8+1", "1:n 2:José");
  assert_mixed ("a,b\nZo\xc3\xab,\xe9\nZo\xc3\xab,x\n", "UTF-8+1", "1:a|b 2:ZoÃ«|é 3:Zoë|x");
  assert_mixed ("a,b\n\"Zo\xc3\xab\n\xe9\",x\n\xc3\xa9,x\n", "UTF-8+1", "1:a|b 2:ZoÃ«\né|x 4:é|x");
  assert_mixed ("n\nx\n", "UTF-8+0", "1:n 2:x");
}

static void
assert_refused (const char *file, gsize size, const char *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = read_bytes (file, size, NULL, &error);

  g_assert_null (rows);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, sentence));
}

static void
test_no_table (void)
{
  assert_refused ("", 0, "empty");
  assert_refused ("PK\x03\x04\0\0x,y\n", 10, "save the sheet as CSV");
  assert_refused ("a,b\n\0,c\n", 8, "no text");
  assert_refused ("\xff\xfe"
                  "a",
                  3,
                  "damaged");
  assert_refused ("\xff\xfe"
                  "a\0\0\0",
                  6,
                  "damaged");
  assert_refused ("\xff\xfe\x3c\xd8", 4, "damaged");
  assert_refused ("a,b\nc,\"d\ne,f\n", 13, "Line 2: A quotation mark");
}

static void
test_limits (void)
{
  g_autofree char *long_cell = g_strnfill (FOYER_LIMIT_IMPORT_FIELD + 1, 'x');
  g_autofree char *quoted = g_strdup_printf ("a,b\n\"%s\n%s", "x", long_cell);
  g_autofree char *commas = g_strnfill (FOYER_LIMIT_IMPORT_COLUMNS, ',');
  g_autofree char *fits = g_strnfill (FOYER_LIMIT_IMPORT_COLUMNS - 1, ',');
  g_autofree char *rows = NULL;
  g_autoptr (GError) error = NULL;

  assert_refused (long_cell, strlen (long_cell), "Line 1: A cell is longer");
  assert_refused (quoted, strlen (quoted), "Line 2: A cell is longer");
  assert_refused (commas, strlen (commas), "more than 200 cells");
  rows = read_bytes (fits, strlen (fits), NULL, &error);
  g_assert_no_error (error);
}

/* Whatever a file holds, reading it ends, and either gives rows or a sentence. */
static void
test_any_bytes (void)
{
  static const char pieces[] = "a\"\",;\t\r\n\xe9\xc3\xa9=' ";

  for (guint round = 0; round < 20000; round++) {
    gsize size = (gsize)g_test_rand_int_range (1, 40);
    g_autofree char *file = g_malloc (size);
    g_autoptr (GError) error = NULL;
    g_autofree char *rows = NULL;

    for (gsize i = 0; i < size; i++)
      file[i] = pieces[g_test_rand_int_range (0, sizeof pieces - 1)];
    rows = read_bytes (file, size, NULL, &error);
    g_assert_true ((rows != NULL) == (error == NULL));
    g_assert_true (rows == NULL || g_utf8_validate (rows, -1, NULL));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/csv/tables-are-read", test_tables);
  g_test_add_func ("/model/csv/encodings-are-told-apart", test_encodings);
  g_test_add_func ("/model/csv/each-row-has-its-encoding", test_rows_of_two_encodings);
  g_test_add_func ("/model/csv/what-is-no-table-is-refused", test_no_table);
  g_test_add_func ("/model/csv/sizes-are-bounded", test_limits);
  g_test_add_func ("/model/csv/any-bytes-end", test_any_bytes);
  return g_test_run ();
}
