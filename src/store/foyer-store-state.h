/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-judge.h"
#include "store/foyer-store-sql.h"

G_BEGIN_DECLS

/* Inside the room: how far a ticket is used on a check-in list. */

gboolean foyer_store_read_state (FoyerStoreFile *file,
                                 gint64 copy,
                                 const char *ticket_id,
                                 const char *list_id,
                                 FoyerTicketState *state,
                                 GError **error);
gboolean foyer_store_write_state (FoyerStoreFile *file,
                                  gint64 copy,
                                  const char *ticket_id,
                                  const char *list_id,
                                  const FoyerTicketState *state,
                                  GError **error);
gboolean foyer_store_know_state (FoyerStoreFile *file,
                                 const char *event_id,
                                 gint64 copy,
                                 const char *ticket_id,
                                 const FoyerCheckInList *list,
                                 FoyerTicketState *state,
                                 GError **error);

G_END_DECLS
