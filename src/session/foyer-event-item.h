/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_EVENT_ITEM (foyer_event_item_get_type ())
G_DECLARE_FINAL_TYPE (FoyerEventItem, foyer_event_item, FOYER, EVENT_ITEM, GObject)

FoyerEventItem *foyer_event_item_new (const char *id, const char *name);

const char *foyer_event_item_get_id (FoyerEventItem *self);
const char *foyer_event_item_get_name (FoyerEventItem *self);

G_END_DECLS
