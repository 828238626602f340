/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-override.h"
#include "db/foyer-test-report.h"

/* That a supervisor let in whom a desk had refused by itself, as it comes into the record. */

static FoyerTestDatabase *database;

#define ALREADY FOYER_REASON_ALREADY_ADMITTED
#define ROWS    "SELECT count(*) FROM verification_logs"
#define OPEN    "SELECT count(*) FROM conflicts WHERE resolved_at IS NULL AND kind = "

static void
assert_count (gint64 expected, const char *sql)
{
  g_assert_cmpint (foyer_test_database_ask_int (database, sql), ==, expected);
}

/* A refusal, and who let the guest in all the same: one after the other in the record, and once,
 * however often they come. */
static void
test_comes_with_its_refusal (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = foyer_uuid_new ();
  FoyerTestReport said = { .id = id,
                           .outcome = FOYER_OUTCOME_REFUSED,
                           .reason = FOYER_REASON_RULE,
                           .seconds_ago = 60,
                           .let_in = "The order was checked." };
  g_autoptr (FoyerDbBatchResult) result = foyer_test_report_all (door, &said, 1);
  g_autoptr (FoyerDbBatchResult) again = foyer_test_report_all (door, &said, 1);
  FoyerDbScanAnswer *answer = &g_array_index (result->answers, FoyerDbScanAnswer, 0);
  FoyerDbScanAnswer *repeated = &g_array_index (again->answers, FoyerDbScanAnswer, 0);
  g_autoptr (FoyerVerdict) live = NULL;
  const FoyerChange *change;

  g_assert_no_error (answer->error);
  g_assert_cmpint (answer->verdict->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpint (answer->verdict->reason, ==, FOYER_REASON_RULE);
  g_assert_true (answer->verdict->overridden);
  g_assert_cmpint (answer->verdict->seq, ==, door->tickets->len + 1);
  change =
      g_ptr_array_index (((FoyerChangeBatch *)g_ptr_array_index (result->batches, 0))->changes, 0);
  g_assert_cmpint (change->kind, ==, FOYER_CHANGE_KIND_VERIFIED);
  g_assert_true (change->amends);
  g_assert_cmpstr (change->scan_id, ==, id);
  g_assert_cmpint (change->seq, ==, answer->verdict->seq);
  g_assert_true (repeated->repeated);
  g_assert_true (repeated->verdict->overridden);
  g_assert_cmpint (repeated->verdict->seq, ==, answer->verdict->seq);
  g_assert_false (again->is_news);
  assert_count (2, ROWS);
  assert_count (1,
                ROWS
                " WHERE log_no = 1 AND action = 'attempted' AND device_verdict = 'refused:rule'"
                " AND seq IS NULL");
  assert_count (1,
                ROWS
                " l WHERE log_no = 2 AND action = 'overridden' AND outcome = 'admitted'"
                " AND offline AND clock_error_ms = 9 AND explanation = 'The order was checked.'"
                " AND staff_email = 'ada@example.org' AND scanned_at = (SELECT scanned_at FROM"
                " verification_logs WHERE log_no = 1) + interval '5 s' AND earlier_id ="
                " (SELECT id FROM verification_logs WHERE log_no = 1)");
  assert_count (1, "SELECT count(*) FROM audit_log WHERE act = 'override'");
  assert_count (1, "SELECT count(*) FROM tickets WHERE status = 'verified'");
  assert_count (1, "SELECT admitted FROM list_counters");
  assert_count (0, "SELECT count(*) FROM conflicts");
  live = foyer_test_door_scan (door,
                               &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 0) });
  g_assert_cmpint (live->reason, ==, ALREADY);
}

/* The supervisor came when the refusal was delivered already, or when the relay had refused. */
static void
test_comes_later (FoyerTestDoor *door, gconstpointer unused)
{
  g_auto (GStrv) ids = foyer_test_report_make_ids (2);
  g_autoptr (FoyerVerdict) live =
      foyer_test_door_scan (door, &(FoyerScan){ .id = ids[1], .code = (char *)"CREW" });
  FoyerTestReport said = { .id = ids[0],
                           .outcome = FOYER_OUTCOME_REFUSED,
                           .reason = FOYER_REASON_RULE,
                           .seconds_ago = 60 };
  g_autoptr (FoyerVerdict) refused = foyer_test_report (door, &said);
  g_autoptr (FoyerVerdict) both = NULL;
  g_autoptr (FoyerVerdict) without = NULL;
  g_autoptr (FoyerVerdict) no_ticket = NULL;

  said.let_in = "Paid at the desk.";
  both = foyer_test_report (door, &said);
  said.let_in = NULL;
  without = foyer_test_report (door, &said);
  g_assert_false (refused->overridden);
  g_assert_true (both->overridden);
  g_assert_cmpint (both->seq, >, 0);
  g_assert_false (without->overridden);
  assert_count (3, ROWS);
  assert_count (1,
                ROWS " l WHERE action = 'overridden' AND earlier_id = (SELECT id FROM"
                     " verification_logs a WHERE a.scan_id = l.scan_id AND action = 'attempted')");

  /* Of no ticket at all: somebody is in, and somebody has to look at it. */
  g_assert_cmpint (live->reason, ==, FOYER_REASON_UNKNOWN_CODE);
  no_ticket = foyer_test_report (door,
                                 &(FoyerTestReport){ .id = ids[1],
                                                     .code = "CREW",
                                                     .outcome = FOYER_OUTCOME_REFUSED,
                                                     .reason = FOYER_REASON_UNKNOWN_CODE,
                                                     .let_in = "The band." });
  g_assert_true (no_ticket->overridden);
  g_assert_cmpint (no_ticket->seq, ==, 0);
  assert_count (2, ROWS " WHERE action = 'overridden'");
  assert_count (1, OPEN "'should_refuse' AND ticket_id IS NULL");
}

/* The refusal was wrong by all that is known; a supervisor mends it, at the desk or from elsewhere.
 */
static void
test_explains_a_wrong_refusal (FoyerTestDoor *door, gconstpointer unused)
{
  g_auto (GStrv) ids = foyer_test_report_make_ids (3);
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  FoyerTestReport said[3];

  for (guint i = 0; i < G_N_ELEMENTS (said); i++) {
    g_autoptr (FoyerVerdict) refused = NULL;

    said[i] = (FoyerTestReport){ .id = ids[i],
                                 .ticket = i,
                                 .outcome = FOYER_OUTCOME_REFUSED,
                                 .reason = FOYER_REASON_UNKNOWN_CODE,
                                 .seconds_ago = 60 };
    refused = foyer_test_report (door, &said[i]);
    g_assert_cmpint (refused->outcome, ==, FOYER_OUTCOME_REFUSED);
  }
  assert_count (3, OPEN "'should_admit'");
  foyer_db_override (door->relay,
                     request_id,
                     door->event_id,
                     ids[0],
                     "Looked at it.",
                     &door->actor,
                     &batch,
                     &error);
  g_assert_no_error (error);
  assert_count (2, OPEN "'should_admit'");
  said[1].let_in = "Looked at it.";
  foyer_verdict_unref (foyer_test_report (door, &said[1]));
  assert_count (1, OPEN "'should_admit'");
  said[2].outcome = FOYER_OUTCOME_ADMITTED;
  said[2].reason = FOYER_REASON_NONE;
  foyer_verdict_unref (foyer_test_report (door, &said[2]));
  assert_count (0, "SELECT count(*) FROM conflicts WHERE resolved_at IS NULL");
  assert_count (3,
                "SELECT count(*) FROM conflicts WHERE resolution = 'explained' AND version = 2"
                " AND resolved_by IS NULL");
}

/* The relay had let the guest in by the same scan, and its answer was lost: once is enough. */
static void
test_of_who_is_in (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) live =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .id = id,
                                          .code = (char *)foyer_test_door_get_code (door, 0) });
  g_autoptr (FoyerVerdict) verdict =
      foyer_test_report (door,
                         &(FoyerTestReport){ .id = id,
                                             .outcome = FOYER_OUTCOME_REFUSED,
                                             .reason = FOYER_REASON_RULE,
                                             .let_in = "I know them." });

  g_assert_cmpint (live->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_true (verdict->overridden);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (verdict->seq, ==, live->seq);
  assert_count (1, ROWS);
  assert_count (1, "SELECT entries_used FROM ticket_states");
}

/* Other desks have used the ticket up meanwhile: the override is one entry more, and explained. */
static void
test_beyond_what_is_allowed (FoyerTestDoor *door, gconstpointer unused)
{
  g_auto (GStrv) ids = foyer_test_report_make_ids (3);
  FoyerTestReport said[] = {
    { .id = ids[0], .seconds_ago = 90 },
    { .id = ids[1], .seconds_ago = 60, .outcome = FOYER_OUTCOME_REFUSED, .reason = ALREADY },
    { .id = ids[2], .seconds_ago = 30 },
  };
  g_autoptr (FoyerDbBatchResult) result = NULL;

  said[1].let_in = "Two children, one ticket.";
  result = foyer_test_report_all (door, said, 3);
  g_assert_cmpuint (result->batches->len, ==, 1);
  assert_count (3, "SELECT entries_used FROM ticket_states");
  assert_count (1, OPEN "'too_many'");
  assert_count (1, "SELECT count(*) FROM conflicts");
}

/* Who is no supervisor by what the relay knows has let somebody in all the same. The session has
 * ended, and is bound to the device's key. */
static void
test_who_may (FoyerTestDoor *door, gconstpointer unused)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) stranger = { 0 };
  g_autofree char *session_id = foyer_test_report_make_session (door, &key);
  g_auto (GStrv) ids = foyer_test_report_make_ids (3);
  FoyerTestReport said = { .id = ids[0],
                           .outcome = FOYER_OUTCOME_REFUSED,
                           .reason = FOYER_REASON_RULE,
                           .let_in = "I know them.",
                           .let_in_session = session_id,
                           .key = &stranger };
  g_autoptr (FoyerDbBatchResult) forged = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (FoyerVerdict) permitted = NULL;

  foyer_signing_key_generate (&stranger, 0);
  forged = foyer_test_report_all (door, &said, 1);
  g_assert_error (g_array_index (forged->answers, FoyerDbScanAnswer, 0).error,
                  FOYER_ERROR,
                  FOYER_ERROR_NOT_PERMITTED);
  assert_count (0, ROWS);

  said.key = &key;
  verdict = foyer_test_report (door, &said);
  g_assert_true (verdict->overridden);
  g_assert_cmpint (verdict->seq, >, 0);
  assert_count (1, OPEN "'should_refuse' AND cardinality (scans) = 1");
  assert_count (1, ROWS " WHERE action = 'overridden' AND staff_email = 'bo@example.org'");
  assert_count (1, ROWS " WHERE action = 'attempted' AND staff_email = 'ada@example.org'");
  assert_count (1, "SELECT entries_used FROM ticket_states");

  foyer_test_database_run (database,
                           "UPDATE staff SET role = 'supervisor' WHERE email = 'bo@example.org'");
  said.id = ids[1];
  said.ticket = 1;
  permitted = foyer_test_report (door, &said);
  g_assert_true (permitted->overridden);
  assert_count (1, "SELECT count(*) FROM conflicts");
  foyer_test_database_run (database,
                           "UPDATE staff SET removed_at = now () WHERE email = 'bo@example.org'");
  said.id = ids[2];
  said.ticket = 2;
  foyer_verdict_unref (foyer_test_report (door, &said));
  assert_count (2, OPEN "'should_refuse'");
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  foyer_test_report_add (database,
                         "/db/late-override/it-comes-with-its-refusal",
                         test_comes_with_its_refusal);
  foyer_test_report_add (database, "/db/late-override/it-comes-later", test_comes_later);
  foyer_test_report_add (database,
                         "/db/late-override/it-explains-a-wrong-refusal",
                         test_explains_a_wrong_refusal);
  foyer_test_report_add (database, "/db/late-override/of-who-is-in", test_of_who_is_in);
  foyer_test_report_add (database,
                         "/db/late-override/beyond-what-is-allowed",
                         test_beyond_what_is_allowed);
  foyer_test_report_add (database, "/db/late-override/who-may", test_who_may);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
