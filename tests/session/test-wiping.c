/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-wiping"

#include "config.h"

#include "stage-identity.h"

#include "base/foyer-uuid.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-session-private.h"
#include "wire/foyer-wire-snapshot.h"
#include "wire/foyer-wire-sync.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* What a desk knows of guests is wiped when it was ordered, or as soon as that can be: whatever was
 * in the way then, and whether or not the program ran on. */

/* What is written beyond this fails, as on a full disk; settings are smaller, and what a wipe
 * writes is more. */
#define LITTLE 8192

static void
let_files_grow (gboolean may)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = may ? limit.rlim_max : LITTLE;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Has a scan in what the desk keeps, and how the event is set up. */
static void
scan (Stage *stage)
{
  g_autoptr (FoyerMessage) question = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;

  foyer_session_submit_async (stage->session,
                              "CODE",
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              stage_on_ready,
                              stage);
  question = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_VERIFY_TICKET);
  stage_say_verdict (stage, foyer_message_get_string (question, "scan_id"), FOYER_OUTCOME_ADMITTED);
  result = stage_await (stage);
  verdict = foyer_session_submit_finish (stage->session, result, NULL);
  g_assert_nonnull (verdict);
}

static gboolean
keeps_event (Stage *stage)
{
  g_auto (FoyerStoreEvent) event = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  foyer_store_load_event_async (stage->session->store, EVENT, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  return foyer_store_load_event_finish (stage->session->store, result, &event, NULL);
}

static guint
count_kept (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) recent = NULL;

  foyer_store_list_recent_async (stage->session->store,
                                 EVENT,
                                 stage->email,
                                 10,
                                 NULL,
                                 stage_on_ready,
                                 stage);
  result = stage_await (stage);
  recent = foyer_store_list_recent_finish (stage->session->store, result, NULL);
  g_assert_nonnull (recent);
  return recent != NULL ? recent->len : 0;
}

static void
assert_is_wiped (Stage *stage)
{
  WAIT_UNTIL (stage->session->store != NULL);
  g_assert_false (foyer_profile_is_wipe_due (stage->session->profile));
  g_assert_null (foyer_session_get_store_problem (stage->session));
  g_assert_cmpuint (count_kept (stage), ==, 0);
  g_assert_false (keeps_event (stage));
}

/* At a desk that was worked at. */
static Stage *
stage_new_used (void)
{
  Stage *stage = stage_new_joined (FOYER_ROLE_STAFF);

  WAIT_UNTIL (stage->session->store != NULL);
  scan (stage);
  g_assert_cmpuint (count_kept (stage), ==, 1);
  g_assert_true (keeps_event (stage));
  return stage;
}

static void
begin_signing_in (Stage *stage)
{
  foyer_session_sign_in_async (stage->session,
                               fake_relay_get_address (stage->relay),
                               "good-token",
                               FALSE,
                               NULL,
                               stage_on_ready,
                               stage);
}

static void
sign_in_and_out_at_once (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  begin_signing_in (stage);
  g_assert_null (stage->session->store);
  foyer_session_sign_out (stage->session);
  result = stage_await (stage);
  g_assert_false (foyer_session_sign_in_finish (stage->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
restart (Stage *stage)
{
  stage_end_session (stage);
  stage->session = foyer_session_new (stage->profile);
}

static void
find_nobody (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;

  foyer_session_restore_async (stage->session, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  g_assert_false (foyer_session_restore_finish (stage->session, result, NULL));
}

static void
test_signing_out_wipes (void)
{
  g_autoptr (Stage) stage = stage_new_used ();

  foyer_session_sign_out (stage->session);
  assert_is_wiped (stage);
}

/* It was never paired, and nobody signs out. */
static void
test_a_token_of_a_revoked_device_wipes (void)
{
  g_autoptr (Stage) stage = stage_new_used ();

  fake_relay_close (stage->relay, 4403);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_REFUSED);
  g_assert_nonnull (foyer_session_get_problem (stage->session));
  g_assert_cmpuint (g_list_model_get_n_items (foyer_session_get_recent (stage->session)), ==, 0);
  assert_is_wiped (stage);
}

/* More than is read at once, so that it is fetched for a while. */
static void
give_many_tickets (Stage *stage, guint n_tickets)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sum = NULL;

  foyer_wire_write_snapshot_head (text, EVENT, 1, 10, n_tickets);
  for (guint i = 0; i < n_tickets; i++) {
    g_autofree char *id = foyer_uuid_new ();
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);
    g_autoptr (FoyerTicket) ticket =
        foyer_ticket_new (&(FoyerTicket){ .id = id, .paid = TRUE, .allowed_entries = 1 });

    foyer_wire_write_snapshot_ticket (text, ticket, hash, NULL, 0);
  }
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
  foyer_wire_write_snapshot_end (text, sum);
  fake_relay_give_snapshot (stage->relay, text->str);
}

static void
test_what_is_being_fetched_is_of_no_use_then (void)
{
  g_autoptr (Stage) stage = stage_new_used ();

  give_many_tickets (stage, 5000);
  WAIT_UNTIL (foyer_session_get_copy_progress (stage->session) > 0);
  fake_relay_close (stage->relay, 4403);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_REFUSED);
  g_assert_null (stage->session->load);
  assert_is_wiped (stage);
}

static void
test_what_is_being_opened_is_wiped (void)
{
  g_autoptr (Stage) stage = stage_new_used ();

  restart (stage);
  sign_in_and_out_at_once (stage);
  assert_is_wiped (stage);
}

/* Nobody comes back to this desk, so that nothing but time is an occasion. */
static void
test_what_somebody_else_has_is_wiped_afterwards (void)
{
  g_autoptr (Stage) first = stage_new_used ();
  g_autoptr (Stage) second = stage_new (FOYER_ROLE_STAFF);

  g_set_object (&second->session, NULL);
  second->session = foyer_session_new (first->profile);
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*Another Foyer*");
  sign_in_and_out_at_once (second);
  WAIT_UNTIL (foyer_session_get_store_problem (second->session) != NULL);
  g_test_assert_expected_messages ();
  g_assert_true (foyer_profile_is_wipe_due (second->session->profile));
  g_clear_object (&first->session);
  assert_is_wiped (second);
}

/* Without a relay the desk refuses what it does not know, and that waits. */
static FoyerVerdict *
refuse_alone (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  FoyerVerdict *verdict;

  fake_relay_refuse_with (stage->relay, 503);
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (foyer_session_get_state (stage->session) != FOYER_SESSION_STATE_ONLINE);
  foyer_session_submit_async (stage->session,
                              "OTHER",
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              stage_on_ready,
                              stage);
  result = stage_await (stage);
  verdict = foyer_session_submit_finish (stage->session, result, NULL);
  g_assert_nonnull (verdict);
  WAIT_UNTIL (foyer_session_get_waiting (stage->session) == 1);
  return verdict;
}

/* An empty list of tickets, so that the desk knows what it does not know. */
static void
have_no_tickets (Stage *stage)
{
  FoyerStoreCopy copy = { .event_id = EVENT, .epoch = 1, .seq = 10, .whole = TRUE };
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) finished = NULL;
  FoyerStore *store = stage->session->store;

  foyer_store_begin_copy_async (store, NULL, stage_on_ready, stage);
  begun = stage_await (stage);
  g_assert_true (foyer_store_begin_copy_finish (store, begun, &copy.copy, NULL));
  foyer_store_finish_copy_async (store, &copy, NULL, stage_on_ready, stage);
  finished = stage_await (stage);
  g_assert_true (foyer_store_finish_copy_finish (store, finished, NULL));
}

static void
fail_to_wipe (Stage *stage)
{
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*not wiped yet*");
  let_files_grow (FALSE);
  foyer_session_sign_out (stage->session);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) != NULL);
  let_files_grow (TRUE);
  g_test_assert_expected_messages ();
  g_assert_null (stage->session->store);
}

/* The next run of the program does it, and what the relay does not have yet stays. */
static void
test_what_could_not_be_wiped_is_wiped_by_the_next_run (void)
{
  g_autoptr (Stage) stage = stage_new_used ();
  g_autoptr (FoyerVerdict) verdict = NULL;

  have_no_tickets (stage);
  verdict = refuse_alone (stage);
  fail_to_wipe (stage);
  restart (stage);
  g_assert_true (foyer_profile_is_wipe_due (stage->session->profile));
  find_nobody (stage);
  WAIT_UNTIL (stage->session->store != NULL);
  g_assert_false (foyer_profile_is_wipe_due (stage->session->profile));
  g_assert_cmpuint (count_kept (stage), ==, 1);
  g_assert_false (keeps_event (stage));
  WAIT_UNTIL (foyer_session_get_waiting (stage->session) == 1);
}

/* Not even that it is due can be kept, and the program ends. */
static void
test_what_could_not_be_ordered_is_wiped_by_the_next_run (void)
{
  g_autoptr (Stage) stage = stage_new_used ();
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = 0;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_test_expect_message ("foyer-profile", G_LOG_LEVEL_WARNING, "*were not kept*");
  g_test_expect_message ("foyer-profile", G_LOG_LEVEL_WARNING, "*were not kept*");
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*not wiped yet*");
  foyer_session_sign_out (stage->session);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) != NULL);
  g_test_assert_expected_messages ();
  stage_end_session (stage);
  let_files_grow (TRUE);
  stage->session = foyer_session_new (stage->profile);
  find_nobody (stage);
  assert_is_wiped (stage);
}

static void
say_who_is_here (Stage *stage, const char *email)
{
  g_autoptr (GAsyncResult) result = NULL;

  stage->email = email;
  begin_signing_in (stage);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  result = stage_await (stage);
  g_assert_true (foyer_session_sign_in_finish (stage->session, result, NULL));
}

/* Whoever comes next is told of nothing before, and works with what they get themselves. */
static void
test_what_could_not_be_wiped_is_wiped_for_the_next_person (void)
{
  g_autoptr (Stage) stage = stage_new_used ();

  fail_to_wipe (stage);
  WAIT_UNTIL (!fake_relay_is_connected (stage->relay));
  say_who_is_here (stage, "bo@example.org");
  stage->email = "mara@example.org";
  assert_is_wiped (stage);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  scan (stage);
  stage->email = "bo@example.org";
  g_assert_cmpuint (count_kept (stage), ==, 1);
}

static void
assert_says_nothing (FoyerIdentity *identity)
{
  g_assert_cmpint (foyer_identity_get_state (identity), ==, FOYER_IDENTITY_STATE_REVOKED);
  g_assert_null (identity->check);
  g_assert_cmpuint (identity->check_timeout, ==, 0);
  g_assert_false (identity->is_told);
}

/* What the store answers to the one comes when the other is here, and is nothing to them. */
static void
test_what_was_looked_for_is_for_who_looked (void)
{
  g_autoptr (Stage) stage = stage_new_used ();
  GListModel *recent = foyer_session_get_recent (stage->session);

  foyer_session_room_leave (stage->session);
  foyer_session_store_look (stage->session);
  WAIT_UNTIL (!stage->session->is_looking);
  /* Her scans are being read now. */
  foyer_session_sign_out (stage->session);
  WAIT_UNTIL (!fake_relay_is_connected (stage->relay));
  g_assert_cmpuint (g_list_model_get_n_items (recent), ==, 0);
  say_who_is_here (stage, "bo@example.org");
  /* Whatever was asked before is answered before this. */
  assert_is_wiped (stage);
  g_assert_cmpuint (g_list_model_get_n_items (recent), ==, 0);
}

static void
take_delivery (Stage *stage, FoyerVerdict *verdict)
{
  g_autoptr (FoyerMessage) message = stage_await_proof (stage, FOYER_MESSAGE_KIND_DELIVER_SCANS);
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_add (synced, foyer_synced_new (verdict->scan_id, verdict));
  foyer_wire_write_scans_delivered (text, synced);
  fake_relay_answer (stage->relay, 200, text->str);
}

/* It was only there because the relay did not have it. */
static void
test_what_was_delivered_after_a_wipe_is_wiped (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (FoyerVerdict) verdict = NULL;

  stage_enter (stage, key);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  have_no_tickets (stage);
  verdict = refuse_alone (stage);
  foyer_session_sign_out (stage->session);
  WAIT_UNTIL (stage->session->store != NULL);
  g_assert_cmpuint (count_kept (stage), ==, 1);
  take_delivery (stage, verdict);
  WAIT_UNTIL (foyer_session_get_waiting (stage->session) == 0);
  assert_is_wiped (stage);
}

/* What this desk hears from others is at an end then, and nothing was wiped yet. */
static void
on_session_notify_staff (void)
{
  let_files_grow (FALSE);
}

static void
test_a_receipt_is_for_what_was_done (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (FoyerMessage) receipt = NULL;

  stage_enter (stage, key);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  scan (stage);
  g_assert_cmpuint (count_kept (stage), ==, 1);
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*not wiped yet*");
  g_signal_connect (stage->session, "notify::staff", G_CALLBACK (on_session_notify_staff), NULL);
  fake_relay_close (stage->relay, 4403);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) != NULL);
  let_files_grow (TRUE);
  g_test_assert_expected_messages ();
  assert_says_nothing (stage_get_identity (stage));
  restart (stage);
  assert_says_nothing (stage_get_identity (stage));
  find_nobody (stage);
  receipt = stage_await_proof (stage, FOYER_MESSAGE_KIND_DEVICE_WIPED);
  stage_assert_proves (stage, key, FOYER_PROOF_WIPED, receipt);
  assert_is_wiped (stage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/session/wiping/signing-out-wipes", test_signing_out_wipes);
  g_test_add_func ("/session/wiping/a-token-of-a-revoked-device-wipes",
                   test_a_token_of_a_revoked_device_wipes);
  g_test_add_func ("/session/wiping/what-is-being-fetched-is-of-no-use-then",
                   test_what_is_being_fetched_is_of_no_use_then);
  g_test_add_func ("/session/wiping/what-is-being-opened-is-wiped",
                   test_what_is_being_opened_is_wiped);
  g_test_add_func ("/session/wiping/what-somebody-else-has-is-wiped-afterwards",
                   test_what_somebody_else_has_is_wiped_afterwards);
  g_test_add_func ("/session/wiping/what-could-not-be-wiped-is-wiped-by-the-next-run",
                   test_what_could_not_be_wiped_is_wiped_by_the_next_run);
  g_test_add_func ("/session/wiping/what-could-not-be-ordered-is-wiped-by-the-next-run",
                   test_what_could_not_be_ordered_is_wiped_by_the_next_run);
  g_test_add_func ("/session/wiping/what-could-not-be-wiped-is-wiped-for-the-next-person",
                   test_what_could_not_be_wiped_is_wiped_for_the_next_person);
  g_test_add_func ("/session/wiping/what-was-looked-for-is-for-who-looked",
                   test_what_was_looked_for_is_for_who_looked);
  g_test_add_func ("/session/wiping/what-was-delivered-after-a-wipe-is-wiped",
                   test_what_was_delivered_after_a_wipe_is_wiped);
  g_test_add_func ("/session/wiping/a-receipt-is-for-what-was-done",
                   test_a_receipt_is_for_what_was_done);
  return stage_run_tests ();
}
