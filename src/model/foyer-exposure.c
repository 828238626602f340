/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-exposure"

#include "config.h"

#include "model/foyer-exposure.h"

#include "base/foyer-limits.h"

#include <math.h>

/* How many guests other desks may have admitted that this one has not heard of: how fast each of
 * them went when it was heard last, times how long that is ago. How fast it went is a sum over its
 * admissions in which those of five minutes ago count a third. */

#define MEMORY (5 * 60 * (double)G_TIME_SPAN_SECOND)
#define MINUTE (60 * (double)G_TIME_SPAN_SECOND)
/* What is not worth a word. */
#define LEAST 0.05

/* @weight is of the admissions up to @at; @heard is when the device was heard last. */
typedef struct {
  double weight;
  FoyerTime at;
  FoyerTime heard;
} Device;

struct _FoyerExposure {
  GHashTable *devices;
};

void
foyer_unheard_free (FoyerUnheard *self)
{
  g_free (self->device);
  g_free (self);
}

/**
 * foyer_exposure_new:
 *
 * Returns: (transfer full): what knows of no other desk
 */
FoyerExposure *
foyer_exposure_new (void)
{
  FoyerExposure *self = g_new0 (FoyerExposure, 1);

  self->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
foyer_exposure_free (FoyerExposure *self)
{
  g_hash_table_unref (self->devices);
  g_free (self);
}

static Device *
find (FoyerExposure *self, const char *name)
{
  Device *device = g_hash_table_lookup (self->devices, name);

  if (device == NULL) {
    device = g_new0 (Device, 1);
    g_hash_table_insert (self->devices, g_strdup (name), device);
  }
  return device;
}

static double
fade (GTimeSpan age)
{
  return exp (-(double)MAX (age, 0) / MEMORY);
}

/**
 * foyer_exposure_add:
 * @device: another desk
 * @at: when it admitted somebody, by the relay's clock
 */
void
foyer_exposure_add (FoyerExposure *self, const char *device, FoyerTime at)
{
  Device *found = find (self, device);

  if (at >= found->at) {
    found->weight = found->weight * fade (at - found->at) + 1;
    found->at = at;
  } else {
    found->weight += fade (found->at - at);
  }
  found->heard = MAX (found->heard, at);
}

/**
 * foyer_exposure_set_rate:
 * @rate: how many guests it admits a minute
 * @at: when that was so
 *
 * What somebody who knows better says, such as the relay.
 */
void
foyer_exposure_set_rate (FoyerExposure *self, const char *device, double rate, FoyerTime at)
{
  Device *found = find (self, device);

  found->weight = MAX (rate, 0) * MEMORY / MINUTE;
  found->at = at;
  found->heard = MAX (found->heard, at);
}

/**
 * foyer_exposure_hear:
 * @device: (nullable): who was heard; %NULL: all that are known
 * @now: when
 */
void
foyer_exposure_hear (FoyerExposure *self, const char *device, FoyerTime now)
{
  GHashTableIter iter;
  gpointer value;

  if (device != NULL) {
    find (self, device)->heard = now;
    return;
  }
  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Device *)value)->heard = now;
}

/**
 * foyer_exposure_forget:
 * @device: (nullable): who is no other desk any more; %NULL: all
 */
void
foyer_exposure_forget (FoyerExposure *self, const char *device)
{
  if (device != NULL)
    g_hash_table_remove (self->devices, device);
  else
    g_hash_table_remove_all (self->devices);
}

static double
get_rate (const Device *device)
{
  return device->weight * fade (device->heard - device->at) * MINUTE / MEMORY;
}

static FoyerUnheard *
make_unheard (const char *name, const Device *device, FoyerTime now)
{
  FoyerUnheard *unheard = g_new0 (FoyerUnheard, 1);

  unheard->device = g_strdup (name);
  unheard->since = device->heard;
  unheard->rate = get_rate (device);
  unheard->missed = unheard->rate * (double)MAX (now - device->heard, 0) / MINUTE;
  unheard->missed = MIN (unheard->missed, FOYER_LIMIT_EXPOSURE);
  return unheard;
}

static int
compare_missed (gconstpointer a, gconstpointer b)
{
  const FoyerUnheard *const *first = a;
  const FoyerUnheard *const *second = b;

  if ((*first)->missed > (*second)->missed)
    return -1;
  if ((*first)->missed < (*second)->missed)
    return 1;
  return g_strcmp0 ((*first)->device, (*second)->device);
}

/**
 * foyer_exposure_list:
 *
 * Returns: (transfer full) (element-type FoyerUnheard): the desks that may have admitted somebody
 *   since they were heard, those that matter most first
 */
GPtrArray *
foyer_exposure_list (FoyerExposure *self, FoyerTime now)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_unheard_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_autoptr (FoyerUnheard) unheard = make_unheard (name, value, now);

    if (unheard->missed >= LEAST)
      g_ptr_array_add (list, g_steal_pointer (&unheard));
  }
  g_ptr_array_sort (list, compare_missed);
  return list;
}

/**
 * foyer_exposure_estimate:
 * @since: (out) (optional): since when somebody has not been heard; 0 where nothing is missed
 *
 * Returns: how many admissions elsewhere this desk has not heard of, as far as one can tell
 */
guint
foyer_exposure_estimate (FoyerExposure *self, FoyerTime now, FoyerTime *since)
{
  g_autoptr (GPtrArray) list = foyer_exposure_list (self, now);
  FoyerTime earliest = 0;
  double sum = 0;

  for (guint i = 0; i < list->len; i++) {
    const FoyerUnheard *unheard = g_ptr_array_index (list, i);

    sum += unheard->missed;
    earliest = earliest == 0 ? unheard->since : MIN (earliest, unheard->since);
  }
  if (since != NULL)
    *since = earliest;
  return (guint)MIN (floor (sum + 0.5), FOYER_LIMIT_EXPOSURE);
}
