/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-counts"

#include "config.h"

#include "model/foyer-counts.h"

G_DEFINE_BOXED_TYPE (FoyerCounts, foyer_counts, foyer_counts_ref, foyer_counts_unref)

/**
 * foyer_counts_new:
 * @fields: what the counts hold; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerCounts *
foyer_counts_new (const FoyerCounts *fields)
{
  FoyerCounts *self = g_atomic_rc_box_new0 (FoyerCounts);

  *self = *fields;
  self->lists = g_memdup2 (fields->lists, sizeof (FoyerListCounts) * fields->n_lists);
  for (guint i = 0; i < self->n_lists; i++)
    self->lists[i].list_id = g_strdup (fields->lists[i].list_id);
  return self;
}

/**
 * foyer_counts_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerCounts *
foyer_counts_ref (FoyerCounts *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerCounts *self = data;

  for (guint i = 0; i < self->n_lists; i++)
    foyer_list_counts_clear (&self->lists[i]);
  g_free (self->lists);
}

void
foyer_counts_unref (FoyerCounts *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_counts_get_list:
 * @list_id: (nullable): a check-in list
 *
 * Returns: (transfer none) (nullable): the counts of that list, or %NULL where there are none
 */
const FoyerListCounts *
foyer_counts_get_list (const FoyerCounts *self, const char *list_id)
{
  for (guint i = 0; i < self->n_lists; i++) {
    if (g_strcmp0 (self->lists[i].list_id, list_id) == 0)
      return &self->lists[i];
  }
  return NULL;
}
