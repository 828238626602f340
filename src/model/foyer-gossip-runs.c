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

static guint
count_runs (FoyerGossip *self, const char *device_id)
{
  guint n_runs = 0;

  for (guint i = 0; i < self->runs->len; i++)
    n_runs += g_str_equal (((const Run *)g_ptr_array_index (self->runs, i))->device_id, device_id);
  return n_runs;
}

/* Others can name as many runs as they like; a device that is known has room for its own. */
static gboolean
has_room (FoyerGossip *self, const char *device_id)
{
  if (count_runs (self, device_id) >= FOYER_LIMIT_RUNS_PER_DEVICE)
    return FALSE;
  return foyer_gossip_find_desk (self, device_id) != NULL || self->runs->len < FOYER_LIMIT_DESKS;
}

Run *
foyer_gossip_find_run (FoyerGossip *self, const char *device_id, const char *run_id, gboolean make)
{
  g_autofree char *name = g_strconcat (device_id, " ", run_id, NULL);
  Run *run = g_hash_table_lookup (self->runs_by_name, name);

  if (run != NULL || !make || !has_room (self, device_id))
    return run;
  run = g_new0 (Run, 1);
  g_strlcpy (run->device_id, device_id, sizeof run->device_id);
  g_strlcpy (run->run_id, run_id, sizeof run->run_id);
  run->items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_array_set_clear_func (run->items, clear_item);
  g_ptr_array_add (self->runs, run);
  g_hash_table_insert (self->runs_by_name, g_steal_pointer (&name), run);
  return run;
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
foyer_gossip_append (FoyerGossip *self, Run *run, const FoyerHeard *heard)
{
  Item item = { .time = heard->time,
                .error_ms = heard->error_ms,
                .epoch = heard->epoch,
                .seq = heard->seq,
                .outcome = (guint8)heard->outcome };

  if (heard->number != (gint64)run->items->len + 1 || self->n_items >= FOYER_LIMIT_HEARD ||
      count_items (self, run->device_id) >= FOYER_LIMIT_HEARD_OF_DEVICE ||
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
