/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket.h"

G_BEGIN_DECLS

/**
 * FoyerTicketField:
 *
 * What people may edit of a ticket, in the order in which it is shown.
 */
typedef enum {
  FOYER_TICKET_FIELD_NAME,
  FOYER_TICKET_FIELD_EMAIL,
  FOYER_TICKET_FIELD_ORDER_CODE,
  FOYER_TICKET_FIELD_ATTENTION,
  FOYER_TICKET_FIELD_TYPE,
  FOYER_TICKET_FIELD_PAID,
  FOYER_TICKET_FIELD_VALID_FROM,
  FOYER_TICKET_FIELD_VALID_UNTIL,
  FOYER_TICKET_FIELD_ALLOWED_ENTRIES,
} FoyerTicketField;

#define FOYER_N_TICKET_FIELDS (FOYER_TICKET_FIELD_ALLOWED_ENTRIES + 1)

/* A set of fields: a bit each. */
typedef guint FoyerTicketFields;

#define FOYER_TICKET_FIELD_BIT(field) (1u << (field))

const char *foyer_ticket_field_to_nick (FoyerTicketField field);
FoyerTicketFields foyer_ticket_compare (const FoyerTicket *one, const FoyerTicket *other);
FoyerTicket *foyer_ticket_merge (const FoyerTicket *onto,
                                 const FoyerTicket *from,
                                 FoyerTicketFields fields);

G_END_DECLS
