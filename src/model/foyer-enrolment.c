/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-enrolment"

#include "config.h"

#include "model/foyer-enrolment.h"

G_DEFINE_BOXED_TYPE (FoyerEnrolment, foyer_enrolment, foyer_enrolment_ref, foyer_enrolment_unref)

/**
 * foyer_enrolment_new:
 * @fields: what the enrolment holds; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerEnrolment *
foyer_enrolment_new (const FoyerEnrolment *fields)
{
  FoyerEnrolment *self = g_atomic_rc_box_new0 (FoyerEnrolment);

  self->device = foyer_device_ref (fields->device);
  self->event_id = g_strdup (fields->event_id);
  self->event_name = g_strdup (fields->event_name);
  self->list_id = g_strdup (fields->list_id);
  self->installation_id = g_strdup (fields->installation_id);
  self->relay = g_strdup (fields->relay);
  return self;
}

/**
 * foyer_enrolment_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerEnrolment *
foyer_enrolment_ref (FoyerEnrolment *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerEnrolment *self = data;

  foyer_device_unref (self->device);
  g_free (self->event_id);
  g_free (self->event_name);
  g_free (self->list_id);
  g_free (self->installation_id);
  g_free (self->relay);
}

void
foyer_enrolment_unref (FoyerEnrolment *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
