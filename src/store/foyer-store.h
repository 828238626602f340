/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-change-batch.h"
#include "store/foyer-store-copy.h"
#include "store/foyer-store-events.h"
#include "store/foyer-store-heard.h"
#include "store/foyer-store-scans.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_STORE (foyer_store_get_type ())
G_DECLARE_FINAL_TYPE (FoyerStore, foyer_store, FOYER, STORE, GObject)

FoyerStore *foyer_store_new (const char *path, FoyerSeal *seal);

/* The file. */
void foyer_store_open_async (FoyerStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean foyer_store_open_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_rescue_async (FoyerStore *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean foyer_store_rescue_finish (FoyerStore *self,
                                    GAsyncResult *result,
                                    guint *n_scans,
                                    char **aside,
                                    GError **error);
void foyer_store_wipe_async (FoyerStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean foyer_store_wipe_finish (FoyerStore *self, GAsyncResult *result, GError **error);

/* Events. */
void foyer_store_save_event_async (FoyerStore *self,
                                   FoyerEvent *event,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean foyer_store_save_event_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_load_event_async (FoyerStore *self,
                                   const char *event_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean foyer_store_load_event_finish (FoyerStore *self,
                                        GAsyncResult *result,
                                        FoyerStoreEvent *event,
                                        GError **error);
void foyer_store_doubt_async (FoyerStore *self,
                              GPtrArray *heads,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean foyer_store_doubt_finish (FoyerStore *self, GAsyncResult *result, GError **error);

/* The copy of the tickets. */
void foyer_store_begin_copy_async (FoyerStore *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean foyer_store_begin_copy_finish (FoyerStore *self,
                                        GAsyncResult *result,
                                        gint64 *copy,
                                        GError **error);
void foyer_store_add_tickets_async (FoyerStore *self,
                                    gint64 copy,
                                    GPtrArray *tickets,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean foyer_store_add_tickets_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_finish_copy_async (FoyerStore *self,
                                    const FoyerStoreCopy *copy,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean foyer_store_finish_copy_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_count_copy_async (FoyerStore *self,
                                   const char *event_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
FoyerCounts *foyer_store_count_copy_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_apply_async (FoyerStore *self,
                              FoyerChangeBatch *batch,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean foyer_store_apply_finish (FoyerStore *self, GAsyncResult *result, GError **error);

/* Scans. */
void foyer_store_judge_async (FoyerStore *self,
                              FoyerScan *scan,
                              const FoyerStoreDesk *desk,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
FoyerVerdict *foyer_store_judge_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_note_verdict_async (FoyerStore *self,
                                     FoyerScan *scan,
                                     FoyerVerdict *verdict,
                                     const FoyerStoreDesk *desk,
                                     gint64 epoch,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean foyer_store_note_verdict_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_override_async (FoyerStore *self,
                                 const char *scan_id,
                                 const char *reason,
                                 FoyerTime at,
                                 const FoyerStoreDesk *desk,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean foyer_store_override_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_list_waiting_async (FoyerStore *self,
                                     const char *event_id,
                                     guint limit,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *foyer_store_list_waiting_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_list_deliverable_async (FoyerStore *self,
                                         const char *const *left_out,
                                         gboolean is_credited,
                                         guint limit,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *foyer_store_list_deliverable_finish (FoyerStore *self,
                                                GAsyncResult *result,
                                                GError **error);
void foyer_store_list_aside_async (FoyerStore *self,
                                   const char *named_event_id,
                                   guint limit,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *foyer_store_list_aside_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_list_recent_async (FoyerStore *self,
                                    const char *event_id,
                                    const char *staff_email,
                                    guint limit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *foyer_store_list_recent_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_settle_async (FoyerStore *self,
                               GPtrArray *settlements,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean foyer_store_settle_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_count_scans_async (FoyerStore *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean foyer_store_count_scans_finish (FoyerStore *self,
                                         GAsyncResult *result,
                                         FoyerStoreCounts *counts,
                                         GError **error);
void foyer_store_count_admitted_async (FoyerStore *self,
                                       const FoyerStorePlace *place,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean foyer_store_count_admitted_finish (FoyerStore *self,
                                            GAsyncResult *result,
                                            gint64 *n_admitted,
                                            GError **error);

/* What desks tell each other. */
void foyer_store_number_own_async (FoyerStore *self,
                                   const char *event_id,
                                   const char *device_id,
                                   const FoyerSigningKey *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *foyer_store_number_own_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_begin_run_async (FoyerStore *self,
                                  const char *event_id,
                                  const char *device_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean foyer_store_begin_run_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_add_heard_async (FoyerStore *self,
                                  GPtrArray *items,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean foyer_store_add_heard_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_load_heard_async (FoyerStore *self,
                                   const char *event_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *foyer_store_load_heard_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_save_desks_async (FoyerStore *self,
                                   const char *event_id,
                                   GPtrArray *desks,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean foyer_store_save_desks_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_load_desks_async (FoyerStore *self,
                                   const char *event_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *foyer_store_load_desks_finish (FoyerStore *self, GAsyncResult *result, GError **error);

/* Tickets. */
void foyer_store_search_async (FoyerStore *self,
                               const char *event_id,
                               const char *list_id,
                               const char *text,
                               guint limit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GPtrArray *foyer_store_search_finish (FoyerStore *self, GAsyncResult *result, GError **error);
void foyer_store_list_to_come_async (FoyerStore *self,
                                     const char *event_id,
                                     const char *list_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *foyer_store_list_to_come_finish (FoyerStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
