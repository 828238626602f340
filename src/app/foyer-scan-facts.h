/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-conflict.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: changed () whenever somebody chooses what is taken back. */
#define FOYER_TYPE_SCAN_FACTS (foyer_scan_facts_get_type ())
G_DECLARE_FINAL_TYPE (FoyerScanFacts, foyer_scan_facts, FOYER, SCAN_FACTS, GtkWidget)

void foyer_scan_facts_show (FoyerScanFacts *self,
                            const FoyerConflict *conflict,
                            const char *time_zone);
void foyer_scan_facts_propose (FoyerScanFacts *self, FoyerConflictResolution resolution);
char **foyer_scan_facts_get_taken_back (FoyerScanFacts *self);

G_END_DECLS
