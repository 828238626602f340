/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-courier"

#include "config.h"

#include "courier-world.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"

/* What a courier does in one situation after the other. */

static void
test_the_relay_answers_in_time (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  g_assert_cmpuint (foyer_courier_get_n_open (world->courier), ==, 1);
  world_pass (world, 20);
  world_answer (world, 1, FOYER_OUTCOME_REFUSED);
  world_check_log (world, "ask 1, note 1, refuse 1");
  g_assert_cmpuint (foyer_courier_get_n_open (world->courier), ==, 0);
  world_pass (world, 60000);
  world_check_log (world, "");
}

static void
test_a_late_relay_is_not_waited_for (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS - 1);
  world_check_log (world, "ask 1");
  world_pass (world, 1);
  world_check_log (world, "admit-here 1, slow, probe");
  /* The next guest waits less. */
  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_SLOW_MS);
  world_check_log (world, "ask 2, admit-here 2");
  /* What comes late and says the same is enough. */
  world_answer (world, 1, FOYER_OUTCOME_ADMITTED);
  world_answer (world, 2, FOYER_OUTCOME_ADMITTED);
  world_check_log (world, "settle 1, settle 2");
  g_assert_cmpuint (world->waiting->len, ==, 0);
}

static void
test_a_late_answer_that_differs_is_told_to_the_relay (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS);
  world_check_log (world, "ask 1, admit-here 1, slow, probe");
  world_answer (world, 1, FOYER_OUTCOME_REFUSED);
  foyer_courier_tick (world->courier, world->now);
  world_check_log (world, "deliver 1");
  world_sync_all (world);
  world_check_log (world, "settle 1");
}

static void
test_an_answer_that_never_comes_is_told_to_the_relay (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS);
  world_check_log (world, "ask 1, admit-here 1, slow, probe");
  foyer_courier_take_probe (world->courier, 10 * MS, world->now);
  foyer_courier_take_probe (world->courier, 10 * MS, world->now);
  foyer_courier_take_probe (world->courier, 10 * MS, world->now);
  world_pass (world, FOYER_LIMIT_LATE_ANSWER_MS);
  world_check_log (world, "online, deliver 1");
}

/* The answer is here before the desk has decided: nobody was told anything yet, but what the desk
 * decides is on its disk already. */
static void
test_an_answer_during_the_decision_is_compared (void)
{
  g_autoptr (World) world = world_new_online ();

  world->is_store_slow = TRUE;
  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS);
  world_answer (world, 1, FOYER_OUTCOME_ADMITTED);
  world_check_log (world, "ask 1, slow, probe");
  world_rule (world, g_ptr_array_index (world->judging, 0));
  world_check_log (world, "settle 1, admit-here 1");
  g_assert_cmpuint (world->waiting->len, ==, 0);
}

static void
test_the_same_where_it_could_not_decide (void)
{
  g_autoptr (World) world = world_new_online ();

  world->is_store_slow = TRUE;
  world->has_copy = FALSE;
  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS);
  world_answer (world, 1, FOYER_OUTCOME_REFUSED);
  world_rule (world, g_ptr_array_index (world->judging, 0));
  world_check_log (world, "ask 1, slow, probe, note 1, refuse 1");
}

static void
test_a_broken_connection_is_not_waited_for (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_disconnect (world);
  world_check_log (world, "ask 1, admit-here 1, offline");
  world_scan (world);
  world_check_log (world, "admit-here 2");
  g_assert_cmpuint (world->waiting->len, ==, 2);
  /* An answer of the old connection can still say the same. */
  world_answer (world, 1, FOYER_OUTCOME_ADMITTED);
  world_check_log (world, "");
}

static void
test_a_silent_relay_is_not_asked (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_pass (world, FOYER_LIMIT_SILENCE_MS);
  g_assert_cmpint (foyer_courier_get_mode (world->courier), ==, FOYER_DESK_MODE_OFFLINE);
  g_string_truncate (world->log, 0);
  world_scan (world);
  world_check_log (world, "admit-here 2");
  /* Anything that it says shows that it is there. */
  foyer_courier_hear (world->courier, world->now);
  world_check_log (world, "slow");
}

/* A guest whom this desk let in meanwhile must not be let in by a relay that does not know. */
static void
test_the_relay_is_not_asked_before_it_knows (void)
{
  g_autoptr (World) world = world_new ();

  world_scan (world);
  world_connect (world);
  world_scan (world);
  world_check_log (world, "admit-here 1, online");
  g_assert_cmpuint (foyer_courier_get_n_open (world->courier), ==, 1);
  world_catch_up (world);
  world_check_log (world, "admit-here 2, deliver 1, deliver 2");
  world_scan (world);
  world_check_log (world, "admit-here 3");
  world_sync_all (world);
  world_check_log (world, "settle 1, settle 2, deliver 3");
  world_sync_all (world);
  world_check_log (world, "settle 3");
  world_scan (world);
  world_check_log (world, "ask 4");
}

static void
test_who_is_held_does_not_wait_for_ever (void)
{
  g_autoptr (World) world = world_new ();

  world_scan (world);
  world_connect (world);
  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS);
  world_check_log (world, "admit-here 1, online, admit-here 2");
}

static void
test_what_waited_before_is_found (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *id = foyer_uuid_new ();

  g_ptr_array_add (world->scans,
                   foyer_scan_new (
                       &(FoyerScan){ .id = id, .event_id = id, .code = (char *)"code" }));
  g_ptr_array_add (world->waiting, g_strdup (id));
  foyer_courier_look (world->courier);
  world_connect (world);
  world_scan (world);
  world_check_log (world, "online");
  world_catch_up (world);
  world_check_log (world, "admit-here 2, deliver 1, deliver 2");
}

static void
test_the_queue_goes_in_batches (void)
{
  g_autoptr (World) world = world_new ();

  for (int i = 0; i < 250; i++)
    world_scan (world);
  g_string_truncate (world->log, 0);
  world_connect (world);
  world_catch_up (world);
  g_assert_cmpuint (world->batch->len, ==, 100);
  g_assert_cmpstr (g_ptr_array_index (world->batch, 0), ==, world_get_id (world, 1));
  world_sync_all (world);
  g_assert_cmpuint (world->batch->len, ==, 100);
  world_sync_all (world);
  g_assert_cmpuint (world->batch->len, ==, 50);
  world_sync_all (world);
  g_assert_cmpuint (world->waiting->len, ==, 0);
  g_assert_null (world->batch_id);
}

static void
test_a_lost_batch_is_sent_again (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *lost = NULL;

  world_scan (world);
  world_connect (world);
  world_catch_up (world);
  world_check_log (world, "admit-here 1, online, deliver 1");
  lost = g_strdup (world->batch_id);
  for (int i = 0; i < 4; i++) {
    world_pass (world, FOYER_LIMIT_ANSWER_MS / 4);
    foyer_courier_hear (world->courier, world->now);
  }
  world_check_log (world, "deliver 1");
  g_assert_cmpstr (world->batch_id, !=, lost);
  world_disconnect (world);
  world_connect (world);
  world_catch_up (world);
  world_check_log (world, "offline, online, deliver 1");
  world_sync_all (world);
  world_check_log (world, "settle 1");
}

static void
test_a_poison_scan_is_set_aside (void)
{
  g_autoptr (World) world = world_new ();

  world_scan (world);
  world_scan (world);
  world_scan (world);
  world_connect (world);
  world_catch_up (world);
  g_string_truncate (world->log, 0);
  world_sync_batch (world, 2, FOYER_ERROR_SCAN_ID_REUSED);
  world_check_log (world, "settle 1, aside 2, settle 3");
  g_assert_cmpuint (world->aside->len, ==, 1);
  g_assert_cmpuint (world->waiting->len, ==, 0);
}

static void
test_what_may_pass_is_tried_again (void)
{
  g_autoptr (World) world = world_new ();

  world_scan (world);
  world_scan (world);
  world_connect (world);
  world_catch_up (world);
  g_string_truncate (world->log, 0);
  world_sync_batch (world, 2, FOYER_ERROR_UNAVAILABLE);
  world_check_log (world, "settle 1, deliver 2");
  world_sync_batch (world, 2, FOYER_ERROR_RATE_LIMITED);
  world_check_log (world, "");
  /* As long as the relay takes nothing it is asked about new scans all the same. */
  world_scan (world);
  world_check_log (world, "ask 3");
  world_answer (world, 3, FOYER_OUTCOME_ADMITTED);
  world_pass (world, 2500);
  world_check_log (world, "note 3, admit 3, deliver 2");
  world_sync_all (world);
  world_check_log (world, "settle 2");
}

static void
test_a_batch_that_is_refused_is_tried_again (void)
{
  g_autoptr (World) world = world_new ();

  world_scan (world);
  world_connect (world);
  world_catch_up (world);
  g_string_truncate (world->log, 0);
  g_assert_true (world_answer_error (world, world->batch_id, FOYER_ERROR_UNAVAILABLE));
  world_check_log (world, "");
  world_pass (world, 5000);
  world_check_log (world, "deliver 1");
  g_assert_false (world_answer_error (world, "somebody else's", FOYER_ERROR_UNAVAILABLE));
}

/* Without a copy of the tickets only the relay knows. */
static void
test_who_has_no_copy_asks_on (void)
{
  g_autoptr (World) world = world_new_online ();

  world->has_copy = FALSE;
  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS);
  world_check_log (world, "ask 1, slow, probe");
  world_disconnect (world);
  world_scan (world);
  world_check_log (world, "offline");
  world_pass (world, FOYER_LIMIT_ANSWER_MS);
  world_check_log (world, "wait 1, wait 2");
  g_assert_cmpuint (foyer_courier_get_n_open (world->courier), ==, 2);
  world_connect (world);
  world_check_log (world, "ask 1, ask 2, online");
  world_answer (world, 2, FOYER_OUTCOME_ADMITTED);
  world_check_log (world, "note 2, admit 2");
  /* An answer that was lost is asked for again. */
  foyer_courier_hear (world->courier, world->now);
  world_pass (world, FOYER_LIMIT_ANSWER_MS);
  world_check_log (world, "ask 1");
}

static void
test_it_is_asked_again_while_the_guest_waits (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_answer_error (world, world_get_id (world, 1), FOYER_ERROR_UNAVAILABLE);
  world_pass (world, FOYER_LIMIT_RETRY_MS - 1);
  world_check_log (world, "ask 1");
  world_pass (world, 1);
  world_check_log (world, "ask 1");
  world_answer (world, 1, FOYER_OUTCOME_ADMITTED);
  world_check_log (world, "note 1, admit 1");
}

/* It would admit a guest again whom the desk has let in meanwhile. */
static void
test_it_is_not_where_the_desk_has_decided_meanwhile (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_answer_error (world, world_get_id (world, 1), FOYER_ERROR_UNAVAILABLE);
  /* The next guest waits less. */
  foyer_courier_take_probe (world->courier, 1, world->now);
  world_scan (world);
  world_answer_error (world, world_get_id (world, 2), FOYER_ERROR_UNAVAILABLE);
  world_pass (world, FOYER_LIMIT_PATIENCE_SLOW_MS);
  world_check_log (world, "ask 1, ask 2, admit-here 2, deliver 2, slow, probe");
  world_pass (world, FOYER_LIMIT_RETRY_MS - FOYER_LIMIT_PATIENCE_SLOW_MS);
  g_assert_cmpint (foyer_courier_get_deadline (world->courier), >, world->now);
  world_check_log (world, "");
  world_sync_all (world);
  foyer_courier_tick (world->courier, world->now);
  world_check_log (world, "settle 2, ask 1");
}

static void
test_a_relay_that_cannot_say_is_asked_again (void)
{
  g_autoptr (World) world = world_new_online ();

  world->has_copy = FALSE;
  world_scan (world);
  world_answer_error (world, world_get_id (world, 1), FOYER_ERROR_UNAVAILABLE);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS);
  world_check_log (world, "ask 1, ask 1, slow, probe");
  world_answer_error (world, world_get_id (world, 1), FOYER_ERROR_RATE_LIMITED);
  foyer_courier_take_probe (world->courier, 1, world->now);
  foyer_courier_take_probe (world->courier, 1, world->now);
  foyer_courier_take_probe (world->courier, 1, world->now);
  world_pass (world, FOYER_LIMIT_RETRY_MS);
  world_check_log (world, "online, ask 1");
  world_answer_error (world, world_get_id (world, 1), FOYER_ERROR_NOT_PERMITTED);
  world_check_log (world, "fail 1");
  g_assert_cmpuint (foyer_courier_get_n_open (world->courier), ==, 0);
}

static void
test_nobody_decides_for_who_is_gone (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  foyer_courier_keep (world->courier);
  world_disconnect (world);
  world_check_log (world, "ask 1, offline");
  world_connect (world);
  world_check_log (world, "ask 1, online");
  foyer_courier_clear (world->courier);
  g_assert_cmpuint (foyer_courier_get_n_open (world->courier), ==, 0);
  g_assert_cmpint (foyer_courier_get_deadline (world->courier), <, G_MAXINT64);
}

/* What comes to wait while the queue is looked at is not overlooked. */
static void
test_what_comes_during_a_look_is_not_overlooked (void)
{
  g_autoptr (World) world = world_new ();

  world_scan (world);
  world_connect (world);
  world_catch_up (world);
  world->is_store_slow = TRUE;
  world_sync_all (world);
  g_assert_true (world->is_listing);
  world_scan (world);
  world_rule (world, g_ptr_array_index (world->judging, 0));
  g_ptr_array_remove_index (world->waiting, 0);
  g_string_truncate (world->log, 0);
  world_give_list (world);
  g_ptr_array_add (world->waiting, g_strdup (world_get_id (world, 2)));
  world_scan (world);
  foyer_courier_tick (world->courier, world->now);
  g_assert_true (world->is_listing);
  world_give_list (world);
  world_check_log (world, "deliver 2");
}

/* A supervisor lets in whom the desk refused. */

static void
test_an_override_is_told_with_its_scan (void)
{
  g_autoptr (World) world = world_new_online ();

  world_disconnect (world);
  world_scan (world);
  world_override (world, 1);
  world_scan (world);
  world_check_log (world, "offline, admit-here 1, admit-here 2");
  world_connect (world);
  world_check_log (world, "online");
  world_catch_up (world);
  world_check_log (world, "deliver-override 1, deliver 2");
  world_sync_all (world);
  world_check_log (world, "settle-override 1, settle 2");
  g_assert_cmpuint (world->waiting->len, ==, 0);
  world_pass (world, 60000);
  world_check_log (world, "");
}

/* The refusal is on its way, and what is answered to it says nothing of the supervisor. */
static void
test_an_override_while_its_scan_is_delivered (void)
{
  g_autoptr (World) world = world_new_online ();

  world_disconnect (world);
  world_scan (world);
  world_connect (world);
  world_catch_up (world);
  world_check_log (world, "offline, admit-here 1, online, deliver 1");
  world_override (world, 1);
  world_check_log (world, "");
  world_sync_all (world);
  world_check_log (world, "settle 1, deliver-override 1");
  world_sync_all (world);
  world_check_log (world, "settle-override 1");
  g_assert_cmpuint (world->waiting->len, ==, 0);
}

/* The relay may still answer the scan: that is not waited for any more. */
static void
test_an_override_before_a_late_answer (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_pass (world, FOYER_LIMIT_PATIENCE_MS);
  world_check_log (world, "ask 1, admit-here 1, slow, probe");
  world_override (world, 1);
  world_check_log (world, "deliver-override 1");
  world_answer (world, 1, FOYER_OUTCOME_ADMITTED);
  world_check_log (world, "");
  world_sync_all (world);
  world_check_log (world, "settle-override 1");
}

/* Of a scan that the relay had answered, and which is delivered already. */
static void
test_an_override_of_what_the_relay_has (void)
{
  g_autoptr (World) world = world_new_online ();

  world_scan (world);
  world_answer (world, 1, FOYER_OUTCOME_REFUSED);
  world_disconnect (world);
  world_override (world, 1);
  world_check_log (world, "ask 1, note 1, refuse 1, offline");
  world_connect (world);
  world_catch_up (world);
  world_check_log (world, "online, deliver-override 1");
  /* The answer is lost, and told again. */
  world_disconnect (world);
  world_connect (world);
  world_catch_up (world);
  world_check_log (world, "offline, online, deliver-override 1");
  world_sync_all (world);
  world_check_log (world, "settle-override 1");
}

/* A relay that knows of no overrides is asked from time to time, and loses none. */
static void
test_an_old_relay_loses_no_override (void)
{
  g_autoptr (World) world = world_new_online ();

  world->is_relay_old = TRUE;
  world_disconnect (world);
  world_scan (world);
  world_override (world, 1);
  world_connect (world);
  world_catch_up (world);
  world_check_log (world, "offline, admit-here 1, online, deliver-override 1");
  world_sync_all (world);
  world_check_log (world, "");
  g_assert_cmpuint (world->waiting->len, ==, 1);
  world->is_relay_old = FALSE;
  world_pass (world, 2 * FOYER_LIMIT_RETRY_MS);
  world_check_log (world, "deliver-override 1");
  world_sync_all (world);
  world_check_log (world, "settle-override 1");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    GTestFunc func;
  } tests[] = {
    { "the-relay-answers-in-time", test_the_relay_answers_in_time },
    { "a-late-relay-is-not-waited-for", test_a_late_relay_is_not_waited_for },
    { "a-late-answer-that-differs-is-told-to-the-relay",
      test_a_late_answer_that_differs_is_told_to_the_relay },
    { "an-answer-that-never-comes-is-told-to-the-relay",
      test_an_answer_that_never_comes_is_told_to_the_relay },
    { "an-answer-during-the-decision-is-compared", test_an_answer_during_the_decision_is_compared },
    { "the-same-where-it-could-not-decide", test_the_same_where_it_could_not_decide },
    { "a-broken-connection-is-not-waited-for", test_a_broken_connection_is_not_waited_for },
    { "a-silent-relay-is-not-asked", test_a_silent_relay_is_not_asked },
    { "the-relay-is-not-asked-before-it-knows", test_the_relay_is_not_asked_before_it_knows },
    { "who-is-held-does-not-wait-for-ever", test_who_is_held_does_not_wait_for_ever },
    { "what-waited-before-is-found", test_what_waited_before_is_found },
    { "the-queue-goes-in-batches", test_the_queue_goes_in_batches },
    { "a-lost-batch-is-sent-again", test_a_lost_batch_is_sent_again },
    { "a-poison-scan-is-set-aside", test_a_poison_scan_is_set_aside },
    { "what-may-pass-is-tried-again", test_what_may_pass_is_tried_again },
    { "a-batch-that-is-refused-is-tried-again", test_a_batch_that_is_refused_is_tried_again },
    { "who-has-no-copy-asks-on", test_who_has_no_copy_asks_on },
    { "it-is-asked-again-while-the-guest-waits", test_it_is_asked_again_while_the_guest_waits },
    { "it-is-not-where-the-desk-has-decided-meanwhile",
      test_it_is_not_where_the_desk_has_decided_meanwhile },
    { "a-relay-that-cannot-say-is-asked-again", test_a_relay_that_cannot_say_is_asked_again },
    { "nobody-decides-for-who-is-gone", test_nobody_decides_for_who_is_gone },
    { "what-comes-during-a-look-is-not-overlooked",
      test_what_comes_during_a_look_is_not_overlooked },
    { "an-override-is-told-with-its-scan", test_an_override_is_told_with_its_scan },
    { "an-override-while-its-scan-is-delivered", test_an_override_while_its_scan_is_delivered },
    { "an-override-before-a-late-answer", test_an_override_before_a_late_answer },
    { "an-override-of-what-the-relay-has", test_an_override_of_what_the_relay_has },
    { "an-old-relay-loses-no-override", test_an_old_relay_loses_no_override },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/session/courier/", tests[i].name, NULL);

    g_test_add_func (path, tests[i].func);
  }
  return g_test_run ();
}
