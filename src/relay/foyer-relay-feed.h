/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-change-batch.h"

G_BEGIN_DECLS

typedef struct _FoyerRelayFeed FoyerRelayFeed;

FoyerRelayFeed *foyer_relay_feed_new (gint64 epoch, gint64 seq);
void foyer_relay_feed_free (FoyerRelayFeed *self);

gint64 foyer_relay_feed_get_epoch (const FoyerRelayFeed *self);
gint64 foyer_relay_feed_get_seq (const FoyerRelayFeed *self);

void foyer_relay_feed_put (FoyerRelayFeed *self, FoyerChangeBatch *batch, gboolean is_own);
void foyer_relay_feed_expect (FoyerRelayFeed *self, gint64 seq);
FoyerChangeBatch *foyer_relay_feed_next (FoyerRelayFeed *self, gboolean *is_own);
gboolean foyer_relay_feed_has_gap (const FoyerRelayFeed *self);
GPtrArray *foyer_relay_feed_recall (const FoyerRelayFeed *self, gint64 since);

FoyerChangeBatch *foyer_relay_feed_cut (FoyerChangeBatch *batch, gint64 after, gint64 until);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelayFeed, foyer_relay_feed_free)

G_END_DECLS
