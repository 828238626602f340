/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-connect-page.h"
#include "app/foyer-scanner-page.h"
#include "scan/foyer-camera.h"
#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_WINDOW (foyer_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerWindow, foyer_window, FOYER, WINDOW, AdwApplicationWindow)

FoyerWindow *foyer_window_new (GtkApplication *application,
                               FoyerSession *session,
                               FoyerCamera *camera,
                               GSettings *settings);
void foyer_window_show_entrance (FoyerWindow *self);
void foyer_window_show_connect_page (FoyerWindow *self);
FoyerConnectPage *foyer_window_get_connect_page (FoyerWindow *self);
FoyerScannerPage *foyer_window_get_scanner_page (FoyerWindow *self);

G_END_DECLS
