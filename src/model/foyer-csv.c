/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-csv"

#include "config.h"

#include "model/foyer-csv.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "model/foyer-csv-text.h"

#include <string.h>

/* Reads tables as RFC 4180 has them and as spreadsheets write them: separated by commas,
 * semicolons or tabs, lines that end in CR, LF or both, cells in quotation marks that hold all of
 * these. A quotation mark inside a cell that does not start with one is just a character. Every
 * size is bounded, so that no file makes it grow without end. */

struct _FoyerCsv {
  char *text;
  const char *at;
  const char *mark;
  char separator;
  guint line;
  guint n_rows;
  guint n_utf8_rows;
  guint n_windows_rows;
  GString *cell;
  FoyerCsvRow row;
};

static gboolean
fail (GError **error, guint line, const char *sentence)
{
  g_set_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "Line %u: %s", line, sentence);
  return FALSE;
}

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r' || c == '\0';
}

static void
skip_line_end (FoyerCsv *self)
{
  if (*self->at == '\0')
    return;
  if (self->at[0] == '\r' && self->at[1] == '\n')
    self->at++;
  self->at++;
  self->line++;
}

/* Some spreadsheets write a first line that names the separator. */
static gboolean
take_separator_line (FoyerCsv *self)
{
  if (g_ascii_strncasecmp (self->text, "sep=", 4) != 0 || is_line_end (self->text[4]) ||
      !is_line_end (self->text[5]))
    return FALSE;
  self->separator = self->text[4];
  self->at += 5;
  skip_line_end (self);
  return TRUE;
}

/* The one of the three that the header has most of, outside of quotation marks. */
static char
guess_separator (const char *text)
{
  static const char separators[] = { ',', ';', '\t' };
  guint counts[G_N_ELEMENTS (separators)] = { 0 };
  guint best = 0;
  gboolean quoted = FALSE;

  while (is_line_end (*text) && *text != '\0')
    text++;
  for (; *text != '\0' && (quoted || !is_line_end (*text)); text++) {
    if (*text == '"')
      quoted = !quoted;
    for (guint i = 0; i < G_N_ELEMENTS (separators) && !quoted; i++)
      counts[i] += *text == separators[i] ? 1 : 0;
  }
  for (guint i = 1; i < G_N_ELEMENTS (separators); i++) {
    if (counts[i] > counts[best])
      best = i;
  }
  return separators[best];
}

/**
 * foyer_csv_new:
 * @bytes: a file
 *
 * Returns: (transfer full) (nullable): what reads its rows, or %NULL with @error set where it is
 *   no text
 */
FoyerCsv *
foyer_csv_new (GBytes *bytes, GError **error)
{
  const char *mark = NULL;
  char *text = foyer_csv_text_read (bytes, &mark, error);
  FoyerCsv *self;

  if (text == NULL)
    return NULL;
  self = g_new0 (FoyerCsv, 1);
  self->text = text;
  self->at = text;
  self->mark = mark;
  self->line = 1;
  self->cell = g_string_new (NULL);
  self->row.cells = g_ptr_array_new_with_free_func (g_free);
  if (!take_separator_line (self))
    self->separator = guess_separator (text);
  return self;
}

void
foyer_csv_free (FoyerCsv *self)
{
  g_free (self->text);
  g_string_free (self->cell, TRUE);
  g_ptr_array_unref (self->row.cells);
  g_free (self);
}

static gboolean
add_to_cell (FoyerCsv *self, const char *text, gsize length, GError **error)
{
  if (self->cell->len + length > FOYER_LIMIT_IMPORT_FIELD)
    return fail (error,
                 self->row.line,
                 "A cell is longer than 64 KiB: is a quotation mark missing in this row?");
  g_string_append_len (self->cell, text, (gssize)length);
  return TRUE;
}

/* A cell in quotation marks, from behind the first to behind the last of them. */
static gboolean
read_quoted (FoyerCsv *self, GError **error)
{
  while (TRUE) {
    gsize length = strcspn (self->at, "\"\r\n");

    if (!add_to_cell (self, self->at, length, error))
      return FALSE;
    self->at += length;
    if (*self->at == '\0')
      return fail (error, self->row.line, "A quotation mark that opens here is never closed.");
    if (*self->at == '"' && self->at[1] != '"') {
      self->at++;
      return TRUE;
    }
    if (*self->at == '"') {
      self->at += 2;
      if (!add_to_cell (self, "\"", 1, error))
        return FALSE;
    } else {
      skip_line_end (self);
      if (!add_to_cell (self, "\n", 1, error))
        return FALSE;
    }
  }
}

/* Up to the next separator or the end of the line. What follows a closing quotation mark belongs
 * to the cell too. */
static gboolean
read_plain (FoyerCsv *self, GError **error)
{
  const char *start = self->at;

  while (*self->at != self->separator && !is_line_end (*self->at))
    self->at++;
  return add_to_cell (self, start, (gsize)(self->at - start), error);
}

static gboolean
read_cell (FoyerCsv *self, GError **error)
{
  g_string_truncate (self->cell, 0);
  if (*self->at == '"') {
    self->at++;
    if (!read_quoted (self, error))
      return FALSE;
  }
  if (!read_plain (self, error))
    return FALSE;
  if (self->row.cells->len >= FOYER_LIMIT_IMPORT_COLUMNS)
    return fail (error,
                 self->row.line,
                 "There are more than " G_STRINGIFY (
                     FOYER_LIMIT_IMPORT_COLUMNS) " cells in this row.");
  g_ptr_array_add (self->row.cells, g_strndup (self->cell->str, self->cell->len));
  return TRUE;
}

/* A row is in UTF-8 where all of it could be: hardly any text in Windows-1252 looks so. */
static void
decode_row (FoyerCsv *self)
{
  GPtrArray *cells = self->row.cells;
  gboolean is_ascii = TRUE;
  gboolean is_utf8 = TRUE;

  for (guint i = 0; i < cells->len; i++) {
    is_ascii = is_ascii && g_str_is_ascii (g_ptr_array_index (cells, i));
    is_utf8 = is_utf8 && g_utf8_validate (g_ptr_array_index (cells, i), -1, NULL);
  }
  if (is_utf8) {
    self->n_utf8_rows += is_ascii ? 0 : 1;
    return;
  }
  self->n_windows_rows++;
  for (guint i = 0; i < cells->len; i++) {
    char *bytes = g_ptr_array_index (cells, i);

    cells->pdata[i] = foyer_csv_text_from_windows (bytes);
    g_free (bytes);
  }
}

static gboolean
read_row (FoyerCsv *self, GError **error)
{
  self->row.line = self->line;
  g_ptr_array_set_size (self->row.cells, 0);
  if (++self->n_rows > FOYER_LIMIT_IMPORT_ROWS + 1)
    return fail (error,
                 self->line,
                 "There are more than " G_STRINGIFY (
                     FOYER_LIMIT_IMPORT_ROWS) " rows in this file.");
  while (read_cell (self, error)) {
    if (*self->at != self->separator || *self->at == '\0') {
      skip_line_end (self);
      decode_row (self);
      return TRUE;
    }
    self->at++;
  }
  return FALSE;
}

/**
 * foyer_csv_next:
 * @row: (out) (transfer none) (nullable): the next row that is not blank, or %NULL after the last
 *
 * Returns: whether it could be read; where it could not, neither can what follows
 */
gboolean
foyer_csv_next (FoyerCsv *self, const FoyerCsvRow **row, GError **error)
{
  *row = NULL;
  while (*self->at != '\0') {
    if (!read_row (self, error))
      return FALSE;
    if (self->row.cells->len > 1 || *(const char *)g_ptr_array_index (self->row.cells, 0) != '\0') {
      *row = &self->row;
      return TRUE;
    }
  }
  return TRUE;
}

/**
 * foyer_csv_get_encoding:
 * @n_windows_rows: (out): how many rows were in Windows-1252 although the file is in another
 *   encoding
 *
 * Returns: (transfer none): how the rows that were read so far were written, such as "UTF-8"
 */
const char *
foyer_csv_get_encoding (const FoyerCsv *self, guint *n_windows_rows)
{
  gboolean is_windows = self->n_windows_rows > 0 && self->n_utf8_rows == 0 && self->mark == NULL;

  *n_windows_rows = is_windows ? 0 : self->n_windows_rows;
  if (is_windows)
    return "Windows-1252";
  return self->mark != NULL ? self->mark : "UTF-8";
}
