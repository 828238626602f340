/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

char *foyer_db_challenge_make (FoyerDbConnection *connection, FoyerTime *expires, GError **error);
gboolean foyer_db_challenge_take (FoyerDbConnection *connection,
                                  const char *challenge,
                                  GError **error);

G_END_DECLS
