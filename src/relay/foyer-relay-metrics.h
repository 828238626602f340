/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-error.h"
#include "model/foyer-enums.h"

#include <glib.h>

G_BEGIN_DECLS

/* One more than the bounds: what is above all of them. */
#define FOYER_RELAY_HISTOGRAM_SIZE 12

/**
 * FoyerRelayHistogram:
 *
 * How often a quantity was how large. Zeroed memory is an empty one.
 */
typedef struct {
  guint64 counts[FOYER_RELAY_HISTOGRAM_SIZE];
  guint64 n_values;
  double sum;
} FoyerRelayHistogram;

/**
 * FoyerRelayMetrics:
 * @connections: open connections of any kind
 * @peers: devices that are signed in
 * @scans_waiting: scans that wait for their batch
 * @visits_waiting: devices that are signing in and wait for their answer
 * @signed_in: sign-ins that were accepted
 * @refused: upgrades that were refused
 * @messages: messages that came
 * @broadcasts: frames that went to many
 * @snapshots: snapshots that were begun
 * @verdicts: verdicts by outcome
 * @errors: errors that were answered, by code
 * @batches: batches that were committed
 * @late_scans: scans that desks had decided by themselves
 * @failed_batches: batches whose outcome is not known
 * @batch_size: scans per batch
 * @commit_seconds: how long a batch took, from its sending to its answer
 *
 * What the relay counts, for those who watch over it.
 */
typedef struct {
  guint connections;
  guint peers;
  guint scans_waiting;
  guint visits_waiting;
  guint64 signed_in;
  guint64 refused;
  guint64 messages;
  guint64 broadcasts;
  guint64 snapshots;
  guint64 verdicts[FOYER_OUTCOME_REFUSED + 1];
  guint64 errors[FOYER_ERROR_FAILED + 1];
  guint64 batches;
  guint64 failed_batches;
  guint64 late_scans;
  FoyerRelayHistogram batch_size;
  FoyerRelayHistogram commit_seconds;
} FoyerRelayMetrics;

void foyer_relay_metrics_add_batch (FoyerRelayMetrics *self, guint n_scans, double seconds);
char *foyer_relay_metrics_format (const FoyerRelayMetrics *self);

G_END_DECLS
