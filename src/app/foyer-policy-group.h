/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-event.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: changed () whenever something else is chosen. */
#define FOYER_TYPE_POLICY_GROUP (foyer_policy_group_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPolicyGroup, foyer_policy_group, FOYER, POLICY_GROUP, GtkWidget)

FoyerPolicyGroup *foyer_policy_group_new (const char *ticket_type);

const char *foyer_policy_group_get_ticket_type (FoyerPolicyGroup *self);
void foyer_policy_group_show (FoyerPolicyGroup *self, const FoyerOfflinePolicy *policy);
FoyerOfflinePolicy foyer_policy_group_get_chosen (FoyerPolicyGroup *self);
gboolean foyer_policy_group_is_touched (FoyerPolicyGroup *self);

G_END_DECLS
