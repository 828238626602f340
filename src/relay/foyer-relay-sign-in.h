/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "db/foyer-db-sessions.h"
#include "relay/foyer-relay-frame.h"

G_BEGIN_DECLS

/**
 * FoyerRelaySignIn:
 * @session: who signs in
 * @events: (element-type FoyerEventHead): what they may work for
 */
typedef struct {
  FoyerDbSession *session;
  GPtrArray *events;
} FoyerRelaySignIn;

void foyer_relay_sign_in_free (FoyerRelaySignIn *self);

void foyer_relay_sign_in_async (FoyerWorker *worker,
                                const char *token,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
FoyerRelaySignIn *foyer_relay_sign_in_finish (FoyerWorker *worker,
                                              GAsyncResult *result,
                                              GError **error);

void foyer_relay_roll_call_async (FoyerWorker *worker,
                                  GPtrArray *session_ids,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GHashTable *foyer_relay_roll_call_finish (FoyerWorker *worker,
                                          GAsyncResult *result,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelaySignIn, foyer_relay_sign_in_free)

G_END_DECLS
