/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-device.h"
#include "model/foyer-staff.h"

G_BEGIN_DECLS

/**
 * FoyerDbSession:
 * @id: a UUID
 * @staff: who is signed in
 * @device: on which device, as the database knows it
 * @no_rate_limit: whether the relay leaves its requests uncounted
 *
 * One staff member signed in on one device.
 */
typedef struct {
  char *id;
  FoyerStaff *staff;
  FoyerDevice *device;
  gboolean no_rate_limit;
} FoyerDbSession;

void foyer_db_session_free (FoyerDbSession *self);

char *foyer_db_session_create (FoyerDbConnection *connection,
                               const char *staff_email,
                               const char *device_name,
                               gboolean no_rate_limit,
                               const FoyerDbActor *actor,
                               GError **error);
FoyerDbSession *foyer_db_session_find (FoyerDbConnection *connection,
                                       const char *token,
                                       GError **error);
gboolean foyer_db_session_check (FoyerDbConnection *connection,
                                 const char *session_id,
                                 GError **error);
gboolean foyer_db_session_revoke (FoyerDbConnection *connection,
                                  const char *session_id,
                                  const FoyerDbActor *actor,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbSession, foyer_db_session_free)

G_END_DECLS
