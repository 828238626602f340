/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CONFLICTS_GROUP (foyer_conflicts_group_get_type ())
G_DECLARE_FINAL_TYPE (FoyerConflictsGroup, foyer_conflicts_group, FOYER, CONFLICTS_GROUP, GtkWidget)

void foyer_conflicts_group_set_session (FoyerConflictsGroup *self, FoyerSession *session);

G_END_DECLS
