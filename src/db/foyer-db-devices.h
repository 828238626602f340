/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-device.h"

G_BEGIN_DECLS

GPtrArray *foyer_db_devices_list (FoyerDbConnection *connection, GError **error);
gboolean foyer_db_device_set_status (FoyerDbConnection *connection,
                                     const char *device_id,
                                     FoyerDeviceStatus status,
                                     const FoyerDbActor *actor,
                                     GError **error);
gboolean foyer_db_device_set_gate (FoyerDbConnection *connection,
                                   const char *device_id,
                                   const char *gate,
                                   GError **error);
gboolean foyer_db_device_touch (FoyerDbConnection *connection,
                                const char *device_id,
                                const char *app_version,
                                gboolean is_active,
                                GError **error);

G_END_DECLS
