/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RECENT_ROW (foyer_recent_row_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRecentRow, foyer_recent_row, FOYER, RECENT_ROW, GtkWidget)

FoyerRecentRow *foyer_recent_row_new (FoyerSession *session);
void foyer_recent_row_set_scan (FoyerRecentRow *self, FoyerRecentScan *scan);

G_END_DECLS
