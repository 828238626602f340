/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "gossip-hall"

#include "config.h"

#include "model/gossip-hall.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"

#include <string.h>

void
hall_message_free (gpointer data)
{
  FoyerGossipMessage *message = data;

  g_clear_pointer (&message->runs, g_array_unref);
  g_clear_pointer (&message->items, g_ptr_array_unref);
  g_free (message);
}

static void
on_send (gpointer neighbour, const FoyerGossipMessage *message, gpointer user_data)
{
  Line *line = neighbour;
  FoyerGossipMessage *copy = g_new0 (FoyerGossipMessage, 1);

  g_assert_true (line->is_open);
  g_assert_true (&line->hall->desks[line->from] == user_data);
  copy->kind = message->kind;
  line->hall->n_messages++;
  if (message->runs != NULL) {
    copy->runs = g_array_copy (message->runs);
    line->hall->n_runs_said += message->runs->len;
    g_assert_cmpuint (message->runs->len, <=, DESKS_MAX * FOYER_LIMIT_RUNS_PER_DEVICE);
  }
  if (message->items != NULL) {
    copy->items = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);
    for (guint i = 0; i < message->items->len; i++)
      g_ptr_array_add (copy->items, foyer_heard_ref (g_ptr_array_index (message->items, i)));
    line->hall->n_items_said += message->items->len;
    g_assert_cmpuint (message->items->len, <=, FOYER_LIMIT_HEARD_PER_MESSAGE);
  }
  g_queue_push_tail (&line->said, copy);
}

static void
on_heard (const GPtrArray *items, gpointer user_data)
{
  Desk *desk = user_data;

  for (guint i = 0; i < items->len; i++) {
    FoyerHeard *item = g_ptr_array_index (items, i);

    g_assert_cmpint (item->overridden, ==, item->number % 3 == 0);
    g_ptr_array_add (desk->heard, foyer_heard_ref (item));
  }
}

void
hall_hang_up (Hall *hall, guint a, guint b)
{
  Line *lines[] = { &hall->lines[a][b], &hall->lines[b][a] };

  if (!lines[0]->is_open)
    return;
  for (guint i = 0; i < 2; i++) {
    lines[i]->is_open = FALSE;
    g_queue_clear_full (&lines[i]->said, hall_message_free);
  }
  foyer_gossip_disconnect (hall->desks[a].gossip, lines[0], hall->now);
  foyer_gossip_disconnect (hall->desks[b].gossip, lines[1], hall->now);
}

static void
on_distrust (gpointer neighbour, gpointer user_data)
{
  Line *line = neighbour;

  line->hall->n_distrusted++;
  hall_hang_up (line->hall, line->from, line->to);
}

static const FoyerGossipFuncs funcs = {
  .send = on_send,
  .heard = on_heard,
  .distrust = on_distrust,
};

void
hall_start (Desk *desk)
{
  desk->gossip = foyer_gossip_new (EVENT, &funcs, desk);
  foyer_gossip_set_desks (desk->gossip, desk->hall->known, desk->hall->now);
}

Hall *
hall_new (guint n_desks)
{
  Hall *hall = g_new0 (Hall, 1);

  hall->n_desks = n_desks;
  hall->now = 1000 * SECOND;
  hall->known = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
  for (guint i = 0; i < n_desks; i++) {
    Desk *desk = &hall->desks[i];
    FoyerDesk fields = { .name = (char *)"Desk", .has_key = TRUE };

    desk->hall = hall;
    desk->number = i;
    desk->device_id = foyer_uuid_new ();
    desk->run_id = foyer_uuid_new ();
    desk->heard = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);
    foyer_signing_key_generate (&desk->key, 0);
    fields.device_id = desk->device_id;
    memcpy (fields.public_key, desk->key.public_key, sizeof fields.public_key);
    g_ptr_array_add (hall->known, foyer_desk_new (&fields));
    for (guint j = 0; j < n_desks; j++)
      hall->lines[i][j] = (Line){ .hall = hall, .from = i, .to = j };
  }
  for (guint i = 0; i < n_desks; i++)
    hall_start (&hall->desks[i]);
  return hall;
}

void
hall_free (Hall *hall)
{
  for (guint i = 0; i < hall->n_desks; i++) {
    for (guint j = 0; j < i; j++)
      hall_hang_up (hall, i, j);
  }
  for (guint i = 0; i < hall->n_desks; i++) {
    Desk *desk = &hall->desks[i];

    foyer_gossip_free (desk->gossip);
    g_ptr_array_unref (desk->heard);
    g_free (desk->device_id);
    g_free (desk->run_id);
    foyer_signing_key_clear (&desk->key);
  }
  g_ptr_array_unref (hall->known);
  g_free (hall);
}

void
hall_call (Hall *hall, guint a, guint b)
{
  if (a == b || hall->lines[a][b].is_open)
    return;
  hall->lines[a][b].is_open = hall->lines[b][a].is_open = TRUE;
  foyer_gossip_connect (hall->desks[a].gossip,
                        &hall->lines[a][b],
                        hall->desks[b].device_id,
                        hall->now);
  foyer_gossip_connect (hall->desks[b].gossip,
                        &hall->lines[b][a],
                        hall->desks[a].device_id,
                        hall->now);
}

FoyerHeard *
hall_make_item (Desk *desk, gint64 number, const FoyerSigningKey *key)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  FoyerHeard fields = { .device_id = desk->device_id,
                        .run_id = desk->run_id,
                        .number = number,
                        .event_id = (char *)EVENT,
                        .scan_id = scan_id,
                        .ticket_id = (char *)TICKET,
                        .list_id = (char *)LIST,
                        .outcome = FOYER_OUTCOME_ADMITTED,
                        .time = desk->hall->now,
                        .error_ms = 20,
                        .overridden = number % 3 == 0 };

  return foyer_heard_new_signed (&fields, key);
}

void
hall_admit (Hall *hall, guint number)
{
  Desk *desk = &hall->desks[number];
  g_autoptr (FoyerHeard) item = hall_make_item (desk, ++desk->last, &desk->key);

  g_assert_true (foyer_gossip_add_own (desk->gossip, item));
  g_ptr_array_add (desk->heard, g_steal_pointer (&item));
}

/* One message arrives, or nothing does. */
gboolean
hall_deliver (Hall *hall, guint from, guint to)
{
  FoyerGossipMessage *message = g_queue_pop_head (&hall->lines[from][to].said);

  if (message == NULL)
    return FALSE;
  foyer_gossip_take (hall->desks[to].gossip, &hall->lines[to][from], message, hall->now);
  hall_message_free (message);
  return TRUE;
}

gboolean
hall_deliver_all (Hall *hall)
{
  gboolean is_busy = FALSE;

  for (guint from = 0; from < hall->n_desks; from++) {
    for (guint to = 0; to < hall->n_desks; to++) {
      while (hall_deliver (hall, from, to))
        is_busy = TRUE;
    }
  }
  return is_busy;
}

gint64
hall_tick (Hall *hall)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < hall->n_desks; i++)
    next = MIN (next, foyer_gossip_tick (hall->desks[i].gossip, hall->now));
  return next;
}

/* Until nobody has anything to say: that it ends is a part of what is tested. */
void
hall_settle (Hall *hall)
{
  for (guint rounds = 0; rounds < 10000; rounds++) {
    gint64 next = hall_tick (hall);

    if (hall_deliver_all (hall))
      continue;
    if (next == G_MAXINT64)
      return;
    hall->now = MAX (hall->now, next);
  }
  g_assert_not_reached ();
}

guint
hall_count_all (Hall *hall)
{
  guint n_items = 0;

  for (guint i = 0; i < hall->n_desks; i++)
    n_items += (guint)hall->desks[i].last;
  return n_items;
}

void
hall_assert_knows_all (Hall *hall, guint number)
{
  const Desk *desk = &hall->desks[number];

  g_assert_cmpuint (foyer_gossip_get_size (desk->gossip), ==, hall_count_all (hall));
  g_assert_cmpuint (desk->heard->len, ==, hall_count_all (hall));
  for (guint i = 0; i < hall->n_desks; i++)
    g_assert_cmpint (foyer_gossip_get_last (desk->gossip,
                                            hall->desks[i].device_id,
                                            hall->desks[i].run_id),
                     ==,
                     hall->desks[i].last);
}

void
hall_assert_all_know_all (Hall *hall)
{
  for (guint i = 0; i < hall->n_desks; i++)
    hall_assert_knows_all (hall, i);
}

void
hall_say (Hall *hall, guint from, guint to, FoyerGossipKind kind, FoyerHeard *item)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  FoyerGossipMessage message = { .kind = kind, .items = items };

  g_ptr_array_add (items, item);
  foyer_gossip_take (hall->desks[to].gossip, &hall->lines[to][from], &message, hall->now);
}
