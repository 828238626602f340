/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PLACE_POPOVER (foyer_place_popover_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPlacePopover, foyer_place_popover, FOYER, PLACE_POPOVER, GtkPopover)

void foyer_place_popover_set_session (FoyerPlacePopover *self, FoyerSession *session);

G_END_DECLS
