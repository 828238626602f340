/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-undeliverable"

#include "config.h"

#include "stage-identity.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-session-private.h"
#include "wire/foyer-wire-sync.h"

/* What the relay refuses of one event holds up nothing of another one, however much it is. */

#define REFUSED "7a2c4e1f-5b63-4d2d-8c4f-1b5b2d3e4f50"
#define BEHIND  "8b3d5f20-6c74-4e3e-9d50-2c6c3e4f5061"

/* An event like the one of the stage, without tickets. */
static void
keep_event (Stage *stage, const char *event_id)
{
  FoyerStore *store = stage->session->store;
  FoyerEvent fields = *stage->session->event;
  FoyerStoreCopy copy = { .event_id = event_id, .epoch = fields.epoch, .seq = 1, .whole = TRUE };
  g_autoptr (FoyerEvent) event = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) finished = NULL;

  fields.id = (char *)event_id;
  event = foyer_event_new (&fields);
  foyer_store_save_event_async (store, event, NULL, stage_on_ready, stage);
  saved = stage_await (stage);
  g_assert_true (foyer_store_save_event_finish (store, saved, NULL));
  foyer_store_begin_copy_async (store, NULL, stage_on_ready, stage);
  begun = stage_await (stage);
  g_assert_true (foyer_store_begin_copy_finish (store, begun, &copy.copy, NULL));
  foyer_store_finish_copy_async (store, &copy, NULL, stage_on_ready, stage);
  finished = stage_await (stage);
  g_assert_true (foyer_store_finish_copy_finish (store, finished, NULL));
}

/* What was scanned there, and is refused, waits. */
static void
scan_there (Stage *stage, const char *event_id, guint n_scans)
{
  const FoyerStoreDesk desk = { .staff_email = "mara@example.org",
                                .device_name = "Desk 1",
                                .session_id = EVENT };

  keep_event (stage, event_id);
  for (guint i = 0; i < n_scans; i++) {
    g_autofree char *id = foyer_uuid_new ();
    g_autoptr (FoyerScan) scan = foyer_scan_new (&(FoyerScan){ .id = id,
                                                               .event_id = (char *)event_id,
                                                               .code = (char *)"CODE",
                                                               .scanned_at = g_get_real_time () });
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (FoyerVerdict) verdict = NULL;
    g_autoptr (GError) error = NULL;

    foyer_store_judge_async (stage->session->store, scan, &desk, NULL, stage_on_ready, stage);
    result = stage_await (stage);
    verdict = foyer_store_judge_finish (stage->session->store, result, &error);
    g_assert_no_error (error);
  }
}

/* One more than are looked at together. */
static void
scan_elsewhere (Stage *stage)
{
  WAIT_UNTIL (stage->session->store != NULL);
  scan_there (stage, REFUSED, FOYER_LIMIT_SYNC_SCANS + 1);
  scan_there (stage, BEHIND, 1);
}

static FoyerMessage *
await_delivery (Stage *stage, const char *event_id)
{
  FoyerMessage *message = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SYNC_SCANS);

  g_assert_cmpstr (foyer_message_get_string (message, "event_id"), ==, event_id);
  return message;
}

static void
deliver_behind_a_refusal (FoyerError refusal)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) second = NULL;

  scan_elsewhere (stage);
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  stage_say_joined (stage, 10, 1, 4);
  first = await_delivery (stage, REFUSED);
  stage_say_error (stage, first->id, refusal);
  second = await_delivery (stage, BEHIND);
}

static void
test_who_may_not_deliver_some_delivers_the_others (void)
{
  deliver_behind_a_refusal (FOYER_ERROR_NOT_PERMITTED);
}

static void
test_an_event_that_is_gone_holds_nothing_up (void)
{
  deliver_behind_a_refusal (FOYER_ERROR_NOT_FOUND);
}

static void
refuse_device (Stage *stage, const char *event_id)
{
  g_autoptr (FoyerMessage) message = stage_await_proof (stage, FOYER_MESSAGE_KIND_DELIVER_SCANS);

  g_assert_cmpstr (foyer_message_get_string (message, "event_id"), ==, event_id);
  stage_refuse (stage, 403, FOYER_ERROR_NOT_PERMITTED);
}

/* And once all was refused it asks no more. */
static void
test_the_device_delivers_the_others (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  FoyerIdentity *identity = stage_get_identity (stage);

  stage_enter (stage, key);
  stage_say_joined (stage, 0, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  scan_elsewhere (stage);
  foyer_session_sign_out (stage->session);
  refuse_device (stage, REFUSED);
  refuse_device (stage, BEHIND);
  WAIT_UNTIL (!identity->is_held);
  g_assert_null (stage->session->delivering);
  g_assert_cmpuint (stage->session->deliver_timeout, ==, 0);
}

/* Says of each scan that was brought that it is @code. */
static void
answer_each (Stage *stage, const FoyerMessage *message, FoyerError code)
{
  g_autoptr (GPtrArray) scans = foyer_wire_read_sync_scans (message);
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  g_autoptr (GError) error = g_error_new_literal (FOYER_ERROR, (int)code, "No.");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < scans->len; i++)
    g_ptr_array_add (synced,
                     foyer_synced_new_error (((FoyerReported *)g_ptr_array_index (scans, i))
                                                 ->scan_id,
                                             error));
  if (message->kind == FOYER_MESSAGE_KIND_SYNC_SCANS) {
    foyer_wire_write_scans_synced (text, message->id, synced);
    fake_relay_say (stage->relay, text->str);
  } else {
    foyer_wire_write_scans_delivered (text, synced);
    fake_relay_answer (stage->relay, 200, text->str);
  }
}

static void
assert_waits (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  FoyerStoreCounts counts = { 0 };

  foyer_store_count_scans_async (stage->session->store, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  g_assert_true (foyer_store_count_scans_finish (stage->session->store, result, &counts, NULL));
  g_assert_cmpint (counts.waiting, ==, 1);
  g_assert_cmpint (counts.aside, ==, 0);
}

/* The session ended while the relay stored them: that says nothing of the scans. */
static void
test_whose_session_ends_leaves_what_they_brought (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerMessage) first = NULL;

  WAIT_UNTIL (stage->session->store != NULL);
  scan_there (stage, BEHIND, 1);
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  stage_say_joined (stage, 10, 1, 4);
  first = await_delivery (stage, BEHIND);
  answer_each (stage, first, FOYER_ERROR_SIGNED_OUT);
  fake_relay_close (stage->relay, 4401);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_REFUSED);
  assert_waits (stage);
}

/* It was restored, and knows no session of since. */
static void
test_whom_nobody_knows_any_more_somebody_else_delivers (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  FoyerIdentity *identity = stage_get_identity (stage);
  g_autoptr (FoyerMessage) message = NULL;

  stage_enter (stage, key);
  stage_say_joined (stage, 0, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
  WAIT_UNTIL (stage->session->store != NULL);
  scan_there (stage, BEHIND, 1);
  foyer_session_sign_out (stage->session);
  message = stage_await_proof (stage, FOYER_MESSAGE_KIND_DELIVER_SCANS);
  answer_each (stage, message, FOYER_ERROR_NOT_PERMITTED);
  WAIT_UNTIL (!identity->is_held);
  g_assert_cmpuint (stage->session->deliver_timeout, ==, 0);
  assert_waits (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/undeliverable/who-may-not-deliver-some-delivers-the-others",
                   test_who_may_not_deliver_some_delivers_the_others);
  g_test_add_func ("/session/undeliverable/an-event-that-is-gone-holds-nothing-up",
                   test_an_event_that_is_gone_holds_nothing_up);
  g_test_add_func ("/session/undeliverable/whose-session-ends-leaves-what-they-brought",
                   test_whose_session_ends_leaves_what_they_brought);
  g_test_add_func ("/session/undeliverable/whom-nobody-knows-any-more-somebody-else-delivers",
                   test_whom_nobody_knows_any_more_somebody_else_delivers);
  g_test_add_func ("/session/undeliverable/the-device-delivers-the-others",
                   test_the_device_delivers_the_others);
  return stage_run_tests ();
}
