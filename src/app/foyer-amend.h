/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean foyer_amend_may_undo (FoyerSession *session, FoyerRecentScan *scan);
gboolean foyer_amend_may_override (FoyerSession *session, FoyerRecentScan *scan);

const char *foyer_amend_find_obstacle (FoyerSession *session, FoyerRecentScan *scan);
void foyer_amend_ask_undo (GtkWidget *widget, FoyerSession *session, const char *scan_id);
void foyer_amend_ask_override (GtkWidget *widget, FoyerSession *session, const char *scan_id);

G_END_DECLS
