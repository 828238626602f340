/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-change.h"
#include "model/foyer-desk.h"
#include "model/foyer-heard.h"
#include "store/foyer-store-file.h"

G_BEGIN_DECLS

/* What desks tell each other without a relay. */

GPtrArray *foyer_store_number_own (FoyerStoreFile *file,
                                   const char *event_id,
                                   const char *device_id,
                                   const FoyerSigningKey *key,
                                   GError **error);
gboolean foyer_store_begin_run (FoyerStoreFile *file,
                                const char *event_id,
                                const char *device_id,
                                GError **error);
gboolean foyer_store_add_heard (FoyerStoreFile *file, const GPtrArray *items, GError **error);
GPtrArray *foyer_store_load_heard (FoyerStoreFile *file, const char *event_id, GError **error);

gboolean foyer_store_note_recorded (FoyerStoreFile *file,
                                    const char *event_id,
                                    gint64 epoch,
                                    const FoyerChange *change,
                                    GError **error);

gboolean foyer_store_save_desks (FoyerStoreFile *file,
                                 const char *event_id,
                                 const GPtrArray *desks,
                                 GError **error);
GPtrArray *foyer_store_load_desks (FoyerStoreFile *file, const char *event_id, GError **error);

G_END_DECLS
