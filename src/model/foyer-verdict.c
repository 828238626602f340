/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-verdict"

#include "config.h"

#include "model/foyer-verdict.h"

G_DEFINE_BOXED_TYPE (FoyerVerdict, foyer_verdict, foyer_verdict_ref, foyer_verdict_unref)

/**
 * foyer_verdict_new:
 * @fields: what the verdict holds; it is copied
 *
 * Returns: (transfer full): a new verdict
 */
FoyerVerdict *
foyer_verdict_new (const FoyerVerdict *fields)
{
  FoyerVerdict *self = g_atomic_rc_box_new0 (FoyerVerdict);

  *self = *fields;
  self->scan_id = g_strdup (fields->scan_id);
  self->explanation = g_strdup (fields->explanation);
  self->earlier.verified_by = g_strdup (fields->earlier.verified_by);
  self->earlier.device = g_strdup (fields->earlier.device);
  self->ticket = fields->ticket != NULL ? foyer_ticket_ref (fields->ticket) : NULL;
  return self;
}

/**
 * foyer_verdict_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerVerdict *
foyer_verdict_ref (FoyerVerdict *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerVerdict *self = data;

  g_free (self->scan_id);
  g_free (self->explanation);
  g_free (self->earlier.verified_by);
  g_free (self->earlier.device);
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
}

void
foyer_verdict_unref (FoyerVerdict *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_verdict_get_action:
 *
 * Returns: what the verification log calls a scan that got this verdict
 */
FoyerAction
foyer_verdict_get_action (const FoyerVerdict *self)
{
  switch (self->outcome) {
  case FOYER_OUTCOME_ADMITTED:
    return FOYER_ACTION_VERIFIED;
  case FOYER_OUTCOME_EXITED:
    return FOYER_ACTION_EXITED;
  case FOYER_OUTCOME_REFUSED:
  default:
    return self->ticket != NULL ? FOYER_ACTION_ATTEMPTED : FOYER_ACTION_FAILED;
  }
}
