/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-permission"

#include "config.h"

#include "model/foyer-permission.h"

/* The one table of who may do what: the least role of each permission, and whether the role at one
 * event is enough. Relays check requests with it, the application shows what can be done with it.
 */
static const struct {
  FoyerRole least;
  const char *refusal;
  gboolean is_about_event;
} permissions[FOYER_N_PERMISSIONS] = {
  [FOYER_PERMISSION_SELF] = { FOYER_ROLE_STAFF, "Sign in first." },
  [FOYER_PERMISSION_SCAN] = { FOYER_ROLE_STAFF, "Only staff may check guests in.", TRUE },
  [FOYER_PERMISSION_SEARCH] = { FOYER_ROLE_STAFF, "Only staff may search for guests.", TRUE },
  [FOYER_PERMISSION_UNDO] = { FOYER_ROLE_SUPERVISOR,
                              "Only supervisors and admins may take an admission back.",
                              TRUE },
  [FOYER_PERMISSION_OVERRIDE] = { FOYER_ROLE_SUPERVISOR,
                                  "Only supervisors and admins may admit a refused guest.",
                                  TRUE },
  [FOYER_PERMISSION_RESOLVE] = { FOYER_ROLE_SUPERVISOR,
                                 "Only supervisors and admins may resolve a conflict.",
                                 TRUE },
  [FOYER_PERMISSION_EDIT] = { FOYER_ROLE_SUPERVISOR,
                              "Only supervisors and admins may edit tickets.",
                              TRUE },
  [FOYER_PERMISSION_WATCH] = { FOYER_ROLE_ADMIN, "Only admins may watch the devices.", TRUE },
  [FOYER_PERMISSION_DIRECT] = { FOYER_ROLE_ADMIN,
                                "Only admins may pause entry or speak to all desks.",
                                TRUE },
  [FOYER_PERMISSION_RULES] = { FOYER_ROLE_ADMIN,
                               "Only admins may say what desks may do by themselves.",
                               TRUE },
  [FOYER_PERMISSION_ALERTS] = { FOYER_ROLE_ADMIN, "Only admins may see alerts." },
  [FOYER_PERMISSION_DEVICES] = { FOYER_ROLE_ADMIN, "Only admins may manage devices." },
  [FOYER_PERMISSION_STAFF] = { FOYER_ROLE_ADMIN, "Only admins may manage staff." },
};

/**
 * foyer_role_includes:
 *
 * Returns: whether who has that role may do that
 */
gboolean
foyer_role_includes (FoyerRole role, FoyerPermission permission)
{
  g_return_val_if_fail (permission < FOYER_N_PERMISSIONS, FALSE);

  return role >= permissions[permission].least;
}

/**
 * foyer_permission_is_about_event:
 *
 * Returns: whether it can be had for one event; the others are for the whole installation
 */
gboolean
foyer_permission_is_about_event (FoyerPermission permission)
{
  g_return_val_if_fail (permission < FOYER_N_PERMISSIONS, FALSE);

  return permissions[permission].is_about_event;
}

/**
 * foyer_permission_get_refusal:
 *
 * Returns: (transfer none): an English sentence for who may not do that
 */
const char *
foyer_permission_get_refusal (FoyerPermission permission)
{
  g_return_val_if_fail (permission < FOYER_N_PERMISSIONS, NULL);

  return permissions[permission].refusal;
}
