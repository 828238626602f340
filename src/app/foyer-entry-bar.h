/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_ENTRY_BAR (foyer_entry_bar_get_type ())
G_DECLARE_FINAL_TYPE (FoyerEntryBar, foyer_entry_bar, FOYER, ENTRY_BAR, GtkWidget)

void foyer_entry_bar_set_session (FoyerEntryBar *self, FoyerSession *session);

G_END_DECLS
