/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-error.h"
#include "db/foyer-db-sessions.h"
#include "model/foyer-device.h"
#include "relay/foyer-relay-quotas.h"
#include "relay/foyer-relay-socket.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_PEER (foyer_relay_peer_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayPeer, foyer_relay_peer, FOYER, RELAY_PEER, GObject)

/**
 * FoyerRelayPeerFuncs:
 * @request: a message came and may be answered; @text ends with a NUL
 * @refuse: a message came and is not to be looked at, because there are too many; in @wait
 *   microseconds there would not be
 * @gone: the peer is gone
 */
typedef struct {
  void (*request) (FoyerRelayPeer *peer, const char *text, gsize length, gpointer user_data);
  void (*refuse) (FoyerRelayPeer *peer,
                  const char *text,
                  gsize length,
                  gint64 wait,
                  gpointer user_data);
  void (*gone) (FoyerRelayPeer *peer, gpointer user_data);
} FoyerRelayPeerFuncs;

FoyerRelayPeer *foyer_relay_peer_new (FoyerRelaySocket *socket,
                                      FoyerDbSession *session,
                                      const char *address,
                                      const char *user_agent,
                                      FoyerRelayQuotas *quotas);
void foyer_relay_peer_start (FoyerRelayPeer *self,
                             const GPtrArray *hellos,
                             const FoyerRelayPeerFuncs *funcs,
                             gpointer user_data);

const FoyerDbSession *foyer_relay_peer_get_session (FoyerRelayPeer *self);
void foyer_relay_peer_get_actor (FoyerRelayPeer *self, FoyerDbActor *actor);
FoyerTime foyer_relay_peer_get_last_active (FoyerRelayPeer *self);
void foyer_relay_peer_note_use (FoyerRelayPeer *self);
gboolean foyer_relay_peer_take_use (FoyerRelayPeer *self, FoyerDbSessionUse *use);

FoyerRelaySocket *foyer_relay_peer_get_socket (FoyerRelayPeer *self);
void foyer_relay_peer_send (FoyerRelayPeer *self, GBytes *frame);
void foyer_relay_peer_send_text (FoyerRelayPeer *self, const GString *text);
void foyer_relay_peer_close (FoyerRelayPeer *self, FoyerRelayClose code, const char *reason);
gboolean foyer_relay_peer_may_search (FoyerRelayPeer *self, gint64 *wait);
gboolean foyer_relay_peer_may_sync (FoyerRelayPeer *self, gint64 *wait);
gboolean foyer_relay_peer_begin_request (FoyerRelayPeer *self);
void foyer_relay_peer_end_request (FoyerRelayPeer *self);

/* What the desk said when it joined and about itself. */
const char *foyer_relay_peer_get_gate (FoyerRelayPeer *self);
void foyer_relay_peer_set_gate (FoyerRelayPeer *self, const char *gate);
char *foyer_relay_peer_take_gate_news (FoyerRelayPeer *self);
const char *foyer_relay_peer_get_event (FoyerRelayPeer *self);
void foyer_relay_peer_set_event (FoyerRelayPeer *self, const char *event_id);
const FoyerDeviceReport *foyer_relay_peer_get_report (FoyerRelayPeer *self);
void foyer_relay_peer_take_report (FoyerRelayPeer *self, FoyerDeviceReport *report);

G_END_DECLS
