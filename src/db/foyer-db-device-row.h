/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-query.h"
#include "model/foyer-device.h"

G_BEGIN_DECLS

/* Inside the room: a device in a row, from staff_devices under the name d. */
#define FOYER_DB_DEVICE_COLUMNS                                                            \
  "d.id, d.device_name, d.status, d.staff_email, d.gate, foyer_micros (d.last_active), "   \
  "d.app_version, d.is_active, COALESCE (d.pending_scans, -1), COALESCE (d.battery, -1), " \
  "d.camera_state, d.camera_name, d.clock_offset_ms, d.event_id, "                         \
  "d.list_id, foyer_micros (d.approved_at), "                                              \
  "CASE WHEN d.wiped_at >= COALESCE (d.enrolled_at, d.wiped_at)"                           \
  " THEN foyer_micros (d.wiped_at) END"
#define FOYER_DB_DEVICE_N_COLUMNS 17

FoyerDevice *foyer_db_read_device (const FoyerDbResult *result, int row, int column);

G_END_DECLS
