/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FoyerAccessKind:
 * @FOYER_ACCESS_ENROLLED: it was paired
 * @FOYER_ACCESS_APPROVED: an admin let it work
 * @FOYER_ACCESS_SIGNED_IN: a staff member signed in on it
 * @FOYER_ACCESS_CONNECTED: it connected to a relay
 * @FOYER_ACCESS_REFUSED: a relay did not let it connect
 * @FOYER_ACCESS_SIGNED_OUT: a session on it ended, for whatever reason
 * @FOYER_ACCESS_REVOKED: an admin let it work no more
 * @FOYER_ACCESS_WIPED: it said that it has wiped its data
 *
 * What there is to tell of a device.
 */
typedef enum {
  FOYER_ACCESS_ENROLLED,
  FOYER_ACCESS_APPROVED,
  FOYER_ACCESS_SIGNED_IN,
  FOYER_ACCESS_CONNECTED,
  FOYER_ACCESS_REFUSED,
  FOYER_ACCESS_SIGNED_OUT,
  FOYER_ACCESS_REVOKED,
  FOYER_ACCESS_WIPED,
} FoyerAccessKind;

const char *foyer_access_kind_to_nick (FoyerAccessKind kind);
gboolean foyer_access_kind_from_nick (const char *nick, FoyerAccessKind *kind);

#define FOYER_TYPE_DEVICE_ACCESS (foyer_device_access_get_type ())

typedef struct _FoyerDeviceAccess FoyerDeviceAccess;

/**
 * FoyerDeviceAccess:
 * @number: greater than that of what was before
 * @kind: what happened
 * @staff_email: (nullable): who it was
 * @address: (nullable): from which IP address
 * @user_agent: (nullable): with which program
 * @at: when
 *
 * A line of a device's history. A value: its fields never change.
 */
struct _FoyerDeviceAccess {
  gint64 number;
  FoyerAccessKind kind;
  char *staff_email;
  char *address;
  char *user_agent;
  FoyerTime at;
};

GType foyer_device_access_get_type (void);
FoyerDeviceAccess *foyer_device_access_new (const FoyerDeviceAccess *fields);
FoyerDeviceAccess *foyer_device_access_ref (FoyerDeviceAccess *self);
void foyer_device_access_unref (FoyerDeviceAccess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDeviceAccess, foyer_device_access_unref)

G_END_DECLS
