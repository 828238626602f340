/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"
#include "relay/foyer-relay-listener.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

void foyer_relay_http_add (SoupServer *server, FoyerRelayHub *hub, FoyerRelayListener *listener);
void foyer_relay_http_guard (SoupServer *server, const char *path, guint most);
void foyer_relay_http_answer (SoupServerMessage *message, guint status, const char *text);
void foyer_relay_http_respond (SoupServerMessage *message,
                               guint status,
                               const char *type,
                               const char *text);
char *foyer_relay_http_read_token (SoupMessageHeaders *headers);

G_END_DECLS
