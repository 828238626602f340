/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-field"

#include "config.h"

#include "model/foyer-ticket-field.h"

/* What two versions of a ticket differ in, and a version made of both: two people may edit the same
 * ticket at the same time, and what either typed is worth keeping. */

static const char *const nicks[FOYER_N_TICKET_FIELDS] = {
  [FOYER_TICKET_FIELD_NAME] = "name",
  [FOYER_TICKET_FIELD_EMAIL] = "email",
  [FOYER_TICKET_FIELD_ORDER_CODE] = "order_code",
  [FOYER_TICKET_FIELD_ATTENTION] = "attention",
  [FOYER_TICKET_FIELD_TYPE] = "type",
  [FOYER_TICKET_FIELD_PAID] = "paid",
  [FOYER_TICKET_FIELD_VALID_FROM] = "valid_from",
  [FOYER_TICKET_FIELD_VALID_UNTIL] = "valid_until",
  [FOYER_TICKET_FIELD_ALLOWED_ENTRIES] = "allowed_entries",
};

/**
 * foyer_ticket_field_to_nick:
 *
 * Returns: (transfer none): what logs call it
 */
const char *
foyer_ticket_field_to_nick (FoyerTicketField field)
{
  g_return_val_if_fail (field < FOYER_N_TICKET_FIELDS, NULL);

  return nicks[field];
}

/* What is not said and what is empty is the same. */
static gboolean
same_text (const char *one, const char *other)
{
  return g_strcmp0 (one != NULL ? one : "", other != NULL ? other : "") == 0;
}

static gboolean
is_same (const FoyerTicket *one, const FoyerTicket *other, FoyerTicketField field)
{
  switch (field) {
  case FOYER_TICKET_FIELD_NAME:
    return same_text (one->name, other->name);
  case FOYER_TICKET_FIELD_EMAIL:
    return same_text (one->email, other->email);
  case FOYER_TICKET_FIELD_ORDER_CODE:
    return same_text (one->order_code, other->order_code);
  case FOYER_TICKET_FIELD_ATTENTION:
    return same_text (one->attention, other->attention);
  case FOYER_TICKET_FIELD_TYPE:
    return one->type_number == other->type_number;
  case FOYER_TICKET_FIELD_PAID:
    return !one->paid == !other->paid;
  case FOYER_TICKET_FIELD_VALID_FROM:
    return one->valid_from == other->valid_from;
  case FOYER_TICKET_FIELD_VALID_UNTIL:
    return one->valid_until == other->valid_until;
  case FOYER_TICKET_FIELD_ALLOWED_ENTRIES:
    return one->allowed_entries == other->allowed_entries;
  default:
    g_return_val_if_reached (TRUE);
  }
}

/**
 * foyer_ticket_compare:
 *
 * Returns: the fields in which they differ
 */
FoyerTicketFields
foyer_ticket_compare (const FoyerTicket *one, const FoyerTicket *other)
{
  FoyerTicketFields fields = 0;

  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++) {
    if (!is_same (one, other, (FoyerTicketField)field))
      fields |= FOYER_TICKET_FIELD_BIT (field);
  }
  return fields;
}

static void
take_field (FoyerTicket *merged, const FoyerTicket *from, FoyerTicketField field)
{
  switch (field) {
  case FOYER_TICKET_FIELD_NAME:
    merged->name = from->name;
    break;
  case FOYER_TICKET_FIELD_EMAIL:
    merged->email = from->email;
    break;
  case FOYER_TICKET_FIELD_ORDER_CODE:
    merged->order_code = from->order_code;
    break;
  case FOYER_TICKET_FIELD_ATTENTION:
    merged->attention = from->attention;
    break;
  case FOYER_TICKET_FIELD_TYPE:
    merged->type_number = from->type_number;
    merged->ticket_type = from->ticket_type;
    break;
  case FOYER_TICKET_FIELD_PAID:
    merged->paid = from->paid;
    break;
  case FOYER_TICKET_FIELD_VALID_FROM:
    merged->valid_from = from->valid_from;
    break;
  case FOYER_TICKET_FIELD_VALID_UNTIL:
    merged->valid_until = from->valid_until;
    break;
  case FOYER_TICKET_FIELD_ALLOWED_ENTRIES:
    merged->allowed_entries = from->allowed_entries;
    break;
  default:
    g_return_if_reached ();
  }
}

/**
 * foyer_ticket_merge:
 * @onto: the ticket, with its id, status and version
 * @from: another version of it
 * @fields: what is taken from @from
 *
 * Returns: (transfer full): @onto, with those fields as @from has them
 */
FoyerTicket *
foyer_ticket_merge (const FoyerTicket *onto, const FoyerTicket *from, FoyerTicketFields fields)
{
  FoyerTicket merged = *onto;

  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++) {
    if ((fields & FOYER_TICKET_FIELD_BIT (field)) != 0)
      take_field (&merged, from, (FoyerTicketField)field);
  }
  return foyer_ticket_new (&merged);
}
