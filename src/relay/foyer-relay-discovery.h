/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-provider.h"

#include <jansson.h>

G_BEGIN_DECLS

typedef struct _FoyerRelayDiscovery FoyerRelayDiscovery;

/**
 * FoyerRelayDiscovery:
 * @issuer: who it is
 * @authorization_endpoint: where browsers go
 * @token_endpoint: where codes are redeemed
 * @keys_uri: where its keys are
 * @algorithms: (array zero-terminated=1): how it signs
 * @takes_basic: whether the secret goes into a header, instead of the body
 *
 * What an OpenID provider says of itself (OpenID Connect Discovery). A value: its fields never
 * change.
 */
struct _FoyerRelayDiscovery {
  char *issuer;
  char *authorization_endpoint;
  char *token_endpoint;
  char *keys_uri;
  GStrv algorithms;
  gboolean takes_basic;
};

char *foyer_relay_discovery_get_address (const char *issuer, GError **error);
FoyerRelayDiscovery *foyer_relay_discovery_read (const json_t *document,
                                                 const char *issuer,
                                                 GError **error);
FoyerRelayDiscovery *foyer_relay_discovery_ref (FoyerRelayDiscovery *self);
void foyer_relay_discovery_unref (FoyerRelayDiscovery *self);

char *foyer_relay_discovery_make_url (const FoyerRelayDiscovery *self,
                                      const FoyerDbProvider *provider,
                                      const FoyerDbProviderSignIn *sign_in);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelayDiscovery, foyer_relay_discovery_unref)

G_END_DECLS
