/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-event.h"
#include "model/foyer-ticket.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: changed () whenever something is typed or chosen, activated () at Enter. */
#define FOYER_TYPE_TICKET_FORM (foyer_ticket_form_get_type ())
G_DECLARE_FINAL_TYPE (FoyerTicketForm, foyer_ticket_form, FOYER, TICKET_FORM, GtkWidget)

void foyer_ticket_form_show (FoyerTicketForm *self,
                             const FoyerTicket *ticket,
                             const FoyerEvent *event);
FoyerTicket *foyer_ticket_form_read (FoyerTicketForm *self, const char **problem);

G_END_DECLS
