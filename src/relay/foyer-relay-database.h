/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "db/foyer-db-connection.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-source.h"

G_BEGIN_DECLS

typedef struct _FoyerRelayDatabase FoyerRelayDatabase;

FoyerWorker *foyer_relay_database_new_worker (const char *name, FoyerDbSource *source);

FoyerDbConnection *foyer_relay_database_connect (FoyerRelayDatabase *self, GError **error);
FoyerDbEventCache *foyer_relay_database_get_cache (FoyerRelayDatabase *self);
const FoyerDbSeal *foyer_relay_database_get_seal (FoyerRelayDatabase *self);
FoyerDbConnection *foyer_relay_database_steal (FoyerRelayDatabase *self);

G_END_DECLS
