/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/**
 * FoyerRelayWork:
 * @actor: who asks, and from where
 * @out: (out): where the answer is appended
 *
 * Answers a request on a worker.
 *
 * Returns: whether there is an answer; otherwise @error is set
 */
typedef gboolean (*FoyerRelayWork) (FoyerDbConnection *connection,
                                    const FoyerMessage *message,
                                    const FoyerDbActor *actor,
                                    GString *out,
                                    GError **error);

/**
 * FoyerRelayWorkEntry:
 * @kind: a request
 * @work: what answers it
 */
typedef struct {
  FoyerMessageKind kind;
  FoyerRelayWork work;
} FoyerRelayWorkEntry;

FoyerRelayWork foyer_relay_work_find (const FoyerRelayWorkEntry *entries,
                                      guint n_entries,
                                      FoyerMessageKind kind);
void foyer_relay_work_begin (FoyerRelayHub *hub,
                             FoyerRelayPeer *peer,
                             FoyerMessage *message,
                             FoyerRelayWork work);

G_END_DECLS
