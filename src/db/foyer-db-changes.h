/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "model/foyer-change-batch.h"

G_BEGIN_DECLS

/* What makes the relays look: the channel of NOTIFY. A payload is `EVENT-ID:SEQ`. */
#define FOYER_DB_CHANNEL_CHANGES "foyer_changes"

FoyerChangeBatch *foyer_db_changes_since (FoyerDbConnection *connection,
                                          const char *event_id,
                                          gint64 since,
                                          guint limit,
                                          GError **error);
void foyer_db_changes_ring (FoyerDbConnection *connection, const char *event_id, gint64 seq);

G_END_DECLS
