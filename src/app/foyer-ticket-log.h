/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_TICKET_LOG (foyer_ticket_log_get_type ())
G_DECLARE_FINAL_TYPE (FoyerTicketLog, foyer_ticket_log, FOYER, TICKET_LOG, GtkWidget)

void foyer_ticket_log_show (FoyerTicketLog *self,
                            FoyerSession *session,
                            const char *ticket_id,
                            const char *list_id);

G_END_DECLS
