/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-device-post.h"
#include "model/foyer-device.h"

G_BEGIN_DECLS

/**
 * FoyerDbDeviceTouch:
 * @device_id: a UUID
 * @gate: (nullable): the gate where it stands from now on, by name; empty for none, %NULL for the
 *   same as before
 * @joined_event_id: (nullable): the event whose room it has joined; %NULL for the same as before
 * @approved_at: when an admin last said where it is to work, as far as it knows: who was told
 *   otherwise since stands there, not where it says
 * @is_active: whether it is connected now
 * @report: what it says of itself
 *
 * That a device was heard of.
 */
typedef struct {
  char *device_id;
  char *gate;
  char *joined_event_id;
  FoyerTime approved_at;
  gboolean is_active;
  FoyerDeviceReport report;
} FoyerDbDeviceTouch;

/**
 * FoyerDbDeviceDetails:
 * @device: the device
 * @event_id: (nullable): the event that it works for
 * @list_id: (nullable): the check-in list that it scans for
 * @public_key: (nullable): its key, in base 64
 * @enrolled_at: when it was paired last; 0: never
 * @approved_by: (nullable): who let it work last
 * @approved_at: when that was
 * @revoked_by: (nullable): who lets it work no more
 * @revoked_at: since when
 * @wiped_at: when it said last that it has wiped its data; 0: never
 * @wipe_key: (nullable): the key that it had then, in base 64
 * @wipe_challenge: (nullable): what it was asked to sign then
 * @wipe_receipt: (nullable): its signature, for the purpose wiped
 *
 * What an operator may want to know of a device.
 */
typedef struct {
  FoyerDevice *device;
  char *event_id;
  char *list_id;
  char *public_key;
  FoyerTime enrolled_at;
  char *approved_by;
  FoyerTime approved_at;
  char *revoked_by;
  FoyerTime revoked_at;
  FoyerTime wiped_at;
  char *wipe_key;
  char *wipe_challenge;
  char *wipe_receipt;
} FoyerDbDeviceDetails;

void foyer_db_device_details_free (FoyerDbDeviceDetails *self);

GPtrArray *foyer_db_devices_list (FoyerDbConnection *connection, GError **error);
GPtrArray *foyer_db_devices_list_details (FoyerDbConnection *connection, GError **error);
gboolean foyer_db_device_approve (FoyerDbConnection *connection,
                                  const char *request_id,
                                  const char *device_id,
                                  const FoyerDbDevicePost *post,
                                  const FoyerDbActor *actor,
                                  GError **error);
gboolean foyer_db_device_revoke (FoyerDbConnection *connection,
                                 const char *request_id,
                                 const char *device_id,
                                 const char *reason,
                                 const FoyerDbActor *actor,
                                 GError **error);
void foyer_db_device_touch_clear (FoyerDbDeviceTouch *self);
gboolean foyer_db_devices_touch (FoyerDbConnection *connection,
                                 const GArray *touches,
                                 GError **error);

/* Inside the room. */
gboolean foyer_db_device_end_sessions (FoyerDbConnection *connection,
                                       const char *device_id,
                                       const char *reason,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbDeviceDetails, foyer_db_device_details_free)

G_END_DECLS
