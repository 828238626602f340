/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CONFLICTS_WINDOW (foyer_conflicts_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerConflictsWindow,
                      foyer_conflicts_window,
                      FOYER,
                      CONFLICTS_WINDOW,
                      AdwWindow)

FoyerConflictsWindow *foyer_conflicts_window_new (FoyerSession *session, GtkWindow *parent);

G_END_DECLS
