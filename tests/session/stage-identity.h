/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stage.h"

#include "model/foyer-proof.h"
#include "session/foyer-identity.h"

G_BEGIN_DECLS

/* What a relay that the test plays says to a device that becomes known to it, and to whoever signs
 * in there. */

#define INSTALLATION "0d9a1c3e-57b2-4c9e-8a61-3f0e5d7b9c12"
#define EMAIL        "mara@example.org"
#define PASSPHRASE   "seven green umbrellas"

FoyerIdentity *stage_get_identity (Stage *stage);
char *stage_make_pairing (Stage *stage);
void stage_answer_standing (Stage *stage, FoyerDeviceStatus status);
void stage_refuse (Stage *stage, guint status, FoyerError code);
FoyerMessage *stage_await_proof (Stage *stage, FoyerMessageKind kind);
void stage_assert_proves (Stage *stage,
                          const char *key,
                          FoyerProofPurpose purpose,
                          FoyerMessage *message);
char *stage_pair (Stage *stage, FoyerDeviceStatus status);
void stage_answer_signed_in (Stage *stage);
void stage_challenge_connection (Stage *stage, const char *key);
void stage_finish_entering (Stage *stage, const char *key);
void stage_enter (Stage *stage, const char *key);
char *stage_load_token (Stage *stage);

G_END_DECLS
