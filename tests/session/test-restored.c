/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "stage-identity.h"

#include "session/foyer-session-private.h"
#include "wire/foyer-wire-sync.h"

/* What a desk does where its relay was restored to a state of before, besides what joining an event
 * brings. */

#define OTHER_EVENT "7d1b3f0e-4a52-4c1a-9b3e-0a4a1c2d3e50"

/* Has a scan in what the desk keeps that the relay has, too. */
static char *
scan (Stage *stage)
{
  g_autoptr (FoyerMessage) question = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;

  WAIT_UNTIL (stage->session->store != NULL);
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
  return g_strdup (foyer_message_get_string (question, "scan_id"));
}

/* @scan_id: which is the only one that is brought, of @event_id */
static void
assert_brings (Stage *stage, const char *event_id, const char *scan_id)
{
  g_autoptr (FoyerMessage) message = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SYNC_SCANS);
  g_autoptr (GPtrArray) scans = foyer_wire_read_sync_scans (message);
  const FoyerReported *reported;

  g_assert_cmpstr (foyer_message_get_string (message, "event_id"), ==, event_id);
  g_assert_cmpuint (scans->len, ==, 1);
  reported = g_ptr_array_index (scans, 0);
  g_assert_cmpstr (reported->scan_id, ==, scan_id);
  g_assert_cmpint (reported->report->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

/* A desk works for one event, and has worked for another one before. */
static void
test_scans_of_other_events_are_offered_again (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *scan_id = scan (stage);
  g_autoptr (FoyerMessage) join = NULL;

  stage->other_event = OTHER_EVENT;
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (!fake_relay_is_connected (stage->relay));
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  foyer_session_choose_event (stage->session, OTHER_EVENT);
  /* The event that is not joined has another epoch now. */
  stage_say_hello (stage, 10, 2);
  join = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);
  g_assert_cmpstr (foyer_message_get_string (join, "event_id"), ==, OTHER_EVENT);
  WAIT_UNTIL (foyer_session_get_waiting (stage->session) == 1);
  g_assert_nonnull (scan_id);
}

/* Who knows neither the session nor the device has nothing of it: whatever the person at the desk
 * does then, the scans are there for whoever pairs it again. */
static void
test_a_relay_that_does_not_know_the_device_has_no_scan_of_it (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autofree char *scan_id = NULL;
  g_autofree char *new_key = NULL;
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (FoyerMessage) tried = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stage_enter (stage, key);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  scan_id = scan (stage);
  g_assert_cmpuint (foyer_session_get_waiting (stage->session), ==, 0);
  fake_relay_expect_token (stage->relay, "another-token");
  fake_relay_close (stage->relay, 1001);
  asked = stage_await_proof (stage, FOYER_MESSAGE_KIND_GET_DEVICE_STATUS);
  stage_refuse (stage, 401, FOYER_ERROR_SIGNED_OUT);
  WAIT_UNTIL (foyer_session_get_waiting (stage->session) == 1);
  g_assert_nonnull (
      g_strrstr (foyer_identity_get_problem (stage_get_identity (stage)), "pair the device again"));
  /* It is not about the passphrase. */
  foyer_session_enter_async (stage->session, EMAIL, PASSPHRASE, NULL, stage_on_ready, stage);
  tried = stage_await_proof (stage, FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE);
  stage_refuse (stage, 401, FOYER_ERROR_SIGNED_OUT);
  result = stage_await (stage);
  g_assert_false (foyer_session_enter_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  g_assert_nonnull (g_strrstr (error->message, "pair the device again"));
  foyer_session_forget (stage->session);
  g_assert_cmpint (foyer_identity_get_state (stage_get_identity (stage)),
                   ==,
                   FOYER_IDENTITY_STATE_NEW);
  new_key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_assert_cmpstr (new_key, !=, key);
  fake_relay_expect_token (stage->relay, "good-token");
  stage_enter (stage, new_key);
  stage_say_joined (stage, 3, 2, 0);
  assert_brings (stage, EVENT, scan_id);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/restored/scans-of-other-events-are-offered-again",
                   test_scans_of_other_events_are_offered_again);
  g_test_add_func ("/session/restored/a-relay-that-does-not-know-the-device-has-no-scan-of-it",
                   test_a_relay_that_does_not_know_the_device_has_no_scan_of_it);
  return stage_run_tests ();
}
