/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_HISTORY_GROUP (foyer_history_group_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHistoryGroup, foyer_history_group, FOYER, HISTORY_GROUP, GtkWidget)

void foyer_history_group_show (FoyerHistoryGroup *self,
                               FoyerSession *session,
                               const char *device_id);
guint foyer_history_group_get_n_rows (FoyerHistoryGroup *self);

G_END_DECLS
