/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-ticket-import"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "ctl/foyer-ctl-call.h"
#include "ctl/foyer-ctl-file.h"
#include "db/foyer-db-import.h"
#include "model/foyer-ticket-table.h"
#include "wire/foyer-json-writer.h"

/* foyerctl ticket import: from a file to tickets. What is wrong with single rows is said of all of
 * them before anything is changed. */

typedef struct {
  FoyerCtlCall *call;
  const char *event_id;
  FoyerTicketTable *table;
  FoyerDbImportSummary summary;
  gboolean is_dry_run;
  gboolean is_held_back;
} Import;

static FoyerTicketTable *
read_table (FoyerCtlCall *call, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, &zone, error);
  g_autoptr (GBytes) bytes = NULL;

  if (event == NULL)
    return NULL;
  bytes = foyer_ctl_file_read (call->argument, FOYER_LIMIT_IMPORT_BYTES, error);
  return bytes != NULL ? foyer_ticket_table_parse (bytes, zone, error) : NULL;
}

static gboolean
add_rows (FoyerDbImport *import, GPtrArray *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++) {
    const FoyerTicketRow *row = g_ptr_array_index (rows, i);
    FoyerDbImportRow fields = {
      .code = row->code,
      .copy = row->copy,
      .name = row->name,
      .email = row->email,
      .ticket_type = row->ticket_type,
      .order_code = row->order_code,
      .attention = row->attention,
      .says_paid = row->says_paid,
      .paid = row->paid,
      .is_void = row->is_void,
      .valid_from = row->valid_from,
      .valid_until = row->valid_until,
      .allowed_entries = row->says_entries ? row->allowed_entries : 0,
    };

    if (!foyer_db_import_add (import, &fields, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
store_rows (Import *self, GError **error)
{
  g_autoptr (FoyerDbImport) import =
      foyer_db_import_begin (foyer_ctl_call_connect (self->call, error),
                             foyer_ctl_call_get_seal (self->call),
                             self->event_id,
                             foyer_ctl_call_get_actor (self->call),
                             error);

  if (import == NULL || !add_rows (import, self->table->rows, error))
    return FALSE;
  if (self->is_dry_run || self->is_held_back)
    return foyer_db_import_preview (import, &self->summary, error);
  return foyer_db_import_merge (import, &self->summary, error);
}

/* The name of a column is whatever stands in the file. */
static const char *
get_printable (const char *column)
{
  return foyer_text_is_clean (column, 60) ? column : "…";
}

static void
print_choices (GString *out, const GPtrArray *choices)
{
  const char *meaning = NULL;

  for (guint i = 0; i < choices->len; i++) {
    const FoyerTicketChoice *choice = g_ptr_array_index (choices, i);

    if (choice->meaning == meaning)
      g_string_append (out, ", ");
    else
      g_string_append_printf (out, "; %s from ", choice->meaning);
    meaning = choice->meaning;
    g_string_append_printf (out,
                            "%s (%u %s)",
                            get_printable (choice->column),
                            choice->n_rows,
                            choice->n_rows == 1 ? "row" : "rows");
  }
}

static void
write_choices (FoyerJsonWriter *writer, const GPtrArray *choices)
{
  foyer_json_writer_begin_array (writer, "choices");
  for (guint i = 0; i < choices->len; i++) {
    const FoyerTicketChoice *choice = g_ptr_array_index (choices, i);

    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_string (writer, "meaning", choice->meaning);
    foyer_json_writer_add_string (writer, "column", get_printable (choice->column));
    foyer_json_writer_add_integer (writer, "rows", choice->n_rows);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
}

static void
print_lines (const Import *self)
{
  const FoyerTicketTable *table = self->table;
  GString *out = self->call->out;

  for (guint i = 0; i < table->refused->len; i++) {
    const FoyerRefusedRow *refused = g_ptr_array_index (table->refused, i);

    g_string_append_printf (out, "line %u: %s\n", refused->line, refused->reason);
  }
  g_string_append_printf (out,
                          "%s%u added, %u changed, %u unchanged, %u refused",
                          self->is_dry_run || self->is_held_back ? "would be: " : "",
                          self->summary.added,
                          self->summary.changed,
                          self->summary.unchanged,
                          table->refused->len);
  for (guint i = 0; i < table->unknown_columns->len; i++)
    g_string_append_printf (out,
                            "%s%s",
                            i == 0 ? "; ignored columns: " : ", ",
                            get_printable (g_ptr_array_index (table->unknown_columns, i)));
  print_choices (out, table->choices);
  g_string_append_printf (out, "; read as %s", table->encoding);
  if (table->n_windows_rows > 0)
    g_string_append_printf (out,
                            ", %u %s as Windows-1252",
                            table->n_windows_rows,
                            table->n_windows_rows == 1 ? "row" : "rows");
  g_string_append_c (out, '\n');
}

static void
print_document (const Import *self)
{
  const FoyerTicketTable *table = self->table;
  FoyerJsonWriter writer = { .out = self->call->out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_boolean (&writer, "imported", !self->is_dry_run && !self->is_held_back);
  foyer_json_writer_add_integer (&writer, "added", self->summary.added);
  foyer_json_writer_add_integer (&writer, "changed", self->summary.changed);
  foyer_json_writer_add_integer (&writer, "unchanged", self->summary.unchanged);
  foyer_json_writer_begin_array (&writer, "refused");
  for (guint i = 0; i < table->refused->len; i++) {
    const FoyerRefusedRow *refused = g_ptr_array_index (table->refused, i);

    foyer_json_writer_begin_object (&writer, NULL);
    foyer_json_writer_add_integer (&writer, "line", refused->line);
    foyer_json_writer_add_string (&writer, "reason", refused->reason);
    foyer_json_writer_end_object (&writer);
  }
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_begin_array (&writer, "ignored_columns");
  for (guint i = 0; i < table->unknown_columns->len; i++)
    foyer_json_writer_add_string (&writer,
                                  NULL,
                                  get_printable (g_ptr_array_index (table->unknown_columns, i)));
  foyer_json_writer_end_array (&writer);
  write_choices (&writer, table->choices);
  foyer_json_writer_add_string (&writer, "encoding", table->encoding);
  foyer_json_writer_add_integer (&writer, "windows_1252_rows", table->n_windows_rows);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (self->call->out, '\n');
}

gboolean
foyer_ctl_ticket_import (FoyerCtlCall *call, GError **error)
{
  Import self = {
    .call = call,
    .event_id = foyer_ctl_call_get_text (call, "event"),
    .is_dry_run = foyer_ctl_call_has (call, "dry-run"),
  };
  g_autoptr (FoyerTicketTable) table = read_table (call, error);

  if (table == NULL)
    return FALSE;
  self.table = table;
  self.is_held_back = table->refused->len > 0 && !foyer_ctl_call_has (call, "keep-going");
  if (!store_rows (&self, error))
    return FALSE;
  if (call->json)
    print_document (&self);
  else
    print_lines (&self);
  if (!self.is_held_back)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "Nothing was imported, because %u %s: mend the file, or use --keep-going.",
               table->refused->len,
               table->refused->len == 1 ? "row is refused" : "rows are refused");
  return FALSE;
}
