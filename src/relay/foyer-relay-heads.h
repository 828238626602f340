/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signed-heads.h"
#include "relay/foyer-relay-hub.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

void foyer_relay_heads_sign_async (FoyerWorker *worker,
                                   const char *event_id,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
FoyerSignedHeads *foyer_relay_heads_sign_finish (FoyerWorker *worker,
                                                 GAsyncResult *result,
                                                 GError **error);

void foyer_relay_heads_take_shown (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message);

G_END_DECLS
