/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "db/foyer-db-actor.h"
#include "db/foyer-db-device-post.h"

G_BEGIN_DECLS

/**
 * FoyerDbPairing:
 * @post: where the device is to work
 * @device_id: (nullable): the device that the next one is to be again
 * @approve: whether it may work at once
 *
 * What whoever enrols next becomes. Borrowed texts.
 */
typedef struct {
  FoyerDbDevicePost post;
  const char *device_id;
  gboolean approve;
} FoyerDbPairing;

/**
 * FoyerDbPairingCode:
 * @code: what people may type
 * @text: what the QR code holds
 * @expires: until when it may be used
 *
 * A pairing that was just made; nobody can ask for its code again.
 */
typedef struct {
  char *code;
  char *text;
  FoyerTime expires;
} FoyerDbPairingCode;

void foyer_db_pairing_code_free (FoyerDbPairingCode *self);

FoyerDbPairingCode *foyer_db_pairing_create (FoyerDbConnection *connection,
                                             const char *request_id,
                                             const FoyerDbPairing *pairing,
                                             const FoyerDbActor *actor,
                                             GError **error);
gboolean foyer_db_pairing_make (FoyerDbConnection *connection,
                                const char *request_id,
                                const char *code,
                                const FoyerDbPairing *pairing,
                                const FoyerDbActor *actor,
                                FoyerTime *expires,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbPairingCode, foyer_db_pairing_code_free)

G_END_DECLS
