/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-gossip"

#include "config.h"

#include "model/foyer-gossip-private.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "model/foyer-proof.h"

/* What a desk has heard: the runs of numbers, each without a gap from 1 on. */

/* What is kept of an item: the rest is its run's. A large event has a hundred thousand of them. */
typedef struct {
  guint8 scan_id[FOYER_UUID_BYTES];
  guint8 ticket_id[FOYER_UUID_BYTES];
  guint8 list_id[FOYER_UUID_BYTES];
  gint64 time;
  gint64 error_ms;
  gint64 epoch;
  gint64 seq;
  char signature[FOYER_PROOF_LENGTH + 1];
  guint8 outcome;
  /* NULL of nearly all. */
  char *override_signature;
} Item;

static void
clear_item (gpointer data)
{
  Item *item = data;

  g_free (item->override_signature);
}

void
foyer_gossip_run_free (gpointer data)
{
  Run *run = data;

  g_array_unref (run->items);
  g_free (run);
}

const FoyerDesk *
foyer_gossip_find_desk (FoyerGossip *self, const char *device_id)
{
  const FoyerDesk *desk = g_hash_table_lookup (self->desks, device_id);

  return desk != NULL && desk->has_key ? desk : NULL;
}

/* Whether @neighbour may name one more run of a device, of which this desk has heard nothing yet.
 * Others can name as many as they like, which take nobody else's room; of a device there are only
 * so many that it has signed. */
static gboolean
has_room (FoyerGossip *self, const Neighbour *neighbour, const char *device_id)
{
  gboolean is_known = foyer_gossip_find_desk (self, device_id) != NULL;
  guint n_signed = 0;
  guint n_named = 0;

  for (guint i = 0; i < self->runs->len; i++) {
    const Run *run = g_ptr_array_index (self->runs, i);
    gboolean is_alike = is_known ? g_str_equal (run->device_id, device_id)
                                 : foyer_gossip_find_desk (self, run->device_id) == NULL;

    if (run->items->len > 0)
      n_signed += is_alike;
    else if (g_hash_table_contains (neighbour->theirs, run))
      n_named += is_alike;
  }
  if (!is_known)
    return n_named < FOYER_LIMIT_DESKS;
  return n_signed < FOYER_LIMIT_RUNS_PER_DEVICE && n_named < FOYER_LIMIT_RUNS_PER_DEVICE;
}

static char *
name_run (const char *device_id, const char *run_id)
{
  return g_strconcat (device_id, " ", run_id, NULL);
}

Run *
foyer_gossip_find_run (FoyerGossip *self, const char *device_id, const char *run_id)
{
  g_autofree char *name = name_run (device_id, run_id);

  return g_hash_table_lookup (self->runs_by_name, name);
}

/* This desk's own has room always, and so has what was heard before. */
Run *
foyer_gossip_make_run (FoyerGossip *self, const char *device_id, const char *run_id)
{
  Run *run = foyer_gossip_find_run (self, device_id, run_id);

  if (run != NULL)
    return run;
  run = g_new0 (Run, 1);
  g_strlcpy (run->device_id, device_id, sizeof run->device_id);
  g_strlcpy (run->run_id, run_id, sizeof run->run_id);
  run->items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_array_set_clear_func (run->items, clear_item);
  g_ptr_array_add (self->runs, run);
  g_hash_table_insert (self->runs_by_name, name_run (device_id, run_id), run);
  return run;
}

/* Returns: (nullable): the run of which @neighbour has heard so much, as it says. */
Run *
foyer_gossip_note_claim (FoyerGossip *self,
                         Neighbour *neighbour,
                         const char *device_id,
                         const char *run_id,
                         gint64 last)
{
  Run *run = foyer_gossip_find_run (self, device_id, run_id);

  if (last <= 0 || (run == NULL && !has_room (self, neighbour, device_id)))
    return run;
  if (run == NULL)
    run = foyer_gossip_make_run (self, device_id, run_id);
  if (last > (gint64)GPOINTER_TO_SIZE (g_hash_table_lookup (neighbour->theirs, run)))
    g_hash_table_insert (neighbour->theirs, run, GSIZE_TO_POINTER ((gsize)last));
  return run;
}

static gboolean
is_claimed (FoyerGossip *self, const Run *run)
{
  for (guint i = 0; i < self->neighbours->len; i++) {
    const Neighbour *neighbour = g_ptr_array_index (self->neighbours, i);

    if (g_hash_table_contains (neighbour->theirs, run))
      return TRUE;
  }
  return FALSE;
}

/* Forgets the runs of which nothing was heard, and that nobody says they have. */
void
foyer_gossip_forget_empty (FoyerGossip *self)
{
  for (guint i = self->runs->len; i > 0; i--) {
    Run *run = g_ptr_array_index (self->runs, i - 1);
    g_autofree char *name = NULL;

    if (run->items->len > 0 || run->asked != NULL || is_claimed (self, run))
      continue;
    name = name_run (run->device_id, run->run_id);
    g_hash_table_remove (self->runs_by_name, name);
    g_ptr_array_remove_index (self->runs, i - 1);
  }
}

static guint
count_items (FoyerGossip *self, const char *device_id)
{
  guint n_items = 0;

  for (guint i = 0; i < self->runs->len; i++) {
    const Run *run = g_ptr_array_index (self->runs, i);

    if (g_str_equal (run->device_id, device_id))
      n_items += run->items->len;
  }
  return n_items;
}

gboolean
foyer_gossip_is_full (FoyerGossip *self, const char *device_id)
{
  return self->n_items >= FOYER_LIMIT_HEARD ||
         count_items (self, device_id) >= FOYER_LIMIT_HEARD_OF_DEVICE;
}

gboolean
foyer_gossip_append (FoyerGossip *self, Run *run, const FoyerHeard *heard)
{
  Item item = { .time = heard->time,
                .error_ms = heard->error_ms,
                .epoch = heard->epoch,
                .seq = heard->seq,
                .outcome = (guint8)heard->outcome };

  if (heard->number != (gint64)run->items->len + 1 || foyer_gossip_is_full (self, run->device_id) ||
      !foyer_uuid_parse (heard->scan_id, item.scan_id) ||
      !foyer_uuid_parse (heard->ticket_id, item.ticket_id) ||
      !foyer_uuid_parse (heard->list_id, item.list_id))
    return FALSE;
  g_strlcpy (item.signature, heard->signature, sizeof item.signature);
  item.override_signature = heard->overridden ? g_strdup (heard->override_signature) : NULL;
  g_array_append_val (run->items, item);
  self->n_items++;
  return TRUE;
}

FoyerHeard *
foyer_gossip_unpack (FoyerGossip *self, Run *run, gint64 number)
{
  Item *item = &g_array_index (run->items, Item, number - 1);
  g_autofree char *scan_id = foyer_uuid_format (item->scan_id);
  g_autofree char *ticket_id = foyer_uuid_format (item->ticket_id);
  g_autofree char *list_id = foyer_uuid_format (item->list_id);
  FoyerHeard heard = {
    .device_id = run->device_id,
    .run_id = run->run_id,
    .number = number,
    .event_id = self->event_id,
    .scan_id = scan_id,
    .ticket_id = ticket_id,
    .list_id = list_id,
    .outcome = (FoyerOutcome)item->outcome,
    .time = item->time,
    .error_ms = item->error_ms,
    .epoch = item->epoch,
    .seq = item->seq,
    .signature = item->signature,
    .overridden = item->override_signature != NULL,
    .override_signature = item->override_signature,
  };

  return foyer_heard_new (&heard);
}
