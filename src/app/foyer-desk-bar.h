/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-desk-text.h"
#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_DESK_BAR (foyer_desk_bar_get_type ())
G_DECLARE_FINAL_TYPE (FoyerDeskBar, foyer_desk_bar, FOYER, DESK_BAR, GtkWidget)

void foyer_desk_bar_set_session (FoyerDeskBar *self, FoyerSession *session);
void foyer_desk_bar_show (FoyerDeskBar *self, const FoyerDeskState *state, const char *time_zone);

G_END_DECLS
