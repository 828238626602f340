/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-pane.h"
#include "session/foyer-session.h"

G_BEGIN_DECLS

#define FOYER_TYPE_PLACE_BAR (foyer_place_bar_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPlaceBar, foyer_place_bar, FOYER, PLACE_BAR, FoyerPane)

void foyer_place_bar_set_session (FoyerPlaceBar *self, FoyerSession *session);
void foyer_place_bar_choose (FoyerPlaceBar *self);

G_END_DECLS
