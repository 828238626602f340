/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-world.h"

#include "base/foyer-uuid.h"

/* 2026-06-05 18:00:00 UTC: a Friday evening. */
#define BEGIN (G_GINT64_CONSTANT (1780682400) * G_TIME_SPAN_SECOND)

typedef struct {
  FoyerTime when;
  guint id;
  SimAct act;
  gpointer data;
  GDestroyNotify free;
} Coming;

/* @coming: (element-type Coming): by time, then in the order in which they were said
 * @places: where each is in @coming, by id */
struct _SimWorld {
  GRand *chance;
  FoyerTime now;
  guint last_id;
  GSequence *coming;
  GHashTable *places;
};

static void
coming_free (gpointer data)
{
  Coming *self = data;

  if (self->free != NULL)
    self->free (self->data);
  g_free (self);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Coming *one = a;
  const Coming *other = b;

  if (one->when != other->when)
    return one->when < other->when ? -1 : 1;
  return one->id < other->id ? -1 : 1;
}

SimWorld *
sim_world_new (guint64 seed)
{
  SimWorld *self = g_new0 (SimWorld, 1);
  const guint32 seeds[] = { (guint32)seed, (guint32)(seed >> 32) };

  self->chance = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  self->now = BEGIN;
  self->coming = g_sequence_new (coming_free);
  self->places = g_hash_table_new (NULL, NULL);
  return self;
}

void
sim_world_free (SimWorld *self)
{
  g_sequence_free (self->coming);
  g_hash_table_unref (self->places);
  g_rand_free (self->chance);
  g_free (self);
}

FoyerTime
sim_world_now (const SimWorld *self)
{
  return self->now;
}

/* @free is called when the act is over, or will never happen. Returns an id to cancel it by. */
guint
sim_world_at (SimWorld *self, FoyerTime when, SimAct act, gpointer data, GDestroyNotify free)
{
  Coming *coming = g_new0 (Coming, 1);
  GSequenceIter *place;

  coming->when = MAX (when, self->now);
  coming->id = ++self->last_id;
  coming->act = act;
  coming->data = data;
  coming->free = free;
  place = g_sequence_insert_sorted (self->coming, coming, compare, NULL);
  g_hash_table_insert (self->places, GUINT_TO_POINTER (coming->id), place);
  return coming->id;
}

guint
sim_world_in (SimWorld *self, GTimeSpan after, SimAct act, gpointer data, GDestroyNotify free)
{
  return sim_world_at (self, self->now + after, act, data, free);
}

/* Cancelling what has happened, or 0, does nothing. */
void
sim_world_cancel (SimWorld *self, guint id)
{
  GSequenceIter *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (id));

  if (place == NULL)
    return;
  g_hash_table_remove (self->places, GUINT_TO_POINTER (id));
  g_sequence_remove (place);
}

/* Lets the next act happen, if there is one before @until. */
gboolean
sim_world_step (SimWorld *self, FoyerTime until)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->coming);
  Coming taken;
  Coming *coming;

  if (g_sequence_iter_is_end (first))
    return FALSE;
  coming = g_sequence_get (first);
  if (coming->when > until)
    return FALSE;
  taken = *coming;
  coming->free = NULL;
  g_hash_table_remove (self->places, GUINT_TO_POINTER (taken.id));
  g_sequence_remove (first);
  self->now = taken.when;
  taken.act (taken.data);
  if (taken.free != NULL)
    taken.free (taken.data);
  return TRUE;
}

/* Nothing is to happen before. */
void
sim_world_pass (SimWorld *self, FoyerTime until)
{
  self->now = MAX (self->now, until);
}

guint
sim_world_pick (SimWorld *self, guint below)
{
  return (guint)g_rand_int_range (self->chance, 0, (gint32)below);
}

gboolean
sim_world_chance (SimWorld *self, double probability)
{
  return g_rand_double (self->chance) < probability;
}

/* Most delays are short ones: the square of an even chance. */
GTimeSpan
sim_world_delay (SimWorld *self, GTimeSpan least, GTimeSpan most)
{
  double part = g_rand_double (self->chance);

  return least + (GTimeSpan)((double)(most - least) * part * part);
}

/* The same seed gives the same ids. */
char *
sim_world_uuid (SimWorld *self)
{
  guint8 bytes[16];
  char text[FOYER_UUID_TEXT_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i += 4) {
    guint32 part = g_rand_int (self->chance);

    memcpy (bytes + i, &part, sizeof part);
  }
  bytes[6] = (guint8)((bytes[6] & 0x0f) | 0x40);
  bytes[8] = (guint8)((bytes[8] & 0x3f) | 0x80);
  foyer_uuid_write (bytes, text);
  return g_strdup (text);
}
