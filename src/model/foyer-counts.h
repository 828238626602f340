/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-event.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_COUNTS (foyer_counts_get_type ())

typedef struct _FoyerCounts FoyerCounts;

/**
 * FoyerCounts:
 * @tickets: tickets that the default check-in list lets in and that are not void
 * @admitted: those of them that were admitted there at least once
 * @inside: guests who are in now
 * @lists: (array length=n_lists): the same for every check-in list, the default one too
 *
 * How full an event is at one moment. A value: its fields never change.
 */
struct _FoyerCounts {
  gint64 tickets;
  gint64 admitted;
  gint64 inside;
  FoyerListCounts *lists;
  guint n_lists;
};

GType foyer_counts_get_type (void);
FoyerCounts *foyer_counts_new (const FoyerCounts *fields);
FoyerCounts *foyer_counts_ref (FoyerCounts *self);
void foyer_counts_unref (FoyerCounts *self);

const FoyerListCounts *foyer_counts_get_list (const FoyerCounts *self, const char *list_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerCounts, foyer_counts_unref)

G_END_DECLS
