/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_SESSIONS_WINDOW (foyer_sessions_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerSessionsWindow, foyer_sessions_window, FOYER, SESSIONS_WINDOW, AdwWindow)

FoyerSessionsWindow *foyer_sessions_window_new (FoyerSession *session, GtkWindow *parent);

G_END_DECLS
