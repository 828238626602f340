/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-budget.h"
#include "scan/foyer-plane.h"

G_BEGIN_DECLS

typedef struct _FoyerSearch FoyerSearch;

FoyerSearch *foyer_search_new (void);
void foyer_search_free (FoyerSearch *self);
gboolean foyer_search_run (FoyerSearch *self,
                           const FoyerPlane *grey,
                           const FoyerPlane *binary,
                           float scale,
                           gboolean is_open,
                           const FoyerBudget *budget,
                           GPtrArray *symbols);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSearch, foyer_search_free)

G_END_DECLS
