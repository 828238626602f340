/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-enums.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* A device without a battery, or one that does not say. */
#define FOYER_BATTERY_UNKNOWN (-1)
/* A device that does not say how many scans it has not delivered. */
#define FOYER_PENDING_UNKNOWN (-1)

/**
 * FoyerDeviceReport:
 *
 * What a device says of itself every half minute; the fields are those of #FoyerDevice, and where
 * other desks of the same network may find it (%NULL: nowhere), which is told to these.
 */
typedef struct {
  int pending_scans;
  int battery;
  char *camera_state;
  char *camera_name;
  gboolean clock_known;
  gint64 clock_offset_ms;
  char *app_version;
  GStrv addresses;
} FoyerDeviceReport;

/* What a device says that says nothing. */
#define FOYER_DEVICE_REPORT_NONE                                             \
  {                                                                          \
    .pending_scans = FOYER_PENDING_UNKNOWN, .battery = FOYER_BATTERY_UNKNOWN \
  }

void foyer_device_report_clear (FoyerDeviceReport *self);
void foyer_device_report_copy (const FoyerDeviceReport *self, FoyerDeviceReport *copy);

#define FOYER_TYPE_DEVICE (foyer_device_get_type ())

typedef struct _FoyerDevice FoyerDevice;

/**
 * FoyerDevice:
 * @id: a UUID
 * @name: what people call it
 * @status: whether it may work
 * @staff_email: (nullable): who is signed in on it
 * @gate: (nullable): the name of the gate where it stands
 * @online: whether it is connected now
 * @last_active: when it was heard of last; 0: never
 * @pending_scans: scans that it has not delivered yet, or %FOYER_PENDING_UNKNOWN
 * @battery: percent, or %FOYER_BATTERY_UNKNOWN
 * @camera_state: (nullable): a word such as `running` or `missing`
 * @camera_name: (nullable): what the camera calls itself
 * @clock_known: whether @clock_offset_ms says anything
 * @clock_offset_ms: how many milliseconds its clock is ahead of the relay's
 * @app_version: (nullable): the version of the application on it
 * @event_id: (nullable): the event that an admin put it to
 * @list_id: (nullable): the check-in list of that event that it is to scan for
 * @approved_at: when an admin last said that it may work, and where; 0: never
 * @wiped_at: when it said that it has wiped its data, since it was paired last; 0: it has not
 *
 * One installation of the application, as it was at one moment. A value: its fields never change.
 */
struct _FoyerDevice {
  char *id;
  char *name;
  FoyerDeviceStatus status;
  char *staff_email;
  char *gate;
  gboolean online;
  FoyerTime last_active;
  int pending_scans;
  int battery;
  char *camera_state;
  char *camera_name;
  gboolean clock_known;
  gint64 clock_offset_ms;
  char *app_version;
  char *event_id;
  char *list_id;
  FoyerTime approved_at;
  FoyerTime wiped_at;
};

GType foyer_device_get_type (void);
FoyerDevice *foyer_device_new (const FoyerDevice *fields);
FoyerDevice *foyer_device_ref (FoyerDevice *self);
void foyer_device_unref (FoyerDevice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDevice, foyer_device_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerDeviceReport, foyer_device_report_clear)

G_END_DECLS
