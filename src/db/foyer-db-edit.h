/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-change-batch.h"
#include "model/foyer-ticket.h"

G_BEGIN_DECLS

gboolean foyer_db_edit_ticket (FoyerDbConnection *connection,
                               const char *request_id,
                               const FoyerTicket *ticket,
                               const FoyerDbActor *actor,
                               FoyerChangeBatch **batch,
                               FoyerTicket **current,
                               GError **error);
gboolean foyer_db_edit_void (FoyerDbConnection *connection,
                             const char *request_id,
                             const FoyerTicket *ticket,
                             const FoyerDbActor *actor,
                             FoyerChangeBatch **batch,
                             FoyerTicket **current,
                             GError **error);

G_END_DECLS
