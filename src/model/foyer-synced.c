/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-synced"

#include "config.h"

#include "model/foyer-synced.h"

/**
 * foyer_synced_new:
 * @verdict: what stands in the record
 *
 * Returns: (transfer full): a scan that is stored
 */
FoyerSynced *
foyer_synced_new (const char *scan_id, FoyerVerdict *verdict)
{
  FoyerSynced *self = g_new0 (FoyerSynced, 1);

  self->scan_id = g_strdup (scan_id);
  self->verdict = foyer_verdict_ref (verdict);
  return self;
}

/**
 * foyer_synced_new_error:
 * @error: copied
 *
 * Returns: (transfer full): a scan that is not stored
 */
FoyerSynced *
foyer_synced_new_error (const char *scan_id, const GError *error)
{
  FoyerSynced *self = g_new0 (FoyerSynced, 1);

  self->scan_id = g_strdup (scan_id);
  self->error = g_error_copy (error);
  return self;
}

void
foyer_synced_free (FoyerSynced *self)
{
  g_free (self->scan_id);
  g_clear_pointer (&self->verdict, foyer_verdict_unref);
  g_clear_error (&self->error);
  g_free (self);
}
