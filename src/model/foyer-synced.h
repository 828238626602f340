/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-verdict.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FoyerSynced:
 * @scan_id: the scan
 * @verdict: (nullable): what stands in the record; %NULL where @error is set
 * @error: (nullable): why it is not stored
 *
 * What became of one reported scan.
 */
typedef struct {
  char *scan_id;
  FoyerVerdict *verdict;
  GError *error;
} FoyerSynced;

FoyerSynced *foyer_synced_new (const char *scan_id, FoyerVerdict *verdict);
FoyerSynced *foyer_synced_new_error (const char *scan_id, const GError *error);
void foyer_synced_free (FoyerSynced *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSynced, foyer_synced_free)

G_END_DECLS
