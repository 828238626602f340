/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-device-access.h"

G_BEGIN_DECLS

/**
 * FoyerDbAccess:
 * @kind: what happened
 * @session_id: (nullable): the session that it belongs to
 * @token: (nullable): instead of who it was: the token that was shown and refused
 * @actor: who, on which device, from where, with what
 * @at: when
 *
 * A line for a device's history. Borrowed texts.
 */
typedef struct {
  FoyerAccessKind kind;
  const char *session_id;
  const char *token;
  FoyerDbActor actor;
  FoyerTime at;
} FoyerDbAccess;

gboolean foyer_db_accesses_add (FoyerDbConnection *connection,
                                const FoyerDbAccess *accesses,
                                guint n_accesses,
                                GError **error);
GPtrArray *foyer_db_accesses_list (FoyerDbConnection *connection,
                                   const char *device_id,
                                   gint64 before,
                                   guint limit,
                                   GError **error);

G_END_DECLS
