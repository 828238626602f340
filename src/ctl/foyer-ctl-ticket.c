/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-ticket"

#include "config.h"

#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-tickets.h"

/* foyerctl ticket issue and void. */

static GPtrArray *
issue (FoyerCtlCall *call, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, &zone, error);
  g_autoptr (FoyerTicket) template = NULL;
  FoyerTicket fields = {
    .ticket_type = (char *)foyer_ctl_call_get_text (call, "type"),
    .order_code = (char *)foyer_ctl_call_get_text (call, "order"),
    .paid = TRUE,
    .allowed_entries = foyer_ctl_call_get_number (call, "entries", 1),
  };

  if (event == NULL || !foyer_ctl_call_get_span (call,
                                                 zone,
                                                 "valid-from",
                                                 "valid-until",
                                                 &fields.valid_from,
                                                 &fields.valid_until,
                                                 error))
    return NULL;
  template = foyer_ticket_new (&fields);
  return foyer_db_tickets_issue (foyer_ctl_call_connect (call, error),
                                 foyer_ctl_call_get_seal (call),
                                 event->id,
                                 template,
                                 foyer_ctl_call_get_number (call, "count", 1),
                                 foyer_ctl_call_get_actor (call),
                                 error);
}

static void
fill_code (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerDbTicketCode *code = item;

  foyer_ctl_row_add (row, "id", code->ticket_id);
  foyer_ctl_row_add (row, "code", code->code);
}

gboolean
foyer_ctl_ticket_issue (FoyerCtlCall *call, GError **error)
{
  g_autoptr (GPtrArray) codes = issue (call, error);

  return foyer_ctl_rows_print (call, "tickets", codes, fill_code);
}

gboolean
foyer_ctl_ticket_void (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL ||
      !foyer_db_ticket_void (connection, call->argument, foyer_ctl_call_get_actor (call), error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}
