/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-enums.h"
#include "model/foyer-override.h"
#include "model/foyer-scan.h"
#include "model/foyer-signing-key.h"

G_BEGIN_DECLS

#define FOYER_TYPE_REPORT (foyer_report_get_type ())

typedef struct _FoyerReport FoyerReport;

/**
 * FoyerReport:
 * @scan: what was scanned; its `scanned_at` is the device's own clock
 * @outcome: what was said at its door
 * @reason: why not; %FOYER_REASON_NONE unless refused
 * @session_id: (nullable): the session that it was scanned in
 * @clock_offset_ms: how far that clock is ahead of the relay's
 * @clock_error_ms: how much that may be off
 * @signature: (nullable): foyer_report_sign() by the device's key
 * @override: (nullable): how a supervisor let in whom the desk refused
 *
 * A scan with what a desk decided about it by itself. A value: its fields never change.
 */
struct _FoyerReport {
  FoyerScan *scan;
  FoyerOutcome outcome;
  FoyerReason reason;
  char *session_id;
  gint64 clock_offset_ms;
  gint64 clock_error_ms;
  char *signature;
  FoyerOverride *override;
};

GType foyer_report_get_type (void);
FoyerReport *foyer_report_new (const FoyerReport *fields);
FoyerReport *foyer_report_ref (FoyerReport *self);
void foyer_report_unref (FoyerReport *self);

FoyerTime foyer_report_correct_time (FoyerTime time, gint64 clock_offset_ms);
void foyer_report_bound_time (FoyerTime earliest,
                              FoyerTime latest,
                              FoyerTime *time,
                              gint64 *error_ms);
FoyerTime foyer_report_get_time (const FoyerReport *self);
FoyerReport *foyer_report_new_signed (const FoyerReport *self, const FoyerSigningKey *key);
char *foyer_report_sign (const FoyerReport *self, const FoyerSigningKey *key);
gboolean foyer_report_check (const FoyerReport *self,
                             const guint8 public_key[FOYER_PUBLIC_KEY_BYTES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerReport, foyer_report_unref)

G_END_DECLS
