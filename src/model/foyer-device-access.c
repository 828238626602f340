/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device-access"

#include "config.h"

#include "model/foyer-device-access.h"

#include "base/foyer-nick.h"

static const char *const kinds[] = {
  [FOYER_ACCESS_ENROLLED] = "enrolled",   [FOYER_ACCESS_APPROVED] = "approved",
  [FOYER_ACCESS_SIGNED_IN] = "signed_in", [FOYER_ACCESS_CONNECTED] = "connected",
  [FOYER_ACCESS_REFUSED] = "refused",     [FOYER_ACCESS_SIGNED_OUT] = "signed_out",
  [FOYER_ACCESS_REVOKED] = "revoked",     [FOYER_ACCESS_WIPED] = "wiped",
};

G_DEFINE_BOXED_TYPE (FoyerDeviceAccess,
                     foyer_device_access,
                     foyer_device_access_ref,
                     foyer_device_access_unref)

const char *
foyer_access_kind_to_nick (FoyerAccessKind kind)
{
  return foyer_nick_get (kinds, G_N_ELEMENTS (kinds), kind);
}

/**
 * foyer_access_kind_from_nick:
 * @kind: (out): untouched where @nick is none
 */
gboolean
foyer_access_kind_from_nick (const char *nick, FoyerAccessKind *kind)
{
  guint found;

  if (!foyer_nick_find (kinds, G_N_ELEMENTS (kinds), nick, &found))
    return FALSE;
  *kind = (FoyerAccessKind)found;
  return TRUE;
}

/**
 * foyer_device_access_new:
 * @fields: what the line holds; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerDeviceAccess *
foyer_device_access_new (const FoyerDeviceAccess *fields)
{
  FoyerDeviceAccess *self = g_atomic_rc_box_new0 (FoyerDeviceAccess);

  *self = *fields;
  self->staff_email = g_strdup (fields->staff_email);
  self->address = g_strdup (fields->address);
  self->user_agent = g_strdup (fields->user_agent);
  return self;
}

/**
 * foyer_device_access_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerDeviceAccess *
foyer_device_access_ref (FoyerDeviceAccess *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerDeviceAccess *self = data;

  g_free (self->staff_email);
  g_free (self->address);
  g_free (self->user_agent);
}

void
foyer_device_access_unref (FoyerDeviceAccess *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
