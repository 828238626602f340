/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "db/foyer-db-verify.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_BATCHER (foyer_relay_batcher_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayBatcher, foyer_relay_batcher, FOYER, RELAY_BATCHER, GObject)

/**
 * FoyerRelayBatchFunc:
 * @requests: (element-type FoyerDbScanRequest): what was asked, in order
 * @result: (nullable): what was answered; %NULL where @error is set
 * @error: (nullable): why it is not known what became of them
 * @seconds: how long it took
 *
 * Hears of a batch that is over. The next one is on its way already.
 */
typedef void (*FoyerRelayBatchFunc) (GPtrArray *requests,
                                     FoyerDbBatchResult *result,
                                     const GError *error,
                                     double seconds,
                                     gpointer user_data);

FoyerRelayBatcher *foyer_relay_batcher_new (FoyerWorker *worker,
                                            const char *event_id,
                                            GDestroyNotify free_request,
                                            FoyerRelayBatchFunc func,
                                            gpointer user_data);
void foyer_relay_batcher_detach (FoyerRelayBatcher *self);

gboolean foyer_relay_batcher_add (FoyerRelayBatcher *self, FoyerDbScanRequest *request);
gboolean foyer_relay_batcher_is_idle (FoyerRelayBatcher *self);
guint foyer_relay_batcher_get_n_waiting (FoyerRelayBatcher *self);

G_END_DECLS
