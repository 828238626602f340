/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PENDING_GROUP (foyer_pending_group_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPendingGroup, foyer_pending_group, FOYER, PENDING_GROUP, GtkWidget)

void foyer_pending_group_set_session (FoyerPendingGroup *self, FoyerSession *session);

G_END_DECLS
