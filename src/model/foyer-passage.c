/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-passage"

#include "config.h"

#include "model/foyer-reconcile.h"

#include "base/foyer-limits.h"

/* What foyer_reconcile() knows of a ticket on a check-in list: passages by time, open conflicts,
 * refusals that were right. */

void
foyer_passage_clear (FoyerPassage *self)
{
  g_clear_pointer (&self->scan_id, g_free);
  g_clear_pointer (&self->log_id, g_free);
  g_clear_pointer (&self->by.verified_by, g_free);
  g_clear_pointer (&self->by.device, g_free);
}

/**
 * foyer_passages_new:
 *
 * Returns: (transfer full) (element-type FoyerPassage): no passages
 */
GArray *
foyer_passages_new (void)
{
  GArray *passages = g_array_new (FALSE, FALSE, sizeof (FoyerPassage));

  g_array_set_clear_func (passages, (GDestroyNotify)foyer_passage_clear);
  return passages;
}

/**
 * foyer_passages_add:
 * @passage: copied; it comes after those of the same time
 */
void
foyer_passages_add (GArray *passages, const FoyerPassage *passage)
{
  FoyerPassage copy = *passage;
  guint at = passages->len;

  /* Whatever an older record holds. */
  copy.error_ms = MIN (passage->error_ms, FOYER_LIMIT_CLOCK_ERROR_MS);
  while (at > 0 && g_array_index (passages, FoyerPassage, at - 1).time > passage->time)
    at--;
  copy.scan_id = g_strdup (passage->scan_id);
  copy.log_id = g_strdup (passage->log_id);
  copy.by.verified_by = g_strdup (passage->by.verified_by);
  copy.by.device = g_strdup (passage->by.device);
  g_array_insert_val (passages, at, copy);
}

/**
 * foyer_passages_remove:
 *
 * That scan counts no more.
 */
void
foyer_passages_remove (GArray *passages, const char *scan_id)
{
  for (guint i = passages->len; i > 0; i--) {
    if (g_str_equal (g_array_index (passages, FoyerPassage, i - 1).scan_id, scan_id))
      g_array_remove_index (passages, i - 1);
  }
}

void
foyer_open_conflict_clear (FoyerOpenConflict *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->scan_id, g_free);
}

/**
 * foyer_open_conflicts_new:
 *
 * Returns: (transfer full) (element-type FoyerOpenConflict): no conflicts
 */
GArray *
foyer_open_conflicts_new (void)
{
  GArray *conflicts = g_array_new (FALSE, FALSE, sizeof (FoyerOpenConflict));

  g_array_set_clear_func (conflicts, (GDestroyNotify)foyer_open_conflict_clear);
  return conflicts;
}

/**
 * foyer_open_conflicts_add:
 * @conflict: copied
 */
void
foyer_open_conflicts_add (GArray *conflicts, const FoyerOpenConflict *conflict)
{
  FoyerOpenConflict copy = *conflict;

  copy.error_ms = MIN (conflict->error_ms, FOYER_LIMIT_CLOCK_ERROR_MS);
  copy.id = g_strdup (conflict->id);
  copy.scan_id = g_strdup (conflict->scan_id);
  g_array_append_val (conflicts, copy);
}

/**
 * foyer_open_conflicts_remove:
 *
 * That one is resolved.
 */
void
foyer_open_conflicts_remove (GArray *conflicts, const char *id)
{
  for (guint i = conflicts->len; i > 0; i--) {
    if (g_str_equal (g_array_index (conflicts, FoyerOpenConflict, i - 1).id, id))
      g_array_remove_index (conflicts, i - 1);
  }
}

void
foyer_refusal_clear (FoyerRefusal *self)
{
  g_clear_pointer (&self->scan_id, g_free);
}

/**
 * foyer_refusals_new:
 *
 * Returns: (transfer full) (element-type FoyerRefusal): no refusals
 */
GArray *
foyer_refusals_new (void)
{
  GArray *refusals = g_array_new (FALSE, FALSE, sizeof (FoyerRefusal));

  g_array_set_clear_func (refusals, (GDestroyNotify)foyer_refusal_clear);
  return refusals;
}

/**
 * foyer_refusals_add:
 * @refusal: copied
 */
void
foyer_refusals_add (GArray *refusals, const FoyerRefusal *refusal)
{
  FoyerRefusal copy = *refusal;

  copy.error_ms = MIN (refusal->error_ms, FOYER_LIMIT_CLOCK_ERROR_MS);
  copy.scan_id = g_strdup (refusal->scan_id);
  g_array_append_val (refusals, copy);
}

/**
 * foyer_refusals_remove:
 *
 * That guest is refused no more, or somebody is to look at it.
 */
void
foyer_refusals_remove (GArray *refusals, const char *scan_id)
{
  for (guint i = refusals->len; i > 0; i--) {
    if (g_str_equal (g_array_index (refusals, FoyerRefusal, i - 1).scan_id, scan_id))
      g_array_remove_index (refusals, i - 1);
  }
}
