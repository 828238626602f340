/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-event.h"
#include "model/foyer-ticket.h"
#include "store/foyer-store-sql.h"

G_BEGIN_DECLS

/* Inside the room: a ticket as a row. */

#define FOYER_STORE_TICKET_COLUMNS                                                         \
  " t.id, t.type_number, t.status, t.paid, t.valid_from, t.valid_until, t.allowed_entries" \
  ", t.version, t.sealed"
#define FOYER_STORE_TICKET_N_COLUMNS 9

FoyerTicket *foyer_store_read_ticket (FoyerStoreFile *file,
                                      sqlite3_stmt *row,
                                      const FoyerEvent *event,
                                      GError **error);
gboolean foyer_store_write_ticket (FoyerStoreFile *file,
                                   gint64 copy,
                                   const FoyerTicket *ticket,
                                   const char *code_sha256,
                                   GError **error);

G_END_DECLS
