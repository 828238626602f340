/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_ASIDE_WINDOW (foyer_aside_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerAsideWindow, foyer_aside_window, FOYER, ASIDE_WINDOW, AdwWindow)

FoyerAsideWindow *foyer_aside_window_new (FoyerSession *session, GtkWindow *parent);
void foyer_aside_window_show (FoyerAsideWindow *self, const GPtrArray *scans);

G_END_DECLS
