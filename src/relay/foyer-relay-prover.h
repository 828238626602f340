/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-sign-in.h"
#include "relay/foyer-relay-socket.h"

G_BEGIN_DECLS

typedef struct _FoyerRelayProver FoyerRelayProver;

/**
 * FoyerRelayProverFunc:
 * @sign_in: (transfer full) (nullable): who has proved it; %NULL where they have hung up
 *
 * It is over, and nobody else will be told. The prover may be freed from here.
 */
typedef void (*FoyerRelayProverFunc) (FoyerRelayProver *self,
                                      FoyerRelaySignIn *sign_in,
                                      gpointer user_data);

FoyerRelayProver *foyer_relay_prover_new (FoyerRelaySocket *socket,
                                          FoyerRelaySignIn *sign_in,
                                          FoyerRelayProverFunc func,
                                          gpointer user_data);
void foyer_relay_prover_free (FoyerRelayProver *self);
void foyer_relay_prover_start (FoyerRelayProver *self);
FoyerRelaySocket *foyer_relay_prover_get_socket (FoyerRelayProver *self);

G_END_DECLS
