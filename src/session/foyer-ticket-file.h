/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket-table.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void foyer_ticket_file_read_async (GFile *file,
                                   const char *time_zone,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void foyer_ticket_file_parse_async (GBytes *bytes,
                                    const char *time_zone,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
FoyerTicketTable *foyer_ticket_file_finish (GAsyncResult *result, GBytes **bytes, GError **error);

G_END_DECLS
