/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-seal.h"
#include "db/foyer-db-sign-in.h"

G_BEGIN_DECLS

/**
 * FoyerDbProvider:
 * @issuer: its address, which is also its name
 * @name: what people call it
 * @client_id: what it knows this installation by
 * @client_secret: (nullable): the secret that goes with it
 * @hosted_domain: (nullable): the only domain whose accounts may sign in
 *
 * The OpenID provider that people sign in with, as an admin has set it.
 */
typedef struct {
  char *issuer;
  char *name;
  char *client_id;
  char *client_secret;
  char *hosted_domain;
} FoyerDbProvider;

/**
 * FoyerDbProviderSignIn:
 * @device_id: the device that signs in
 * @redirect_uri: where its browser comes back to
 * @state: what the browser comes back with; known to the one who began it only
 * @nonce: what the provider's word must hold
 * @verifier: what the code can be redeemed with
 * @expires: until when
 *
 * A sign-in with a provider that is under way.
 */
typedef struct {
  char *device_id;
  char *redirect_uri;
  char *state;
  char *nonce;
  char *verifier;
  FoyerTime expires;
} FoyerDbProviderSignIn;

/**
 * FoyerDbIdentity:
 * @issuer: who says so
 * @subject: the issuer's own word for the person, for good
 * @email: (nullable): an address that is known to be theirs, now
 *
 * Who somebody is, in the word of a provider.
 */
typedef struct {
  char *issuer;
  char *subject;
  char *email;
} FoyerDbIdentity;

FoyerDbProvider *foyer_db_provider_read (FoyerDbConnection *connection,
                                         const FoyerDbSeal *seal,
                                         GError **error);
gboolean foyer_db_provider_read_ways (FoyerDbConnection *connection,
                                      char **installation_id,
                                      char **name,
                                      GError **error);
void foyer_db_provider_free (FoyerDbProvider *self);

FoyerDbProviderSignIn *foyer_db_provider_begin (FoyerDbConnection *connection,
                                                const FoyerDbSeal *seal,
                                                const FoyerDbProvider *provider,
                                                const char *device_id,
                                                const char *redirect_uri,
                                                GError **error);
FoyerDbProviderSignIn *foyer_db_provider_take (FoyerDbConnection *connection,
                                               const FoyerDbSeal *seal,
                                               const FoyerDbProvider *provider,
                                               const char *device_id,
                                               const char *state,
                                               GError **error);
FoyerDbSignIn *foyer_db_provider_finish (FoyerDbConnection *connection,
                                         const char *device_id,
                                         const FoyerDbIdentity *identity,
                                         const FoyerDbActor *actor,
                                         GError **error);
void foyer_db_provider_sign_in_free (FoyerDbProviderSignIn *self);
void foyer_db_identity_free (FoyerDbIdentity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbProvider, foyer_db_provider_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbProviderSignIn, foyer_db_provider_sign_in_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbIdentity, foyer_db_identity_free)

G_END_DECLS
