/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CONFLICT_WINDOW (foyer_conflict_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerConflictWindow, foyer_conflict_window, FOYER, CONFLICT_WINDOW, AdwWindow)

FoyerConflictWindow *foyer_conflict_window_new (FoyerSession *session,
                                                FoyerConflictItem *item,
                                                GtkWindow *parent);

G_END_DECLS
