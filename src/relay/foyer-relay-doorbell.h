/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_DOORBELL (foyer_relay_doorbell_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayDoorbell, foyer_relay_doorbell, FOYER, RELAY_DOORBELL, GObject)

FoyerRelayDoorbell *foyer_relay_doorbell_new (FoyerWorker *worker, const char *channel);

G_END_DECLS
