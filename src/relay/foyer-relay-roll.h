/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "relay/foyer-relay-news.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_ROLL (foyer_relay_roll_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayRoll, foyer_relay_roll, FOYER, RELAY_ROLL, GObject)

FoyerRelayRoll *foyer_relay_roll_new (FoyerWorker *worker, GPtrArray *peers, FoyerRelayNews *news);
void foyer_relay_roll_tick (FoyerRelayRoll *self);
guint foyer_relay_roll_get_n_news (FoyerRelayRoll *self);
void foyer_relay_roll_greet (FoyerRelayRoll *self, guint n_news);
void foyer_relay_roll_note_use (FoyerRelayRoll *self);
gboolean foyer_relay_roll_is_answered (FoyerRelayRoll *self);

G_END_DECLS
