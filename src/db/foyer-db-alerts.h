/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-alert.h"

G_BEGIN_DECLS

/**
 * FoyerDbAlertCount:
 * @kind: what happened
 * @subject: whom it is counted against; a #FoyerAlert is about that
 * @is_account: whether that is what somebody typed as an account, which counts where it is one
 * @device_id: (nullable): the device where it happened
 * @event_id: (nullable): the event at which it happened
 * @amount: how often; for %FOYER_ALERT_CLOCK_OFF by how many seconds
 *
 * What was seen lately, and may be worth an alert. Borrowed texts.
 */
typedef struct {
  FoyerAlertKind kind;
  const char *subject;
  gboolean is_account;
  const char *device_id;
  const char *event_id;
  guint amount;
} FoyerDbAlertCount;

gboolean foyer_db_alerts_raise (FoyerDbConnection *connection,
                                FoyerAlertKind kind,
                                const char *subject,
                                const char *device_id,
                                const char *event_id,
                                GError **error);
gboolean foyer_db_alerts_end (FoyerDbConnection *connection,
                              FoyerAlertKind kind,
                              const char *subject,
                              GError **error);
gboolean foyer_db_alerts_count (FoyerDbConnection *connection,
                                const FoyerDbAlertCount *counts,
                                guint n_counts,
                                GError **error);
GPtrArray *foyer_db_alerts_list (FoyerDbConnection *connection,
                                 const GPtrArray *also,
                                 GError **error);
gboolean foyer_db_alerts_acknowledge (FoyerDbConnection *connection,
                                      const char *request_id,
                                      const char *alert_id,
                                      const FoyerDbActor *actor,
                                      GError **error);

G_END_DECLS
