/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

G_BEGIN_DECLS

/* How many measurements count. */
#define FOYER_CLOCK_MEASUREMENTS 8

/**
 * FoyerClockMeasurement:
 * @sent: when the device asked, by its steady clock
 * @returned: when it had the answer, by the same
 * @received: when the relay was asked, by the relay's clock
 * @answered: when it answered, by the same
 *
 * The four times of one question. A steady clock only ever goes on, also while the device sleeps;
 * where it began does not matter.
 */
typedef struct {
  gint64 sent;
  gint64 returned;
  FoyerTime received;
  FoyerTime answered;
} FoyerClockMeasurement;

/**
 * FoyerClockEstimate:
 * @offset: how far the device's clock is ahead of the relay's, in microseconds
 * @error: by how much that may be wrong
 */
typedef struct {
  GTimeSpan offset;
  GTimeSpan error;
} FoyerClockEstimate;

/**
 * FoyerClock:
 *
 * What a device knows of the relay's clock. Zeroed it knows nothing.
 */
typedef struct {
  FoyerClockMeasurement measurements[FOYER_CLOCK_MEASUREMENTS];
  guint n_measurements;
} FoyerClock;

void foyer_clock_add (FoyerClock *self, const FoyerClockMeasurement *measurement);
gboolean foyer_clock_estimate (const FoyerClock *self,
                               FoyerTime real,
                               gint64 steady,
                               FoyerClockEstimate *estimate);

G_END_DECLS
