/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-discovery.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_PROVIDER (foyer_relay_provider_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayProvider, foyer_relay_provider, FOYER, RELAY_PROVIDER, GObject)

FoyerRelayProvider *foyer_relay_provider_new (void);

void foyer_relay_provider_look_up_async (FoyerRelayProvider *self,
                                         const char *issuer,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
FoyerRelayDiscovery *foyer_relay_provider_look_up_finish (FoyerRelayProvider *self,
                                                          GAsyncResult *result,
                                                          GError **error);

void foyer_relay_provider_redeem_async (FoyerRelayProvider *self,
                                        const FoyerDbProvider *provider,
                                        const FoyerDbProviderSignIn *sign_in,
                                        const char *code,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
FoyerDbIdentity *foyer_relay_provider_redeem_finish (FoyerRelayProvider *self,
                                                     GAsyncResult *result,
                                                     GError **error);

G_END_DECLS
