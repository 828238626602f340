/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-ticket-row"

#include "config.h"

#include "db/foyer-db-ticket-row.h"

/* One place that knows how a ticket lies in a row. */

/* The table has no NULL where the model has "nothing said". */
static char *
get_optional (const FoyerDbResult *result, int row, int column)
{
  char *text = PQgetvalue (result, row, column);

  return *text != '\0' ? text : NULL;
}

/**
 * foyer_db_read_ticket:
 *
 * Returns: (transfer full): the ticket in FOYER_DB_TICKET_COLUMNS from @column on
 */
FoyerTicket *
foyer_db_read_ticket (const FoyerDbResult *result, int row, int column)
{
  FoyerTicket ticket = { .id = PQgetvalue (result, row, column),
                         .event_id = PQgetvalue (result, row, column + 1),
                         .type_number = (guint)foyer_db_get_int (result, row, column + 2),
                         .ticket_type = PQgetvalue (result, row, column + 3),
                         .order_code = get_optional (result, row, column + 4),
                         .name = get_optional (result, row, column + 5),
                         .email = get_optional (result, row, column + 6),
                         .attention = get_optional (result, row, column + 7),
                         .paid = foyer_db_get_bool (result, row, column + 9),
                         .valid_from = foyer_db_get_time (result, row, column + 10),
                         .valid_until = foyer_db_get_time (result, row, column + 11),
                         .allowed_entries = (guint)foyer_db_get_int (result, row, column + 12),
                         .version = foyer_db_get_int (result, row, column + 13) };

  foyer_ticket_status_from_nick (PQgetvalue (result, row, column + 8), &ticket.status);
  return foyer_ticket_new (&ticket);
}
