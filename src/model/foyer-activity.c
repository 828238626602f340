/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-activity"

#include "config.h"

#include "model/foyer-activity.h"

G_DEFINE_BOXED_TYPE (FoyerActivity, foyer_activity, foyer_activity_ref, foyer_activity_unref)

/**
 * foyer_activity_new:
 * @fields: what the activity holds; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerActivity *
foyer_activity_new (const FoyerActivity *fields)
{
  FoyerActivity *self = g_atomic_rc_box_new0 (FoyerActivity);

  *self = *fields;
  self->staff_email = g_strdup (fields->staff_email);
  self->device = g_strdup (fields->device);
  self->ticket_id = g_strdup (fields->ticket_id);
  return self;
}

/**
 * foyer_activity_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerActivity *
foyer_activity_ref (FoyerActivity *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerActivity *self = data;

  g_free (self->staff_email);
  g_free (self->device);
  g_free (self->ticket_id);
}

void
foyer_activity_unref (FoyerActivity *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
