/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-secret-store.h"
#include "store/foyer-store.h"

G_BEGIN_DECLS

gboolean foyer_store_opener_has_file (FoyerProfile *profile);
void foyer_store_opener_open_async (FoyerProfile *profile,
                                    FoyerSecretStore *secrets,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
FoyerStore *foyer_store_opener_open_finish (FoyerProfile *profile,
                                            GAsyncResult *result,
                                            char **aside,
                                            GError **error);

G_END_DECLS
