/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-camera-view.h"
#include "app/foyer-conflict-bar.h"
#include "app/foyer-desk-bar.h"
#include "app/foyer-recent-list.h"
#include "app/foyer-scanner-page.h"
#include "app/foyer-search-panel.h"
#include "app/foyer-sounds.h"
#include "app/foyer-verdict-card.h"
#include "scan/foyer-sighting.h"

G_BEGIN_DECLS

/* What the files of FoyerScannerPage share. */

struct _FoyerScannerPage {
  FoyerPane parent_instance;

  FoyerSession *session;
  FoyerCamera *camera;
  FoyerSighting *sighting;
  FoyerSounds *sounds;
  GCancellable *cancellable;
  gboolean sounding;
  /* The card is about the newest submission; the answer to an older one is in the list. */
  guint newest;
  FoyerRecentScan *awaited;

  GtkWidget *content;
  FoyerDeskBar *desk_bar;
  FoyerConflictBar *conflict_bar;
  GtkScrolledWindow *scroller;
  FoyerCameraView *camera_view;
  FoyerVerdictCard *card;
  GtkWidget *directions;
  GtkToggleButton *entry_button;
  GtkToggleButton *exit_button;
  GtkEntry *code_entry;
  GtkSearchEntry *search_entry;
  GtkStack *lists;
  FoyerRecentList *recent_list;
  FoyerSearchPanel *search_panel;
};

void foyer_scanner_page_submit_ticket (FoyerScannerPage *self, const char *ticket_id);
void foyer_scanner_page_stop_awaiting (FoyerScannerPage *self);
void foyer_scanner_page_forget (FoyerScannerPage *self);

G_END_DECLS
