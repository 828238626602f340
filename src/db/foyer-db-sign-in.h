/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-device.h"
#include "model/foyer-proof.h"
#include "model/foyer-staff.h"

G_BEGIN_DECLS

/**
 * FoyerDbProof:
 * @device_id: which device it says that it is
 * @challenge: what it says that it was asked to sign
 * @proof: its signature
 *
 * What a device shows to prove that it holds its key. Borrowed texts.
 */
typedef struct {
  const char *device_id;
  const char *challenge;
  const char *proof;
} FoyerDbProof;

/**
 * FoyerDbSignIn:
 * @token: what the session is known by; nobody can ask for it again
 * @session_id: a UUID
 * @expires: when the session ends in any case
 * @staff: who is signed in
 *
 * A session that has just begun.
 */
typedef struct {
  char *token;
  char *session_id;
  FoyerTime expires;
  FoyerStaff *staff;
} FoyerDbSignIn;

void foyer_db_sign_in_free (FoyerDbSignIn *self);

FoyerDevice *foyer_db_device_prove (FoyerDbConnection *connection,
                                    const FoyerDbProof *proof,
                                    FoyerProofPurpose purpose,
                                    GError **error);
FoyerDevice *foyer_db_device_prove_approved (FoyerDbConnection *connection,
                                             const FoyerDbProof *proof,
                                             GError **error);
FoyerDbSignIn *foyer_db_session_begin (FoyerDbConnection *connection,
                                       const FoyerDevice *device,
                                       const char *staff_id,
                                       const char *method,
                                       const FoyerDbActor *actor,
                                       GError **error);
gboolean foyer_db_device_note_access (FoyerDbConnection *connection,
                                      const char *device_id,
                                      const char *kind,
                                      const char *session_id,
                                      const FoyerDbActor *actor,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbSignIn, foyer_db_sign_in_free)

G_END_DECLS
