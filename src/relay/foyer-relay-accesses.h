/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "db/foyer-db-sessions.h"
#include "model/foyer-device-access.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_ACCESSES (foyer_relay_accesses_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayAccesses, foyer_relay_accesses, FOYER, RELAY_ACCESSES, GObject)

FoyerRelayAccesses *foyer_relay_accesses_new (FoyerWorker *worker);

void foyer_relay_accesses_note (FoyerRelayAccesses *self,
                                FoyerAccessKind kind,
                                const FoyerDbSession *session,
                                const char *address,
                                const char *user_agent);
void foyer_relay_accesses_refuse (FoyerRelayAccesses *self,
                                  const char *token,
                                  const char *address,
                                  const char *user_agent);

G_END_DECLS
