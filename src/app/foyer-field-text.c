/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-field-text"

#include "config.h"

#include "app/foyer-field-text.h"

#include "model/foyer-ticket-cells.h"

#include <glib/gi18n.h>

/* What the fields of a ticket are called, and what stands in them, in words. */

static const char *const titles[FOYER_N_TICKET_FIELDS] = {
  [FOYER_TICKET_FIELD_NAME] = N_ ("Name"),
  [FOYER_TICKET_FIELD_EMAIL] = N_ ("E-Mail Address"),
  [FOYER_TICKET_FIELD_ORDER_CODE] = N_ ("Order"),
  [FOYER_TICKET_FIELD_ATTENTION] = N_ ("Attention"),
  [FOYER_TICKET_FIELD_TYPE] = N_ ("Ticket Type"),
  [FOYER_TICKET_FIELD_PAID] = N_ ("Paid"),
  [FOYER_TICKET_FIELD_VALID_FROM] = N_ ("Valid From"),
  [FOYER_TICKET_FIELD_VALID_UNTIL] = N_ ("Valid Until"),
  [FOYER_TICKET_FIELD_ALLOWED_ENTRIES] = N_ ("Allowed Entries"),
};

/**
 * foyer_field_text_title:
 *
 * Returns: (transfer none): what people call it
 */
const char *
foyer_field_text_title (FoyerTicketField field)
{
  g_return_val_if_fail (field < FOYER_N_TICKET_FIELDS, NULL);

  return _ (titles[field]);
}

static GTimeZone *
get_zone (const char *time_zone)
{
  GTimeZone *zone = time_zone != NULL ? g_time_zone_new_identifier (time_zone) : NULL;

  return zone != NULL ? zone : g_time_zone_new_local ();
}

/**
 * foyer_field_text_moment:
 * @time: 0 is open
 * @time_zone: (nullable): where it is meant; %NULL: here
 *
 * Returns: (transfer full): the moment as foyer_field_text_read_moment() takes it, empty for open
 */
char *
foyer_field_text_moment (FoyerTime time, const char *time_zone)
{
  g_autoptr (GTimeZone) zone = get_zone (time_zone);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (time == 0)
    return g_strdup ("");
  utc = g_date_time_new_from_unix_utc (time / FOYER_TIME_SECOND);
  local = g_date_time_to_timezone (utc, zone);
  return g_date_time_format (local,
                             g_date_time_get_second (local) == 0 ? "%Y-%m-%d %H:%M"
                                                                 : "%Y-%m-%d %H:%M:%S");
}

/**
 * foyer_field_text_read_moment:
 * @time_zone: (nullable): where it is meant; %NULL: here
 * @is_end: whether a date alone includes that day
 * @time: (out): the moment, 0 for open; untouched where it is none
 *
 * Returns: whether it could be read
 */
gboolean
foyer_field_text_read_moment (const char *text,
                              const char *time_zone,
                              gboolean is_end,
                              FoyerTime *time)
{
  g_autoptr (GTimeZone) zone = get_zone (time_zone);
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return foyer_ticket_cell_read_time (stripped, zone, is_end, time);
}

static char *
describe_text (const char *text)
{
  return g_strdup (text != NULL && *text != '\0' ? text : _ ("Empty"));
}

static char *
describe_moment (FoyerTime time, const char *time_zone)
{
  return time != 0 ? foyer_field_text_moment (time, time_zone) : g_strdup (_ ("Any time"));
}

/**
 * foyer_field_text_value:
 * @time_zone: (nullable): the event's zone
 *
 * Returns: (transfer full): what stands there, never empty
 */
char *
foyer_field_text_value (const FoyerTicket *ticket, FoyerTicketField field, const char *time_zone)
{
  switch (field) {
  case FOYER_TICKET_FIELD_NAME:
    return describe_text (ticket->name);
  case FOYER_TICKET_FIELD_EMAIL:
    return describe_text (ticket->email);
  case FOYER_TICKET_FIELD_ORDER_CODE:
    return describe_text (ticket->order_code);
  case FOYER_TICKET_FIELD_ATTENTION:
    return describe_text (ticket->attention);
  case FOYER_TICKET_FIELD_TYPE:
    return describe_text (ticket->ticket_type);
  case FOYER_TICKET_FIELD_PAID:
    return g_strdup (ticket->paid ? _ ("Yes") : _ ("No"));
  case FOYER_TICKET_FIELD_VALID_FROM:
    return describe_moment (ticket->valid_from, time_zone);
  case FOYER_TICKET_FIELD_VALID_UNTIL:
    return describe_moment (ticket->valid_until, time_zone);
  case FOYER_TICKET_FIELD_ALLOWED_ENTRIES:
    return g_strdup_printf ("%u", ticket->allowed_entries);
  default:
    g_return_val_if_reached (NULL);
  }
}
