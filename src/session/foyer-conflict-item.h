/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-conflict.h"

G_BEGIN_DECLS

/* Properties: conflict (FoyerConflict), which is another one when it grows or is resolved. */
#define FOYER_TYPE_CONFLICT_ITEM (foyer_conflict_item_get_type ())
G_DECLARE_FINAL_TYPE (FoyerConflictItem, foyer_conflict_item, FOYER, CONFLICT_ITEM, GObject)

FoyerConflictItem *foyer_conflict_item_new (FoyerConflict *conflict);

FoyerConflict *foyer_conflict_item_get_conflict (FoyerConflictItem *self);
void foyer_conflict_item_set_conflict (FoyerConflictItem *self, FoyerConflict *conflict);

G_END_DECLS
