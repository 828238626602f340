/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-counts.h"
#include "model/foyer-snapshot-ticket.h"
#include "store/foyer-store-file.h"

G_BEGIN_DECLS

/**
 * FoyerStoreCopy:
 * @copy: the number that foyer_store_begin_copy() gave it
 * @event_id: whose tickets they are
 * @epoch: what @seq counts in
 * @seq: the newest change that the copy includes
 * @whole: whether it has all tickets, or the void ones only
 *
 * A copy that is complete.
 */
typedef struct {
  gint64 copy;
  const char *event_id;
  gint64 epoch;
  gint64 seq;
  gboolean whole;
} FoyerStoreCopy;

gboolean foyer_store_begin_copy (FoyerStoreFile *file, gint64 *copy, GError **error);
gboolean foyer_store_add_tickets (FoyerStoreFile *file,
                                  gint64 copy,
                                  const GPtrArray *tickets,
                                  guint from,
                                  guint n_tickets,
                                  GError **error);
gboolean foyer_store_index_codes (FoyerStoreFile *file,
                                  gint64 copy,
                                  gboolean *is_over,
                                  GError **error);
gboolean foyer_store_finish_copy (FoyerStoreFile *file, const FoyerStoreCopy *copy, GError **error);
gboolean foyer_store_count_copy (FoyerStoreFile *file,
                                 const char *event_id,
                                 FoyerCounts **counts,
                                 GError **error);
gboolean foyer_store_sweep (FoyerStoreFile *file,
                            gint64 unfinished,
                            gboolean *is_clean,
                            GError **error);

G_END_DECLS
