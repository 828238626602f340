/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-query.h"
#include "model/foyer-ticket.h"

G_BEGIN_DECLS

/* Inside the room: a ticket in a row, from tickets t and its ticket_types y. */
#define FOYER_DB_TICKET_COLUMNS                                                               \
  "t.id, t.event_id, y.number, y.name, t.order_code, t.name, t.email, t.attention, t.status," \
  " t.paid, foyer_micros (t.valid_from), foyer_micros (t.valid_until), t.allowed_entries,"    \
  " t.version"
#define FOYER_DB_TICKET_N_COLUMNS 14

FoyerTicket *foyer_db_read_ticket (const FoyerDbResult *result, int row, int column);

G_END_DECLS
