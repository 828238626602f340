/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-discovery.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

SoupMessage *foyer_relay_token_request_new (const FoyerRelayDiscovery *discovery,
                                            const FoyerDbProvider *provider,
                                            const FoyerDbProviderSignIn *sign_in,
                                            const char *code);

G_END_DECLS
