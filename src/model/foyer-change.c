/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-change"

#include "config.h"

#include "model/foyer-change.h"

G_DEFINE_BOXED_TYPE (FoyerChange, foyer_change, foyer_change_ref, foyer_change_unref)

static FoyerTicketState *
copy_state (const FoyerTicketState *state)
{
  FoyerTicketState *copy = g_new0 (FoyerTicketState, 1);

  *copy = *state;
  copy->last_admission.verified_by = g_strdup (state->last_admission.verified_by);
  copy->last_admission.device = g_strdup (state->last_admission.device);
  return copy;
}

/**
 * foyer_change_new:
 * @fields: what the change holds; it is copied
 *
 * Returns: (transfer full): a new change
 */
FoyerChange *
foyer_change_new (const FoyerChange *fields)
{
  FoyerChange *self = g_atomic_rc_box_new0 (FoyerChange);

  *self = *fields;
  self->ticket_id = g_strdup (fields->ticket_id);
  self->list_id = g_strdup (fields->list_id);
  self->verified_by = g_strdup (fields->verified_by);
  self->device = g_strdup (fields->device);
  self->scan_id = g_strdup (fields->scan_id);
  self->ticket = fields->ticket != NULL ? foyer_ticket_ref (fields->ticket) : NULL;
  self->state = fields->state != NULL ? copy_state (fields->state) : NULL;
  return self;
}

/**
 * foyer_change_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerChange *
foyer_change_ref (FoyerChange *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerChange *self = data;

  g_free (self->ticket_id);
  g_free (self->list_id);
  g_free (self->verified_by);
  g_free (self->device);
  g_free (self->scan_id);
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
  if (self->state != NULL)
    foyer_ticket_state_clear (self->state);
  g_free (self->state);
}

void
foyer_change_unref (FoyerChange *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
