/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-store-problem"

#include "config.h"

#include "stage.h"

#include "base/foyer-limits.h"
#include "session/foyer-session-private.h"
#include "wire/foyer-wire-snapshot.h"
#include "wire/foyer-wire-sync.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* A desk that can keep nothing says so while it is online, because it could not go on alone; and it
 * tries again with every scan. */

#define OTHER_EVENT "7e2c4a1f-5b63-4d2b-8c4f-1b5b2d3e4f50"

static void
scan (Stage *stage)
{
  g_autoptr (FoyerMessage) question = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_submit_async (stage->session,
                              "CODE",
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              stage_on_ready,
                              stage);
  question = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_VERIFY_TICKET);
  stage_say_verdict (stage, foyer_message_get_string (question, "scan_id"), FOYER_OUTCOME_ADMITTED);
  result = stage_await (stage);
  verdict = foyer_session_submit_finish (stage->session, result, &error);
  g_assert_no_error (error);
}

static void
sign_in (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_sign_in_async (stage->session,
                               fake_relay_get_address (stage->relay),
                               "good-token",
                               FALSE,
                               NULL,
                               stage_on_ready,
                               stage);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  result = stage_await (stage);
  foyer_session_sign_in_finish (stage->session, result, &error);
  g_assert_no_error (error);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
}

static void
test_what_cannot_be_opened_is_told_and_tried_again (void)
{
  g_autoptr (Stage) first = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (Stage) second = stage_new (FOYER_ROLE_STAFF);

  WAIT_UNTIL (first->session->store != NULL);
  g_set_object (&second->session, NULL);
  second->session = foyer_session_new (first->profile);
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*Another Foyer*");
  sign_in (second);
  WAIT_UNTIL (foyer_session_get_store_problem (second->session) != NULL);
  g_test_assert_expected_messages ();
  g_assert_nonnull (strstr (foyer_session_get_store_problem (second->session), "close it"));
  g_clear_object (&first->session);
  while (foyer_session_get_store_problem (second->session) != NULL)
    scan (second);
  g_assert_nonnull (second->session->store);
}

/* It goes on with what can be read of it, and says so. */
static void
test_what_is_damaged_is_put_aside (void)
{
  g_autoptr (Stage) first = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (Stage) second = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *path =
      g_build_filename (g_get_user_data_dir (), "foyer", first->profile, "store.db", NULL);
  g_autofree char *noise = g_strnfill (8192, 'x');

  WAIT_UNTIL (first->session->store != NULL);
  stage_end_session (first);
  g_set_object (&second->session, NULL);
  second->session = foyer_session_new (first->profile);
  g_assert_true (g_file_set_contents (path, noise, 8192, NULL));
  sign_in (second);
  WAIT_UNTIL (foyer_session_get_store_aside (second->session) != NULL);
  g_assert_true (
      g_file_test (foyer_session_get_store_aside (second->session), G_FILE_TEST_IS_REGULAR));
  g_assert_null (foyer_session_get_store_problem (second->session));
  g_assert_nonnull (second->session->store);
}

/* What a full disk does, to this process alone. */
static void
let_files_grow (gboolean may)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = may ? limit.rlim_max : 0;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_what_cannot_be_written_is_told_until_it_can (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  scan (stage);
  g_assert_null (foyer_session_get_store_problem (stage->session));
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*cannot be used*");
  let_files_grow (FALSE);
  scan (stage);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) != NULL);
  let_files_grow (TRUE);
  g_test_assert_expected_messages ();
  scan (stage);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) == NULL);
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

/* Without a relay the desk refuses what it does not know, and that waits. */
static FoyerVerdict *
refuse_alone (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  FoyerVerdict *verdict;

  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (foyer_session_get_state (stage->session) != FOYER_SESSION_STATE_ONLINE);
  foyer_session_submit_async (stage->session,
                              "CODE",
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              stage_on_ready,
                              stage);
  result = stage_await (stage);
  verdict = foyer_session_submit_finish (stage->session, result, NULL);
  g_assert_nonnull (verdict);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_UNKNOWN_CODE);
  WAIT_UNTIL (foyer_session_get_waiting (stage->session) == 1);
  return verdict;
}

static void
confirm (Stage *stage, const FoyerMessage *message, FoyerVerdict *verdict)
{
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_add (synced, foyer_synced_new (verdict->scan_id, verdict));
  foyer_wire_write_scans_synced (text, message->id, synced);
  fake_relay_say (stage->relay, text->str);
}

/* What is not written down would else be delivered without a pause, for as long as that lasts. */
static void
test_what_was_delivered_is_delivered_again_after_a_while (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) second = NULL;
  gint64 delivered;

  WAIT_UNTIL (stage->session->store != NULL);
  have_no_tickets (stage);
  verdict = refuse_alone (stage);
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*cannot be used*");
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  stage_say_joined (stage, 10, 1, 4);
  first = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SYNC_SCANS);
  let_files_grow (FALSE);
  delivered = g_get_monotonic_time ();
  confirm (stage, first, verdict);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) != NULL);
  let_files_grow (TRUE);
  g_test_assert_expected_messages ();
  second = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SYNC_SCANS);
  confirm (stage, second, verdict);
  g_assert_cmpint (g_get_monotonic_time () - delivered,
                   >=,
                   FOYER_LIMIT_RETRY_MS * G_TIME_SPAN_MILLISECOND);
  WAIT_UNTIL (foyer_session_get_waiting (stage->session) == 0);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) == NULL);
}

static guint
count_waiting (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  FoyerStoreCounts counts = { 0 };

  foyer_store_count_scans_async (stage->session->store, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  g_assert_true (foyer_store_count_scans_finish (stage->session->store, result, &counts, NULL));
  return (guint)counts.waiting;
}

/* It is not offered again as if its own event had been restored. */
static void
test_what_is_kept_of_a_scan_is_of_its_event (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerMessage) question = NULL;
  g_autoptr (FoyerMessage) join = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;

  stage->other_event = OTHER_EVENT;
  sign_in (stage);
  foyer_session_submit_async (stage->session,
                              "CODE",
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              stage_on_ready,
                              stage);
  question = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_VERIFY_TICKET);
  foyer_session_choose_event (stage->session, OTHER_EVENT);
  join = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);
  stage_say_verdict (stage, foyer_message_get_string (question, "scan_id"), FOYER_OUTCOME_ADMITTED);
  result = stage_await (stage);
  verdict = foyer_session_submit_finish (stage->session, result, NULL);
  g_assert_nonnull (verdict);
  foyer_session_choose_event (stage->session, EVENT);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL &&
              stage->session->replayed_to == 10);
  g_assert_cmpuint (count_waiting (stage), ==, 0);
}

/* No tickets, as they are after change @seq. */
static void
give_snapshot (Stage *stage, gint64 seq)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sum = NULL;

  foyer_wire_write_snapshot_head (text, EVENT, 1, seq, 0);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
  foyer_wire_write_snapshot_end (text, sum);
  fake_relay_give_snapshot (stage->relay, text->str);
}

/* A change that the copy cannot follow, and what comes of it. */
static void
miss_a_change (Stage *stage, gint64 seq)
{
  stage_say_changes (stage, seq, seq, FOYER_CHANGE_KIND_EDITED, 1000 + seq);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 1000 + seq);
  /* The store has done by then what it was asked for so far. */
  count_waiting (stage);
  WAIT_UNTIL (stage->session->load == NULL);
}

/* Nobody joins again: the desk tries again by itself. */
static void
test_tickets_that_were_not_to_be_had_are_fetched_later (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  WAIT_UNTIL (fake_relay_get_n_snapshots (stage->relay) > 0);
  g_assert_cmpint (foyer_session_get_copy (stage->session), ==, FOYER_DESK_COPY_NONE);
  fake_relay_give_snapshot (stage->relay, "{\"event_id\":0}\n");
  WAIT_UNTIL (fake_relay_get_n_snapshots (stage->relay) > 1);
  give_snapshot (stage, 10);
  WAIT_UNTIL (foyer_session_get_copy (stage->session) == FOYER_DESK_COPY_ALL);
}

/* Each time it waits twice as long as before; the first time not at all. */
static void
test_tickets_that_cannot_be_kept_are_not_fetched_all_the_time (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  guint n_before;
  gint64 since;
  gulong seconds;

  give_snapshot (stage, 10);
  WAIT_UNTIL (foyer_session_get_copy (stage->session) == FOYER_DESK_COPY_ALL);
  WAIT_UNTIL (stage->session->load == NULL);
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*cannot be used*");
  let_files_grow (FALSE);
  n_before = fake_relay_get_n_snapshots (stage->relay);
  since = g_get_monotonic_time ();
  miss_a_change (stage, 11);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) != NULL);
  for (gint64 seq = 12; seq < 40; seq++)
    miss_a_change (stage, seq);
  seconds = (gulong)((g_get_monotonic_time () - since) / G_TIME_SPAN_SECOND);
  g_assert_cmpuint (fake_relay_get_n_snapshots (stage->relay) - n_before,
                    <=,
                    2 + g_bit_storage (1 + seconds));
  let_files_grow (TRUE);
  g_test_assert_expected_messages ();
  give_snapshot (stage, 39);
  WAIT_UNTIL (!stage->session->copy_is_wanted);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) == NULL);
}

/* Overwrites the first page of a table. */
static void
damage (Stage *stage, const char *table)
{
  g_autofree char *path =
      g_build_filename (g_get_user_data_dir (), "foyer", stage->profile, "store.db", NULL);
  g_autofree char *sql =
      g_strdup_printf ("SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
  g_autofree char *noise = g_strnfill (4096, 'x');
  sqlite3_stmt *row = NULL;
  sqlite3 *db = NULL;
  gint64 page;
  FILE *file;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &row, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
  page = sqlite3_column_int64 (row, 0);
  sqlite3_finalize (row);
  sqlite3_close (db);
  file = fopen (path, "r+");
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, (page - 1) * 4096, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (noise, 1, 4096, file), ==, 4096);
  fclose (file);
}

/* At a desk whose file is damaged where only what can be fetched again is. */
static Stage *
stage_new_damaged (const char *table)
{
  Stage *stage = stage_new_joined (FOYER_ROLE_STAFF);

  give_snapshot (stage, 10);
  WAIT_UNTIL (foyer_session_get_copy (stage->session) == FOYER_DESK_COPY_ALL);
  scan (stage);
  stage_end_session (stage);
  damage (stage, table);
  stage->session = foyer_session_new (stage->profile);
  WAIT_UNTIL (!fake_relay_is_connected (stage->relay));
  return stage;
}

static void
mends (const char *table)
{
  g_autoptr (Stage) stage = stage_new_damaged (table);

  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*damaged*");
  sign_in (stage);
  stage_say_changes (stage, 1, 11, FOYER_CHANGE_KIND_VERIFIED, 5);
  WAIT_UNTIL (foyer_session_get_store_aside (stage->session) != NULL);
  g_test_assert_expected_messages ();
  give_snapshot (stage, 11);
  stage_say_joined (stage, 11, 1, 5);
  WAIT_UNTIL (foyer_session_get_copy (stage->session) == FOYER_DESK_COPY_ALL);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) == NULL);
  /* What only this desk knows is still there. */
  WAIT_UNTIL (g_list_model_get_n_items (foyer_session_get_recent (stage->session)) == 1);
}

static void
test_what_is_found_damaged_is_fetched_again (void)
{
  mends ("tickets");
  mends ("events");
}

static void
test_what_is_damaged_is_wiped (void)
{
  g_autoptr (Stage) stage = stage_new_damaged ("tickets");

  sign_in (stage);
  WAIT_UNTIL (stage->session->store != NULL);
  foyer_session_sign_out (stage->session);
  WAIT_UNTIL (!foyer_profile_is_wipe_due (stage->session->profile));
  WAIT_UNTIL (stage->session->store != NULL);
  g_assert_null (foyer_session_get_store_problem (stage->session));
}

/* Where it cannot be put aside, what can be read of it is all that there is. */
static void
test_what_cannot_be_mended_goes_on (void)
{
  g_autoptr (Stage) stage = stage_new_damaged ("tickets");
  g_autofree char *obstacle =
      g_build_filename (g_get_user_data_dir (), "foyer", stage->profile, "store.db.new", NULL);

  g_assert_cmpint (g_mkdir (obstacle, 0700), ==, 0);
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*damaged*");
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*directory*");
  sign_in (stage);
  stage_say_changes (stage, 1, 11, FOYER_CHANGE_KIND_VERIFIED, 5);
  WAIT_UNTIL (stage->session->has_mended && stage->session->store == NULL);
  g_test_assert_expected_messages ();
  scan (stage);
  WAIT_UNTIL (stage->session->store != NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/session/store-problem/what-cannot-be-opened-is-told-and-tried-again",
                   test_what_cannot_be_opened_is_told_and_tried_again);
  g_test_add_func ("/session/store-problem/what-is-damaged-is-put-aside",
                   test_what_is_damaged_is_put_aside);
  g_test_add_func ("/session/store-problem/what-cannot-be-written-is-told-until-it-can",
                   test_what_cannot_be_written_is_told_until_it_can);
  g_test_add_func ("/session/store-problem/what-was-delivered-is-delivered-again-after-a-while",
                   test_what_was_delivered_is_delivered_again_after_a_while);
  g_test_add_func ("/session/store-problem/what-is-kept-of-a-scan-is-of-its-event",
                   test_what_is_kept_of_a_scan_is_of_its_event);
  g_test_add_func ("/session/store-problem/tickets-that-were-not-to-be-had-are-fetched-later",
                   test_tickets_that_were_not_to_be_had_are_fetched_later);
  g_test_add_func ("/session/store-problem/"
                   "tickets-that-cannot-be-kept-are-not-fetched-all-the-time",
                   test_tickets_that_cannot_be_kept_are_not_fetched_all_the_time);
  g_test_add_func ("/session/store-problem/what-is-found-damaged-is-fetched-again",
                   test_what_is_found_damaged_is_fetched_again);
  g_test_add_func ("/session/store-problem/what-cannot-be-mended-goes-on",
                   test_what_cannot_be_mended_goes_on);
  g_test_add_func ("/session/store-problem/what-is-damaged-is-wiped",
                   test_what_is_damaged_is_wiped);
  return stage_run_tests ();
}
