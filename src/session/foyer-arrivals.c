/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-arrivals"

#include "config.h"

#include "session/foyer-arrivals.h"

#include <string.h>

/* How many guests were admitted in each minute of the last day. A ring of minutes: the count of a
 * minute lies at its number modulo the size of the ring, and stands for @newest at the most. */

struct _FoyerArrivals {
  GObject parent_instance;

  guint counts[FOYER_ARRIVALS_MINUTES];
  gint64 newest;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerArrivals, foyer_arrivals, G_TYPE_OBJECT)

static gint64
get_minute (FoyerTime time)
{
  return time / (60 * FOYER_TIME_SECOND);
}

/* Makes room for the minutes up to @minute. */
static void
move_to (FoyerArrivals *self, gint64 minute)
{
  gint64 first = MAX (self->newest + 1, minute - FOYER_ARRIVALS_MINUTES + 1);

  for (gint64 i = first; i <= minute; i++)
    self->counts[i % FOYER_ARRIVALS_MINUTES] = 0;
  self->newest = MAX (self->newest, minute);
}

static void
foyer_arrivals_class_init (FoyerArrivalsClass *klass)
{
  /**
   * FoyerArrivals::changed:
   *
   * A count is another one now.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
}

static void
foyer_arrivals_init (FoyerArrivals *self)
{
}

/**
 * foyer_arrivals_new:
 *
 * Returns: (transfer full): no arrivals yet
 */
FoyerArrivals *
foyer_arrivals_new (void)
{
  return g_object_new (FOYER_TYPE_ARRIVALS, NULL);
}

/**
 * foyer_arrivals_add:
 * @time: when someone was admitted; more than a day before the newest one is forgotten at once
 */
void
foyer_arrivals_add (FoyerArrivals *self, FoyerTime time)
{
  gint64 minute;

  g_return_if_fail (FOYER_IS_ARRIVALS (self));

  minute = get_minute (time);
  if (minute <= 0 || minute <= self->newest - FOYER_ARRIVALS_MINUTES)
    return;
  move_to (self, minute);
  self->counts[minute % FOYER_ARRIVALS_MINUTES]++;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * foyer_arrivals_clear:
 *
 * Forgets all of them.
 */
void
foyer_arrivals_clear (FoyerArrivals *self)
{
  g_return_if_fail (FOYER_IS_ARRIVALS (self));

  memset (self->counts, 0, sizeof self->counts);
  self->newest = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * foyer_arrivals_fill:
 * @now: a moment in the last of the minutes
 * @counts: (out caller-allocates) (array length=n_counts): admissions per minute, that of @now last
 */
void
foyer_arrivals_fill (FoyerArrivals *self, FoyerTime now, guint *counts, guint n_counts)
{
  gint64 first;

  g_return_if_fail (FOYER_IS_ARRIVALS (self));

  first = get_minute (now) - n_counts + 1;
  for (guint i = 0; i < n_counts; i++) {
    gint64 minute = first + i;
    gboolean known =
        minute > 0 && minute <= self->newest && minute > self->newest - FOYER_ARRIVALS_MINUTES;

    counts[i] = known ? self->counts[minute % FOYER_ARRIVALS_MINUTES] : 0;
  }
}
