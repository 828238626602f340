/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-gossip"

#include "config.h"

#include "model/gossip-hall.h"

#include "base/foyer-limits.h"

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
        hall_admit (hall, a);
      } else if (what == 3 && a != b) {
        hall_call (hall, a, b);
        n_calls++;
      } else if (what == 4 && g_test_rand_bit ()) {
        hall_hang_up (hall, a, b);
      } else if (what == 5) {
        foyer_gossip_tick (hall->desks[a].gossip, hall->now);
      } else {
        hall_deliver (hall, a, b);
      }
    }
    /* A chain is enough. */
    for (guint i = 1; i < hall->n_desks; i++)
      hall_call (hall, i - 1, i);
    hall_settle (hall);
    hall_assert_all_know_all (hall);
    g_assert_cmpuint (hall->n_distrusted, ==, 0);
    /* Twice only where a line broke, or where news and answers have crossed. */
    g_assert_cmpuint (hall->n_items_said,
                      <=,
                      2 * hall_count_all (hall) * hall->n_desks +
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
      hall_call (hall, i, j);
  }
  hall_settle (hall);
  hall->n_messages = 0;
  for (guint step = 0; step < 300; step++) {
    hall_admit (hall, step % DESKS_MAX);
    hall->now += SECOND / 20;
    hall_deliver_all (hall);
    hall_tick (hall);
  }
  hall_settle (hall);
  hall_assert_all_know_all (hall);
  n_items = hall_count_all (hall);
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
      hall_call (hall, i, j);
    for (guint n = 0; n < 250; n++)
      hall_admit (hall, i);
  }
  hall_settle (hall);
  hall->n_items_said = 0;
  for (guint i = 0; i < 5; i++)
    hall_call (hall, 5, i);
  hall_settle (hall);
  hall_assert_all_know_all (hall);
  g_assert_cmpuint (hall->n_items_said, ==, hall_count_all (hall));
}

/* A neighbour that says that it has what it never gives. */
static void
test_who_does_not_answer_is_left (void)
{
  g_autoptr (Hall) hall = hall_new (3);

  hall_admit (hall, 0);
  hall_call (hall, 0, 2);
  hall_settle (hall);
  hall_hang_up (hall, 0, 2);
  hall_call (hall, 1, 2);
  /* Desk 2 says what it knows; desk 1 asks; the question is lost. */
  g_assert_true (hall_deliver (hall, 2, 1));
  g_queue_clear_full (&hall->lines[1][2].said, hall_message_free);
  hall_call (hall, 0, 1);
  hall_deliver (hall, 0, 1);
  g_assert_cmpuint (hall->lines[1][0].said.length, ==, 1);
  hall->now += FOYER_LIMIT_GOSSIP_PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  hall_settle (hall);
  hall_assert_all_know_all (hall);
}

static void
test_what_is_forged_is_not_believed (void)
{
  for (guint kind = FOYER_GOSSIP_ANSWER; kind <= FOYER_GOSSIP_NEWS; kind++) {
    g_autoptr (Hall) hall = hall_new (3);
    g_autoptr (FoyerHeard) forged = hall_make_item (&hall->desks[2], 1, &hall->desks[1].key);

    hall_call (hall, 0, 1);
    hall_settle (hall);
    hall_say (hall, 1, 0, (FoyerGossipKind)kind, forged);
    g_assert_cmpuint (hall->n_distrusted, ==, 1);
    g_assert_cmpuint (foyer_gossip_get_size (hall->desks[0].gossip), ==, 0);
    g_assert_cmpuint (hall->desks[0].heard->len, ==, 0);
  }
}

static void
test_what_is_said_again_counts_once (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  g_autoptr (FoyerHeard) item = hall_make_item (&hall->desks[1], 1, &hall->desks[1].key);
  g_autoptr (FoyerHeard) other = hall_make_item (&hall->desks[1], 1, &hall->desks[1].key);

  hall_call (hall, 0, 1);
  hall_settle (hall);
  hall_say (hall, 1, 0, FOYER_GOSSIP_NEWS, item);
  hall_say (hall, 1, 0, FOYER_GOSSIP_NEWS, item);
  /* A number is given once; what has it first counts. */
  hall_say (hall, 1, 0, FOYER_GOSSIP_NEWS, other);
  g_assert_cmpuint (hall->desks[0].heard->len, ==, 1);
  g_assert_cmpuint (foyer_gossip_get_size (hall->desks[0].gossip), ==, 1);
}

static void
test_what_is_of_another_event_is_not_believed (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  g_autoptr (FoyerHeard) item = hall_make_item (&hall->desks[1], 1, &hall->desks[1].key);
  FoyerHeard fields = *item;
  g_autoptr (FoyerHeard) other = NULL;

  hall_call (hall, 0, 1);
  hall_settle (hall);
  fields.event_id = (char *)TICKET;
  other = foyer_heard_new_signed (&fields, &hall->desks[1].key);
  hall_say (hall, 1, 0, FOYER_GOSSIP_NEWS, other);
  g_assert_cmpuint (hall->n_distrusted, ==, 1);
}

/* A revoked device is no desk any more, and one that is not approved yet is none. */
static void
test_who_is_no_desk_is_not_heard (void)
{
  g_autoptr (Hall) hall = hall_new (3);
  g_autoptr (GPtrArray) fewer = g_ptr_array_new ();

  hall_admit (hall, 2);
  hall_call (hall, 1, 2);
  hall_settle (hall);
  g_ptr_array_add (fewer, g_ptr_array_index (hall->known, 0));
  g_ptr_array_add (fewer, g_ptr_array_index (hall->known, 1));
  foyer_gossip_set_desks (hall->desks[0].gossip, fewer, hall->now);
  hall_call (hall, 0, 1);
  hall_admit (hall, 1);
  hall_settle (hall);
  g_assert_cmpuint (foyer_gossip_get_size (hall->desks[0].gossip), ==, 1);
  g_assert_cmpuint (foyer_gossip_get_size (hall->desks[1].gossip), ==, 2);
  foyer_gossip_set_desks (hall->desks[0].gossip, hall->known, hall->now);
  hall_settle (hall);
  hall_assert_all_know_all (hall);
}

/* What a desk has kept it knows after it was started again, and goes on from there. */
static void
test_a_desk_goes_on_from_what_it_kept (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  Desk *desk = &hall->desks[0];

  hall_call (hall, 0, 1);
  for (guint i = 0; i < 150; i++)
    hall_admit (hall, i % 2);
  hall_settle (hall);
  hall_hang_up (hall, 0, 1);
  foyer_gossip_free (desk->gossip);
  hall_start (desk);
  foyer_gossip_restore (desk->gossip, desk->heard);
  hall->n_items_said = 0;
  hall_call (hall, 0, 1);
  hall_admit (hall, 0);
  hall_settle (hall);
  hall_assert_all_know_all (hall);
  g_assert_cmpuint (hall->n_items_said, ==, 1);
}

/* A desk whose memory is older than what it said gets it back from those who heard it. */
static void
test_a_desk_that_lost_count_is_told (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  Desk *desk = &hall->desks[0];
  g_autoptr (FoyerHeard) late = NULL;

  hall_call (hall, 0, 1);
  for (guint i = 0; i < 5; i++)
    hall_admit (hall, 0);
  hall_settle (hall);
  hall_hang_up (hall, 0, 1);
  foyer_gossip_free (desk->gossip);
  hall_start (desk);
  g_ptr_array_set_size (desk->heard, 2);
  foyer_gossip_restore (desk->gossip, desk->heard);
  hall_call (hall, 0, 1);
  hall_settle (hall);
  g_assert_cmpint (foyer_gossip_get_last (desk->gossip, desk->device_id, desk->run_id), ==, 5);
  g_assert_cmpuint (desk->heard->len, ==, 5);
  late = hall_make_item (desk, 3, &desk->key);
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
