/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-account-button.h"
#include "app/foyer-dashboard-page.h"
#include "app/foyer-entrance.h"
#include "app/foyer-entry-bar.h"
#include "app/foyer-host-bar.h"
#include "app/foyer-place-bar.h"
#include "app/foyer-scanner-page.h"
#include "app/foyer-wedge-keys.h"
#include "app/foyer-window.h"

G_BEGIN_DECLS

/* What the files of FoyerWindow share. */

#define VIEW_SCANNER   "scanner"
#define VIEW_DASHBOARD "dashboard"

struct _FoyerWindow {
  AdwApplicationWindow parent_instance;

  FoyerSession *session;
  FoyerCamera *camera;
  GSettings *settings;
  FoyerWedgeKeys *wedge_keys;
  FoyerEntrance *entrance;
  FoyerScannerPage *scanner_page;
  FoyerDashboardPage *dashboard_page;
  gboolean narrow;
  gboolean scanning;
  guint inhibit_cookie;
  char *opened_for;

  AdwToastOverlay *toasts;
  GtkStack *pages;
  GtkStack *title_stack;
  GtkWidget *connection;
  GtkImage *connection_icon;
  GtkLabel *connection_label;
  FoyerAccountButton *account_button;
  FoyerPlaceBar *place_bar;
  FoyerEntryBar *entry_bar;
  AdwViewStack *views;
  AdwViewSwitcherBar *switcher_bar;
  FoyerHostBar *host_bar;
};

void foyer_window_install_actions (GtkWidgetClass *widget_class);
void foyer_window_update_entry_acts (FoyerWindow *self);
void foyer_window_scan (FoyerWindow *self, const char *code);

G_END_DECLS
