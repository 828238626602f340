/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-reconcile.h"

G_BEGIN_DECLS

/* Inside the room: what the passages of a case come to. */

/**
 * FoyerTally:
 * @admissions: how many guests came in
 * @entries_used: how many entries they have used
 * @inside: how many of them are in
 * @last_exit: when one went out last
 * @surplus: how many entries were used too many at the worst moment: those that supervisors had
 *   given until then are allowed, those of later are not
 */
typedef struct {
  guint admissions;
  guint entries_used;
  guint inside;
  FoyerTime last_exit;
  guint surplus;
} FoyerTally;

/**
 * FoyerTallyView:
 * @without: (nullable): a scan that is left out
 * @with: (nullable): a passage that comes to them
 * @until: what is later is not seen
 * @error_ms: but for as much; 0 is not at all
 */
typedef struct {
  const char *without;
  const FoyerPassage *with;
  FoyerTime until;
  gint64 error_ms;
} FoyerTallyView;

#define FOYER_TALLY_EVERYTHING \
  {                            \
    .until = G_MAXINT64 / 2    \
  }

FoyerTally foyer_tally_state (const FoyerReconcileCase *of, const FoyerTallyView *view);
gboolean foyer_tally_is_too_many (const FoyerTally *self, const FoyerReconcileCase *of);
gboolean foyer_tally_is_worse (const FoyerTally *self, const FoyerReconcileCase *of);

G_END_DECLS
