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

static char **
make_ids (guint n)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < n; i++) {
    g_autofree char *id = foyer_uuid_new ();

    g_strv_builder_add (ids, id);
  }
  return g_strv_builder_end (ids);
}

#define ROWS "SELECT count(*) FROM verification_logs"
#define OPEN "SELECT count(*) FROM conflicts WHERE resolved_at IS NULL AND kind = "

static void
test_an_admission_is_stored_as_it_happened (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = foyer_uuid_new ();
  FoyerTestReport said = { .id = id, .seconds_ago = 60 };
  g_autoptr (FoyerVerdict) first = foyer_test_report (door, &said);
  g_autoptr (FoyerDbBatchResult) again = foyer_test_report_all (door, &said, 1);
  g_autoptr (FoyerVerdict) live =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 0) });
  FoyerDbScanAnswer *repeated = &g_array_index (again->answers, FoyerDbScanAnswer, 0);

  g_assert_cmpint (first->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (first->seq, ==, door->tickets->len + 1);
  g_assert_nonnull (first->ticket);
  g_assert_true (repeated->repeated);
  g_assert_cmpint (repeated->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (repeated->verdict->seq, ==, first->seq);
  g_assert_false (again->is_news);
  /* Nobody else comes in with it, and is told when somebody did. */
  g_assert_cmpint (live->reason, ==, ALREADY);
  g_assert_cmpint (ABS (live->earlier.timestamp - (g_get_real_time () - 60000000)), <, 30000000);
  assert_count (2, ROWS);
  assert_count (1,
                ROWS " WHERE offline AND action = 'verified' AND device_verdict = 'admitted'"
                     " AND clock_error_ms = 7 AND scanned_at BETWEEN"
                     " \"timestamp\" - interval '90 s' AND \"timestamp\" - interval '50 s'");
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
  g_auto (GStrv) ids = make_ids (3);
  FoyerTestReport said[] = { { .id = ids[0], .seconds_ago = 30 },
                             { .id = ids[1], .seconds_ago = 60 },
                             { .id = ids[2], .seconds_ago = 10 } };
  g_autoptr (FoyerDbBatchResult) result = foyer_test_report_all (door, said, 3);

  g_assert_true (result->is_news);
  assert_count (1, "SELECT count(*) FROM conflicts");
  assert_count (1, OPEN "'too_many' AND cardinality (ARRAY (SELECT DISTINCT unnest (scans))) = 3");
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
  g_auto (GStrv) ids = make_ids (4);
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
  g_auto (GStrv) ids = make_ids (5);
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

typedef struct {
  GPtrArray *scans;
  GPtrArray *codes;
} Acts;

static void
do_live (FoyerTestDoor *door, Acts *acts, guint number, gboolean is_exit)
{
  g_autofree char *id = foyer_uuid_new ();
  char *code = (char *)foyer_test_door_get_code (door, number);
  g_autoptr (FoyerVerdict) verdict =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .id = id,
                                          .code = code,
                                          .direction = is_exit ? FOYER_DIRECTION_EXIT
                                                               : FOYER_DIRECTION_ENTRY });

  g_assert_nonnull (verdict);
  g_ptr_array_add (acts->scans, g_steal_pointer (&id));
  g_ptr_array_add (acts->codes, g_strdup (code));
}

/* A new scan, or one that is known already, with whatever verdict. */
static void
do_report (FoyerTestDoor *door, Acts *acts, guint number)
{
  gboolean is_known = acts->scans->len > 0 && g_test_rand_int_range (0, 3) == 0;
  guint which = is_known ? (guint)g_test_rand_int_range (0, (gint)acts->scans->len) : 0;
  g_autofree char *id =
      is_known ? g_strdup (g_ptr_array_index (acts->scans, which)) : foyer_uuid_new ();
  g_autofree char *code = g_strdup (is_known ? g_ptr_array_index (acts->codes, which)
                                             : foyer_test_door_get_code (door, number));
  FoyerTestReport said = { .id = id,
                           .code = code,
                           .outcome = (FoyerOutcome)g_test_rand_int_range (0, 3),
                           .seconds_ago = g_test_rand_int_range (0, 600) };
  g_autoptr (FoyerVerdict) verdict = NULL;

  if (said.outcome == FOYER_OUTCOME_REFUSED)
    said.reason = ALREADY;
  if (said.outcome == FOYER_OUTCOME_REFUSED && g_test_rand_bit ())
    said.let_in = "let them in late";
  verdict = foyer_test_report (door, &said);
  g_assert_nonnull (verdict);
  if (is_known)
    return;
  g_ptr_array_add (acts->scans, g_steal_pointer (&id));
  g_ptr_array_add (acts->codes, g_steal_pointer (&code));
}

/* What cannot be undone or overridden is refused, and leaves everything as it was. */
static void
do_amend (FoyerTestDoor *door, Acts *acts, gboolean is_undo)
{
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  const char *scan_id;

  if (acts->scans->len == 0)
    return;
  scan_id = g_ptr_array_index (acts->scans, g_test_rand_int_range (0, (gint)acts->scans->len));
  if (is_undo)
    foyer_db_undo (door->relay,
                   request_id,
                   door->event_id,
                   scan_id,
                   NULL,
                   &door->actor,
                   &batch,
                   &error);
  else
    foyer_db_override (door->relay,
                       request_id,
                       door->event_id,
                       scan_id,
                       "let them in",
                       &door->actor,
                       &batch,
                       &error);
  g_assert_true (error == NULL || error->domain == FOYER_ERROR);
  g_assert_false (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE));
}

/* Some conflict, if there is one, and some of its scans, which may be taken back already. */
static void
do_resolve (FoyerTestDoor *door)
{
  g_autofree char *id =
      foyer_test_database_ask (database,
                               "SELECT id FROM conflicts WHERE resolved_at IS NULL"
                               " ORDER BY random () LIMIT 1");
  g_autofree char *sql = g_strdup_printf ("SELECT string_agg (s::text, ' ') FROM conflicts,"
                                          " unnest (scans) AS s WHERE id::text = '%s'"
                                          " AND random () < 0.4",
                                          id != NULL ? id : "");
  g_autofree char *scans = foyer_test_database_ask (database, sql);
  g_auto (GStrv) taken_back = g_strsplit (scans != NULL ? scans : "", " ", -1);
  g_autofree char *request_id = foyer_uuid_new ();
  FoyerDbResolution resolution = { .request_id = request_id,
                                   .conflict_id = id,
                                   .resolution = FOYER_CONFLICT_STAFF_ERROR,
                                   .reason = "looked at it",
                                   .taken_back = (const char *const *)taken_back };
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GError) error = NULL;

  if (id == NULL || *id == '\0')
    return;
  foyer_db_conflict_resolve (door->relay, &resolution, &door->actor, &batches, &error);
  /* An override whose entry was used again stays, and so does the whole conflict then. */
  g_assert_true (error == NULL ||
                 g_error_matches (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE));
}

static void
test_random_acts_leave_everything_sound (FoyerTestDoor *door, gconstpointer unused)
{
  static const char *const rules[] = {
    "UPDATE check_in_lists SET reentry = true",
    "UPDATE check_in_lists SET reentry = false",
    "UPDATE check_in_lists SET reentry = true, reentry_delay_ms = 120000",
  };

  for (guint round = 0; round < G_N_ELEMENTS (rules); round++) {
    Acts acts = { g_ptr_array_new_with_free_func (g_free),
                  g_ptr_array_new_with_free_func (g_free) };

    foyer_test_database_run (database, rules[round]);
    for (guint i = 0; i < 150; i++) {
      guint number = (guint)g_test_rand_int_range (0, 3);
      int kind = g_test_rand_int_range (0, 11);

      if (kind < 3)
        do_live (door, &acts, number, kind == 2);
      else if (kind < 7)
        do_report (door, &acts, number);
      else if (kind < 10)
        do_amend (door, &acts, kind < 9);
      else
        do_resolve (door);
      if (i % 30 == 29)
        foyer_test_door_assert_sound (door);
    }
    g_ptr_array_unref (acts.scans);
    g_ptr_array_unref (acts.codes);
  }
  /* All of it happened. */
  assert_count (6, "SELECT count(DISTINCT action) FROM verification_logs");
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM conflicts"
                                                " WHERE resolution = 'staff_error'"),
                   >,
                   0);
}

static void
set_up (FoyerTestDoor *door, gconstpointer unused)
{
  /* Every test has the tables for itself. */
  foyer_test_database_run (database,
                           "TRUNCATE events CASCADE;"
                           "UPDATE installation SET audit_no = 0, audit_hash = decode (repeat "
                           "('00', "
                           "32), 'hex')");
  foyer_test_door_init (door, database, 6);
}

static void
tear_down (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_assert_sound (door);
  foyer_test_door_clear (door);
}

#define ADD(path, func) g_test_add (path, FoyerTestDoor, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  ADD ("/db/sync/an-admission-is-stored-as-it-happened",
       test_an_admission_is_stored_as_it_happened);
  ADD ("/db/sync/nothing-is-in-the-future", test_nothing_is_in_the_future);
  ADD ("/db/sync/too-many-are-one-conflict", test_too_many_are_one_conflict);
  ADD ("/db/sync/a-message-opens-one-conflict", test_a_message_opens_one_conflict);
  ADD ("/db/sync/a-refusal-explains-itself", test_a_refusal_explains_itself);
  ADD ("/db/sync/what-is-no-ticket", test_what_is_no_ticket);
  ADD ("/db/sync/the-relay-admitted-and-the-desk-refused",
       test_the_relay_admitted_and_the_desk_refused);
  ADD ("/db/sync/the-relay-refused-and-the-desk-admitted",
       test_the_relay_refused_and_the_desk_admitted);
  ADD ("/db/sync/who-came-back-in-stands-in-the-way", test_who_came_back_in_stands_in_the_way);
  ADD ("/db/sync/a-poison-scan-stops-no-other", test_a_poison_scan_stops_no_other);
  ADD ("/db/sync/scans-are-credited-to-who-made-them", test_credits);
  ADD ("/db/sync/random-acts-leave-everything-sound", test_random_acts_leave_everything_sound);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
