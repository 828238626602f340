/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-query.h"
#include "db/foyer-test-door.h"

#include <string.h>

static FoyerTestDatabase *database;

static void
set_up (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_init (door, database, 20);
}

static void
tear_down (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_assert_sound (door);
  foyer_test_door_clear (door);
}

static void
run (const char *format, ...)
{
  va_list arguments;
  g_autofree char *sql = NULL;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  foyer_test_database_run (database, sql);
}

static void
assert_refused (FoyerVerdict *verdict, FoyerReason reason)
{
  g_autoptr (FoyerVerdict) owned = verdict;

  g_assert_cmpint (owned->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpstr (foyer_reason_to_nick (owned->reason), ==, foyer_reason_to_nick (reason));
  g_assert_nonnull (owned->explanation);
  g_assert_cmpint (owned->seq, ==, 0);
}

static FoyerVerdict *
scan_number (FoyerTestDoor *door, guint number)
{
  return foyer_test_door_scan (door,
                               &(FoyerScan){ .code =
                                                 (char *)foyer_test_door_get_code (door, number) });
}

static void
admit (FoyerTestDoor *door, guint number)
{
  g_autoptr (FoyerVerdict) verdict = scan_number (door, number);

  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

static void
test_a_ticket_is_admitted_once (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerVerdict) first = scan_number (door, 0);
  g_autoptr (FoyerVerdict) second = NULL;
  g_autofree char *status = NULL;

  g_assert_cmpint (first->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpstr (first->ticket->id, ==, foyer_test_door_get_ticket (door, 0));
  g_assert_cmpint (first->ticket->status, ==, FOYER_TICKET_STATUS_VERIFIED);
  g_assert_cmpint (first->ticket->version, ==, 2);
  g_assert_cmpint (first->seq, >, 0);
  second = scan_number (door, 0);
  g_assert_cmpint (second->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (second->earlier.verified_by, ==, "ada@example.org");
  g_assert_cmpstr (second->earlier.device, ==, "Desk 1");
  g_assert_cmpint (second->earlier.timestamp, >, 0);
  status = foyer_test_database_ask (
      database,
      "SELECT status || ' ' || verified_by || ' ' || (verified_at IS NOT NULL) || ' ' || version"
      " FROM tickets WHERE status = 'verified' ORDER BY verified_at DESC LIMIT 1");
  g_assert_cmpstr (status, ==, "verified ada@example.org true 2");
}

static void
test_every_reason_is_given (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *unknown = foyer_uuid_new ();
  g_autofree char *forged = g_strdup (foyer_test_door_get_code (door, 0));
  g_autofree char *wrong_list = foyer_uuid_new ();
  const char *id = foyer_test_door_get_ticket (door, 1);

  forged[100] = forged[100] == 'A' ? 'B' : 'A';
  assert_refused (foyer_test_door_scan (door, &(FoyerScan){ .code = forged }),
                  FOYER_REASON_BAD_SIGNATURE);
  assert_refused (foyer_test_door_scan (door, &(FoyerScan){ .code = (char *)"nobody's" }),
                  FOYER_REASON_UNKNOWN_CODE);
  assert_refused (foyer_test_door_scan (door, &(FoyerScan){ .ticket_id = unknown }),
                  FOYER_REASON_UNKNOWN_CODE);
  run ("UPDATE tickets SET paid = false WHERE id = '%s'", id);
  assert_refused (scan_number (door, 1), FOYER_REASON_UNPAID);
  run ("UPDATE tickets SET paid = true, valid_from = now () + interval '1 hour' WHERE id = '%s'",
       id);
  assert_refused (scan_number (door, 1), FOYER_REASON_TOO_EARLY);
  run ("UPDATE tickets SET valid_from = NULL, valid_until = now () WHERE id = '%s'", id);
  assert_refused (scan_number (door, 1), FOYER_REASON_TOO_LATE);
  run ("UPDATE tickets SET valid_until = NULL WHERE id = '%s'", id);
  assert_refused (foyer_test_door_scan (door,
                                        &(FoyerScan){
                                            .code = (char *)foyer_test_door_get_code (door, 1),
                                            .list_id = wrong_list }),
                  FOYER_REASON_WRONG_LIST);
  run ("UPDATE events SET entry_paused = true, policy_message = 'Wait.' WHERE id = '%s'",
       door->event_id);
  assert_refused (scan_number (door, 1), FOYER_REASON_ENTRY_PAUSED);
  run ("UPDATE events SET entry_paused = false, closed_at = now () WHERE id = '%s'",
       door->event_id);
  assert_refused (scan_number (door, 1), FOYER_REASON_ENTRY_PAUSED);
  run ("UPDATE events SET closed_at = NULL WHERE id = '%s'", door->event_id);
  admit (door, 1);
  assert_refused (scan_number (door, 1), FOYER_REASON_ALREADY_ADMITTED);
}

static void
test_a_void_ticket_is_refused (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GError) error = NULL;

  foyer_db_ticket_void (owner, foyer_test_door_get_ticket (door, 2), &door->actor, &error);
  g_assert_no_error (error);
  assert_refused (scan_number (door, 2), FOYER_REASON_VOID);
}

static void
test_a_ticket_of_another_event_is_named (FoyerTestDoor *door, gconstpointer unused)
{
  FoyerTestDoor other = { 0 };

  foyer_test_door_init (&other, database, 1);
  assert_refused (foyer_test_door_scan (door,
                                        &(FoyerScan){
                                            .code = (char *)foyer_test_door_get_code (&other, 0) }),
                  FOYER_REASON_WRONG_EVENT);
  assert_refused (foyer_test_door_scan (door,
                                        &(FoyerScan){ .ticket_id = (char *)
                                                          foyer_test_door_get_ticket (&other, 0) }),
                  FOYER_REASON_WRONG_EVENT);
  foyer_test_door_clear (&other);
}

/* The code was issued anew, with other dates say, and its old text is in no table any more. */
static void
test_a_good_signature_stands_for_its_ticket (FoyerTestDoor *door, gconstpointer unused)
{
  FoyerTestDoor other = { 0 };

  run ("UPDATE tickets SET qr_code_data = id::text, code_sha256 = sha256 (id::text::bytea)"
       " WHERE id = '%s'",
       foyer_test_door_get_ticket (door, 3));
  admit (door, 3);
  foyer_test_door_init (&other, database, 1);
  run ("UPDATE tickets SET qr_code_data = id::text, code_sha256 = sha256 (id::text::bytea)"
       " WHERE id = '%s'",
       foyer_test_door_get_ticket (&other, 0));
  assert_refused (foyer_test_door_scan (door,
                                        &(FoyerScan){
                                            .code = (char *)foyer_test_door_get_code (&other, 0) }),
                  FOYER_REASON_WRONG_EVENT);
  foyer_test_door_clear (&other);
}

static void
test_a_gate_keeps_to_its_list (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FoyerCheckInList list = { .name = (char *)"Lounge" };
  g_autofree char *list_id =
      foyer_db_list_create (owner, door->event_id, &list, NULL, &door->actor, &error);
  FoyerGate gate = { .name = (char *)"North", .list_id = list_id };
  g_autofree char *gate_id = NULL;
  FoyerDbScanRequest *request;

  g_assert_no_error (error);
  gate_id = foyer_db_gate_create (owner, door->event_id, &gate, &door->actor, &error);
  g_assert_no_error (error);
  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 4) });
  request = g_ptr_array_index (batch, 0);
  request->gate = "North";
  result = foyer_test_door_verify (door, batch);
  g_assert_cmpint (g_array_index (result->answers, FoyerDbScanAnswer, 0).verdict->reason,
                   ==,
                   FOYER_REASON_NOT_PERMITTED);
}

static void
test_guests_go_out_and_come_back (FoyerTestDoor *door, gconstpointer unused)
{
  const FoyerScan way_out = { .code = (char *)foyer_test_door_get_code (door, 5),
                              .direction = FOYER_DIRECTION_EXIT };
  g_autoptr (FoyerVerdict) exited = NULL;

  run ("UPDATE check_in_lists SET reentry = true WHERE event_id = '%s'", door->event_id);
  admit (door, 5);
  exited = foyer_test_door_scan (door, &way_out);
  g_assert_cmpint (exited->outcome, ==, FOYER_OUTCOME_EXITED);
  g_assert_cmpint (exited->seq, >, 0);
  admit (door, 5);
  assert_refused (scan_number (door, 5), FOYER_REASON_ALREADY_ADMITTED);
  run ("UPDATE check_in_lists SET reentry_delay_ms = 600000 WHERE event_id = '%s'", door->event_id);
  g_clear_pointer (&exited, foyer_verdict_unref);
  exited = foyer_test_door_scan (door, &way_out);
  assert_refused (scan_number (door, 5), FOYER_REASON_RULE);
}

static FoyerDbScanAnswer *
get_answer (FoyerDbBatchResult *result, guint number)
{
  return &g_array_index (result->answers, FoyerDbScanAnswer, number);
}

static void
test_a_batch_is_judged_in_its_order (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  g_autofree char *id = foyer_uuid_new ();
  char *code = (char *)foyer_test_door_get_code (door, 6);
  FoyerChangeBatch *changes;

  foyer_test_door_add (door, batch, &(FoyerScan){ .id = id, .code = code });
  foyer_test_door_add (door, batch, &(FoyerScan){ .code = code });
  foyer_test_door_add (door, batch, &(FoyerScan){ .id = id, .code = code });
  foyer_test_door_add (door, batch, &(FoyerScan){ .id = id, .code = (char *)"another" });
  foyer_test_door_add (door, batch, &(FoyerScan){ .id = (char *)"no id", .code = code });
  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .ticket_id = (char *)foyer_test_door_get_ticket (door, 7) });
  result = foyer_test_door_verify (door, batch);

  g_assert_cmpint (get_answer (result, 0)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (get_answer (result, 1)->verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_true (get_answer (result, 2)->verdict == get_answer (result, 0)->verdict);
  g_assert_true (get_answer (result, 2)->repeated);
  g_assert_error (get_answer (result, 3)->error, FOYER_ERROR, FOYER_ERROR_SCAN_ID_REUSED);
  g_assert_error (get_answer (result, 4)->error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_assert_cmpint (get_answer (result, 5)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpuint (result->batches->len, ==, 1);
  changes = g_ptr_array_index (result->batches, 0);
  g_assert_cmpuint (changes->changes->len, ==, 2);
  g_assert_cmpint (changes->from + 1, ==, changes->to);
  g_assert_cmpint (changes->counts->tickets, ==, 20);
  g_assert_cmpint (changes->counts->admitted, ==, 2);
  g_assert_cmpint (changes->counts->inside, ==, 2);
}

static void
assert_same_answer (const FoyerVerdict *a, const FoyerVerdict *b)
{
  g_assert_cmpint (a->outcome, ==, b->outcome);
  g_assert_cmpint (a->reason, ==, b->reason);
  g_assert_cmpstr (a->explanation, ==, b->explanation);
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpstr (a->earlier.verified_by, ==, b->earlier.verified_by);
  g_assert_cmpstr (a->earlier.device, ==, b->earlier.device);
  g_assert_cmpint (a->earlier.timestamp, ==, b->earlier.timestamp);
  g_assert_cmpstr (a->ticket != NULL ? a->ticket->id : NULL,
                   ==,
                   b->ticket != NULL ? b->ticket->id : NULL);
}

static void
test_a_repeated_scan_gets_its_answer_again (FoyerTestDoor *door, gconstpointer unused)
{
  const char *const codes[] = { foyer_test_door_get_code (door, 8),
                                foyer_test_door_get_code (door, 8),
                                "nobody's" };
  gint64 rows;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *id = foyer_uuid_new ();
    const FoyerScan scan = { .id = id, .code = (char *)codes[i] };
    g_autoptr (FoyerVerdict) first = foyer_test_door_scan (door, &scan);
    g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
    g_autoptr (FoyerDbBatchResult) result = NULL;

    rows = foyer_test_database_ask_int (database, "SELECT count(*) FROM verification_logs");
    foyer_test_door_add (door, batch, &scan);
    foyer_test_door_add (door, batch, &(FoyerScan){ .id = id, .code = (char *)"other" });
    result = foyer_test_door_verify (door, batch);
    g_assert_true (get_answer (result, 0)->repeated);
    assert_same_answer (first, get_answer (result, 0)->verdict);
    g_assert_error (get_answer (result, 1)->error, FOYER_ERROR, FOYER_ERROR_SCAN_ID_REUSED);
    g_assert_cmpuint (result->batches->len, ==, 0);
    g_assert_cmpint (foyer_test_database_ask_int (database,
                                                  "SELECT count(*) FROM verification_logs"),
                     ==,
                     rows);
  }
}

/* A trigger stands in for whatever a database may refuse. */
static void
test_a_poison_scan_hurts_nobody_else (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  const char *poison = "5e1f0000-0000-4000-8000-00000000dead";

  run ("CREATE OR REPLACE FUNCTION refuse_poison () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
       " IF NEW.scan_id = '%s' THEN RAISE division_by_zero; END IF; RETURN NEW; END $$;"
       "CREATE TRIGGER poison BEFORE INSERT ON verification_logs"
       " FOR EACH ROW EXECUTE FUNCTION refuse_poison ()",
       poison);
  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 9) });
  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .id = (char *)poison,
                                     .code = (char *)foyer_test_door_get_code (door, 10) });
  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 11) });
  result = foyer_test_door_verify (door, batch);
  run ("DROP TRIGGER poison ON verification_logs");
  g_assert_cmpint (get_answer (result, 0)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_error (get_answer (result, 1)->error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_assert_cmpint (get_answer (result, 2)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpuint (result->batches->len, ==, 2);
}

static void
test_an_unknown_event_is_an_error (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autofree char *event_id = foyer_uuid_new ();
  g_autoptr (GError) error = NULL;

  foyer_test_door_add (door, batch, &(FoyerScan){ .code = (char *)"x" });
  g_assert_null (foyer_db_verify_batch (door->relay, door->cache, event_id, batch, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  admit (door, 0);
}

/* So that a desk that has no relay later finds a new ticket by what its barcode says. */
static void
test_new_tickets_are_told_with_their_codes (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  const FoyerChange *first;
  const char *code = NULL;
  g_autofree char *hash = NULL;

  batch = foyer_db_changes_since (door->relay, door->event_id, 0, 1000, &error);
  g_assert_no_error (error);
  first = g_ptr_array_index (batch->changes, 0);
  g_assert_cmpint (first->kind, ==, FOYER_CHANGE_KIND_ADDED);
  for (guint i = 0; i < door->tickets->len; i++) {
    if (g_str_equal (foyer_test_door_get_ticket (door, i), first->ticket_id))
      code = foyer_test_door_get_code (door, i);
  }
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, code, -1);
  g_assert_cmpstr (first->ticket->code_sha256, ==, hash);
}

static void
test_changes_are_read_without_gaps (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerDbEventCache) cache = foyer_db_event_cache_new ();
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (FoyerChangeBatch) rest = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before;

  batch = foyer_db_changes_since (door->relay, door->event_id, 0, 1000, &error);
  g_assert_no_error (error);
  before = batch->to;
  g_clear_pointer (&batch, foyer_change_batch_unref);
  for (guint i = 12; i < 16; i++)
    admit (door, i);
  batch = foyer_db_changes_since (door->relay, door->event_id, before, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpint (batch->from, ==, before + 1);
  g_assert_cmpint (batch->to, ==, before + 3);
  rest = foyer_db_changes_since (door->relay, door->event_id, batch->to, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpint (rest->from, ==, before + 4);
  g_assert_cmpint (rest->counts->admitted, ==, 4);
}

/* Nothing is answered that was not committed, and afterwards everything goes on. */
static void
test_a_killed_server_answers_nothing (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  g_autoptr (GError) error = NULL;

  admit (door, 16);
  foyer_test_database_kill (database);
  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 17) });
  g_assert_null (foyer_db_verify_batch (door->relay, door->cache, door->event_id, batch, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  g_assert_false (foyer_db_connection_is_usable (door->relay));
  foyer_db_connection_close (door->relay);
  door->relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  result = foyer_test_door_verify (door, batch);
  g_assert_cmpint (get_answer (result, 0)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_false (get_answer (result, 0)->repeated);
  assert_refused (scan_number (door, 16), FOYER_REASON_ALREADY_ADMITTED);
}

/* What PostgreSQL says when it gives up waiting for a synchronous standby: a warning, and then that
 * the commit succeeded. Nobody may be let in on that; asking again with the same id tells. */
static void
test_a_doubtful_commit_is_unknown (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  g_autoptr (GError) error = NULL;

  run ("CREATE OR REPLACE FUNCTION doubt () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
       " RAISE WARNING 'canceling wait for synchronous replication' USING ERRCODE = '57014';"
       " RETURN NULL; END $$;"
       "CREATE CONSTRAINT TRIGGER doubt AFTER INSERT ON verification_logs DEFERRABLE"
       " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION doubt ()");
  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 18) });
  g_assert_null (foyer_db_verify_batch (door->relay, door->cache, door->event_id, batch, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  run ("DROP TRIGGER doubt ON verification_logs");
  g_assert_true (foyer_db_connection_is_usable (door->relay));
  result = foyer_test_door_verify (door, batch);
  g_assert_true (get_answer (result, 0)->repeated);
  g_assert_cmpint (get_answer (result, 0)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

/* A head row that somebody holds for too long keeps nobody waiting for ever. */
static void
test_a_lock_that_takes_too_long_is_unknown (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerDbConnection) keeper =
      foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *lock =
      g_strdup_printf ("SET idle_in_transaction_session_timeout = 0; BEGIN;"
                       "SELECT FROM event_heads WHERE event_id = '%s' FOR UPDATE",
                       door->event_id);

  g_assert_true (foyer_db_run_script (keeper, lock, NULL));
  g_assert_true (foyer_db_run_script (door->relay, "SET lock_timeout = 10", NULL));
  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 19) });
  g_assert_null (foyer_db_verify_batch (door->relay, door->cache, door->event_id, batch, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  foyer_db_rollback (keeper);
  result = foyer_test_door_verify (door, batch);
  g_assert_cmpint (get_answer (result, 0)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

/* Desks scan at random: entries, exits, repeated and unknown codes, in batches of any size. The
 * tear-down recounts. */
static void
test_random_batches_leave_everything_sound (FoyerTestDoor *door, gconstpointer unused)
{
  run ("UPDATE check_in_lists SET reentry = true WHERE event_id = '%s'", door->event_id);
  for (guint i = 0; i < door->tickets->len; i++)
    run ("UPDATE tickets SET allowed_entries = %d WHERE id = '%s'",
         g_test_rand_int_range (1, 4),
         foyer_test_door_get_ticket (door, i));
  for (guint round = 0; round < 40; round++) {
    g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
    g_autoptr (FoyerDbBatchResult) result = NULL;
    guint n = (guint)g_test_rand_int_range (1, 30);

    for (guint i = 0; i < n; i++) {
      guint number = (guint)g_test_rand_int_range (0, 22);
      FoyerScan scan = { .code = (char *)"none", .direction = g_test_rand_int_range (0, 3) == 0 };

      if (number < door->tickets->len)
        scan.code = (char *)foyer_test_door_get_code (door, number);
      foyer_test_door_add (door, batch, &scan);
    }
    result = foyer_test_door_verify (door, batch);
  }
}

#define ADD(path, func) g_test_add (path, FoyerTestDoor, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  ADD ("/db/verify/a-ticket-is-admitted-once", test_a_ticket_is_admitted_once);
  ADD ("/db/verify/every-reason-is-given", test_every_reason_is_given);
  ADD ("/db/verify/a-void-ticket-is-refused", test_a_void_ticket_is_refused);
  ADD ("/db/verify/a-ticket-of-another-event-is-named", test_a_ticket_of_another_event_is_named);
  ADD ("/db/verify/a-good-signature-stands-for-its-ticket",
       test_a_good_signature_stands_for_its_ticket);
  ADD ("/db/verify/a-gate-keeps-to-its-list", test_a_gate_keeps_to_its_list);
  ADD ("/db/verify/guests-go-out-and-come-back", test_guests_go_out_and_come_back);
  ADD ("/db/verify/a-batch-is-judged-in-its-order", test_a_batch_is_judged_in_its_order);
  ADD ("/db/verify/a-repeated-scan-gets-its-answer-again",
       test_a_repeated_scan_gets_its_answer_again);
  ADD ("/db/verify/a-poison-scan-hurts-nobody-else", test_a_poison_scan_hurts_nobody_else);
  ADD ("/db/verify/an-unknown-event-is-an-error", test_an_unknown_event_is_an_error);
  ADD ("/db/verify/changes-are-read-without-gaps", test_changes_are_read_without_gaps);
  ADD ("/db/verify/new-tickets-are-told-with-their-codes",
       test_new_tickets_are_told_with_their_codes);
  ADD ("/db/verify/a-killed-server-answers-nothing", test_a_killed_server_answers_nothing);
  ADD ("/db/verify/a-doubtful-commit-is-unknown", test_a_doubtful_commit_is_unknown);
  ADD ("/db/verify/a-lock-that-takes-too-long-is-unknown",
       test_a_lock_that_takes_too_long_is_unknown);
  ADD ("/db/verify/random-batches-leave-everything-sound",
       test_random_batches_leave_everything_sound);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
