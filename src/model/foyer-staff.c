/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-staff"

#include "config.h"

#include "model/foyer-staff.h"

G_DEFINE_BOXED_TYPE (FoyerStaff, foyer_staff, foyer_staff_ref, foyer_staff_unref)

/**
 * foyer_staff_new:
 * @fields: what the staff member holds; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerStaff *
foyer_staff_new (const FoyerStaff *fields)
{
  FoyerStaff *self = g_atomic_rc_box_new0 (FoyerStaff);

  *self = *fields;
  self->email = g_strdup (fields->email);
  self->name = g_strdup (fields->name);
  return self;
}

/**
 * foyer_staff_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerStaff *
foyer_staff_ref (FoyerStaff *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerStaff *self = data;

  g_free (self->email);
  g_free (self->name);
}

void
foyer_staff_unref (FoyerStaff *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
