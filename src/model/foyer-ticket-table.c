/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-table"

#include "config.h"

#include "model/foyer-ticket-table.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "model/foyer-ticket-row.h"

#include <string.h>

/* Makes tickets of a file: one per row with a code, as many as its quantity says of a row
 * without one. Rows that make no sense are kept with their line and the reason. */

typedef struct {
  FoyerTicketTable *table;
  FoyerTicketRowReader *reader;
  /* In which line a code stood first. */
  GHashTable *lines_of_codes;
  /* How many tickets without a code there are of the same order, e-mail, name and type. */
  GHashTable *copies;
} Builder;

static void
free_refused_row (gpointer data)
{
  FoyerRefusedRow *self = data;

  g_free (self->reason);
  g_free (self);
}

static void
refuse_row (Builder *builder, guint line, const char *reason)
{
  FoyerRefusedRow *refused = g_new0 (FoyerRefusedRow, 1);

  refused->line = line;
  refused->reason = g_strdup (reason);
  g_ptr_array_add (builder->table->refused, refused);
}

/* A tab cannot be in any of the parts. */
static guint
count_copy (Builder *builder, const FoyerTicketRow *ticket)
{
  g_autofree char *key = g_strdup_printf ("%s\t%s\t%s\t%s",
                                          ticket->order_code != NULL ? ticket->order_code : "",
                                          ticket->email != NULL ? ticket->email : "",
                                          ticket->name != NULL ? ticket->name : "",
                                          ticket->ticket_type != NULL ? ticket->ticket_type : "");
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (builder->copies, key)) + 1;

  g_hash_table_insert (builder->copies, g_steal_pointer (&key), GUINT_TO_POINTER (n));
  return n;
}

static gboolean
is_blank (const FoyerCsvRow *row)
{
  for (guint i = 0; i < row->cells->len; i++) {
    const char *cell = g_ptr_array_index (row->cells, i);

    if (cell[strspn (cell, " \t\n")] != '\0')
      return FALSE;
  }
  return TRUE;
}

static void
add_with_code (Builder *builder, FoyerTicketRow *ticket)
{
  guint line = GPOINTER_TO_UINT (g_hash_table_lookup (builder->lines_of_codes, ticket->code));

  if (line != 0) {
    g_autofree char *reason = g_strdup_printf ("It has the same code as line %u.", line);

    refuse_row (builder, ticket->line, reason);
    foyer_ticket_row_free (ticket);
    return;
  }
  g_hash_table_insert (builder->lines_of_codes, ticket->code, GUINT_TO_POINTER (ticket->line));
  g_ptr_array_add (builder->table->rows, ticket);
}

static gboolean
add_row (Builder *builder, const FoyerCsvRow *row, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (FoyerTicketRow) ticket = NULL;
  guint n_tickets = 1;

  if (is_blank (row) || foyer_ticket_row_reader_is_header (builder->reader, row))
    return TRUE;
  ticket = foyer_ticket_row_reader_read (builder->reader, row, &n_tickets, &problem);
  if (ticket == NULL) {
    refuse_row (builder, row->line, problem->message);
    return TRUE;
  }
  if (builder->table->rows->len + n_tickets > FOYER_LIMIT_IMPORT_ROWS) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_BAD_REQUEST,
                 "The file has more than %d tickets.",
                 FOYER_LIMIT_IMPORT_ROWS);
    return FALSE;
  }
  if (ticket->code != NULL) {
    add_with_code (builder, g_steal_pointer (&ticket));
    return TRUE;
  }
  for (guint i = 0; i < n_tickets; i++) {
    FoyerTicketRow *one = foyer_ticket_row_copy (ticket);

    one->copy = count_copy (builder, ticket);
    g_ptr_array_add (builder->table->rows, one);
  }
  return TRUE;
}

static gboolean
add_rows (Builder *builder, FoyerCsv *csv, GTimeZone *zone, GError **error)
{
  const FoyerCsvRow *row;

  if (!foyer_csv_next (csv, &row, error))
    return FALSE;
  if (row == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The file holds nothing but blank lines.");
    return FALSE;
  }
  builder->reader = foyer_ticket_row_reader_new (row, zone, builder->table->unknown_columns, error);
  if (builder->reader == NULL)
    return FALSE;
  while (foyer_csv_next (csv, &row, error)) {
    if (row == NULL)
      return TRUE;
    if (!add_row (builder, row, error))
      return FALSE;
  }
  return FALSE;
}

/**
 * foyer_ticket_table_parse:
 * @bytes: a file
 * @zone: the event's time zone, which dates and times without an offset are meant in
 *
 * Reads the export of another program, or a sheet that somebody wrote. The same bytes always give
 * the same rows.
 *
 * Returns: (transfer full) (nullable): what the file says, or %NULL with @error set where it is no
 *   table of tickets at all
 */
FoyerTicketTable *
foyer_ticket_table_parse (GBytes *bytes, GTimeZone *zone, GError **error)
{
  g_autoptr (FoyerTicketTable) table = NULL;
  g_autoptr (FoyerCsv) csv = foyer_csv_new (bytes, error);
  Builder builder = { 0 };
  gboolean done;

  if (csv == NULL)
    return NULL;
  table = g_new0 (FoyerTicketTable, 1);
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_row_free);
  table->refused = g_ptr_array_new_with_free_func (free_refused_row);
  table->unknown_columns = g_ptr_array_new_with_free_func (g_free);
  builder.table = table;
  builder.lines_of_codes = g_hash_table_new (g_str_hash, g_str_equal);
  builder.copies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  done = add_rows (&builder, csv, zone, error);
  if (done)
    table->choices = foyer_ticket_row_reader_list_choices (builder.reader);
  table->encoding = foyer_csv_get_encoding (csv, &table->n_windows_rows);
  g_clear_pointer (&builder.reader, foyer_ticket_row_reader_free);
  g_hash_table_unref (builder.lines_of_codes);
  g_hash_table_unref (builder.copies);
  return done ? g_steal_pointer (&table) : NULL;
}

void
foyer_ticket_table_free (FoyerTicketTable *self)
{
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->refused);
  g_ptr_array_unref (self->unknown_columns);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_free (self);
}
