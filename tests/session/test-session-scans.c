/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-session-scans"

#include "config.h"

#include "stage.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "model/foyer-pairing.h"

#include <string.h>

/* Scans, undoing and searching, against a relay that the test plays. */

static void
submit (Stage *stage, const char *code)
{
  foyer_session_submit_async (stage->session,
                              code,
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              stage_on_ready,
                              stage);
}

/* The id of the scan that the relay is asked about next. */
static char *
await_scan (Stage *stage, const char *code)
{
  g_autoptr (FoyerMessage) message =
      fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_VERIFY_TICKET);

  g_assert_cmpstr (foyer_message_get_string (message, "code"), ==, code);
  g_assert_cmpstr (foyer_message_get_string (message, "event_id"), ==, EVENT);
  return g_strdup (foyer_message_get_string (message, "scan_id"));
}

static void
assert_admitted (Stage *stage)
{
  g_autoptr (GAsyncResult) result = stage_await (stage);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict = foyer_session_submit_finish (stage->session, result, &error);

  g_assert_no_error (error);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpstr (verdict->ticket->name, ==, "Ana");
  g_assert_cmpuint (foyer_session_get_waiting (stage->session), ==, 0);
}

static void
test_a_scan_is_answered (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *id = NULL;

  submit (stage, "CODE");
  id = await_scan (stage, "CODE");
  g_assert_cmpuint (foyer_session_get_waiting (stage->session), ==, 1);
  g_assert_true (foyer_recent_scan_get_pending (stage_peek_recent (stage)));
  stage_say_verdict (stage, id, FOYER_OUTCOME_ADMITTED);
  assert_admitted (stage);
  g_assert_false (foyer_recent_scan_get_pending (stage_peek_recent (stage)));
  g_assert_cmpstr (foyer_recent_scan_get_verdict (stage_peek_recent (stage))->scan_id, ==, id);
}

static void
test_a_found_ticket_is_scanned_by_its_id (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerMessage) message = NULL;

  foyer_session_submit_ticket_async (stage->session,
                                     TICKET,
                                     FOYER_DIRECTION_EXIT,
                                     NULL,
                                     stage_on_ready,
                                     stage);
  message = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_VERIFY_TICKET);
  g_assert_cmpstr (foyer_message_get_string (message, "ticket_id"), ==, TICKET);
  g_assert_cmpstr (foyer_message_get_string (message, "direction"), ==, "exit");
  g_assert_false (foyer_message_has (message, "code"));
  stage_say_verdict (stage, foyer_message_get_string (message, "scan_id"), FOYER_OUTCOME_ADMITTED);
  assert_admitted (stage);
}

/* The answer got lost with the connection: the same scan is asked about again. */
static void
test_a_lost_answer_is_asked_for_again (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  submit (stage, "CODE");
  first = await_scan (stage, "CODE");
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  second = await_scan (stage, "CODE");
  g_assert_cmpstr (first, ==, second);
  stage_say_verdict (stage, second, FOYER_OUTCOME_ADMITTED);
  assert_admitted (stage);
  /* Saying it twice changes nothing. */
  stage_say_verdict (stage, second, FOYER_OUTCOME_REFUSED);
  stage_say_joined (stage, 10, 1, 9);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 9);
  g_assert_cmpint (foyer_recent_scan_get_verdict (stage_peek_recent (stage))->outcome,
                   ==,
                   FOYER_OUTCOME_ADMITTED);
}

static void
test_an_unknown_outcome_is_asked_for_again (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  submit (stage, "CODE");
  first = await_scan (stage, "CODE");
  stage_say_error (stage, first, FOYER_ERROR_UNAVAILABLE);
  second = await_scan (stage, "CODE");
  g_assert_cmpstr (first, ==, second);
  stage_say_verdict (stage, second, FOYER_OUTCOME_ADMITTED);
  assert_admitted (stage);
}

static void
assert_submit_fails (Stage *stage, FoyerError code)
{
  g_autoptr (GAsyncResult) result = stage_await (stage);
  g_autoptr (GError) error = NULL;

  g_assert_null (foyer_session_submit_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
}

static void
test_a_refused_request_is_over (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *id = NULL;

  submit (stage, "CODE");
  id = await_scan (stage, "CODE");
  stage_say_error (stage, id, FOYER_ERROR_NOT_PERMITTED);
  assert_submit_fails (stage, FOYER_ERROR_NOT_PERMITTED);
  g_assert_nonnull (foyer_recent_scan_get_problem (stage_peek_recent (stage)));
  g_assert_cmpuint (foyer_session_get_waiting (stage->session), ==, 0);
}

static void
test_nonsense_is_not_sent (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *long_code = g_strnfill (FOYER_LIMIT_CODE + 1, 'x');

  submit (stage, long_code);
  assert_submit_fails (stage, FOYER_ERROR_FAILED);
  submit (stage, "\xff");
  assert_submit_fails (stage, FOYER_ERROR_FAILED);
  submit (stage, "");
  assert_submit_fails (stage, FOYER_ERROR_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (foyer_session_get_recent (stage->session)), ==, 0);
}

static void
assert_nobody_waits (Stage *stage)
{
  g_autoptr (GAsyncResult) result = stage_await (stage);
  g_autoptr (GError) error = NULL;

  g_assert_null (foyer_session_submit_finish (stage->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_no_ticket (Stage *stage, const char *code, const char *sentence)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  submit (stage, code);
  result = stage_await (stage);
  g_assert_null (foyer_session_submit_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, sentence);
}

/* What holds a secret stays on the desk: the next thing that the relay hears is a ticket. */
static void
test_a_pairing_code_is_no_ticket (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  const char *addresses[] = { "ws://127.0.0.1:9", NULL };
  g_autofree char *code = foyer_pairing_code_new (NULL);
  FoyerPairing fields = { .code = code, .addresses = (GStrv)addresses };
  g_autoptr (FoyerPairing) pairing = foyer_pairing_new (&fields);
  g_autofree char *text = foyer_pairing_write (pairing);
  g_autofree char *invitation_code = foyer_invitation_new ();
  g_autofree char *invitation = foyer_invitation_write (invitation_code);
  g_autoptr (FoyerMessage) heard = NULL;

  assert_no_ticket (stage, text, "This is a pairing code for a new desk, not a ticket.");
  assert_no_ticket (stage,
                    " foyer:pair/damaged",
                    "This is a pairing code for a new desk, not a ticket.");
  assert_no_ticket (stage, invitation, "This is an invitation for a staff member, not a ticket.");
  g_assert_cmpuint (g_list_model_get_n_items (foyer_session_get_recent (stage->session)), ==, 0);
  g_assert_cmpuint (foyer_session_get_waiting (stage->session), ==, 0);
  submit (stage, "CODE");
  heard = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_VERIFY_TICKET);
  g_assert_cmpstr (foyer_message_get_string (heard, "code"), ==, "CODE");
  foyer_session_sign_out (stage->session);
  assert_nobody_waits (stage);
}

static void
test_nobody_scans_before_signing_in (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);

  submit (stage, "CODE");
  assert_submit_fails (stage, FOYER_ERROR_FAILED);
}

/* Somebody signs in, after whom @email is named. */
static void
sign_in_as (Stage *stage, const char *email)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_before = fake_relay_get_n_connections (stage->relay);

  stage->email = email;
  foyer_session_sign_in_async (stage->session,
                               fake_relay_get_address (stage->relay),
                               "good-token",
                               FALSE,
                               NULL,
                               stage_on_ready,
                               stage);
  WAIT_UNTIL (fake_relay_get_n_connections (stage->relay) > n_before);
  stage_say_hello (stage, 10, 1);
  result = stage_await (stage);
  foyer_session_sign_in_finish (stage->session, result, &error);
  g_assert_no_error (error);
}

static void
test_a_scan_waits_for_who_made_it (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  GListModel *recent = foyer_session_get_recent (stage->session);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  submit (stage, "CODE");
  first = await_scan (stage, "CODE");
  foyer_session_sign_out (stage->session);
  assert_nobody_waits (stage);
  g_assert_null (foyer_session_get_event (stage->session));
  g_assert_cmpuint (g_list_model_get_n_items (recent), ==, 0);
  g_assert_cmpuint (foyer_session_get_waiting (stage->session), ==, 1);

  /* It is nothing that the next person has done, or sees. */
  WAIT_UNTIL (!fake_relay_is_connected (stage->relay));
  sign_in_as (stage, "bo@example.org");
  g_assert_cmpuint (foyer_session_get_waiting_own (stage->session), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (recent), ==, 0);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  submit (stage, "OTHER");
  g_free (await_scan (stage, "OTHER"));

  /* The relay ends that session, and then the first person is back. */
  fake_relay_close (stage->relay, 4401);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_REFUSED);
  assert_nobody_waits (stage);
  sign_in_as (stage, "mara@example.org");
  second = await_scan (stage, "CODE");
  g_assert_cmpstr (second, ==, first);
  g_assert_cmpuint (g_list_model_get_n_items (recent), ==, 1);
  stage_say_verdict (stage, first, FOYER_OUTCOME_ADMITTED);
  WAIT_UNTIL (foyer_session_get_waiting_own (stage->session) == 0);
  g_assert_nonnull (foyer_recent_scan_get_verdict (stage_peek_recent (stage)));
  g_assert_cmpuint (foyer_session_get_waiting (stage->session), ==, 1);
}

static void
test_the_list_of_scans_is_bounded (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  for (int i = 0; i < 201; i++) {
    g_autofree char *id = NULL;

    submit (stage, "CODE");
    id = await_scan (stage, "CODE");
    stage_say_verdict (stage, id, FOYER_OUTCOME_ADMITTED);
    assert_admitted (stage);
  }
  g_assert_cmpuint (g_list_model_get_n_items (foyer_session_get_recent (stage->session)), ==, 200);
}

static void
admit (Stage *stage)
{
  g_autofree char *id = NULL;

  submit (stage, "CODE");
  id = await_scan (stage, "CODE");
  stage_say_verdict (stage, id, FOYER_OUTCOME_ADMITTED);
  assert_admitted (stage);
}

static void
test_an_admission_is_undone (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_SUPERVISOR);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) done = g_string_new (NULL);
  const char *scan_id;

  admit (stage);
  g_assert_true (foyer_session_can (stage->session, FOYER_PERMISSION_UNDO));
  scan_id = foyer_recent_scan_get_scan (stage_peek_recent (stage))->id;
  foyer_session_undo_async (stage->session, scan_id, "Wrong door", NULL, stage_on_ready, stage);
  message = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_UNDO_VERIFICATION);
  g_assert_cmpstr (foyer_message_get_string (message, "scan_id"), ==, scan_id);
  g_assert_cmpstr (foyer_message_get_string (message, "reason"), ==, "Wrong door");
  foyer_wire_write_done (done, message->id, 11);
  fake_relay_say (stage->relay, done->str);
  result = stage_await (stage);
  g_assert_true (foyer_session_amend_finish (stage->session, result, NULL));
  g_assert_true (foyer_recent_scan_get_undone (stage_peek_recent (stage)));
}

static void
test_an_undo_elsewhere_shows (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *first = NULL;
  g_autoptr (FoyerRecentScan) older = NULL;

  /* Twice the same ticket: it is told which of the two admissions. */
  admit (stage);
  first = g_strdup (foyer_recent_scan_get_scan (stage_peek_recent (stage))->id);
  admit (stage);
  stage_say_amendment (stage, 11, FOYER_CHANGE_KIND_UNDONE, first);
  older = foyer_session_get_recent_scan (stage->session, first);
  WAIT_UNTIL (foyer_recent_scan_get_undone (older));
  g_assert_false (foyer_recent_scan_get_undone (stage_peek_recent (stage)));
}

static void
refuse (Stage *stage)
{
  g_autofree char *id = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;

  submit (stage, "CODE");
  id = await_scan (stage, "CODE");
  stage_say_verdict (stage, id, FOYER_OUTCOME_REFUSED);
  result = stage_await (stage);
  verdict = foyer_session_submit_finish (stage->session, result, NULL);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_REFUSED);
}

static void
assert_overridden (Stage *stage, const char *by, const char *reason)
{
  FoyerRecentScan *recent = stage_peek_recent (stage);
  FoyerOutcome outcome;

  g_assert_cmpstr (foyer_recent_scan_get_overridden_by (recent), ==, by);
  g_assert_cmpstr (foyer_recent_scan_get_override_reason (recent), ==, reason);
  g_assert_true (foyer_recent_scan_get_outcome (recent, &outcome));
  g_assert_cmpint (outcome, ==, FOYER_OUTCOME_ADMITTED);
}

static void
test_a_refused_guest_is_let_in (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_SUPERVISOR);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) done = g_string_new (NULL);
  const char *scan_id;

  refuse (stage);
  g_assert_true (foyer_session_can (stage->session, FOYER_PERMISSION_OVERRIDE));
  scan_id = foyer_recent_scan_get_scan (stage_peek_recent (stage))->id;
  foyer_session_override_async (stage->session, scan_id, "Guest list", NULL, stage_on_ready, stage);
  message = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_OVERRIDE);
  g_assert_cmpstr (foyer_message_get_string (message, "scan_id"), ==, scan_id);
  g_assert_cmpstr (foyer_message_get_string (message, "reason"), ==, "Guest list");
  foyer_wire_write_done (done, message->id, 11);
  fake_relay_say (stage->relay, done->str);
  result = stage_await (stage);
  g_assert_true (foyer_session_amend_finish (stage->session, result, NULL));
  assert_overridden (stage, foyer_session_get_staff (stage->session)->email, "Guest list");
}

static void
test_an_override_elsewhere_shows (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  const char *scan_id;

  refuse (stage);
  scan_id = foyer_recent_scan_get_scan (stage_peek_recent (stage))->id;
  stage_say_amendment (stage, 11, FOYER_CHANGE_KIND_VERIFIED, scan_id);
  WAIT_UNTIL (foyer_recent_scan_get_overridden_by (stage_peek_recent (stage)) != NULL);
  assert_overridden (stage, "eve@example.org", NULL);
}

static void
test_a_search_finds (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  foyer_session_search_async (stage->session, "a\tna", NULL, stage_on_ready, stage);
  message = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SEARCH_TICKETS);
  g_assert_cmpstr (foyer_message_get_string (message, "text"), ==, "ana");
  answer =
      g_strdup_printf ("{\"type\":\"tickets_found\",\"re\":\"%s\",\"tickets\":[{\"id\":\"" TICKET
                       "\",\"name\":\"Ana\"}]}",
                       message->id);
  fake_relay_say (stage->relay, answer);
  result = stage_await (stage);
  found = foyer_session_search_finish (stage->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((FoyerFoundTicket *)g_ptr_array_index (found, 0))->ticket->name, ==, "Ana");
}

static void
test_a_search_can_be_refused (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_search_async (stage->session, "ana", NULL, stage_on_ready, stage);
  message = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SEARCH_TICKETS);
  stage_say_error (stage, message->id, FOYER_ERROR_RATE_LIMITED);
  result = stage_await (stage);
  g_assert_null (foyer_session_search_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED);
}

static void
enter (Stage *stage, gboolean again)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (again)
    foyer_session_restore_async (stage->session, NULL, stage_on_ready, stage);
  else
    foyer_session_sign_in_async (stage->session,
                                 fake_relay_get_address (stage->relay),
                                 "good-token",
                                 TRUE,
                                 NULL,
                                 stage_on_ready,
                                 stage);
  if (again) {
    result = stage_await (stage);
    foyer_session_restore_finish (stage->session, result, &error);
  } else {
    WAIT_UNTIL (fake_relay_is_connected (stage->relay));
    stage_say_hello (stage, 10, 1);
    result = stage_await (stage);
    foyer_session_sign_in_finish (stage->session, result, &error);
    stage_say_joined (stage, 10, 1, 3);
    WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  }
  g_assert_no_error (error);
}

static void
restart (Stage *stage)
{
  stage_end_session (stage);
  WAIT_UNTIL (!fake_relay_is_connected (stage->relay));
  stage->session = foyer_session_new (stage->profile);
  enter (stage, TRUE);
}

static guint
count_recent (Stage *stage)
{
  return g_list_model_get_n_items (foyer_session_get_recent (stage->session));
}

/* Without a relay, so that nobody else could tell what happened. */
static void
test_what_one_scanned_is_there_after_a_restart (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_SUPERVISOR);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (FoyerRecentScan) older = NULL;

  enter (stage, FALSE);
  submit (stage, "CODE 1");
  first = await_scan (stage, "CODE 1");
  stage_say_verdict (stage, first, FOYER_OUTCOME_ADMITTED);
  assert_admitted (stage);
  submit (stage, "CODE 2");
  second = await_scan (stage, "CODE 2");
  stage_say_verdict (stage, second, FOYER_OUTCOME_ADMITTED);
  assert_admitted (stage);
  fake_relay_refuse_with (stage->relay, 503);
  restart (stage);
  g_assert_cmpuint (count_recent (stage), ==, 0);
  WAIT_UNTIL (count_recent (stage) == 2);
  g_assert_cmpint (foyer_session_get_state (stage->session), !=, FOYER_SESSION_STATE_ONLINE);
  g_assert_cmpstr (foyer_recent_scan_get_scan (stage_peek_recent (stage))->id, ==, second);
  older = foyer_session_get_recent_scan (stage->session, first);
  g_assert_cmpint (foyer_recent_scan_get_verdict (older)->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_false (foyer_recent_scan_get_local (older));
  g_assert_false (foyer_recent_scan_get_pending (older));
  /* Whoever comes next sees nothing of it. */
  foyer_session_sign_out (stage->session);
  g_assert_cmpuint (count_recent (stage), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/scans/a-scan-is-answered", test_a_scan_is_answered);
  g_test_add_func ("/session/scans/a-found-ticket-is-scanned-by-its-id",
                   test_a_found_ticket_is_scanned_by_its_id);
  g_test_add_func ("/session/scans/a-lost-answer-is-asked-for-again",
                   test_a_lost_answer_is_asked_for_again);
  g_test_add_func ("/session/scans/an-unknown-outcome-is-asked-for-again",
                   test_an_unknown_outcome_is_asked_for_again);
  g_test_add_func ("/session/scans/a-refused-request-is-over", test_a_refused_request_is_over);
  g_test_add_func ("/session/scans/nonsense-is-not-sent", test_nonsense_is_not_sent);
  g_test_add_func ("/session/scans/a-pairing-code-is-no-ticket", test_a_pairing_code_is_no_ticket);
  g_test_add_func ("/session/scans/nobody-scans-before-signing-in",
                   test_nobody_scans_before_signing_in);
  g_test_add_func ("/session/scans/a-scan-waits-for-who-made-it",
                   test_a_scan_waits_for_who_made_it);
  g_test_add_func ("/session/scans/the-list-is-bounded", test_the_list_of_scans_is_bounded);
  g_test_add_func ("/session/scans/an-admission-is-undone", test_an_admission_is_undone);
  g_test_add_func ("/session/scans/an-undo-elsewhere-shows", test_an_undo_elsewhere_shows);
  g_test_add_func ("/session/scans/a-refused-guest-is-let-in", test_a_refused_guest_is_let_in);
  g_test_add_func ("/session/scans/an-override-elsewhere-shows", test_an_override_elsewhere_shows);
  g_test_add_func ("/session/scans/a-search-finds", test_a_search_finds);
  g_test_add_func ("/session/scans/a-search-can-be-refused", test_a_search_can_be_refused);
  g_test_add_func ("/session/scans/what-one-scanned-is-there-after-a-restart",
                   test_what_one_scanned_is_there_after_a_restart);
  return stage_run_tests ();
}
