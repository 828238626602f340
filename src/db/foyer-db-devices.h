/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-device.h"

G_BEGIN_DECLS

/**
 * FoyerDbDeviceTouch:
 * @device_id: a UUID
 * @gate: (nullable): the gate where it stands from now on, by name; empty for none, %NULL for the
 *   same as before
 * @is_active: whether it is connected now
 * @report: what it says of itself
 *
 * That a device was heard of.
 */
typedef struct {
  char *device_id;
  char *gate;
  gboolean is_active;
  FoyerDeviceReport report;
} FoyerDbDeviceTouch;

GPtrArray *foyer_db_devices_list (FoyerDbConnection *connection, GError **error);
gboolean foyer_db_device_set_status (FoyerDbConnection *connection,
                                     const char *device_id,
                                     FoyerDeviceStatus status,
                                     const FoyerDbActor *actor,
                                     GError **error);
void foyer_db_device_touch_clear (FoyerDbDeviceTouch *self);
gboolean foyer_db_devices_touch (FoyerDbConnection *connection,
                                 const GArray *touches,
                                 GError **error);

G_END_DECLS
