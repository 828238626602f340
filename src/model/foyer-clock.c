/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-clock"

#include "config.h"

#include "model/foyer-clock.h"

#include <string.h>

/* What time it is at the relay, from questions and answers as in NTP (RFC 5905): half of the way
 * there and back is how wrong one of them may be, whatever the two directions take, so the quickest
 * one says most. What it says is how far the relay's clock is from the device's steady clock: when
 * somebody sets the device's clock, that stays true. It grows less certain with age, because no two
 * clocks run alike. */

/* 15 parts in a million, as NTP has it. */
#define DRIFT(age) ((age)*15 / 1000000)
/* The wire tells milliseconds. */
#define RESOLUTION G_TIME_SPAN_MILLISECOND

/* How far the relay's clock is ahead of the steady one. */
static gint64
get_lead (const FoyerClockMeasurement *measurement)
{
  return ((measurement->received - measurement->sent) +
          (measurement->answered - measurement->returned)) /
         2;
}

static GTimeSpan
get_error (const FoyerClockMeasurement *measurement, gint64 steady)
{
  GTimeSpan way =
      (measurement->returned - measurement->sent) - (measurement->answered - measurement->received);

  return MAX (way, 0) / 2 + RESOLUTION + DRIFT (MAX (steady - measurement->returned, 0));
}

static gboolean
is_possible (const FoyerClockMeasurement *measurement)
{
  return measurement->returned >= measurement->sent &&
         measurement->answered >= measurement->received;
}

/* Whether both may be true at once. */
static gboolean
agree (const FoyerClockMeasurement *a, const FoyerClockMeasurement *b, gint64 steady)
{
  return ABS (get_lead (a) - get_lead (b)) <= get_error (a, steady) + get_error (b, steady);
}

/**
 * foyer_clock_add:
 * @measurement: the newest one; one that cannot be is left alone
 *
 * Those before it that contradict it are forgotten: the relay's clock was set, or it is another
 * relay's.
 */
void
foyer_clock_add (FoyerClock *self, const FoyerClockMeasurement *measurement)
{
  guint n = 0;

  if (!is_possible (measurement))
    return;
  for (guint i = 0; i < self->n_measurements; i++) {
    if (agree (&self->measurements[i], measurement, measurement->returned))
      self->measurements[n++] = self->measurements[i];
  }
  if (n == FOYER_CLOCK_MEASUREMENTS) {
    n--;
    memmove (self->measurements, self->measurements + 1, n * sizeof *self->measurements);
  }
  self->measurements[n++] = *measurement;
  self->n_measurements = n;
}

/**
 * foyer_clock_estimate:
 * @real: what the device's clock says now
 * @steady: what its steady clock says now
 * @estimate: (out): how far its clock is ahead of the relay's
 *
 * Returns: whether anything is known
 */
gboolean
foyer_clock_estimate (const FoyerClock *self,
                      FoyerTime real,
                      gint64 steady,
                      FoyerClockEstimate *estimate)
{
  const FoyerClockMeasurement *best = NULL;

  for (guint i = 0; i < self->n_measurements; i++) {
    if (best == NULL || get_error (&self->measurements[i], steady) <= get_error (best, steady))
      best = &self->measurements[i];
  }
  if (best == NULL)
    return FALSE;
  estimate->offset = real - (steady + get_lead (best));
  estimate->error = get_error (best, steady);
  return TRUE;
}
