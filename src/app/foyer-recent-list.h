/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RECENT_LIST (foyer_recent_list_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRecentList, foyer_recent_list, FOYER, RECENT_LIST, GtkWidget)

void foyer_recent_list_set_session (FoyerRecentList *self, FoyerSession *session);

G_END_DECLS
