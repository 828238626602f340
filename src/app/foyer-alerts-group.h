/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_ALERTS_GROUP (foyer_alerts_group_get_type ())
G_DECLARE_FINAL_TYPE (FoyerAlertsGroup, foyer_alerts_group, FOYER, ALERTS_GROUP, GtkWidget)

void foyer_alerts_group_set_session (FoyerAlertsGroup *self, FoyerSession *session);

G_END_DECLS
