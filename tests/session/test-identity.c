/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-identity"

#include "config.h"

#include "stage-identity.h"

#include "base/foyer-error.h"
#include "model/foyer-pairing.h"
#include "model/foyer-proof.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-profile.h"
#include "session/foyer-secret-file.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-pairing.h"
#include "wire/foyer-wire-people.h"
#include "wire/foyer-wire-sign-in.h"

#include <string.h>

/* A device that becomes known to a relay, waits, signs people in and is revoked, against a relay
 * that the test plays. */

static FoyerIdentityState
get_state (Stage *stage)
{
  return foyer_identity_get_state (stage_get_identity (stage));
}

static void
test_a_device_waits_and_is_approved (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_PENDING);
  g_autoptr (FoyerMessage) asked = NULL;
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;
  FoyerTime since = foyer_identity_get_waiting_since (stage_get_identity (stage));

  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_PENDING);
  g_assert_cmpint (since, >, 0);
  /* The next time the program runs it waits on, from the same moment. */
  stage_end_session (stage);
  stage->session = foyer_session_new (stage->profile);
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_PENDING);
  g_assert_cmpint (foyer_identity_get_waiting_since (stage_get_identity (stage)), ==, since);
  asked = stage_await_proof (stage, FOYER_MESSAGE_KIND_GET_DEVICE_STATUS);
  stage_assert_proves (stage, key, FOYER_PROOF_STATUS, asked);
  stage_answer_standing (stage, FOYER_DEVICE_STATUS_APPROVED);
  WAIT_UNTIL (get_state (stage) == FOYER_IDENTITY_STATE_APPROVED);
  g_assert_cmpint (foyer_identity_get_waiting_since (stage_get_identity (stage)), ==, 0);
  name = foyer_identity_get_device_name (stage_get_identity (stage));
  g_assert_cmpstr (name, ==, "Door 1");
  /* The address that answered is the first one from now on. */
  address = foyer_identity_get_address (stage_get_identity (stage));
  g_assert_cmpstr (address, ==, fake_relay_get_address (stage->relay));
}

static void
test_waiting_goes_on_by_itself (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_PENDING);
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) second = NULL;

  first = stage_await_proof (stage, FOYER_MESSAGE_KIND_GET_DEVICE_STATUS);
  stage_refuse (stage, 503, FOYER_ERROR_UNAVAILABLE);
  WAIT_UNTIL (foyer_identity_get_problem (stage_get_identity (stage)) != NULL);
  foyer_identity_check (stage_get_identity (stage));
  second = stage_await_proof (stage, FOYER_MESSAGE_KIND_GET_DEVICE_STATUS);
  stage_answer_standing (stage, FOYER_DEVICE_STATUS_APPROVED);
  WAIT_UNTIL (get_state (stage) == FOYER_IDENTITY_STATE_APPROVED);
  g_assert_null (foyer_identity_get_problem (stage_get_identity (stage)));
}

static void
assert_pairing_fails (Stage *stage, FoyerError code)
{
  g_autoptr (GAsyncResult) result = stage_await (stage);
  g_autoptr (GError) error = NULL;

  g_assert_false (foyer_identity_pair_finish (stage_get_identity (stage), result, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_NEW);
}

static void
test_pairing_can_fail (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  FoyerIdentity *identity = stage_get_identity (stage);
  g_autofree char *text = stage_make_pairing (stage);
  g_autofree char *code = foyer_pairing_code_new (NULL);
  g_autoptr (FoyerMessage) asked = NULL;

  foyer_identity_pair_async (identity, "no code at all", NULL, stage_on_ready, stage);
  assert_pairing_fails (stage, FOYER_ERROR_BAD_REQUEST);
  foyer_identity_pair_by_code_async (identity,
                                     "ws://127.0.0.1:9",
                                     "ABC",
                                     NULL,
                                     stage_on_ready,
                                     stage);
  assert_pairing_fails (stage, FOYER_ERROR_BAD_REQUEST);
  foyer_identity_pair_by_code_async (identity, "mailto:x", code, NULL, stage_on_ready, stage);
  assert_pairing_fails (stage, FOYER_ERROR_BAD_REQUEST);
  foyer_identity_pair_by_code_async (identity,
                                     "ws://127.0.0.1:9",
                                     code,
                                     NULL,
                                     stage_on_ready,
                                     stage);
  assert_pairing_fails (stage, FOYER_ERROR_UNAVAILABLE);
  foyer_identity_pair_async (identity, text, NULL, stage_on_ready, stage);
  asked = fake_relay_await_visit (stage->relay, FOYER_MESSAGE_KIND_ENROL_DEVICE);
  stage_refuse (stage, 401, FOYER_ERROR_SIGNED_OUT);
  assert_pairing_fails (stage, FOYER_ERROR_SIGNED_OUT);
}

static void
test_a_typed_code_pairs (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *code = foyer_pairing_code_new (NULL);
  g_autofree char *grouped = foyer_pairing_code_group (code);
  g_autofree char *typed = g_ascii_strdown (grouped, -1);
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  foyer_identity_pair_by_code_async (stage_get_identity (stage),
                                     fake_relay_get_address (stage->relay),
                                     typed,
                                     NULL,
                                     stage_on_ready,
                                     stage);
  asked = fake_relay_await_visit (stage->relay, FOYER_MESSAGE_KIND_ENROL_DEVICE);
  g_assert_cmpstr (foyer_message_get_string (asked, "code"), ==, code);
  stage_answer_standing (stage, FOYER_DEVICE_STATUS_APPROVED);
  result = stage_await (stage);
  g_assert_true (foyer_identity_pair_finish (stage_get_identity (stage), result, NULL));
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_APPROVED);
}

static void
test_a_passphrase_signs_in (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autofree char *token = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (FoyerSession) again = NULL;
  g_autoptr (GAsyncResult) restored = NULL;

  stage_enter (stage, key);
  token = stage_load_token (stage);
  g_assert_cmpstr (token, ==, "good-token");
  people = foyer_identity_dup_people (stage_get_identity (stage));
  g_assert_cmpuint (people->len, ==, 1);
  g_assert_cmpstr (((FoyerStaff *)g_ptr_array_index (people, 0))->email, ==, EMAIL);

  /* The next time the program runs, nobody has to type anything. */
  again = g_steal_pointer (&stage->session);
  g_clear_object (&again);
  WAIT_UNTIL (!fake_relay_is_connected (stage->relay));
  stage->session = foyer_session_new (stage->profile);
  foyer_session_restore_async (stage->session, NULL, stage_on_ready, stage);
  restored = stage_await (stage);
  g_assert_true (foyer_session_restore_finish (stage->session, restored, NULL));
  stage_challenge_connection (stage, key);
}

static void
test_an_invitation_signs_in (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autofree char *code = foyer_invitation_new ();
  g_autofree char *typed = g_ascii_strdown (code, -1);
  g_autoptr (FoyerMessage) asked = NULL;

  foyer_session_accept_async (stage->session, typed, PASSPHRASE, NULL, stage_on_ready, stage);
  asked = stage_await_proof (stage, FOYER_MESSAGE_KIND_ACCEPT_INVITATION);
  stage_assert_proves (stage, key, FOYER_PROOF_SIGN_IN, asked);
  g_assert_cmpstr (foyer_message_get_string (asked, "code"), ==, code);
  stage_finish_entering (stage, key);
}

static void
assert_entering_fails (Stage *stage, FoyerError code)
{
  g_autoptr (GAsyncResult) result = stage_await (stage);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = stage_load_token (stage);

  g_assert_false (foyer_session_enter_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
  g_assert_null (token);
  g_assert_null (strstr (error->message, PASSPHRASE));
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_SIGNED_OUT);
}

static void
test_signing_in_can_be_refused (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = NULL;
  g_autoptr (FoyerMessage) wrong = NULL;

  foyer_session_enter_async (stage->session, EMAIL, PASSPHRASE, NULL, stage_on_ready, stage);
  assert_entering_fails (stage, FOYER_ERROR_FAILED);
  key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  foyer_session_accept_async (stage->session, "ABC", PASSPHRASE, NULL, stage_on_ready, stage);
  assert_entering_fails (stage, FOYER_ERROR_BAD_REQUEST);
  foyer_session_enter_async (stage->session, EMAIL, PASSPHRASE, NULL, stage_on_ready, stage);
  wrong = stage_await_proof (stage, FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE);
  stage_refuse (stage, 401, FOYER_ERROR_SIGNED_OUT);
  assert_entering_fails (stage, FOYER_ERROR_SIGNED_OUT);
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_APPROVED);
}

/* @wait: (nullable): what the relay says of it */
static void
assert_has_to_wait (Stage *stage, const char *wait, const char *sentence)
{
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_enter_async (stage->session, EMAIL, PASSPHRASE, NULL, stage_on_ready, stage);
  asked = stage_await_proof (stage, FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE);
  if (wait != NULL)
    fake_relay_retry_after (stage->relay, wait);
  stage_refuse (stage, 429, FOYER_ERROR_RATE_LIMITED);
  result = stage_await (stage);
  g_assert_false (foyer_session_enter_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_who_tries_too_often_is_told_when_to_try_again (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);

  assert_has_to_wait (stage, "1", "Too many attempts. Try again in 1 second.");
  assert_has_to_wait (stage, "8", "Too many attempts. Try again in 8 seconds.");
  assert_has_to_wait (stage, "241", "Too many attempts. Try again in 5 minutes.");
  assert_has_to_wait (stage, NULL, "Too many attempts. Wait a few minutes, then try again.");
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_APPROVED);
}

static void
test_a_new_token_is_kept_and_used (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *token = NULL;

  stage_enter (stage, key);
  foyer_wire_write_token_renewed (text, "better-token", 0);
  fake_relay_say (stage->relay, text->str);
  while (g_strcmp0 (token, "better-token") != 0) {
    g_free (token);
    g_main_context_iteration (NULL, TRUE);
    token = stage_load_token (stage);
  }
  fake_relay_expect_token (stage->relay, "better-token");
  fake_relay_close (stage->relay, 1001);
  stage_challenge_connection (stage, key);
  g_assert_cmpuint (fake_relay_get_n_refused (stage->relay), ==, 0);
}

static void
test_the_next_person_needs_no_pairing (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (FoyerMessage) ended = NULL;

  stage_enter (stage, key);
  foyer_session_sign_out (stage->session);
  ended = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_END_SESSION);
  g_assert_cmpstr (foyer_message_get_string (ended, "session_id"), ==, EVENT);
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_APPROVED);
  WAIT_UNTIL (!fake_relay_is_connected (stage->relay));
  stage_enter (stage, key);
  /* The relay ends the session: the token is forgotten, the device is not. */
  fake_relay_close (stage->relay, 4401);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_REFUSED);
  g_assert_null (stage_load_token (stage));
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_APPROVED);
}

static void
test_a_revoked_device_wipes_and_tells (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) receipt = NULL;
  g_autoptr (GString) noted = g_string_new (NULL);
  g_autofree char *settings = NULL;
  g_autofree char *path = NULL;
  g_autoptr (FoyerProfile) profile = foyer_profile_new (stage->profile);

  stage_enter (stage, key);
  fake_relay_close (stage->relay, 4403);
  WAIT_UNTIL (get_state (stage) == FOYER_IDENTITY_STATE_REVOKED);
  g_assert_null (stage_load_token (stage));
  path = foyer_profile_get_path (profile, "settings.ini");
  g_assert_true (g_file_get_contents (path, &settings, NULL, NULL));
  g_assert_null (strstr (settings, EMAIL));
  g_assert_null (strstr (settings, "Gala"));
  g_assert_null (strstr (settings, EVENT));

  /* A receipt that was not heard is sent again, by the next run too. */
  first = stage_await_proof (stage, FOYER_MESSAGE_KIND_DEVICE_WIPED);
  stage_refuse (stage, 503, FOYER_ERROR_UNAVAILABLE);
  WAIT_UNTIL (foyer_identity_get_problem (stage_get_identity (stage)) != NULL);
  stage_end_session (stage);
  stage->session = foyer_session_new (stage->profile);
  receipt = stage_await_proof (stage, FOYER_MESSAGE_KIND_DEVICE_WIPED);
  stage_assert_proves (stage, key, FOYER_PROOF_WIPED, receipt);
  foyer_wire_write_noted (noted);
  fake_relay_answer (stage->relay, 200, noted->str);
  WAIT_UNTIL (get_state (stage) == FOYER_IDENTITY_STATE_NEW);
  g_assert_nonnull (foyer_identity_get_problem (stage_get_identity (stage)));
  g_assert_false (foyer_secret_file_exists (profile, FOYER_SECRET_DEVICE_KEY));
}

/* As long as something is to be delivered the device needs its key, whatever the relay knows. */
static void
test_a_key_that_is_needed_is_kept (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) receipt = NULL;
  g_autoptr (GString) noted = g_string_new (NULL);
  g_autoptr (FoyerProfile) profile = foyer_profile_new (stage->profile);

  stage_enter (stage, key);
  fake_relay_close (stage->relay, 4403);
  first = stage_await_proof (stage, FOYER_MESSAGE_KIND_DEVICE_WIPED);
  stage_refuse (stage, 503, FOYER_ERROR_UNAVAILABLE);
  WAIT_UNTIL (foyer_identity_get_problem (stage_get_identity (stage)) != NULL);
  stage_end_session (stage);
  stage->session = foyer_session_new (stage->profile);
  foyer_identity_hold (stage_get_identity (stage));
  receipt = stage_await_proof (stage, FOYER_MESSAGE_KIND_DEVICE_WIPED);
  foyer_wire_write_noted (noted);
  fake_relay_answer (stage->relay, 200, noted->str);
  WAIT_UNTIL (stage_get_identity (stage)->is_told);
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_REVOKED);
  g_assert_true (foyer_secret_file_exists (profile, FOYER_SECRET_DEVICE_KEY));
  foyer_identity_let_go (stage_get_identity (stage));
  g_assert_cmpint (get_state (stage), ==, FOYER_IDENTITY_STATE_NEW);
  g_assert_false (foyer_secret_file_exists (profile, FOYER_SECRET_DEVICE_KEY));
}

static void
assert_wipes (Stage *stage, const char *key)
{
  g_autoptr (FoyerMessage) asked = stage_await_proof (stage, FOYER_MESSAGE_KIND_GET_DEVICE_STATUS);
  g_autoptr (FoyerMessage) receipt = NULL;

  stage_assert_proves (stage, key, FOYER_PROOF_STATUS, asked);
  stage_answer_standing (stage, FOYER_DEVICE_STATUS_REVOKED);
  WAIT_UNTIL (get_state (stage) == FOYER_IDENTITY_STATE_REVOKED);
  g_assert_null (stage_load_token (stage));
  g_assert_null (foyer_session_get_address (stage->session));
  receipt = stage_await_proof (stage, FOYER_MESSAGE_KIND_DEVICE_WIPED);
  stage_assert_proves (stage, key, FOYER_PROOF_WIPED, receipt);
}

static void
test_a_device_that_was_away_learns_of_it (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);

  stage_enter (stage, key);
  /* All that is said of a session is that it has ended. */
  fake_relay_close (stage->relay, 4401);
  assert_wipes (stage, key);
}

static void
test_nobody_has_to_be_signed_in_for_it (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (GAsyncResult) restored = NULL;

  stage_end_session (stage);
  stage->session = foyer_session_new (stage->profile);
  foyer_session_restore_async (stage->session, NULL, stage_on_ready, stage);
  restored = stage_await (stage);
  g_assert_false (foyer_session_restore_finish (stage->session, restored, NULL));
  assert_wipes (stage, key);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/identity/a-device-waits-and-is-approved",
                   test_a_device_waits_and_is_approved);
  g_test_add_func ("/session/identity/waiting-goes-on-by-itself", test_waiting_goes_on_by_itself);
  g_test_add_func ("/session/identity/pairing-can-fail", test_pairing_can_fail);
  g_test_add_func ("/session/identity/a-typed-code-pairs", test_a_typed_code_pairs);
  g_test_add_func ("/session/identity/a-passphrase-signs-in", test_a_passphrase_signs_in);
  g_test_add_func ("/session/identity/an-invitation-signs-in", test_an_invitation_signs_in);
  g_test_add_func ("/session/identity/signing-in-can-be-refused", test_signing_in_can_be_refused);
  g_test_add_func ("/session/identity/who-tries-too-often-is-told-when-to-try-again",
                   test_who_tries_too_often_is_told_when_to_try_again);
  g_test_add_func ("/session/identity/a-new-token-is-kept-and-used",
                   test_a_new_token_is_kept_and_used);
  g_test_add_func ("/session/identity/the-next-person-needs-no-pairing",
                   test_the_next_person_needs_no_pairing);
  g_test_add_func ("/session/identity/a-revoked-device-wipes-and-tells",
                   test_a_revoked_device_wipes_and_tells);
  g_test_add_func ("/session/identity/a-key-that-is-needed-is-kept",
                   test_a_key_that_is_needed_is_kept);
  g_test_add_func ("/session/identity/a-device-that-was-away-learns-of-it",
                   test_a_device_that_was_away_learns_of_it);
  g_test_add_func ("/session/identity/nobody-has-to-be-signed-in-for-it",
                   test_nobody_has_to_be_signed_in_for_it);
  return stage_run_tests ();
}
