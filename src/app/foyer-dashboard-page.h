/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-pane.h"
#include "session/foyer-session.h"

G_BEGIN_DECLS

#define FOYER_TYPE_DASHBOARD_PAGE (foyer_dashboard_page_get_type ())
G_DECLARE_FINAL_TYPE (FoyerDashboardPage, foyer_dashboard_page, FOYER, DASHBOARD_PAGE, FoyerPane)

FoyerDashboardPage *foyer_dashboard_page_new (FoyerSession *session);

G_END_DECLS
