/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket-table.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void foyer_ticket_print_async (GtkWindow *parent,
                               const char *event_name,
                               FoyerTicketTable *table,
                               GFile *file,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean foyer_ticket_print_finish (GAsyncResult *result, GError **error);

G_END_DECLS
