/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-entry"

#include "config.h"

#include "stage.h"

#include "base/foyer-error.h"

/* Entry that an admin pauses, and what all desks are told, at a relay that the test plays. */

#define OTHER "7e1b3f0e-4a52-4c1a-9b3e-0a4a1c2d3e4f"
#define TEXT  "Fire drill: please wait outside."

static void
say_emergency (Stage *stage, const char *event_id, gboolean paused, const char *message)
{
  const FoyerEvent event = { .id = (char *)event_id,
                             .policy = { .entry_paused = paused, .message = (char *)message } };
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_emergency (text, &event);
  fake_relay_say (stage->relay, text->str);
}

static const FoyerPolicy *
get_policy (Stage *stage)
{
  return &foyer_session_get_event (stage->session)->policy;
}

static void
on_notify_event (FoyerSession *session, GParamSpec *pspec, guint *n_heard)
{
  (*n_heard)++;
}

static void
test_an_emergency_is_heard (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  guint n_heard = 0;

  g_signal_connect (stage->session, "notify::event", G_CALLBACK (on_notify_event), &n_heard);
  say_emergency (stage, OTHER, FALSE, "Not for this desk.");
  say_emergency (stage, EVENT, TRUE, TEXT);
  WAIT_UNTIL (n_heard > 0);
  g_assert_true (get_policy (stage)->entry_paused);
  g_assert_cmpstr (get_policy (stage)->message, ==, TEXT);
  /* Everything else stays as it was. */
  g_assert_cmpstr (foyer_session_get_event (stage->session)->name, ==, "Gala");
  g_assert_nonnull (foyer_event_get_list (foyer_session_get_event (stage->session), LIST));
  say_emergency (stage, EVENT, FALSE, NULL);
  WAIT_UNTIL (n_heard > 1);
  g_assert_false (get_policy (stage)->entry_paused);
  g_assert_null (get_policy (stage)->message);
  g_signal_handlers_disconnect_by_func (stage->session, on_notify_event, &n_heard);
}

static void
test_a_pause_outlives_a_restart (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (GAsyncResult) greeted = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_sign_in_async (stage->session,
                               fake_relay_get_address (stage->relay),
                               "good-token",
                               TRUE,
                               NULL,
                               stage_on_ready,
                               stage);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  greeted = stage_await (stage);
  foyer_session_sign_in_finish (stage->session, greeted, &error);
  g_clear_object (&greeted);
  g_assert_no_error (error);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  say_emergency (stage, EVENT, TRUE, TEXT);
  WAIT_UNTIL (get_policy (stage)->entry_paused);

  /* No relay tells of it the next time. */
  fake_relay_refuse_with (stage->relay, 503);
  stage_end_session (stage);
  stage->session = foyer_session_new (stage->profile);
  foyer_session_restore_async (stage->session, NULL, stage_on_ready, stage);
  restored = stage_await (stage);
  foyer_session_restore_finish (stage->session, restored, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  g_assert_cmpint (foyer_session_get_state (stage->session), !=, FOYER_SESSION_STATE_ONLINE);
  g_assert_true (get_policy (stage)->entry_paused);
  g_assert_cmpstr (get_policy (stage)->message, ==, TEXT);
}

static void
answer (Stage *stage, FoyerMessageKind kind, const char *message, gboolean done)
{
  g_autoptr (FoyerMessage) asked = fake_relay_await (stage->relay, kind);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (foyer_message_get_string (asked, "event_id"), ==, EVENT);
  g_assert_cmpstr (foyer_message_get_string (asked, "message"), ==, message);
  g_assert_true (foyer_message_has (asked, "request_id"));
  if (kind == FOYER_MESSAGE_KIND_PAUSE_ENTRY)
    g_assert_true (foyer_message_get_boolean (asked, "paused"));
  if (done) {
    foyer_wire_write_done (text, asked->id, 0);
    fake_relay_say (stage->relay, text->str);
  } else {
    stage_say_error (stage, asked->id, FOYER_ERROR_NOT_PERMITTED);
  }
  result = stage_await (stage);
  g_assert_cmpint (foyer_session_entry_finish (stage->session, result, &error), ==, done);
  if (!done)
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
}

static void
test_an_admin_pauses_and_tells (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);

  foyer_session_pause_entry_async (stage->session, TRUE, TEXT, NULL, stage_on_ready, stage);
  answer (stage, FOYER_MESSAGE_KIND_PAUSE_ENTRY, TEXT, TRUE);
  foyer_session_pause_entry_async (stage->session, TRUE, NULL, NULL, stage_on_ready, stage);
  answer (stage, FOYER_MESSAGE_KIND_PAUSE_ENTRY, NULL, FALSE);
  foyer_session_broadcast_async (stage->session, "Hello.", NULL, stage_on_ready, stage);
  answer (stage, FOYER_MESSAGE_KIND_BROADCAST_MESSAGE, "Hello.", TRUE);
  foyer_session_broadcast_async (stage->session, NULL, NULL, stage_on_ready, stage);
  answer (stage, FOYER_MESSAGE_KIND_BROADCAST_MESSAGE, NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/entry/an-emergency-is-heard", test_an_emergency_is_heard);
  g_test_add_func ("/session/entry/a-pause-outlives-a-restart", test_a_pause_outlives_a_restart);
  g_test_add_func ("/session/entry/an-admin-pauses-and-tells", test_an_admin_pauses_and_tells);
  return stage_run_tests ();
}
