/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-gossip.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What desks say to each other. A greeting is flat: its fields are read with
 * foyer_message_get_string(). */

char *foyer_wire_encode_greeting (const char *event_id, const char *device_id, const char *proof);
char *foyer_wire_encode_gossip (const FoyerGossipMessage *gossip);

gboolean foyer_wire_read_gossip (const FoyerMessage *message,
                                 const char *event_id,
                                 FoyerGossipMessage *gossip);
void foyer_gossip_message_clear (FoyerGossipMessage *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerGossipMessage, foyer_gossip_message_clear)

G_END_DECLS
