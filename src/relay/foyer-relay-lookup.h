/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "model/foyer-change-batch.h"
#include "model/foyer-event.h"
#include "model/foyer-room.h"

G_BEGIN_DECLS

void foyer_relay_lookup_room_async (FoyerWorker *worker,
                                    const char *event_id,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
FoyerRoom *foyer_relay_lookup_room_finish (FoyerWorker *worker,
                                           GAsyncResult *result,
                                           GError **error);

void foyer_relay_lookup_event_async (FoyerWorker *worker,
                                     const char *event_id,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
FoyerEvent *foyer_relay_lookup_event_finish (FoyerWorker *worker,
                                             GAsyncResult *result,
                                             GError **error);

void foyer_relay_lookup_changes_async (FoyerWorker *worker,
                                       const char *event_id,
                                       gint64 since,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
FoyerChangeBatch *foyer_relay_lookup_changes_finish (FoyerWorker *worker,
                                                     GAsyncResult *result,
                                                     GError **error);

void foyer_relay_lookup_desks_async (FoyerWorker *worker,
                                     const char *event_id,
                                     gboolean with_rates,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *foyer_relay_lookup_desks_finish (FoyerWorker *worker,
                                            GAsyncResult *result,
                                            gboolean *has_rates,
                                            GError **error);

void foyer_relay_lookup_activities_async (FoyerWorker *worker,
                                          const char *event_id,
                                          gint64 since,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
GPtrArray *foyer_relay_lookup_activities_finish (FoyerWorker *worker,
                                                 GAsyncResult *result,
                                                 GError **error);

void foyer_relay_lookup_log_end_async (FoyerWorker *worker,
                                       const char *event_id,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gint64 foyer_relay_lookup_log_end_finish (FoyerWorker *worker,
                                          GAsyncResult *result,
                                          GError **error);

G_END_DECLS
