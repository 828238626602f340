/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

/**
 * FoyerDbThrottle:
 * @failures: how many failures are let pass
 * @block_seconds: how long whoever fails more often waits; twice as long after each further failure
 * @block_max: the longest that anybody waits
 *
 * How somebody who fails again and again is slowed down.
 */
typedef struct {
  guint failures;
  guint block_seconds;
  guint block_max;
} FoyerDbThrottle;

char *foyer_db_throttle_subject (const char *kind, const char *ip_address);
gboolean foyer_db_throttle_check (FoyerDbConnection *connection,
                                  const char *subject,
                                  GError **error);
gboolean foyer_db_throttle_fail (FoyerDbConnection *connection,
                                 const char *subject,
                                 const FoyerDbThrottle *throttle,
                                 GError **error);

G_END_DECLS
