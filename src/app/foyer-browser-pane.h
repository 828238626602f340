/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_BROWSER_PANE (foyer_browser_pane_get_type ())
G_DECLARE_FINAL_TYPE (FoyerBrowserPane, foyer_browser_pane, FOYER, BROWSER_PANE, GtkWidget)

FoyerBrowserPane *foyer_browser_pane_new (FoyerSession *session);
void foyer_browser_pane_start (FoyerBrowserPane *self, const char *provider);
void foyer_browser_pane_stop (FoyerBrowserPane *self);

G_END_DECLS
