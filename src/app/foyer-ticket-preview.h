/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket-table.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_TICKET_PREVIEW (foyer_ticket_preview_get_type ())
G_DECLARE_FINAL_TYPE (FoyerTicketPreview, foyer_ticket_preview, FOYER, TICKET_PREVIEW, GtkWidget)

void foyer_ticket_preview_show (FoyerTicketPreview *self, const FoyerTicketTable *table);

G_END_DECLS
