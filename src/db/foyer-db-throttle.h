/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

/* Inside the room: how failures slow down who fails. */

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

/**
 * FoyerDbThrottled:
 * @throttle: how
 * @subject: (nullable): who is counted; %NULL is nobody
 */
typedef struct {
  const FoyerDbThrottle *throttle;
  const char *subject;
} FoyerDbThrottled;

gboolean foyer_db_throttle_begin (FoyerDbConnection *connection,
                                  const FoyerDbThrottled *counts,
                                  guint n_counts,
                                  GError **error);
gboolean foyer_db_throttle_forgive (FoyerDbConnection *connection,
                                    const char *subject,
                                    GError **error);
gboolean foyer_db_throttle_forget (FoyerDbConnection *connection,
                                   const char *subject,
                                   GError **error);

G_END_DECLS
