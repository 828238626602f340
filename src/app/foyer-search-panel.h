/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_SEARCH_PANEL (foyer_search_panel_get_type ())
G_DECLARE_FINAL_TYPE (FoyerSearchPanel, foyer_search_panel, FOYER, SEARCH_PANEL, GtkWidget)

void foyer_search_panel_set_session (FoyerSearchPanel *self, FoyerSession *session);
void foyer_search_panel_search (FoyerSearchPanel *self, const char *text);

G_END_DECLS
