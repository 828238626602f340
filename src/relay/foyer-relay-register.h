/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "db/foyer-db-source.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_REGISTER (foyer_relay_register_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayRegister, foyer_relay_register, FOYER, RELAY_REGISTER, GObject)

FoyerRelayRegister *foyer_relay_register_new (FoyerDbSource *source,
                                              FoyerWorker *worker,
                                              const char *const *addresses,
                                              const char *fingerprint,
                                              GError **error);
void foyer_relay_register_move (FoyerRelayRegister *self,
                                const char *const *addresses,
                                const char *fingerprint);

G_END_DECLS
