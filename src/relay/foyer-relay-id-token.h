/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-provider.h"

#include <jansson.h>

G_BEGIN_DECLS

/**
 * FoyerRelayIdTokenRules:
 * @issuer: who must have made it
 * @client_id: whom it must be for
 * @hosted_domain: (nullable): the only domain whose accounts are allowed
 * @nonce: which sign-in it must belong to
 * @algorithms: how it may be signed, as far as this relay knows these ways
 * @now: what time it is
 *
 * What an ID token is held against. Borrowed texts.
 */
typedef struct {
  const char *issuer;
  const char *client_id;
  const char *hosted_domain;
  const char *nonce;
  const char *const *algorithms;
  FoyerTime now;
} FoyerRelayIdTokenRules;

FoyerDbIdentity *foyer_relay_id_token_check (const char *token,
                                             const json_t *keys,
                                             const FoyerRelayIdTokenRules *rules,
                                             GError **error);

G_END_DECLS
