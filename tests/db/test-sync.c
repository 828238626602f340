/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-conflicts.h"
#include "db/foyer-db-override.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-undo.h"
#include "db/foyer-test-report.h"

/* Scans that desks decided by themselves, as they come into the record. */

static FoyerTestDatabase *database;

#define ALREADY FOYER_REASON_ALREADY_ADMITTED

static void
assert_count (gint64 expected, const char *sql)
{
  g_assert_cmpint (foyer_test_database_ask_int (database, sql), ==, expected);
}

#define ROWS "SELECT count(*) FROM verification_logs"
#define OPEN "SELECT count(*) FROM conflicts WHERE resolved_at IS NULL AND kind = "

static void
test_an_admission_is_stored_as_it_happened (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = foyer_uuid_new ();
  FoyerTime at = g_get_real_time () / 1000 * 1000 - 60 * G_TIME_SPAN_SECOND;
  FoyerTestReport said = { .id = id, .at = at };
  g_autoptr (FoyerVerdict) first = foyer_test_report (door, &said);
  g_autoptr (FoyerDbBatchResult) again = foyer_test_report_all (door, &said, 1);
  g_autoptr (FoyerVerdict) live =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 0) });
  FoyerDbScanAnswer *repeated = &g_array_index (again->answers, FoyerDbScanAnswer, 0);
  g_autofree char *where = NULL;

  g_assert_cmpint (first->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (first->seq, ==, door->tickets->len + 1);
  g_assert_nonnull (first->ticket);
  g_assert_true (repeated->repeated);
  g_assert_cmpint (repeated->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (repeated->verdict->seq, ==, first->seq);
  g_assert_false (again->is_news);
  /* Nobody else comes in with it, and is told when somebody did. */
  g_assert_cmpint (live->reason, ==, ALREADY);
  g_assert_cmpint (live->earlier.timestamp, ==, at);
  assert_count (2, ROWS);
  where = g_strdup_printf (ROWS " WHERE offline AND action = 'verified'"
                                " AND device_verdict = 'admitted' AND clock_error_ms = 7"
                                " AND scanned_at = to_timestamp (%" G_GINT64_FORMAT " / 1000.0)",
                           at / 1000);
  assert_count (1, where);
  assert_count (0, "SELECT count(*) FROM conflicts");
}

/* A clock that is ahead of all others makes nothing happen after the relay heard of it. */
static void
test_nothing_is_in_the_future (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) verdict =
      foyer_test_report (door, &(FoyerTestReport){ .id = id, .seconds_ago = -7 * 86400 });

  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  assert_count (1, ROWS " WHERE scanned_at = \"timestamp\"");
}

/* Nor does one that is years behind make anything happen before there was an event. */
static void
test_nothing_is_before_the_event (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *one = foyer_uuid_new ();
  g_autofree char *other = foyer_uuid_new ();
  FoyerTestReport said[] = {
    { .id = one, .seconds_ago = 3650 * 86400 },
    { .id = other,
      .ticket = 1,
      .outcome = FOYER_OUTCOME_REFUSED,
      .reason = FOYER_REASON_RULE,
      .seconds_ago = 3650 * 86400,
      .let_in = "I know them." },
  };
  g_autoptr (FoyerDbBatchResult) result = foyer_test_report_all (door, said, G_N_ELEMENTS (said));

  g_assert_cmpuint (result->answers->len, ==, 2);
  assert_count (3,
                ROWS " JOIN events e ON e.id = event_id WHERE scanned_at ="
                     " created_at - interval '7 days' AND clock_error_ms BETWEEN"
                     " 3642 * 86400000::bigint AND 3644 * 86400000::bigint");
}

/* Nor is what somebody says of their error beyond what can be reckoned with. */
static void
test_an_error_has_its_bound (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *one = foyer_uuid_new ();
  g_autofree char *other = foyer_uuid_new ();
  const gint64 most = G_GINT64_CONSTANT (1) << 53;
  FoyerTestReport said[] = {
    { .id = one, .seconds_ago = 60, .error_ms = most },
    { .id = other,
      .seconds_ago = 90,
      .error_ms = most,
      .outcome = FOYER_OUTCOME_REFUSED,
      .reason = ALREADY },
  };
  g_autoptr (FoyerDbBatchResult) result = foyer_test_report_all (door, said, G_N_ELEMENTS (said));

  g_assert_cmpuint (result->answers->len, ==, 2);
  assert_count (2, ROWS " WHERE clock_error_ms = 100 * 366 * 86400000::bigint");
  assert_count (0, "SELECT count(*) FROM conflicts");
}

static void
test_too_many_are_one_conflict (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *live_id = foyer_uuid_new ();
  g_autofree char *one = foyer_uuid_new ();
  g_autofree char *other = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) live =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .id = live_id,
                                          .code = (char *)foyer_test_door_get_code (door, 0) });
  FoyerTestReport said[] = { { .id = one, .seconds_ago = 60 }, { .id = other, .seconds_ago = 30 } };
  g_autoptr (FoyerDbBatchResult) first = foyer_test_report_all (door, said, 1);
  g_autoptr (FoyerDbBatchResult) both = foyer_test_report_all (door, said, 2);

  g_assert_cmpint (live->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpuint (both->batches->len, ==, 1);
  assert_count (1, OPEN "'too_many' AND cardinality (scans) = 3 AND version = 2");
  assert_count (3, "SELECT entries_used FROM ticket_states");
  assert_count (3, "SELECT inside FROM list_counters");
  assert_count (1, "SELECT admitted FROM list_counters");
}

/* The same in one message: it is opened once, and names them all. */
static void
test_a_message_opens_one_conflict (FoyerTestDoor *door, gconstpointer unused)
{
  g_auto (GStrv) ids = foyer_test_report_make_ids (3);
  FoyerTestReport said[] = { { .id = ids[0], .seconds_ago = 30 },
                             { .id = ids[1], .seconds_ago = 60 },
                             { .id = ids[2], .seconds_ago = 10 } };
  g_autoptr (FoyerDbBatchResult) result = foyer_test_report_all (door, said, 3);

  g_assert_true (result->is_news);
  assert_count (1, "SELECT count(*) FROM conflicts");
  assert_count (1, OPEN "'too_many' AND cardinality (scans) = 3");
}

static void
test_a_refusal_explains_itself (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *refused = foyer_uuid_new ();
  g_autofree char *admitted = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) verdict =
      foyer_test_report (door,
                         &(FoyerTestReport){ .id = refused,
                                             .outcome = FOYER_OUTCOME_REFUSED,
                                             .reason = ALREADY,
                                             .seconds_ago = 30 });
  g_autoptr (FoyerVerdict) later = NULL;

  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpint (verdict->seq, ==, 0);
  assert_count (1, OPEN "'should_admit'");
  later = foyer_test_report (door, &(FoyerTestReport){ .id = admitted, .seconds_ago = 60 });
  g_assert_cmpint (later->outcome, ==, FOYER_OUTCOME_ADMITTED);
  assert_count (0, OPEN "'should_admit'");
  assert_count (1,
                "SELECT count(*) FROM conflicts WHERE resolution = 'explained'"
                " AND resolved_by IS NULL");
}

/* It was right while nobody knew that the guest who had been in had gone out before. Once somebody
 * has looked at it, nothing is opened any more. */
static void
test_a_late_exit_wrongs_a_refusal (FoyerTestDoor *door, gconstpointer unused)
{
  g_auto (GStrv) ids = foyer_test_report_make_ids (5);
  g_auto (GStrv) others = foyer_test_report_make_ids (5);
  g_autofree char *where = NULL;
  FoyerTestReport said[] = {
    { .id = ids[0], .seconds_ago = 90 },
    { .id = ids[1],
      .outcome = FOYER_OUTCOME_REFUSED,
      .reason = ALREADY,
      .seconds_ago = 30,
      .let_in = "I know them." },
    { .id = ids[2], .outcome = FOYER_OUTCOME_REFUSED, .reason = ALREADY, .seconds_ago = 40 },
    { .id = ids[3], .outcome = FOYER_OUTCOME_EXITED, .seconds_ago = 60 },
    { .id = ids[4], .outcome = FOYER_OUTCOME_EXITED, .seconds_ago = 55 },
  };

  foyer_test_database_run (database, "UPDATE check_in_lists SET reentry = true");
  foyer_db_batch_result_free (foyer_test_report_all (door, said, 3));
  assert_count (0, "SELECT count(*) FROM conflicts");
  foyer_verdict_unref (foyer_test_report (door, &said[3]));
  assert_count (1, "SELECT count(*) FROM conflicts");
  where = g_strdup_printf (OPEN "'should_admit' AND scans = ARRAY['%s']::uuid[] AND error_ms = 7"
                                " AND scanned_at = (SELECT scanned_at FROM verification_logs"
                                " WHERE scan_id = '%s')",
                           ids[2],
                           ids[2]);
  assert_count (1, where);
  foyer_test_database_run (database,
                           "UPDATE conflicts SET resolved_at = now (), resolved_by ="
                           " 'ada@example.org', resolution = 'staff_error'");
  foyer_verdict_unref (foyer_test_report (door, &said[4]));
  assert_count (1, "SELECT count(*) FROM conflicts");
  /* All of it in one message, of another ticket. */
  for (guint i = 0; i < G_N_ELEMENTS (said); i++) {
    said[i].id = others[i];
    said[i].ticket = 1;
  }
  foyer_db_batch_result_free (foyer_test_report_all (door, said, G_N_ELEMENTS (said)));
  assert_count (1, OPEN "'should_admit'");
  assert_count (2, "SELECT count(*) FROM conflicts");
}

static void
test_what_is_no_ticket (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *one = foyer_uuid_new ();
  g_autofree char *other = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) admitted =
      foyer_test_report (door, &(FoyerTestReport){ .id = one, .code = "CREW" });
  g_autoptr (FoyerVerdict) refused =
      foyer_test_report (door,
                         &(FoyerTestReport){ .id = other,
                                             .code = "CREW",
                                             .outcome = FOYER_OUTCOME_REFUSED,
                                             .reason = FOYER_REASON_UNKNOWN_CODE });

  g_assert_null (admitted->ticket);
  g_assert_cmpint (admitted->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (refused->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_nonnull (refused->explanation);
  assert_count (1, OPEN "'should_refuse' AND ticket_id IS NULL");
  assert_count (1, "SELECT count(*) FROM conflicts");
}

/* The answer was lost, and the desk decided otherwise. */
static void
test_the_relay_admitted_and_the_desk_refused (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) live =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .id = id,
                                          .code = (char *)foyer_test_door_get_code (door, 0) });
  FoyerTestReport said = { .id = id,
                           .outcome = FOYER_OUTCOME_REFUSED,
                           .reason = FOYER_REASON_RULE };
  g_autoptr (FoyerDbBatchResult) result = foyer_test_report_all (door, &said, 1);
  g_autoptr (FoyerDbBatchResult) again = foyer_test_report_all (door, &said, 1);
  FoyerDbScanAnswer *answer = &g_array_index (result->answers, FoyerDbScanAnswer, 0);
  FoyerDbScanAnswer *repeated = &g_array_index (again->answers, FoyerDbScanAnswer, 0);
  const FoyerChange *change;

  g_assert_cmpint (live->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_no_error (answer->error);
  g_assert_cmpint (answer->verdict->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpint (answer->verdict->seq, ==, live->seq + 1);
  change =
      g_ptr_array_index (((FoyerChangeBatch *)g_ptr_array_index (result->batches, 0))->changes, 0);
  g_assert_cmpint (change->kind, ==, FOYER_CHANGE_KIND_UNDONE);
  g_assert_cmpint (change->status, ==, FOYER_TICKET_STATUS_GENERATED);
  g_assert_cmpstr (change->scan_id, ==, id);
  g_assert_true (repeated->repeated);
  g_assert_cmpint (repeated->verdict->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpint (repeated->verdict->seq, ==, live->seq + 1);
  assert_count (3, ROWS);
  assert_count (1, ROWS " WHERE action = 'reconciled' AND device_verdict = 'refused:rule'");
  assert_count (1, ROWS " WHERE action = 'undone'");
  assert_count (0, "SELECT inside FROM list_counters");
  assert_count (0, "SELECT admitted FROM list_counters");
  assert_count (1,
                "SELECT count(*) FROM tickets WHERE id = (SELECT ticket_id FROM ticket_states)"
                " AND status = 'generated' AND verified_at IS NULL AND verified_by IS NULL");
}

static void
test_the_relay_refused_and_the_desk_admitted (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *first = foyer_uuid_new ();
  g_autofree char *id = foyer_uuid_new ();
  char *code = (char *)foyer_test_door_get_code (door, 0);
  g_autoptr (FoyerVerdict) one =
      foyer_test_door_scan (door, &(FoyerScan){ .id = first, .code = code });
  g_autoptr (FoyerVerdict) live =
      foyer_test_door_scan (door, &(FoyerScan){ .id = id, .code = code });
  g_autoptr (FoyerVerdict) verdict = foyer_test_report (door, &(FoyerTestReport){ .id = id });
  g_autoptr (FoyerVerdict) again = foyer_test_report (door, &(FoyerTestReport){ .id = id });
  /* Who only asks gets the answer that was given. */
  g_autoptr (FoyerVerdict) asked =
      foyer_test_door_scan (door, &(FoyerScan){ .id = id, .code = code });
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (live->reason, ==, ALREADY);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (again->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (again->seq, ==, verdict->seq);
  g_assert_cmpint (asked->reason, ==, ALREADY);
  assert_count (3, ROWS);
  assert_count (1, OPEN "'too_many' AND cardinality (scans) = 2");
  assert_count (2, "SELECT entries_used FROM ticket_states");
  foyer_test_door_assert_sound (door);

  /* A supervisor cannot let them in again, and can take them back. */
  g_assert_false (foyer_db_override (door->relay,
                                     request_id,
                                     door->event_id,
                                     id,
                                     "again",
                                     &door->actor,
                                     &batch,
                                     &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
  g_clear_error (&error);
  g_assert_true (foyer_db_undo (door->relay,
                                request_id,
                                door->event_id,
                                id,
                                NULL,
                                &door->actor,
                                &batch,
                                &error));
  g_assert_no_error (error);
  assert_count (1, "SELECT entries_used FROM ticket_states");
}

/* Two were admitted at once, and both went out and came back in. Without the first one there are
 * more of them than the conflict names. */
static void
test_who_came_back_in_stands_in_the_way (FoyerTestDoor *door, gconstpointer unused)
{
  g_auto (GStrv) ids = foyer_test_report_make_ids (4);
  char *code = (char *)foyer_test_door_get_code (door, 0);
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (GError) error = NULL;

  foyer_test_database_run (database, "UPDATE check_in_lists SET reentry = true");
  for (guint i = 0; i < 2; i++)
    foyer_verdict_unref (
        foyer_test_report (door, &(FoyerTestReport){ .id = ids[i], .seconds_ago = 60 }));
  for (guint i = 0; i < 4; i++) {
    FoyerScan scan = { .id = i < 2 ? NULL : ids[i], .code = code };
    g_autoptr (FoyerVerdict) verdict = NULL;

    scan.direction = i < 2 ? FOYER_DIRECTION_EXIT : FOYER_DIRECTION_ENTRY;
    verdict = foyer_test_door_scan (door, &scan);
    g_assert_cmpint (verdict->outcome, !=, FOYER_OUTCOME_REFUSED);
  }
  assert_count (2, "SELECT entries_used FROM ticket_states");
  g_assert_false (foyer_db_undo (door->relay,
                                 request_id,
                                 door->event_id,
                                 ids[0],
                                 NULL,
                                 &door->actor,
                                 &batch,
                                 &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
}

static void
test_a_poison_scan_stops_no_other (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *fine = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) first =
      foyer_test_report (door, &(FoyerTestReport){ .id = id, .ticket = 1 });
  FoyerTestReport said[] = {
    { .id = "no id", .ticket = 0 },
    { .id = id, .ticket = 0 },
    { .id = fine, .ticket = 0 },
    { .id = fine, .ticket = 0 },
    { .id = fine, .ticket = 0, .outcome = FOYER_OUTCOME_REFUSED, .reason = FOYER_REASON_RULE }
  };
  g_autoptr (FoyerDbBatchResult) result = foyer_test_report_all (door, said, G_N_ELEMENTS (said));
  FoyerDbScanAnswer *answers = (FoyerDbScanAnswer *)(gpointer)result->answers->data;

  g_assert_nonnull (first);
  g_assert_error (answers[0].error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_assert_error (answers[1].error, FOYER_ERROR, FOYER_ERROR_SCAN_ID_REUSED);
  g_assert_no_error (answers[2].error);
  g_assert_no_error (answers[3].error);
  g_assert_true (answers[3].repeated);
  /* Two reports that contradict each other are looked at one after the other. */
  g_assert_error (answers[4].error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  assert_count (2, ROWS);
}

static void
test_credits (FoyerTestDoor *door, gconstpointer unused)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) stranger = { 0 };
  g_autofree char *session_id = foyer_test_report_make_session (door, &key);
  g_autofree char *nobody = foyer_uuid_new ();
  g_auto (GStrv) ids = foyer_test_report_make_ids (5);
  g_autoptr (FoyerDbBatchResult) result = NULL;
  FoyerDbScanAnswer *answers;

  foyer_signing_key_generate (&stranger, 0);
  result = foyer_test_report_all (door,
                                  (FoyerTestReport[]){
                                      { .id = ids[0], .ticket = 0, .session_id = session_id },
                                      { .id = ids[1],
                                        .ticket = 1,
                                        .session_id = session_id,
                                        .key = &stranger },
                                      { .id = ids[2],
                                        .ticket = 2,
                                        .session_id = session_id,
                                        .key = &key },
                                      { .id = ids[3], .ticket = 3, .session_id = nobody },
                                      { .id = ids[4], .ticket = 4 } },
                                  5);
  answers = (FoyerDbScanAnswer *)(gpointer)result->answers->data;
  g_assert_error (answers[0].error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
  g_assert_error (answers[1].error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
  for (guint i = 2; i < 5; i++)
    g_assert_no_error (answers[i].error);
  assert_count (3, ROWS);
  assert_count (1, ROWS " WHERE staff_email = 'bo@example.org'");
  assert_count (2, ROWS " WHERE staff_email = 'ada@example.org'");
  assert_count (1, "SELECT count(*) FROM tickets WHERE verified_by = 'bo@example.org'");
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  foyer_test_report_add (database,
                         "/db/sync/an-admission-is-stored-as-it-happened",
                         test_an_admission_is_stored_as_it_happened);
  foyer_test_report_add (database,
                         "/db/sync/nothing-is-in-the-future",
                         test_nothing_is_in_the_future);
  foyer_test_report_add (database,
                         "/db/sync/nothing-is-before-the-event",
                         test_nothing_is_before_the_event);
  foyer_test_report_add (database, "/db/sync/an-error-has-its-bound", test_an_error_has_its_bound);
  foyer_test_report_add (database,
                         "/db/sync/too-many-are-one-conflict",
                         test_too_many_are_one_conflict);
  foyer_test_report_add (database,
                         "/db/sync/a-message-opens-one-conflict",
                         test_a_message_opens_one_conflict);
  foyer_test_report_add (database,
                         "/db/sync/a-refusal-explains-itself",
                         test_a_refusal_explains_itself);
  foyer_test_report_add (database,
                         "/db/sync/a-late-exit-wrongs-a-refusal",
                         test_a_late_exit_wrongs_a_refusal);
  foyer_test_report_add (database, "/db/sync/what-is-no-ticket", test_what_is_no_ticket);
  foyer_test_report_add (database,
                         "/db/sync/the-relay-admitted-and-the-desk-refused",
                         test_the_relay_admitted_and_the_desk_refused);
  foyer_test_report_add (database,
                         "/db/sync/the-relay-refused-and-the-desk-admitted",
                         test_the_relay_refused_and_the_desk_admitted);
  foyer_test_report_add (database,
                         "/db/sync/who-came-back-in-stands-in-the-way",
                         test_who_came_back_in_stands_in_the_way);
  foyer_test_report_add (database,
                         "/db/sync/a-poison-scan-stops-no-other",
                         test_a_poison_scan_stops_no_other);
  foyer_test_report_add (database, "/db/sync/scans-are-credited-to-who-made-them", test_credits);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
