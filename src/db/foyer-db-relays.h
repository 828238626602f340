/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

/**
 * FoyerDbRelay:
 * @id: a UUID, new for each process
 * @addresses: (array zero-terminated=1): where devices may reach it, as `wss://HOST:PORT`
 * @fingerprint: (nullable): the SHA-256 of its certificate, in hexadecimal, where devices have to
 *   know it by that
 *
 * A relay that runs. Borrowed texts.
 */
typedef struct {
  const char *id;
  const char *const *addresses;
  const char *fingerprint;
} FoyerDbRelay;

/**
 * FoyerDbWayIn:
 * @addresses: (array zero-terminated=1): where devices may reach a relay, the likeliest first
 * @fingerprint: (nullable): the certificate that all of these show, in hexadecimal
 *
 * How devices find their relays.
 */
typedef struct {
  GStrv addresses;
  char *fingerprint;
} FoyerDbWayIn;

void foyer_db_way_in_free (FoyerDbWayIn *self);

gboolean foyer_db_relay_say (FoyerDbConnection *connection,
                             const FoyerDbRelay *relay,
                             GError **error);
gboolean foyer_db_relay_leave (FoyerDbConnection *connection, const char *id, GError **error);
FoyerDbWayIn *foyer_db_relays_find_way_in (FoyerDbConnection *connection, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbWayIn, foyer_db_way_in_free)

G_END_DECLS
