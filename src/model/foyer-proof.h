/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signing-key.h"

G_BEGIN_DECLS

/* A challenge on the wire: the base 64 (RFC 4648, section 5, no padding) of 32 random bytes. */
#define FOYER_CHALLENGE_BYTES  32
#define FOYER_CHALLENGE_LENGTH 43
/* A signature on the wire: the same base 64 of its 64 bytes. */
#define FOYER_PROOF_LENGTH 86

/**
 * FoyerProofPurpose:
 * @FOYER_PROOF_ENROL: that who brings a new public key holds its secret half
 * @FOYER_PROOF_STATUS: to ask how an enrolment stands
 * @FOYER_PROOF_SIGN_IN: to begin a session
 * @FOYER_PROOF_SESSION: to use a session that is bound to the key
 * @FOYER_PROOF_WIPED: a receipt: the device has wiped its data
 * @FOYER_PROOF_EXPORT: that exported logs are as the installation wrote them, by its head key
 * @FOYER_PROOF_SCAN: that a scan and what was said about it are as the device stored them
 * @FOYER_PROOF_DELIVER: to deliver late scans without a session
 * @FOYER_PROOF_HEARD: that a guest came in or went out at its door, for other desks
 * @FOYER_PROOF_NEIGHBOUR: to speak with another desk over one connection
 * @FOYER_PROOF_OVERRIDE: that a supervisor let in whom the desk had refused, as the device stored
 * it
 * @FOYER_PROOF_HEARD_OVERRIDE: that a guest who came in at its door was let in by a supervisor, for
 * other desks
 *
 * What a device proves with its key, or an installation. A signature for one purpose is none for
 * another.
 */
typedef enum {
  FOYER_PROOF_ENROL,
  FOYER_PROOF_STATUS,
  FOYER_PROOF_SIGN_IN,
  FOYER_PROOF_SESSION,
  FOYER_PROOF_WIPED,
  FOYER_PROOF_EXPORT,
  FOYER_PROOF_SCAN,
  FOYER_PROOF_DELIVER,
  FOYER_PROOF_HEARD,
  FOYER_PROOF_NEIGHBOUR,
  FOYER_PROOF_OVERRIDE,
  FOYER_PROOF_HEARD_OVERRIDE,
} FoyerProofPurpose;

char *foyer_challenge_new (void);
gboolean foyer_challenge_is_well_formed (const char *challenge);

char *foyer_proof_sign (const FoyerSigningKey *key, FoyerProofPurpose purpose, const char *text);
gboolean foyer_proof_check (const guint8 public_key[FOYER_PUBLIC_KEY_BYTES],
                            FoyerProofPurpose purpose,
                            const char *text,
                            const char *proof);

G_END_DECLS
