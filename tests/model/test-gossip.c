/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-gossip"

#include "config.h"

#include "model/foyer-gossip.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"

#include <string.h>

/* A hall of desks, some of which hear each other: what is said waits in a queue for each direction,
 * and comes whole and in order until the two hear each other no more. */

#define DESKS_MAX 20
#define EVENT     "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define TICKET    "9b0c6a2d-0c35-4b50-8d8f-8a0e4e6f5d03"
#define LIST      "8c1d0a52-7f8e-4a55-b3a0-0d6a7a0b9c01"
#define SECOND    G_TIME_SPAN_SECOND

typedef struct _Hall Hall;

/* The neighbour that one desk sees. */
typedef struct {
  Hall *hall;
  guint from;
  guint to;
  gboolean is_open;
  GQueue said;
} Line;

typedef struct {
  Hall *hall;
  guint number;
  char *device_id;
  char *run_id;
  gint64 last;
  FoyerSigningKey key;
  FoyerGossip *gossip;
  GPtrArray *heard;
} Desk;

struct _Hall {
  guint n_desks;
  Desk desks[DESKS_MAX];
  Line lines[DESKS_MAX][DESKS_MAX];
  GPtrArray *known;
  gint64 now;
  guint n_items_said;
  guint n_runs_said;
  guint n_messages;
  guint n_distrusted;
};

static void
message_free (gpointer data)
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

static void
hang_up (Hall *hall, guint a, guint b)
{
  Line *lines[] = { &hall->lines[a][b], &hall->lines[b][a] };

  if (!lines[0]->is_open)
    return;
  for (guint i = 0; i < 2; i++) {
    lines[i]->is_open = FALSE;
    g_queue_clear_full (&lines[i]->said, message_free);
  }
  foyer_gossip_disconnect (hall->desks[a].gossip, lines[0], hall->now);
  foyer_gossip_disconnect (hall->desks[b].gossip, lines[1], hall->now);
}

static void
on_distrust (gpointer neighbour, gpointer user_data)
{
  Line *line = neighbour;

  line->hall->n_distrusted++;
  hang_up (line->hall, line->from, line->to);
}

static const FoyerGossipFuncs funcs = {
  .send = on_send,
  .heard = on_heard,
  .distrust = on_distrust,
};

static void
start (Desk *desk)
{
  desk->gossip = foyer_gossip_new (EVENT, &funcs, desk);
  foyer_gossip_set_desks (desk->gossip, desk->hall->known, desk->hall->now);
}

static Hall *
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
    start (&hall->desks[i]);
  return hall;
}

static void
hall_free (Hall *hall)
{
  for (guint i = 0; i < hall->n_desks; i++) {
    for (guint j = 0; j < i; j++)
      hang_up (hall, i, j);
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hall, hall_free)

static void
call (Hall *hall, guint a, guint b)
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

static FoyerHeard *
make_item (Desk *desk, gint64 number, const FoyerSigningKey *key)
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

static void
admit (Hall *hall, guint number)
{
  Desk *desk = &hall->desks[number];
  g_autoptr (FoyerHeard) item = make_item (desk, ++desk->last, &desk->key);

  g_assert_true (foyer_gossip_add_own (desk->gossip, item));
  g_ptr_array_add (desk->heard, g_steal_pointer (&item));
}

/* One message arrives, or nothing does. */
static gboolean
deliver (Hall *hall, guint from, guint to)
{
  FoyerGossipMessage *message = g_queue_pop_head (&hall->lines[from][to].said);

  if (message == NULL)
    return FALSE;
  foyer_gossip_take (hall->desks[to].gossip, &hall->lines[to][from], message, hall->now);
  message_free (message);
  return TRUE;
}

static gboolean
deliver_all (Hall *hall)
{
  gboolean is_busy = FALSE;

  for (guint from = 0; from < hall->n_desks; from++) {
    for (guint to = 0; to < hall->n_desks; to++) {
      while (deliver (hall, from, to))
        is_busy = TRUE;
    }
  }
  return is_busy;
}

static gint64
tick (Hall *hall)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < hall->n_desks; i++)
    next = MIN (next, foyer_gossip_tick (hall->desks[i].gossip, hall->now));
  return next;
}

/* Until nobody has anything to say: that it ends is a part of what is tested. */
static void
settle (Hall *hall)
{
  for (guint rounds = 0; rounds < 10000; rounds++) {
    gint64 next = tick (hall);

    if (deliver_all (hall))
      continue;
    if (next == G_MAXINT64)
      return;
    hall->now = MAX (hall->now, next);
  }
  g_assert_not_reached ();
}

static guint
count_all (Hall *hall)
{
  guint n_items = 0;

  for (guint i = 0; i < hall->n_desks; i++)
    n_items += (guint)hall->desks[i].last;
  return n_items;
}

static void
assert_all_know_all (Hall *hall)
{
  for (guint i = 0; i < hall->n_desks; i++) {
    FoyerGossip *gossip = hall->desks[i].gossip;

    g_assert_cmpuint (foyer_gossip_get_size (gossip), ==, count_all (hall));
    g_assert_cmpuint (hall->desks[i].heard->len, ==, count_all (hall));
    for (guint j = 0; j < hall->n_desks; j++)
      g_assert_cmpint (foyer_gossip_get_last (gossip,
                                              hall->desks[j].device_id,
                                              hall->desks[j].run_id),
                       ==,
                       hall->desks[j].last);
  }
}

/* Anything in any order: what one desk hears another one hears at last, once. */
static void
test_all_know_the_same_at_last (void)
{
  for (guint round = 0; round < 30; round++) {
    g_autoptr (Hall) hall = hall_new ((guint)g_test_rand_int_range (2, 8));
    guint n_calls = 0;

    for (guint step = 0; step < 400; step++) {
      guint a = (guint)g_test_rand_int_range (0, (gint)hall->n_desks);
      guint b = (guint)g_test_rand_int_range (0, (gint)hall->n_desks);
      gint what = g_test_rand_int_range (0, 20);

      hall->now += g_test_rand_int_range (0, (gint)SECOND / 4);
      if (what < 3) {
        admit (hall, a);
      } else if (what == 3 && a != b) {
        call (hall, a, b);
        n_calls++;
      } else if (what == 4 && g_test_rand_bit ()) {
        hang_up (hall, a, b);
      } else if (what == 5) {
        foyer_gossip_tick (hall->desks[a].gossip, hall->now);
      } else {
        deliver (hall, a, b);
      }
    }
    /* A chain is enough. */
    for (guint i = 1; i < hall->n_desks; i++)
      call (hall, i - 1, i);
    settle (hall);
    assert_all_know_all (hall);
    g_assert_cmpuint (hall->n_distrusted, ==, 0);
    /* Twice only where a line broke, or where news and answers have crossed. */
    g_assert_cmpuint (hall->n_items_said,
                      <=,
                      2 * count_all (hall) * hall->n_desks +
                          n_calls * FOYER_LIMIT_HEARD_PER_MESSAGE);
  }
}

/* The busiest hall there is: everybody hears everybody. */
static void
test_a_full_hall_says_little (void)
{
  g_autoptr (Hall) hall = hall_new (DESKS_MAX);
  guint n_items;

  for (guint i = 0; i < DESKS_MAX; i++) {
    for (guint j = 0; j < i; j++)
      call (hall, i, j);
  }
  settle (hall);
  hall->n_messages = 0;
  for (guint step = 0; step < 300; step++) {
    admit (hall, step % DESKS_MAX);
    hall->now += SECOND / 20;
    deliver_all (hall);
    tick (hall);
  }
  settle (hall);
  assert_all_know_all (hall);
  n_items = count_all (hall);
  g_assert_cmpuint (hall->n_items_said, ==, n_items * (DESKS_MAX - 1));
  g_test_message ("%u admissions, %u messages, %u runs told",
                  n_items,
                  hall->n_messages,
                  hall->n_runs_said);
  /* News, and what each knows to each, once a second. */
  g_assert_cmpuint (hall->n_messages,
                    <=,
                    n_items * (DESKS_MAX - 1) + 17 * DESKS_MAX * (DESKS_MAX - 1));
}

/* Who comes late asks one neighbour for each run, not all of them. */
static void
test_a_late_comer_is_told_once (void)
{
  g_autoptr (Hall) hall = hall_new (6);

  for (guint i = 0; i < 5; i++) {
    for (guint j = 0; j < i; j++)
      call (hall, i, j);
    for (guint n = 0; n < 250; n++)
      admit (hall, i);
  }
  settle (hall);
  hall->n_items_said = 0;
  for (guint i = 0; i < 5; i++)
    call (hall, 5, i);
  settle (hall);
  assert_all_know_all (hall);
  g_assert_cmpuint (hall->n_items_said, ==, count_all (hall));
}

/* A neighbour that says that it has what it never gives. */
static void
test_who_does_not_answer_is_left (void)
{
  g_autoptr (Hall) hall = hall_new (3);

  admit (hall, 0);
  call (hall, 0, 2);
  settle (hall);
  hang_up (hall, 0, 2);
  call (hall, 1, 2);
  /* Desk 2 says what it knows; desk 1 asks; the question is lost. */
  g_assert_true (deliver (hall, 2, 1));
  g_queue_clear_full (&hall->lines[1][2].said, message_free);
  call (hall, 0, 1);
  deliver (hall, 0, 1);
  g_assert_cmpuint (hall->lines[1][0].said.length, ==, 1);
  hall->now += FOYER_LIMIT_GOSSIP_PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  settle (hall);
  assert_all_know_all (hall);
}

static void
say (Hall *hall, guint from, guint to, FoyerGossipKind kind, FoyerHeard *item)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  FoyerGossipMessage message = { .kind = kind, .items = items };

  g_ptr_array_add (items, item);
  foyer_gossip_take (hall->desks[to].gossip, &hall->lines[to][from], &message, hall->now);
}

static void
test_what_is_forged_is_not_believed (void)
{
  for (guint kind = FOYER_GOSSIP_ANSWER; kind <= FOYER_GOSSIP_NEWS; kind++) {
    g_autoptr (Hall) hall = hall_new (3);
    g_autoptr (FoyerHeard) forged = make_item (&hall->desks[2], 1, &hall->desks[1].key);

    call (hall, 0, 1);
    settle (hall);
    say (hall, 1, 0, (FoyerGossipKind)kind, forged);
    g_assert_cmpuint (hall->n_distrusted, ==, 1);
    g_assert_cmpuint (foyer_gossip_get_size (hall->desks[0].gossip), ==, 0);
    g_assert_cmpuint (hall->desks[0].heard->len, ==, 0);
  }
}

static void
test_what_is_said_again_counts_once (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  g_autoptr (FoyerHeard) item = make_item (&hall->desks[1], 1, &hall->desks[1].key);
  g_autoptr (FoyerHeard) other = make_item (&hall->desks[1], 1, &hall->desks[1].key);

  call (hall, 0, 1);
  settle (hall);
  say (hall, 1, 0, FOYER_GOSSIP_NEWS, item);
  say (hall, 1, 0, FOYER_GOSSIP_NEWS, item);
  /* A number is given once; what has it first counts. */
  say (hall, 1, 0, FOYER_GOSSIP_NEWS, other);
  g_assert_cmpuint (hall->desks[0].heard->len, ==, 1);
  g_assert_cmpuint (foyer_gossip_get_size (hall->desks[0].gossip), ==, 1);
}

static void
test_what_is_of_another_event_is_not_believed (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  g_autoptr (FoyerHeard) item = make_item (&hall->desks[1], 1, &hall->desks[1].key);
  FoyerHeard fields = *item;
  g_autoptr (FoyerHeard) other = NULL;

  call (hall, 0, 1);
  settle (hall);
  fields.event_id = (char *)TICKET;
  other = foyer_heard_new_signed (&fields, &hall->desks[1].key);
  say (hall, 1, 0, FOYER_GOSSIP_NEWS, other);
  g_assert_cmpuint (hall->n_distrusted, ==, 1);
}

/* A revoked device is no desk any more, and one that is not approved yet is none. */
static void
test_who_is_no_desk_is_not_heard (void)
{
  g_autoptr (Hall) hall = hall_new (3);
  g_autoptr (GPtrArray) fewer = g_ptr_array_new ();

  admit (hall, 2);
  call (hall, 1, 2);
  settle (hall);
  g_ptr_array_add (fewer, g_ptr_array_index (hall->known, 0));
  g_ptr_array_add (fewer, g_ptr_array_index (hall->known, 1));
  foyer_gossip_set_desks (hall->desks[0].gossip, fewer, hall->now);
  call (hall, 0, 1);
  admit (hall, 1);
  settle (hall);
  g_assert_cmpuint (foyer_gossip_get_size (hall->desks[0].gossip), ==, 1);
  g_assert_cmpuint (foyer_gossip_get_size (hall->desks[1].gossip), ==, 2);
  foyer_gossip_set_desks (hall->desks[0].gossip, hall->known, hall->now);
  settle (hall);
  assert_all_know_all (hall);
}

/* What a desk has kept it knows after it was started again, and goes on from there. */
static void
test_a_desk_goes_on_from_what_it_kept (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  Desk *desk = &hall->desks[0];

  call (hall, 0, 1);
  for (guint i = 0; i < 150; i++)
    admit (hall, i % 2);
  settle (hall);
  hang_up (hall, 0, 1);
  foyer_gossip_free (desk->gossip);
  start (desk);
  foyer_gossip_restore (desk->gossip, desk->heard);
  hall->n_items_said = 0;
  call (hall, 0, 1);
  admit (hall, 0);
  settle (hall);
  assert_all_know_all (hall);
  g_assert_cmpuint (hall->n_items_said, ==, 1);
}

/* A desk whose memory is older than what it said gets it back from those who heard it. */
static void
test_a_desk_that_lost_count_is_told (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  Desk *desk = &hall->desks[0];
  g_autoptr (FoyerHeard) late = NULL;

  call (hall, 0, 1);
  for (guint i = 0; i < 5; i++)
    admit (hall, 0);
  settle (hall);
  hang_up (hall, 0, 1);
  foyer_gossip_free (desk->gossip);
  start (desk);
  g_ptr_array_set_size (desk->heard, 2);
  foyer_gossip_restore (desk->gossip, desk->heard);
  call (hall, 0, 1);
  settle (hall);
  g_assert_cmpint (foyer_gossip_get_last (desk->gossip, desk->device_id, desk->run_id), ==, 5);
  g_assert_cmpuint (desk->heard->len, ==, 5);
  late = make_item (desk, 3, &desk->key);
  g_assert_false (foyer_gossip_add_own (desk->gossip, late));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/gossip/all-know-the-same-at-last", test_all_know_the_same_at_last);
  g_test_add_func ("/model/gossip/a-full-hall-says-little", test_a_full_hall_says_little);
  g_test_add_func ("/model/gossip/a-late-comer-is-told-once", test_a_late_comer_is_told_once);
  g_test_add_func ("/model/gossip/who-does-not-answer-is-left", test_who_does_not_answer_is_left);
  g_test_add_func ("/model/gossip/what-is-forged-is-not-believed",
                   test_what_is_forged_is_not_believed);
  g_test_add_func ("/model/gossip/what-is-said-again-counts-once",
                   test_what_is_said_again_counts_once);
  g_test_add_func ("/model/gossip/what-is-of-another-event-is-not-believed",
                   test_what_is_of_another_event_is_not_believed);
  g_test_add_func ("/model/gossip/who-is-no-desk-is-not-heard", test_who_is_no_desk_is_not_heard);
  g_test_add_func ("/model/gossip/a-desk-goes-on-from-what-it-kept",
                   test_a_desk_goes_on_from_what_it_kept);
  g_test_add_func ("/model/gossip/a-desk-that-lost-count-is-told",
                   test_a_desk_that_lost_count_is_told);
  return g_test_run ();
}
