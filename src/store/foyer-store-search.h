/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-event.h"
#include "store/foyer-store-file.h"

G_BEGIN_DECLS

/* A walk over the tickets of an event, a few at a time, so that scans are judged in between. */

typedef struct _FoyerStoreSearch FoyerStoreSearch;

FoyerStoreSearch *foyer_store_search_new (const char *event_id,
                                          const char *list_id,
                                          const char *text,
                                          guint limit);
FoyerStoreSearch *foyer_store_search_new_to_come (const char *event_id, const char *list_id);
void foyer_store_search_free (FoyerStoreSearch *self);

gboolean foyer_store_search_step (FoyerStoreSearch *self,
                                  FoyerStoreFile *file,
                                  gboolean *is_over,
                                  GError **error);
GPtrArray *foyer_store_search_end (FoyerStoreSearch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerStoreSearch, foyer_store_search_free)

G_END_DECLS
