/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-report.h"
#include "model/foyer-synced.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What is said about late scans and clocks. */

/**
 * FoyerReported:
 * @scan_id: the scan
 * @report: (nullable): what the device says about it; %NULL where @error is set
 * @error: (nullable): why it cannot be read
 *
 * One scan of a `sync_scans`.
 */
typedef struct {
  char *scan_id;
  FoyerReport *report;
  GError *error;
} FoyerReported;

void foyer_reported_free (FoyerReported *self);

char *foyer_wire_encode_sync_scans (const char *id,
                                    const char *event_id,
                                    const GPtrArray *reports,
                                    guint *n_taken);
char *foyer_wire_encode_deliver_scans (const char *device_id,
                                       const FoyerSigningKey *key,
                                       const char *challenge,
                                       const char *event_id,
                                       const GPtrArray *reports,
                                       guint *n_taken);
char *foyer_wire_encode_measure_clock (const char *id, FoyerTime device_time);
void foyer_wire_write_scans_synced (GString *out, const char *re, const GPtrArray *synced);
void foyer_wire_write_scans_delivered (GString *out, const GPtrArray *synced);
void foyer_wire_write_clock_measured (GString *out,
                                      const char *re,
                                      FoyerTime device_time,
                                      FoyerTime received,
                                      FoyerTime sent);

/* What is said about clocks is flat. */
GPtrArray *foyer_wire_read_sync_scans (const FoyerMessage *message);
GPtrArray *foyer_wire_read_scans_synced (const FoyerMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerReported, foyer_reported_free)

G_END_DECLS
