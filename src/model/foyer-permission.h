/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-enums.h"

G_BEGIN_DECLS

/**
 * FoyerPermission:
 * @FOYER_PERMISSION_SELF: what concerns only who asks: their own sessions and device
 * @FOYER_PERMISSION_SCAN: check guests in and out
 * @FOYER_PERMISSION_SEARCH: look guests up by name, address or order
 * @FOYER_PERMISSION_UNDO: take an admission back
 * @FOYER_PERMISSION_OVERRIDE: admit a guest whom the judge refused
 * @FOYER_PERMISSION_RESOLVE: settle conflicts
 * @FOYER_PERMISSION_EDIT: edit tickets, and cancel them
 * @FOYER_PERMISSION_WATCH: see what all devices do: the dashboard
 * @FOYER_PERMISSION_DIRECT: pause entry, and speak to all desks
 * @FOYER_PERMISSION_RULES: say what desks may do by themselves
 * @FOYER_PERMISSION_ALERTS: see and acknowledge alerts
 * @FOYER_PERMISSION_DEVICES: pair, approve and revoke devices, and read their history
 * @FOYER_PERMISSION_STAFF: invite staff members, change their roles, end their sessions
 *
 * What somebody may do. Which role includes what is said in foyer-permission.c, and nowhere else.
 */
typedef enum {
  FOYER_PERMISSION_SELF,
  FOYER_PERMISSION_SCAN,
  FOYER_PERMISSION_SEARCH,
  FOYER_PERMISSION_UNDO,
  FOYER_PERMISSION_OVERRIDE,
  FOYER_PERMISSION_RESOLVE,
  FOYER_PERMISSION_EDIT,
  FOYER_PERMISSION_WATCH,
  FOYER_PERMISSION_DIRECT,
  FOYER_PERMISSION_RULES,
  FOYER_PERMISSION_ALERTS,
  FOYER_PERMISSION_DEVICES,
  FOYER_PERMISSION_STAFF,
} FoyerPermission;

#define FOYER_N_PERMISSIONS (FOYER_PERMISSION_STAFF + 1)

gboolean foyer_role_includes (FoyerRole role, FoyerPermission permission);
gboolean foyer_permission_is_about_event (FoyerPermission permission);
const char *foyer_permission_get_refusal (FoyerPermission permission);

G_END_DECLS
