/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-reconciliation"

#include "config.h"

#include "model/foyer-reconcile.h"

/* What foyer_reconcile() comes to, and what that does to the refusals that were right so far. */

/* What was explained by what is known now may be wronged by what comes to be known yet. */
static void
take_back_explained (const FoyerReconciliation *self,
                     const FoyerReconcileCase *of,
                     GArray *refusals)
{
  for (guint i = 0; i < of->conflicts->len; i++) {
    const FoyerOpenConflict *open = &g_array_index (of->conflicts, FoyerOpenConflict, i);

    if (open->kind == FOYER_CONFLICT_SHOULD_ADMIT && open->scan_id != NULL &&
        !g_str_equal (open->scan_id, of->scan_id) &&
        g_ptr_array_find_with_equal_func (self->explained, open->id, g_str_equal, NULL))
      foyer_refusals_add (refusals, &(FoyerRefusal){ open->scan_id, open->time, open->error_ms });
  }
}

/**
 * foyer_reconciliation_move_refusals:
 * @of: the case of which it has become, with the conflicts that were open then
 * @refusals: (element-type FoyerRefusal): those of the case
 *
 * Brings the refusals to what they are afterwards.
 */
void
foyer_reconciliation_move_refusals (const FoyerReconciliation *self,
                                    const FoyerReconcileCase *of,
                                    GArray *refusals)
{
  for (guint i = 0; i < self->wronged->len; i++)
    foyer_refusals_remove (refusals, g_array_index (self->wronged, FoyerRefusal, i).scan_id);
  take_back_explained (self, of, refusals);
  if (self->action == FOYER_ACTION_RECONCILED || self->action == FOYER_ACTION_OVERRIDDEN)
    foyer_refusals_remove (refusals, of->scan_id);
  if (self->may_be_wronged)
    foyer_refusals_add (refusals,
                        &(FoyerRefusal){ (char *)of->scan_id, of->the_case.now, of->error_ms });
}

void
foyer_reconciliation_clear (FoyerReconciliation *self)
{
  g_clear_pointer (&self->explanation, g_free);
  g_clear_pointer (&self->grows, g_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->explained, g_ptr_array_unref);
  g_clear_pointer (&self->wronged, g_array_unref);
}
