/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-activity.h"

G_BEGIN_DECLS

#define FOYER_TYPE_ACTIVITY_ITEM (foyer_activity_item_get_type ())
G_DECLARE_FINAL_TYPE (FoyerActivityItem, foyer_activity_item, FOYER, ACTIVITY_ITEM, GObject)

FoyerActivityItem *foyer_activity_item_new (FoyerActivity *activity);

const FoyerActivity *foyer_activity_item_get_activity (FoyerActivityItem *self);

G_END_DECLS
