/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-scan.h"
#include "model/foyer-verdict.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RECENT_SCAN (foyer_recent_scan_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRecentScan, foyer_recent_scan, FOYER, RECENT_SCAN, GObject)

FoyerRecentScan *foyer_recent_scan_new (FoyerScan *scan);

FoyerScan *foyer_recent_scan_get_scan (FoyerRecentScan *self);
FoyerTime foyer_recent_scan_get_at (FoyerRecentScan *self);

FoyerVerdict *foyer_recent_scan_get_verdict (FoyerRecentScan *self);
const char *foyer_recent_scan_get_problem (FoyerRecentScan *self);
gboolean foyer_recent_scan_get_pending (FoyerRecentScan *self);
gboolean foyer_recent_scan_get_local (FoyerRecentScan *self);
gboolean foyer_recent_scan_get_undone (FoyerRecentScan *self);
const char *foyer_recent_scan_get_overridden_by (FoyerRecentScan *self);
const char *foyer_recent_scan_get_override_reason (FoyerRecentScan *self);
gboolean foyer_recent_scan_get_outcome (FoyerRecentScan *self, FoyerOutcome *outcome);

void foyer_recent_scan_answer (FoyerRecentScan *self, FoyerVerdict *verdict);
void foyer_recent_scan_set_local (FoyerRecentScan *self, gboolean is_local);
void foyer_recent_scan_fail (FoyerRecentScan *self, const char *problem);
void foyer_recent_scan_undo (FoyerRecentScan *self);
void foyer_recent_scan_override (FoyerRecentScan *self, const char *by, const char *reason);

G_END_DECLS
