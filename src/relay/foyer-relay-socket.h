/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-frame.h"
#include "relay/foyer-relay-listener.h"
#include "relay/foyer-relay-poller.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_SOCKET (foyer_relay_socket_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelaySocket, foyer_relay_socket, FOYER, RELAY_SOCKET, GObject)

/**
 * FoyerRelaySocketFuncs:
 * @message: a text message came; it is valid UTF-8 and ends with a NUL
 * @closed: the socket is gone; heard once, and nothing after it
 */
typedef struct {
  void (*message) (FoyerRelaySocket *socket, const char *text, gsize length, gpointer user_data);
  void (*closed) (FoyerRelaySocket *socket, gpointer user_data);
} FoyerRelaySocketFuncs;

FoyerRelaySocket *foyer_relay_socket_new (FoyerRelayPoller *poller,
                                          GIOStream *stream,
                                          GSocketConnection *tcp,
                                          FoyerRelayVisitor *visitor);
void foyer_relay_socket_start (FoyerRelaySocket *self,
                               const FoyerRelaySocketFuncs *funcs,
                               gpointer user_data);
gboolean foyer_relay_socket_hand_over (FoyerRelaySocket *self,
                                       const FoyerRelaySocketFuncs *funcs,
                                       gpointer user_data);

void foyer_relay_socket_read (FoyerRelaySocket *self);

gboolean foyer_relay_socket_is_open (FoyerRelaySocket *self);
void foyer_relay_socket_send (FoyerRelaySocket *self, GBytes *frame);
void foyer_relay_socket_close (FoyerRelaySocket *self, FoyerRelayClose code, const char *reason);
gint64 foyer_relay_socket_get_opened (FoyerRelaySocket *self);
gint64 foyer_relay_socket_get_heard (FoyerRelaySocket *self);
gsize foyer_relay_socket_get_queued (FoyerRelaySocket *self);

G_END_DECLS
