/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-staff.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/**
 * FoyerSignInWays:
 * @relay: which program answers
 * @installation_id: a UUID
 * @server_time: what time it is there
 * @provider: (nullable): what people call the provider that they can sign in with
 * @passphrase: whether they can sign in with a passphrase
 *
 * How people can sign in. Borrowed texts.
 */
typedef struct {
  const char *relay;
  const char *installation_id;
  FoyerTime server_time;
  const char *provider;
  gboolean passphrase;
} FoyerSignInWays;

/**
 * FoyerProofShown:
 * @device_id: which device it is
 * @challenge: what it was asked to sign
 * @proof: its signature
 *
 * What a visitor shows to prove which device it is. Borrowed texts.
 */
typedef struct {
  const char *device_id;
  const char *challenge;
  const char *proof;
} FoyerProofShown;

/* What visitors say. */
char *foyer_wire_encode_get_sign_in_ways (void);
char *foyer_wire_encode_begin_sign_in (const FoyerProofShown *proof, const char *redirect_uri);
char *foyer_wire_encode_finish_sign_in (const FoyerProofShown *proof,
                                        const char *state,
                                        const char *code);

/* What relays say. */
void foyer_wire_write_sign_in_ways (GString *out, const FoyerSignInWays *ways);
void foyer_wire_read_sign_in_ways (const FoyerMessage *message, FoyerSignInWays *ways);
void foyer_wire_write_sign_in_begun (GString *out,
                                     const char *url,
                                     const char *state,
                                     FoyerTime expires);
void foyer_wire_write_signed_in (GString *out,
                                 const char *token,
                                 const char *session_id,
                                 FoyerTime expires,
                                 const FoyerStaff *staff);
FoyerStaff *foyer_wire_read_signed_in_staff (const FoyerMessage *message);

G_END_DECLS
