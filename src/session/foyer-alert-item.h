/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-alert.h"

G_BEGIN_DECLS

#define FOYER_TYPE_ALERT_ITEM (foyer_alert_item_get_type ())
G_DECLARE_FINAL_TYPE (FoyerAlertItem, foyer_alert_item, FOYER, ALERT_ITEM, GObject)

FoyerAlertItem *foyer_alert_item_new (FoyerAlert *alert);

const FoyerAlert *foyer_alert_item_get_alert (FoyerAlertItem *self);

G_END_DECLS
