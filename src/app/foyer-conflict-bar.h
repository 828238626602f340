/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CONFLICT_BAR (foyer_conflict_bar_get_type ())
G_DECLARE_FINAL_TYPE (FoyerConflictBar, foyer_conflict_bar, FOYER, CONFLICT_BAR, GtkWidget)

void foyer_conflict_bar_set_session (FoyerConflictBar *self, FoyerSession *session);
const char *foyer_conflict_bar_get_sentence (FoyerConflictBar *self);

G_END_DECLS
