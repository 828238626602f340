/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"
#include "relay/foyer-relay-listener.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* RFC 6585; libsoup has no name for it. */
#define FOYER_RELAY_STATUS_TOO_MANY 429

void foyer_relay_http_add (SoupServer *server, FoyerRelayHub *hub, FoyerRelayListener *listener);
void foyer_relay_http_guard (SoupServer *server, const char *path, guint most);
void foyer_relay_http_answer (SoupServerMessage *message, guint status, const char *text);
void foyer_relay_http_respond (SoupServerMessage *message,
                               guint status,
                               const char *type,
                               const char *text);
void foyer_relay_http_retry_after (SoupServerMessage *message, gint64 wait);
void foyer_relay_http_answer_too_many (SoupServerMessage *message, const char *text, gint64 wait);
char *foyer_relay_http_read_token (SoupMessageHeaders *headers);
gboolean foyer_relay_http_may_show (SoupServerMessage *message,
                                    FoyerRelayHub *hub,
                                    const char *token);
void foyer_relay_http_judge (SoupServerMessage *message,
                             FoyerRelayHub *hub,
                             const char *token,
                             gboolean is_right);

G_END_DECLS
