/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-ticket-export"

#include "config.h"

#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-tickets.h"
#include "wire/foyer-json-writer.h"

#include <string.h>

/* foyerctl ticket export: the tickets as CSV (RFC 4180, UTF-8, CRLF), or as JSON. `ticket import`
 * takes the file back: the names of its columns are ones that it knows. */

#define FLUSH_AT (64 * 1024)

static const char header[] =
    "id,code,name,email,ticket_type,order_code,payment_status,ticket_status,attention,"
    "valid_from,valid_until,allowed_entries,list,entries_used,inside,admitted_at,admitted_by,"
    "admitted_device,last_exit,admitted_offline,open_conflicts\r\n";

/* Spreadsheets run a cell that starts like a formula, even one that a guest chose as their name:
 * an apostrophe before it, which `ticket import` takes off again, makes it a text. */
static void
add_cell (GString *out, const char *text)
{
  g_string_append_c (out, ',');
  if (text == NULL || *text == '\0')
    return;
  g_string_append_c (out, '"');
  if (strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (out, '\'');
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *at);
  }
  g_string_append_c (out, '"');
}

static void
add_time (GString *out, FoyerTime time)
{
  char text[FOYER_TIME_TEXT_SIZE] = "";

  if (time != 0)
    foyer_time_write (time, text);
  add_cell (out, text);
}

static void
add_number (GString *out, guint number)
{
  g_string_append_printf (out, ",%u", number);
}

static const char *
get_payment (const FoyerTicket *ticket)
{
  if (ticket->status == FOYER_TICKET_STATUS_VOID)
    return "void";
  return ticket->paid ? "paid" : "unpaid";
}

static void
add_line (GString *out, const FoyerDbExportRow *row)
{
  const FoyerTicket *ticket = row->ticket;

  g_string_append (out, ticket->id);
  add_cell (out, row->code);
  add_cell (out, ticket->name);
  add_cell (out, ticket->email);
  add_cell (out, ticket->ticket_type);
  add_cell (out, ticket->order_code);
  add_cell (out, get_payment (ticket));
  add_cell (out, foyer_ticket_status_to_nick (ticket->status));
  add_cell (out, ticket->attention);
  add_time (out, ticket->valid_from);
  add_time (out, ticket->valid_until);
  add_number (out, ticket->allowed_entries);
  add_cell (out, row->list_name);
  add_number (out, row->entries_used);
  add_number (out, row->inside);
  add_time (out, row->admitted_at);
  add_cell (out, row->admitted_by);
  add_cell (out, row->admitted_device);
  add_time (out, row->last_exit);
  add_cell (out, row->admitted_offline ? "yes" : NULL);
  add_number (out, row->open_conflicts);
  g_string_append (out, "\r\n");
}

static void
add_object (FoyerJsonWriter *writer, const FoyerDbExportRow *row)
{
  const FoyerTicket *ticket = row->ticket;

  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", ticket->id);
  foyer_json_writer_add_string (writer, "code", row->code);
  foyer_json_writer_add_string (writer, "name", ticket->name);
  foyer_json_writer_add_string (writer, "email", ticket->email);
  foyer_json_writer_add_string (writer, "ticket_type", ticket->ticket_type);
  foyer_json_writer_add_string (writer, "order_code", ticket->order_code);
  foyer_json_writer_add_string (writer, "payment_status", get_payment (ticket));
  foyer_json_writer_add_string (writer,
                                "ticket_status",
                                foyer_ticket_status_to_nick (ticket->status));
  foyer_json_writer_add_string (writer, "attention", ticket->attention);
  foyer_json_writer_add_time (writer, "valid_from", ticket->valid_from);
  foyer_json_writer_add_time (writer, "valid_until", ticket->valid_until);
  foyer_json_writer_add_integer (writer, "allowed_entries", ticket->allowed_entries);
  foyer_json_writer_add_string (writer, "list", row->list_name);
  foyer_json_writer_add_integer (writer, "entries_used", row->entries_used);
  foyer_json_writer_add_integer (writer, "inside", row->inside);
  foyer_json_writer_add_time (writer, "admitted_at", row->admitted_at);
  foyer_json_writer_add_string (writer, "admitted_by", row->admitted_by);
  foyer_json_writer_add_string (writer, "admitted_device", row->admitted_device);
  foyer_json_writer_add_time (writer, "last_exit", row->last_exit);
  foyer_json_writer_add_boolean (writer, "admitted_offline", row->admitted_offline);
  foyer_json_writer_add_integer (writer, "open_conflicts", row->open_conflicts);
  foyer_json_writer_end_object (writer);
}

typedef struct {
  FoyerCtlCall *call;
  FoyerJsonWriter writer;
} Export;

static gboolean
add_row (const FoyerDbExportRow *row, gpointer user_data, GError **error)
{
  Export *self = user_data;

  if (self->call->json)
    add_object (&self->writer, row);
  else
    add_line (self->call->out, row);
  return self->call->out->len < FLUSH_AT || foyer_ctl_call_flush (self->call, error);
}

gboolean
foyer_ctl_ticket_export (FoyerCtlCall *call, GError **error)
{
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, NULL, error);
  Export self = { .call = call, .writer = { .out = call->out } };

  if (event == NULL)
    return FALSE;
  if (call->json) {
    foyer_json_writer_begin_object (&self.writer, NULL);
    foyer_json_writer_begin_array (&self.writer, "tickets");
  } else {
    g_string_append (call->out, header);
  }
  if (!foyer_db_tickets_export (foyer_ctl_call_connect (call, error),
                                event->id,
                                add_row,
                                &self,
                                error))
    return FALSE;
  if (call->json) {
    foyer_json_writer_end_array (&self.writer);
    foyer_json_writer_end_object (&self.writer);
    g_string_append_c (call->out, '\n');
  }
  return TRUE;
}
