/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-change-batch.h"
#include "relay/foyer-relay-metrics.h"
#include "relay/foyer-relay-peer.h"

G_BEGIN_DECLS

void foyer_relay_answer_error (FoyerRelayPeer *peer,
                               const char *re,
                               const GError *error,
                               FoyerRelayMetrics *metrics);
void foyer_relay_answer_refusal (FoyerRelayPeer *peer,
                                 const char *re,
                                 FoyerError code,
                                 const char *message,
                                 FoyerRelayMetrics *metrics);

void foyer_relay_answer_too_many (FoyerRelayPeer *peer,
                                  const char *re,
                                  gint64 wait,
                                  FoyerRelayMetrics *metrics);
gboolean foyer_relay_answer_goodbye (FoyerRelaySocket *socket, const GError *error);

GBytes *foyer_relay_answer_frame (const GString *text);
GPtrArray *foyer_relay_answer_changes (FoyerChangeBatch *batch);

G_END_DECLS
