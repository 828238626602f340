/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signing-key.h"
#include "session/foyer-secret-store.h"

G_BEGIN_DECLS

void foyer_device_key_get_async (FoyerSecretStore *secrets,
                                 gboolean may_make,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
FoyerSigningKey *foyer_device_key_get_finish (FoyerSecretStore *secrets,
                                              GAsyncResult *result,
                                              GError **error);
void foyer_device_key_free (FoyerSigningKey *key);

G_END_DECLS
