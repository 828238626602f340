/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-staff.h"

G_BEGIN_DECLS

gboolean foyer_db_staff_add (FoyerDbConnection *connection,
                             const FoyerStaff *staff,
                             const FoyerDbActor *actor,
                             GError **error);
gboolean foyer_db_staff_set_role (FoyerDbConnection *connection,
                                  const char *request_id,
                                  const char *email,
                                  const char *event_id,
                                  const FoyerRole *role,
                                  const FoyerDbActor *actor,
                                  GError **error);
gboolean foyer_db_staff_remove (FoyerDbConnection *connection,
                                const char *request_id,
                                const char *email,
                                const FoyerDbActor *actor,
                                GError **error);
GPtrArray *foyer_db_staff_list (FoyerDbConnection *connection,
                                const char *after,
                                guint limit,
                                const FoyerDbActor *actor,
                                GError **error);

/**
 * FoyerDbInvitation:
 * @email: who is invited, in any case
 * @name: (nullable): what people call them
 * @role: (nullable): what they are to be; %NULL for who is a staff member already, and stays that
 * @event_id: (nullable): the only event that @role is for
 *
 * Whom to invite, as what. Borrowed.
 */
typedef struct {
  const char *email;
  const char *name;
  const FoyerRole *role;
  const char *event_id;
} FoyerDbInvitation;

char *foyer_db_staff_invite (FoyerDbConnection *connection,
                             const char *request_id,
                             const FoyerDbInvitation *invitation,
                             const FoyerDbActor *actor,
                             FoyerTime *expires,
                             GError **error);

G_END_DECLS
