/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-ticket-row"

#include "config.h"

#include "store/foyer-store-ticket-row.h"

#include "model/foyer-code.h"

/* A ticket as a row: what the judge needs in the clear, and the guest sealed. */

/* Name, address, order, and what staff should look at. */
#define KIND    "ticket"
#define PRIVATE "(msmsmsms)"

/* Nothing private is kept of a ticket of which nothing but its end is known. */
static GBytes *
seal (FoyerStoreFile *file, const FoyerTicket *ticket)
{
  if (ticket->name == NULL && ticket->email == NULL && ticket->order_code == NULL &&
      ticket->attention == NULL)
    return NULL;
  return foyer_store_seal (file,
                           KIND,
                           ticket->id,
                           g_variant_new (PRIVATE,
                                          ticket->name,
                                          ticket->email,
                                          ticket->order_code,
                                          ticket->attention));
}

/**
 * foyer_store_read_ticket:
 * @row: begins with FOYER_STORE_TICKET_COLUMNS
 * @event: how the event is set up
 *
 * Returns: (transfer full) (nullable): the ticket
 */
FoyerTicket *
foyer_store_read_ticket (FoyerStoreFile *file,
                         sqlite3_stmt *row,
                         const FoyerEvent *event,
                         GError **error)
{
  g_autofree char *id = foyer_store_get_uuid (row, 0);
  g_autoptr (GVariant) private = NULL;
  FoyerTicket fields = { .id = id,
                         .event_id = event->id,
                         .type_number = (guint)sqlite3_column_int (row, 1),
                         .status = (FoyerTicketStatus)sqlite3_column_int (row, 2),
                         .paid = sqlite3_column_int (row, 3) != 0,
                         .valid_from = sqlite3_column_int64 (row, 4),
                         .valid_until = sqlite3_column_int64 (row, 5),
                         .allowed_entries = (guint)sqlite3_column_int (row, 6),
                         .version = sqlite3_column_int64 (row, 7) };

  if (sqlite3_column_type (row, 8) != SQLITE_NULL) {
    private = foyer_store_unseal (file, KIND, id, PRIVATE, row, 8, error);
    if (private == NULL)
      return NULL;
    g_variant_get (private,
                   "(m&sm&sm&sm&s)",
                   &fields.name,
                   &fields.email,
                   &fields.order_code,
                   &fields.attention);
  }
  fields.ticket_type = (char *)foyer_event_get_type_name (event, fields.type_number);
  return foyer_ticket_new (&fields);
}

static void
bind_code (sqlite3_stmt *statement, int parameter, const char *code_sha256)
{
  guint8 hash[FOYER_CODE_HASH_BYTES];

  if (code_sha256 != NULL && foyer_code_hash_parse (code_sha256, hash))
    sqlite3_bind_blob (statement, parameter, hash, sizeof hash, SQLITE_TRANSIENT);
}

/**
 * foyer_store_write_ticket:
 * @code_sha256: (nullable): in hexadecimal; where it is not given, a code that is known stays known
 */
gboolean
foyer_store_write_ticket (FoyerStoreFile *file,
                          gint64 copy,
                          const FoyerTicket *ticket,
                          const char *code_sha256,
                          GError **error)
{
  g_autoptr (GBytes) sealed = seal (file, ticket);
  sqlite3_stmt *statement = foyer_store_prepare (
      file,
      "INSERT INTO tickets (copy, id, type_number, status, paid, valid_from, valid_until,"
      " allowed_entries, version, sealed, code_sha256)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
      " ON CONFLICT (copy, id) DO UPDATE SET type_number = ?3, status = ?4, paid = ?5,"
      " valid_from = ?6, valid_until = ?7, allowed_entries = ?8, version = ?9, sealed = ?10,"
      " code_sha256 = coalesce (?11, code_sha256)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, copy);
  foyer_store_bind_uuid (statement, 2, ticket->id);
  sqlite3_bind_int64 (statement, 3, ticket->type_number);
  sqlite3_bind_int (statement, 4, ticket->status);
  sqlite3_bind_int (statement, 5, ticket->paid);
  sqlite3_bind_int64 (statement, 6, ticket->valid_from);
  sqlite3_bind_int64 (statement, 7, ticket->valid_until);
  sqlite3_bind_int64 (statement, 8, ticket->allowed_entries);
  sqlite3_bind_int64 (statement, 9, ticket->version);
  foyer_store_bind_bytes (statement, 10, sealed);
  bind_code (statement, 11, code_sha256);
  return foyer_store_execute (file, statement, error);
}
