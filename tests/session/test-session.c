/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-session"

#include "config.h"

#include "stage.h"

#include "base/foyer-error.h"

#include <glib/gstdio.h>
#include <string.h>

/* Signing in, following an event and keeping the token, against a relay that the test plays. */

static void
sign_in (Stage *stage, const char *address, const char *token, gboolean remember)
{
  foyer_session_sign_in_async (stage->session,
                               address,
                               token,
                               remember,
                               NULL,
                               stage_on_ready,
                               stage);
}

static void
test_signing_in (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) report = NULL;

  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_SIGNED_OUT);
  sign_in (stage, fake_relay_get_address (stage->relay), " good-token\n", FALSE);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  g_assert_null (stage->result);
  stage_say_hello (stage, 0, 1);
  result = stage_await (stage);
  g_assert_true (foyer_session_sign_in_finish (stage->session, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_ONLINE);
  g_assert_cmpstr (foyer_session_get_staff (stage->session)->email, ==, "mara@example.org");
  g_assert_cmpstr (foyer_session_get_device (stage->session)->name, ==, "Desk 1");
  g_assert_cmpuint (g_list_model_get_n_items (foyer_session_get_events (stage->session)), ==, 1);
  g_assert_true (foyer_session_can (stage->session, FOYER_PERMISSION_SCAN));
  g_assert_false (foyer_session_can (stage->session, FOYER_PERMISSION_UNDO));
  g_assert_false (foyer_session_can (stage->session, FOYER_PERMISSION_WATCH));

  stage_say_joined (stage, 0, 1, 7);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  g_assert_cmpint (foyer_session_get_counts (stage->session)->admitted, ==, 7);
  report = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_DEVICE_REPORT);
  g_assert_cmpstr (foyer_message_get_string (report, "app_version"), ==, FOYER_VERSION);
}

static void
on_notify_state (FoyerSession *session, GParamSpec *pspec, gpointer data)
{
  if (foyer_session_get_state (session) == FOYER_SESSION_STATE_ONLINE)
    foyer_session_create_pairing_async (session, NULL, FALSE, NULL, NULL, NULL);
}

static void
test_what_is_asked_at_once_is_asked_once (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_ADMIN);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) report = NULL;
  g_autoptr (FoyerMessage) second = NULL;

  g_signal_connect (stage->session, "notify::state", G_CALLBACK (on_notify_state), NULL);
  sign_in (stage, fake_relay_get_address (stage->relay), "good-token", FALSE);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 0, 1);
  result = stage_await (stage);
  g_assert_true (foyer_session_sign_in_finish (stage->session, result, NULL));
  first = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_CREATE_PAIRING);
  report = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_DEVICE_REPORT);
  foyer_session_create_pairing_async (stage->session, NULL, FALSE, NULL, NULL, NULL);
  second = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_CREATE_PAIRING);
  g_assert_cmpstr (first->id, !=, second->id);
}

static void
on_notify_staff (FoyerSession *session, GParamSpec *pspec, gpointer data)
{
  foyer_session_set_camera_state (session, "running", "Camera");
}

/* A window that changes its view turns the camera on. */
static void
test_signing_out_is_heard_of_first (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);

  g_signal_connect (stage->session, "notify::staff", G_CALLBACK (on_notify_staff), NULL);
  foyer_session_sign_out (stage->session);
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_SIGNED_OUT);
}

static void
check_sign_in_fails (Stage *stage, const char *address, const char *token, FoyerError code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sign_in (stage, address, token, TRUE);
  result = stage_await (stage);
  g_assert_false (foyer_session_sign_in_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
  g_assert_null (strstr (error->message, token));
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_SIGNED_OUT);
  g_assert_false (foyer_session_get_secrets_in_file (stage->session));
}

static void
test_signing_in_can_fail (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  const char *address = fake_relay_get_address (stage->relay);

  check_sign_in_fails (stage, address, "bad-token", FOYER_ERROR_SIGNED_OUT);
  check_sign_in_fails (stage, "ws://127.0.0.1:1", "good-token", FOYER_ERROR_UNAVAILABLE);
  check_sign_in_fails (stage, "mailto:relay", "good-token", FOYER_ERROR_BAD_REQUEST);
  check_sign_in_fails (stage, address, "two words", FOYER_ERROR_BAD_REQUEST);
}

static void
assert_mode (const char *path, guint mode)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, mode);
}

static void
test_the_token_is_kept (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerSession) again = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder =
      g_build_filename (g_get_user_data_dir (), "foyer", stage->profile, NULL);
  g_autofree char *path = g_build_filename (folder, "token.sealed", NULL);
  g_autofree char *sealed = NULL;
  gsize length;

  sign_in (stage, fake_relay_get_address (stage->relay), "good-token", TRUE);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 0, 1);
  result = stage_await (stage);
  g_assert_true (foyer_session_sign_in_finish (stage->session, result, &error));
  WAIT_UNTIL (foyer_session_get_secrets_in_file (stage->session));
  assert_mode (folder, 0700);
  assert_mode (path, 0600);
  g_assert_true (g_file_get_contents (path, &sealed, &length, NULL));
  g_assert_null (g_strstr_len (sealed, (gssize)length, "good-token"));

  /* The next time the program runs. */
  again = foyer_session_new (stage->profile);
  foyer_session_restore_async (again, NULL, stage_on_ready, stage);
  restored = stage_await (stage);
  g_assert_true (foyer_session_restore_finish (again, restored, &error));
  g_assert_no_error (error);
  WAIT_UNTIL (fake_relay_get_n_connections (stage->relay) == 2);
  foyer_session_sign_out (again);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (foyer_session_get_state (again), ==, FOYER_SESSION_STATE_SIGNED_OUT);
}

/* Files that tokens are handed in by end with a line. */
static void
test_a_token_that_is_handed_in_goes_on (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stage_end_session (stage);
  fake_relay_refuse_with (stage->relay, 503);
  stage->session = foyer_session_new (stage->profile);
  foyer_session_sign_in_again_async (stage->session,
                                     fake_relay_get_address (stage->relay),
                                     " good-token\n",
                                     NULL,
                                     stage_on_ready,
                                     stage);
  result = stage_await (stage);
  foyer_session_sign_in_finish (stage->session, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (foyer_session_get_staff (stage->session));
}

static void
test_there_may_be_nothing_to_restore (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_restore_async (stage->session, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  g_assert_false (foyer_session_restore_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
}

static gint64
await_join_since (Stage *stage)
{
  g_autoptr (FoyerMessage) join =
      fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);

  return foyer_message_get_integer (join, "since", -1);
}

static void
test_changes_are_followed (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  guint minutes[2];

  stage_say_changes (stage, 11, 12, FOYER_CHANGE_KIND_VERIFIED, 6);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 6);
  foyer_arrivals_fill (foyer_session_get_arrivals (stage->session), g_get_real_time (), minutes, 2);
  g_assert_cmpuint (minutes[0] + minutes[1], ==, 2);
  /* What is known already counts once. */
  stage_say_changes (stage, 12, 13, FOYER_CHANGE_KIND_VERIFIED, 7);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 7);
  foyer_arrivals_fill (foyer_session_get_arrivals (stage->session), g_get_real_time (), minutes, 2);
  g_assert_cmpuint (minutes[0] + minutes[1], ==, 3);
}

static void
test_a_gap_joins_again (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  stage_say_changes (stage, 13, 13, FOYER_CHANGE_KIND_VERIFIED, 99);
  g_assert_cmpint (await_join_since (stage), ==, 10);
  g_assert_cmpint (foyer_session_get_counts (stage->session)->admitted, ==, 4);
}

static void
test_a_break_is_made_good (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  stage_say_changes (stage, 11, 11, FOYER_CHANGE_KIND_VERIFIED, 5);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 5);
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_OFFLINE);
  /* Nobody has to do anything about it. */
  g_assert_null (foyer_session_get_problem (stage->session));
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 12, 1);
  g_assert_cmpint (await_join_since (stage), ==, 11);
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_ONLINE);
  g_assert_null (foyer_session_get_problem (stage->session));
}

static void
test_another_epoch_starts_anew (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 5, 2);
  stage_say_joined (stage, 5, 2, 2);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 2);
  /* A change of the old epoch means nothing: the room is asked for again, from the new number. */
  stage_say_changes (stage, 11, 11, FOYER_CHANGE_KIND_VERIFIED, 99);
  g_assert_cmpint (await_join_since (stage), ==, 5);
}

static void
test_a_snapshot_is_passed_by (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 50000, 1);
  stage_say_snapshot (stage, 50000, 1, 70);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 70);
  /* The live changes follow on what the room said, and nothing is asked for again. */
  stage_say_changes (stage, 50001, 50002, FOYER_CHANGE_KIND_VERIFIED, 72);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 72);
  stage_say_changes (stage, 50004, 50004, FOYER_CHANGE_KIND_VERIFIED, 99);
  g_assert_cmpint (await_join_since (stage), ==, 50002);
  /* Nor does a number of the future last. */
  stage_say_hello (stage, 40, 1);
  stage_say_snapshot (stage, 40, 1, 3);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 3);
  stage_say_changes (stage, 41, 41, FOYER_CHANGE_KIND_VERIFIED, 4);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 4);
}

static void
test_a_join_is_asked_for_again (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerMessage) join = NULL;

  stage_say_changes (stage, 13, 13, FOYER_CHANGE_KIND_VERIFIED, 99);
  join = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);
  stage_say_error (stage, join->id, FOYER_ERROR_UNAVAILABLE);
  g_assert_cmpint (await_join_since (stage), ==, 10);
  g_assert_null (foyer_session_get_problem (stage->session));
}

static void
test_a_refused_join_is_told (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerMessage) join = NULL;
  g_autoptr (FoyerMessage) again = NULL;

  foyer_session_choose_gate (stage->session, "North");
  join = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);
  g_assert_cmpstr (foyer_message_get_string (join, "gate"), ==, "North");
  stage_say_error (stage, join->id, FOYER_ERROR_NOT_FOUND);
  /* The gate may be gone: without one the desk can still work. */
  again = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);
  g_assert_cmpstr (foyer_message_get_string (again, "gate"), ==, "");
  g_assert_null (foyer_session_get_gate (stage->session));
  g_assert_null (foyer_session_get_problem (stage->session));
  stage_say_error (stage, again->id, FOYER_ERROR_NOT_FOUND);
  WAIT_UNTIL (foyer_session_get_problem (stage->session) != NULL);
}

static void
test_an_ended_session_is_refused (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  fake_relay_close (stage->relay, 4401);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_REFUSED);
  g_assert_nonnull (foyer_session_get_problem (stage->session));
}

static void
test_admins_watch (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);
  GListModel *activities = foyer_session_get_activities (stage->session);
  GListModel *devices = foyer_session_get_devices (stage->session);
  g_autoptr (FoyerActivityItem) newest = NULL;
  g_autoptr (FoyerDeviceItem) device = NULL;

  g_assert_true (foyer_session_can (stage->session, FOYER_PERMISSION_WATCH));
  fake_relay_say (stage->relay,
                  "{\"type\":\"staff_activity\",\"event_id\":\"" EVENT "\",\"activities\":["
                  "{\"action\":\"verified\",\"timestamp\":\"2026-05-01T18:00:00Z\"},"
                  "{\"action\":\"failed\",\"outcome\":\"refused\",\"reason\":\"bad_signature\","
                  "\"device\":\"Desk 2\",\"timestamp\":\"2026-05-01T18:00:01Z\"}]}");
  WAIT_UNTIL (g_list_model_get_n_items (activities) == 2);
  newest = g_list_model_get_item (activities, 0);
  g_assert_cmpint (foyer_activity_item_get_activity (newest)->reason,
                   ==,
                   FOYER_REASON_BAD_SIGNATURE);

  fake_relay_say (stage->relay,
                  "{\"type\":\"device_status\",\"devices\":[{\"id\":\"" DEVICE
                  "\",\"name\":\"Desk 1\",\"online\":true}]}");
  WAIT_UNTIL (g_list_model_get_n_items (devices) == 1);
  device = g_list_model_get_item (devices, 0);
  g_assert_true (foyer_device_item_get_device (device)->online);
  fake_relay_say (stage->relay,
                  "{\"type\":\"device_status\",\"devices\":[{\"id\":\"" DEVICE
                  "\",\"name\":\"Desk 1\",\"online\":false}]}");
  WAIT_UNTIL (!foyer_device_item_get_device (device)->online);
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 1);
}

/* A greeting that says that an admin has moved the desk. */
static void
say_moved (Stage *stage, const char *approved_at)
{
  g_autofree char *text = g_strdup_printf (
      "{\"type\":\"hello\",\"protocol\":%d,\"server_time\":\"2026-05-01T18:00:00Z\","
      "\"staff\":{\"email\":\"mara@example.org\",\"role\":\"staff\"},"
      "\"device\":{\"id\":\"" DEVICE "\",\"name\":\"Desk 1\","
      "\"status\":\"approved\",\"gate\":\"South\",\"event_id\":\"" EVENT "\","
      "\"list_id\":\"" LIST "\",\"approved_at\":\"%s\"},"
      "\"events\":[{\"id\":\"" EVENT "\",\"name\":\"Gala\",\"seq\":10,\"epoch\":1}]}",
      FOYER_PROTOCOL,
      approved_at);

  fake_relay_close (stage->relay, 4409);
  WAIT_UNTIL (foyer_session_get_state (stage->session) != FOYER_SESSION_STATE_ONLINE);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  fake_relay_say (stage->relay, text);
}

static void
assert_joins_at (Stage *stage, const char *gate)
{
  g_autoptr (FoyerMessage) join =
      fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);

  g_assert_cmpstr (foyer_message_get_string (join, "gate"), ==, gate);
}

static void
test_an_admin_moves_the_desk_once (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  foyer_session_choose_gate (stage->session, "North");
  assert_joins_at (stage, "North");
  say_moved (stage, "2026-05-01T18:00:00Z");
  assert_joins_at (stage, "South");
  g_assert_cmpstr (foyer_session_get_list_id (stage->session), ==, LIST);
  /* What a person chooses afterwards counts, until an admin moves it again. */
  foyer_session_choose_gate (stage->session, "North");
  assert_joins_at (stage, "North");
  say_moved (stage, "2026-05-01T18:00:00Z");
  assert_joins_at (stage, "North");
  say_moved (stage, "2026-05-01T18:00:01Z");
  assert_joins_at (stage, "South");
}

static void
test_the_place_is_remembered (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerSession) again = NULL;

  foyer_session_choose_list (stage->session, LIST);
  g_assert_cmpint (await_join_since (stage), ==, 10);
  again = foyer_session_new (stage->profile);
  g_assert_cmpstr (foyer_session_get_list_id (again), ==, LIST);
  g_assert_null (foyer_session_get_gate (again));
}

#define OTHER_LIST "1c9a7b2f-8d2e-4a7b-9b66-ae3a1d4c2b88"

static char *
write_list (const char *id, const char *name, gboolean is_default)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"name\":\"%s\",\"default\":%s,\"ticket_types\":[],"
                          "\"starts\":null,\"ends\":null,\"reentry\":false,"
                          "\"reentry_delay_ms\":0}",
                          id,
                          name,
                          is_default ? "true" : "false");
}

/* @gates: gates in JSON. */
static void
say_set_up (Stage *stage, const char *name, gboolean has_other_list, const char *gates)
{
  g_autofree char *list = write_list (LIST, "All", TRUE);
  g_autofree char *other = write_list (OTHER_LIST, "Lounge", FALSE);
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"event_changed\",\"event_id\":\"" EVENT "\",\"event\":{\"id\":"
                       "\"" EVENT "\",\"name\":\"%s\"},\"epoch\":1,\"lists\":[%s%s%s],"
                       "\"gates\":[%s],\"policy\":{\"entry_paused\":false,\"message\":null,"
                       "\"codes\":\"signed\"},\"keys\":[]}",
                       name,
                       list,
                       has_other_list ? "," : "",
                       has_other_list ? other : "",
                       gates);

  fake_relay_say (stage->relay, text);
  WAIT_UNTIL (g_str_equal (foyer_session_get_event (stage->session)->name, name));
}

static void
expect_join (Stage *stage, const char *list_id, const char *gate)
{
  g_autoptr (FoyerMessage) join =
      fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);

  g_assert_cmpstr (foyer_message_get_string (join, "list_id"), ==, list_id);
  g_assert_cmpstr (foyer_message_get_string (join, "gate"), ==, gate);
  g_assert_cmpstr (foyer_session_get_list_id (stage->session), ==, list_id);
}

static void
test_the_set_up_is_followed (void)
{
  const char *free_gate = "{\"id\":\"" EVENT "\",\"name\":\"North\",\"list_id\":null}";
  const char *bound_gate =
      "{\"id\":\"" EVENT "\",\"name\":\"North\",\"list_id\":\"" OTHER_LIST "\"}";
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  const FoyerEvent *event;

  say_set_up (stage, "With a gate", TRUE, free_gate);
  event = foyer_session_get_event (stage->session);
  g_assert_cmpuint (event->lists->len, ==, 2);
  g_assert_nonnull (foyer_event_get_gate (event, "North"));
  foyer_session_choose_gate (stage->session, "North");
  expect_join (stage, NULL, "North");

  /* The gate gets a list, and the desk goes with it. */
  say_set_up (stage, "Bound", TRUE, bound_gate);
  expect_join (stage, OTHER_LIST, "North");
  /* Who goes elsewhere then stays there, whatever else changes. */
  foyer_session_choose_list (stage->session, LIST);
  expect_join (stage, LIST, "North");
  say_set_up (stage, "Renamed", TRUE, bound_gate);
  foyer_session_choose_list (stage->session, OTHER_LIST);
  expect_join (stage, OTHER_LIST, "North");

  /* Both go. */
  say_set_up (stage, "Bare", FALSE, "");
  expect_join (stage, NULL, "");
  g_assert_null (foyer_session_get_gate (stage->session));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/signing-in", test_signing_in);
  g_test_add_func ("/session/an-admin-moves-the-desk-once", test_an_admin_moves_the_desk_once);
  g_test_add_func ("/session/what-is-asked-at-once-is-asked-once",
                   test_what_is_asked_at_once_is_asked_once);
  g_test_add_func ("/session/signing-out-is-heard-of-first", test_signing_out_is_heard_of_first);
  g_test_add_func ("/session/signing-in-can-fail", test_signing_in_can_fail);
  g_test_add_func ("/session/the-token-is-kept", test_the_token_is_kept);
  g_test_add_func ("/session/a-token-that-is-handed-in-goes-on",
                   test_a_token_that_is_handed_in_goes_on);
  g_test_add_func ("/session/there-may-be-nothing-to-restore",
                   test_there_may_be_nothing_to_restore);
  g_test_add_func ("/session/changes-are-followed", test_changes_are_followed);
  g_test_add_func ("/session/a-gap-joins-again", test_a_gap_joins_again);
  g_test_add_func ("/session/a-break-is-made-good", test_a_break_is_made_good);
  g_test_add_func ("/session/another-epoch-starts-anew", test_another_epoch_starts_anew);
  g_test_add_func ("/session/a-snapshot-is-passed-by", test_a_snapshot_is_passed_by);
  g_test_add_func ("/session/a-join-is-asked-for-again", test_a_join_is_asked_for_again);
  g_test_add_func ("/session/a-refused-join-is-told", test_a_refused_join_is_told);
  g_test_add_func ("/session/an-ended-session-is-refused", test_an_ended_session_is_refused);
  g_test_add_func ("/session/admins-watch", test_admins_watch);
  g_test_add_func ("/session/the-place-is-remembered", test_the_place_is_remembered);
  g_test_add_func ("/session/the-set-up-is-followed", test_the_set_up_is_followed);
  return stage_run_tests ();
}
