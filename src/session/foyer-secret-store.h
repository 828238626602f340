/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-secret-file.h"

G_BEGIN_DECLS

#define FOYER_TYPE_SECRET_STORE (foyer_secret_store_get_type ())
G_DECLARE_FINAL_TYPE (FoyerSecretStore, foyer_secret_store, FOYER, SECRET_STORE, GObject)

FoyerSecretStore *foyer_secret_store_new (FoyerProfile *profile);

void foyer_secret_store_save_async (FoyerSecretStore *self,
                                    FoyerSecretKind kind,
                                    const char *secret,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean foyer_secret_store_save_finish (FoyerSecretStore *self,
                                         GAsyncResult *result,
                                         GError **error);
void foyer_secret_store_load_async (FoyerSecretStore *self,
                                    FoyerSecretKind kind,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *foyer_secret_store_load_finish (FoyerSecretStore *self, GAsyncResult *result, GError **error);
void foyer_secret_store_forget (FoyerSecretStore *self, FoyerSecretKind kind);

gboolean foyer_secret_store_get_in_file (FoyerSecretStore *self);

G_END_DECLS
