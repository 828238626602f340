/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-change.h"
#include "model/foyer-counts.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CHANGE_BATCH (foyer_change_batch_get_type ())

typedef struct _FoyerChangeBatch FoyerChangeBatch;

/**
 * FoyerChangeBatch:
 * @event_id: the event
 * @epoch: what the numbers count in
 * @from: the number of the first change
 * @to: the number of the last one
 * @changes: (element-type FoyerChange): @from to @to, without a gap
 * @counts: how full the event is after @to
 *
 * Changes that became known together. A value: its fields never change.
 */
struct _FoyerChangeBatch {
  char *event_id;
  gint64 epoch;
  gint64 from;
  gint64 to;
  GPtrArray *changes;
  FoyerCounts *counts;
};

GType foyer_change_batch_get_type (void);
FoyerChangeBatch *foyer_change_batch_new (const FoyerChangeBatch *fields);
FoyerChangeBatch *foyer_change_batch_ref (FoyerChangeBatch *self);
void foyer_change_batch_unref (FoyerChangeBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerChangeBatch, foyer_change_batch_unref)

G_END_DECLS
