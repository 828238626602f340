/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-pane.h"
#include "scan/foyer-camera.h"
#include "session/foyer-session.h"

G_BEGIN_DECLS

#define FOYER_TYPE_SCANNER_PAGE (foyer_scanner_page_get_type ())
G_DECLARE_FINAL_TYPE (FoyerScannerPage, foyer_scanner_page, FOYER, SCANNER_PAGE, FoyerPane)

FoyerScannerPage *foyer_scanner_page_new (FoyerSession *session, FoyerCamera *camera);
void foyer_scanner_page_submit (FoyerScannerPage *self, const char *code, gint64 seen_at);

G_END_DECLS
