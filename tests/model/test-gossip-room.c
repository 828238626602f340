/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-gossip-room"

#include "config.h"

#include "model/gossip-hall.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"

/* Desks have only so much room for what others tell them, and nobody may take it from others. */

/* Somebody says how far it has heard @n_runs runs of @of, the last of which is the real one. */
static void
claim (Hall *hall, guint from, guint to, guint of, guint n_runs, gint64 last)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, TRUE, sizeof (FoyerGossipRun));
  FoyerGossipMessage message = { .kind = FOYER_GOSSIP_KNOWLEDGE, .runs = runs };

  g_array_set_size (runs, n_runs);
  for (guint i = 0; i < n_runs; i++) {
    FoyerGossipRun *entry = &g_array_index (runs, FoyerGossipRun, i);
    g_autofree char *run_id =
        i + 1 < n_runs ? foyer_uuid_new () : g_strdup (hall->desks[of].run_id);

    g_strlcpy (entry->device_id, hall->desks[of].device_id, sizeof entry->device_id);
    g_strlcpy (entry->run_id, run_id, sizeof entry->run_id);
    entry->last = last;
  }
  foyer_gossip_take (hall->desks[to].gossip, &hall->lines[to][from], &message, hall->now);
}

/* A neighbour that says of another desk, and of this one, that they have counted in many runs. */
static void
test_who_invents_runs_takes_nobodys_room (void)
{
  g_autoptr (Hall) hall = hall_new (4);

  hall_call (hall, 2, 3);
  hall_admit (hall, 2);
  hall_admit (hall, 3);
  hall_settle (hall);
  hall_call (hall, 0, 1);
  for (guint i = 0; i < 20; i++) {
    for (guint of = 0; of < 4; of++)
      claim (hall, 1, 0, of, FOYER_LIMIT_RUNS_PER_DEVICE + 1, 9);
  }
  hall_call (hall, 0, 3);
  hall_admit (hall, 0);
  hall_settle (hall);
  hall_assert_knows_all (hall, 0);
  hall_assert_knows_all (hall, 2);
  hall_assert_knows_all (hall, 3);
  g_assert_cmpuint (hall->n_distrusted, ==, 0);
}

/* One that has begun anew very often all the same tells what happens at its door. */
static void
test_a_desk_that_counts_in_many_runs_goes_on (void)
{
  g_autoptr (Hall) hall = hall_new (2);
  Desk *desk = &hall->desks[0];

  for (guint i = 0; i < 2 * FOYER_LIMIT_RUNS_PER_DEVICE; i++) {
    g_free (desk->run_id);
    desk->run_id = foyer_uuid_new ();
    desk->last = 0;
    hall_admit (hall, 0);
  }
  g_assert_cmpuint (foyer_gossip_get_size (desk->gossip), ==, 2 * FOYER_LIMIT_RUNS_PER_DEVICE);
  foyer_gossip_free (desk->gossip);
  hall_start (desk);
  foyer_gossip_restore (desk->gossip, desk->heard);
  g_assert_cmpuint (foyer_gossip_get_size (desk->gossip), ==, 2 * FOYER_LIMIT_RUNS_PER_DEVICE);
}

/* Another run would not help where there is no room for more. */
static void
test_who_has_told_all_that_may_be_has_not_lost_count (void)
{
  g_autoptr (Hall) hall = hall_new (1);
  Desk *desk = &hall->desks[0];
  g_autoptr (FoyerHeard) first = hall_make_item (desk, 1, &desk->key);
  FoyerHeard fields = *first;

  for (gint64 i = 1; i <= FOYER_LIMIT_HEARD_OF_DEVICE + 2; i++) {
    g_autoptr (FoyerHeard) item = NULL;

    fields.number = i;
    item = foyer_heard_new (&fields);
    g_assert_true (foyer_gossip_add_own (desk->gossip, item));
  }
  g_assert_cmpuint (foyer_gossip_get_size (desk->gossip), ==, FOYER_LIMIT_HEARD_OF_DEVICE);
}

/* A neighbour that says that it has more and gives what is known already, again and again. */
static void
test_who_answers_with_nothing_new_is_left (void)
{
  g_autoptr (Hall) hall = hall_new (4);
  g_autoptr (FoyerHeard) known = NULL;
  guint n_answers;

  for (guint i = 0; i < 5; i++)
    hall_admit (hall, 2);
  known = foyer_heard_ref (g_ptr_array_index (hall->desks[2].heard, 0));
  hall_call (hall, 2, 3);
  hall_settle (hall);
  hall_call (hall, 0, 1);
  hall_settle (hall);
  hall_say (hall, 1, 0, FOYER_GOSSIP_ANSWER, known);
  claim (hall, 1, 0, 2, 1, 1000);
  hall_call (hall, 0, 3);
  hall_deliver (hall, 3, 0);
  for (n_answers = 0; hall->lines[0][1].said.length > 0 && n_answers < 100; n_answers++) {
    g_queue_clear_full (&hall->lines[0][1].said, hall_message_free);
    hall_say (hall, 1, 0, FOYER_GOSSIP_ANSWER, known);
  }
  g_assert_cmpuint (n_answers, <, 5);
  hall_settle (hall);
  g_assert_cmpint (foyer_gossip_get_last (hall->desks[0].gossip,
                                          hall->desks[2].device_id,
                                          hall->desks[2].run_id),
                   ==,
                   5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/gossip-room/who-invents-runs-takes-nobodys-room",
                   test_who_invents_runs_takes_nobodys_room);
  g_test_add_func ("/model/gossip-room/a-desk-that-counts-in-many-runs-goes-on",
                   test_a_desk_that_counts_in_many_runs_goes_on);
  g_test_add_func ("/model/gossip-room/who-has-told-all-that-may-be-has-not-lost-count",
                   test_who_has_told_all_that_may_be_has_not_lost_count);
  g_test_add_func ("/model/gossip-room/who-answers-with-nothing-new-is-left",
                   test_who_answers_with_nothing_new_is_left);
  return g_test_run ();
}
