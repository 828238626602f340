/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_TWINS (foyer_relay_twins_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayTwins, foyer_relay_twins, FOYER, RELAY_TWINS, GObject)

/**
 * FoyerRelayLife:
 * @opened: since when a connection is open, by the monotonic clock
 * @heard: when something came over it last, if only an answer to a ping
 */
typedef struct {
  gint64 opened;
  gint64 heard;
} FoyerRelayLife;

gboolean foyer_relay_lives_are_two (const FoyerRelayLife *one, const FoyerRelayLife *other);

FoyerRelayTwins *foyer_relay_twins_new (FoyerWorker *worker, GPtrArray *peers);
void foyer_relay_twins_look (FoyerRelayTwins *self);

G_END_DECLS
