/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-device.h"
#include "model/foyer-rights.h"
#include "model/foyer-signing-key.h"
#include "model/foyer-staff.h"

G_BEGIN_DECLS

/**
 * FoyerDbSession:
 * @id: a UUID
 * @staff: who is signed in
 * @rights: what they may do, and where
 * @device: on which device, as the database knows it
 * @no_rate_limit: whether the relay leaves its requests uncounted
 * @key_bound: whether the device has to prove that it holds its key
 * @public_key: that key, where it has to
 * @method: how they signed in: `token`, `provider`, `passphrase` or `invitation`
 * @expires: when it ends in any case; 0 for never
 *
 * One staff member signed in on one device.
 */
typedef struct {
  char *id;
  FoyerStaff *staff;
  FoyerRights *rights;
  FoyerDevice *device;
  gboolean no_rate_limit;
  gboolean key_bound;
  guint8 public_key[FOYER_PUBLIC_KEY_BYTES];
  char *method;
  FoyerTime expires;
} FoyerDbSession;

/**
 * FoyerDbSessionUse:
 * @session_id: a session that was used
 * @address: (nullable): from where
 * @age_ms: how long ago that was
 */
typedef struct {
  char *session_id;
  char *address;
  gint64 age_ms;
} FoyerDbSessionUse;

void foyer_db_session_use_clear (FoyerDbSessionUse *self);

void foyer_db_session_free (FoyerDbSession *self);

char *foyer_db_session_create (FoyerDbConnection *connection,
                               const char *staff_email,
                               const char *device_name,
                               gboolean no_rate_limit,
                               const FoyerDbActor *actor,
                               GError **error);

/* A device connects: who it is, and, when it has proved that, that it is there. */
FoyerDbSession *foyer_db_session_find (FoyerDbConnection *connection,
                                       const char *token,
                                       const FoyerDbActor *actor,
                                       GError **error);
FoyerDbSession *foyer_db_session_enter (FoyerDbConnection *connection,
                                        FoyerDbSession *found,
                                        const char *token,
                                        const FoyerDbActor *actor,
                                        char **renewed,
                                        GError **error);

/**
 * FoyerDbRollEntry:
 * @error: (nullable): why the session lasts no more
 * @rights: (nullable): the text of its rights, where it lasts
 * @approved_at: when an admin last said where its device is to work
 */
typedef struct {
  GError *error;
  char *rights;
  FoyerTime approved_at;
} FoyerDbRollEntry;

/* Devices that are connected. */
GHashTable *foyer_db_sessions_call_roll (FoyerDbConnection *connection,
                                         const GPtrArray *session_ids,
                                         GError **error);
gboolean foyer_db_sessions_touch (FoyerDbConnection *connection,
                                  const FoyerDbSessionUse *uses,
                                  guint n_uses,
                                  GError **error);
gboolean foyer_db_session_permit (FoyerDbConnection *connection,
                                  const FoyerDbActor *actor,
                                  const char *event_id,
                                  FoyerPermission permission,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbSession, foyer_db_session_free)

G_END_DECLS
