/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-change-batch"

#include "config.h"

#include "model/foyer-change-batch.h"

G_DEFINE_BOXED_TYPE (FoyerChangeBatch,
                     foyer_change_batch,
                     foyer_change_batch_ref,
                     foyer_change_batch_unref)

/**
 * foyer_change_batch_new:
 * @fields: what the batch holds; the changes must not be altered any more
 *
 * Returns: (transfer full): a new value
 */
FoyerChangeBatch *
foyer_change_batch_new (const FoyerChangeBatch *fields)
{
  FoyerChangeBatch *self = g_atomic_rc_box_new0 (FoyerChangeBatch);

  *self = *fields;
  self->event_id = g_strdup (fields->event_id);
  self->changes = g_ptr_array_ref (fields->changes);
  self->counts = foyer_counts_ref (fields->counts);
  return self;
}

/**
 * foyer_change_batch_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerChangeBatch *
foyer_change_batch_ref (FoyerChangeBatch *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerChangeBatch *self = data;

  g_free (self->event_id);
  g_ptr_array_unref (self->changes);
  foyer_counts_unref (self->counts);
}

void
foyer_change_batch_unref (FoyerChangeBatch *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
