/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-sign-in.h"
#include "model/foyer-enrolment.h"

G_BEGIN_DECLS

/**
 * FoyerDbNewcomer:
 * @code: the pairing code that it shows; anything
 * @public_key: its key, in base 64
 * @name: what it would like to be called
 * @app_version: (nullable): the version of the application on it
 * @proof: its signature over @code
 *
 * A device that wants to enrol. Borrowed texts.
 */
typedef struct {
  const char *code;
  const char *public_key;
  const char *name;
  const char *app_version;
  const char *proof;
} FoyerDbNewcomer;

FoyerEnrolment *foyer_db_enrol (FoyerDbConnection *connection,
                                const FoyerDbNewcomer *newcomer,
                                const FoyerDbActor *actor,
                                GError **error);
FoyerEnrolment *foyer_db_enrolment_get (FoyerDbConnection *connection,
                                        const FoyerDbProof *proof,
                                        GError **error);
gboolean foyer_db_device_wiped (FoyerDbConnection *connection,
                                const FoyerDbProof *proof,
                                const FoyerDbActor *actor,
                                GError **error);

G_END_DECLS
