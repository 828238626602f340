/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-info"

#include "config.h"

#include "model/foyer-session-info.h"

G_DEFINE_BOXED_TYPE (FoyerSessionInfo,
                     foyer_session_info,
                     foyer_session_info_ref,
                     foyer_session_info_unref)

/**
 * foyer_session_info_new:
 * @fields: what the session is; texts are copied
 *
 * Returns: (transfer full): a new value
 */
FoyerSessionInfo *
foyer_session_info_new (const FoyerSessionInfo *fields)
{
  FoyerSessionInfo *self = g_atomic_rc_box_new0 (FoyerSessionInfo);

  *self = *fields;
  self->id = g_strdup (fields->id);
  self->staff_email = g_strdup (fields->staff_email);
  self->device_id = g_strdup (fields->device_id);
  self->device = g_strdup (fields->device);
  self->method = g_strdup (fields->method);
  self->address = g_strdup (fields->address);
  return self;
}

/**
 * foyer_session_info_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerSessionInfo *
foyer_session_info_ref (FoyerSessionInfo *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerSessionInfo *self = data;

  g_free (self->id);
  g_free (self->staff_email);
  g_free (self->device_id);
  g_free (self->device);
  g_free (self->method);
  g_free (self->address);
}

void
foyer_session_info_unref (FoyerSessionInfo *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
