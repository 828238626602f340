/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-table"

#include "config.h"

#include "db/foyer-db-table.h"

#include <sodium.h>
#include <string.h>

/* Rows as arrays: a statement with unnest () writes any number of rows at once, and so many cost
 * hardly more than one. Each column is one array in PostgreSQL's text form: elements in quotes,
 * with quotes and backslashes escaped, and a bare NULL. Cells are added row by row, in the order of
 * the columns. */

void
foyer_db_table_init (FoyerDbTable *self, guint n_columns)
{
  g_assert (n_columns <= FOYER_DB_TABLE_MAX_COLUMNS);

  *self = (FoyerDbTable){ .n_columns = n_columns };
  for (guint i = 0; i < n_columns; i++)
    self->columns[i] = g_string_new ("{");
}

void
foyer_db_table_clear (FoyerDbTable *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_string_free (self->columns[i], TRUE);
  self->n_columns = 0;
}

/* The array that the next cell is added to, with a comma where one is due. */
static GString *
next_cell (FoyerDbTable *self)
{
  GString *column = self->columns[self->at];

  if (column->len > 1)
    g_string_append_c (column, ',');
  self->at++;
  if (self->at == self->n_columns) {
    self->at = 0;
    self->n_rows++;
  }
  return column;
}

/**
 * foyer_db_table_add_text:
 * @text: (nullable): the next cell; %NULL is SQL's NULL
 */
void
foyer_db_table_add_text (FoyerDbTable *self, const char *text)
{
  GString *column = next_cell (self);

  if (text == NULL) {
    g_string_append (column, "NULL");
    return;
  }
  g_string_append_c (column, '"');
  for (const char *rest = text;;) {
    gsize plain = strcspn (rest, "\"\\");

    g_string_append_len (column, rest, (gssize)plain);
    rest += plain;
    if (*rest == '\0')
      break;
    g_string_append_c (column, '\\');
    g_string_append_c (column, *rest++);
  }
  g_string_append_c (column, '"');
}

/**
 * foyer_db_table_add_int:
 * @value: the next cell
 */
void
foyer_db_table_add_int (FoyerDbTable *self, gint64 value)
{
  g_string_append_printf (next_cell (self), "%" G_GINT64_FORMAT, value);
}

/**
 * foyer_db_table_add_bytes:
 * @bytes: (array length=size) (nullable): the next cell, a bytea
 */
void
foyer_db_table_add_bytes (FoyerDbTable *self, const guint8 *bytes, gsize size)
{
  GString *column = next_cell (self);
  gsize start;

  if (bytes == NULL) {
    g_string_append (column, "NULL");
    return;
  }
  g_string_append (column, "\"\\\\x");
  start = column->len;
  g_string_set_size (column, start + 2 * size + 1);
  sodium_bin2hex (column->str + start, 2 * size + 1, bytes, size);
  column->str[start + 2 * size] = '"';
}

/**
 * foyer_db_table_get_params:
 *
 * Ends the table; no cell may be added any more.
 *
 * Returns: (transfer none): a parameter per column
 */
const char *const *
foyer_db_table_get_params (FoyerDbTable *self)
{
  g_assert (self->at == 0);

  for (guint i = 0; i < self->n_columns; i++) {
    g_string_append_c (self->columns[i], '}');
    self->params[i] = self->columns[i]->str;
  }
  return self->params;
}
