/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-session-end.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-undo.h"
#include "db/foyer-test-report.h"

/* Whose session has ended, or who does not work for the event, scans nothing, whatever the relay
 * believes. */

static FoyerTestDatabase *database;

static const FoyerDbActor the_operator = { .staff_email = "foyerctl" };

static void
set_up (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_init (door, database, 4);
}

static void
tear_down (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_assert_sound (door);
  foyer_test_door_clear (door);
  foyer_test_database_run (database,
                           "UPDATE staff SET all_events = true, removed_at = NULL;"
                           "UPDATE staff_devices SET status = 'approved';"
                           "DELETE FROM staff_events");
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

static gint64
count_logs (FoyerTestDoor *door)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM verification_logs WHERE event_id = '%s'",
                       door->event_id);

  return foyer_test_database_ask_int (database, sql);
}

static FoyerDbBatchResult *
scan (FoyerTestDoor *door, guint number, const char *scan_id)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();

  foyer_test_door_add (door,
                       batch,
                       &(FoyerScan){ .id = (char *)scan_id,
                                     .code = (char *)foyer_test_door_get_code (door, number) });
  return foyer_test_door_verify (door, batch);
}

static const FoyerDbScanAnswer *
get_answer (const FoyerDbBatchResult *result, guint number)
{
  return &g_array_index (result->answers, FoyerDbScanAnswer, number);
}

static void
assert_turned_away (FoyerTestDoor *door, FoyerError code)
{
  gint64 before = count_logs (door);
  g_autoptr (FoyerDbBatchResult) result = scan (door, 0, NULL);

  g_assert_error (get_answer (result, 0)->error, FOYER_ERROR, (int)code);
  g_assert_null (get_answer (result, 0)->verdict);
  g_assert_cmpuint (result->batches->len, ==, 0);
  g_assert_cmpint (count_logs (door), ==, before);
}

static void
assert_admitted (FoyerTestDoor *door, guint number)
{
  g_autoptr (FoyerDbBatchResult) result = scan (door, number, NULL);

  g_assert_no_error (get_answer (result, 0)->error);
  g_assert_cmpint (get_answer (result, 0)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

static void
test_what_ends_a_session (FoyerTestDoor *door, gconstpointer unused)
{
  static const char *const ends[] = {
    "UPDATE sessions SET idle_until = now () WHERE id = '%s'",
    "UPDATE sessions SET idle_until = NULL, expires_at = now () WHERE id = '%s'",
    "UPDATE sessions SET expires_at = NULL, ended_at = now () WHERE id = '%s'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    run (ends[i], door->session_id);
    assert_turned_away (door, FOYER_ERROR_SIGNED_OUT);
  }
  run ("UPDATE sessions SET ended_at = NULL WHERE id = '%s'", door->session_id);
  run ("UPDATE staff SET removed_at = now ()");
  assert_turned_away (door, FOYER_ERROR_SIGNED_OUT);
  run ("UPDATE staff SET removed_at = NULL");
  run ("UPDATE staff_devices SET status = 'pending'");
  assert_turned_away (door, FOYER_ERROR_SIGNED_OUT);
  run ("UPDATE staff_devices SET status = 'revoked'");
  assert_turned_away (door, FOYER_ERROR_REVOKED);
  run ("UPDATE staff_devices SET status = 'approved'");
  assert_admitted (door, 0);
}

static void
test_a_session_of_nobody (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *nobody = foyer_uuid_new ();

  door->actor.session_id = nobody;
  assert_turned_away (door, FOYER_ERROR_SIGNED_OUT);
}

static void
test_other_events (FoyerTestDoor *door, gconstpointer unused)
{
  run ("UPDATE staff SET all_events = false");
  assert_turned_away (door, FOYER_ERROR_NOT_PERMITTED);
  run ("INSERT INTO staff_events SELECT id, '%s', 'staff' FROM staff", door->event_id);
  assert_admitted (door, 0);
}

static void
test_an_answer_is_for_who_may_ask (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autoptr (FoyerDbBatchResult) first = scan (door, 0, scan_id);
  g_autoptr (FoyerDbBatchResult) again = NULL;
  g_autoptr (FoyerDbBatchResult) later = NULL;

  run ("UPDATE sessions SET ended_at = now () WHERE id = '%s'", door->session_id);
  again = scan (door, 0, scan_id);
  g_assert_error (get_answer (again, 0)->error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  run ("UPDATE sessions SET ended_at = NULL WHERE id = '%s'", door->session_id);
  later = scan (door, 0, scan_id);
  g_assert_true (get_answer (later, 0)->repeated);
  g_assert_cmpint (get_answer (later, 0)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

/* What happened at a door is not refused for good because of who brings it. */
static void
test_late_scans_wait_for_who_may_bring_them (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  FoyerTestReport said[] = { { .id = scan_id, .seconds_ago = 60 },
                             { .id = scan_id, .seconds_ago = 60 } };
  static const char *const ends[] = {
    "UPDATE sessions SET ended_at = now () WHERE id = '%s'",
    "UPDATE staff_devices SET status = 'revoked' WHERE '%s' <> ''",
    "UPDATE staff SET all_events = false WHERE '%s' <> ''",
  };
  static const char *const beginnings[] = {
    "UPDATE sessions SET ended_at = NULL WHERE id = '%s'",
    "UPDATE staff_devices SET status = 'approved' WHERE '%s' <> ''",
    "UPDATE staff SET all_events = true WHERE '%s' <> ''",
  };
  g_autoptr (FoyerVerdict) verdict = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autoptr (FoyerDbBatchResult) result = NULL;

    run (ends[i], door->session_id);
    result = foyer_test_report_all (door, said, G_N_ELEMENTS (said));
    g_assert_error (get_answer (result, 0)->error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
    g_assert_error (get_answer (result, 1)->error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
    run (beginnings[i], door->session_id);
  }
  g_assert_cmpint (count_logs (door), ==, 0);
  verdict = foyer_test_report (door, said);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

static char *
make_session (const char *device)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbSession) session = NULL;
  g_autofree char *token =
      foyer_db_session_create (owner, "ada@example.org", device, FALSE, &the_operator, &error);

  g_assert_no_error (error);
  session = foyer_db_session_find (owner, token, &the_operator, &error);
  g_assert_no_error (error);
  return g_strdup (session->id);
}

/* The ended session's scan comes first, with the id that the other one uses too. */
static void
test_a_batch_of_both (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *ended = make_session ("Desk 2");
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  const char *lasts = door->actor.session_id;
  const char *const sessions[] = { ended, lasts, lasts, ended, lasts };
  const guint tickets[] = { 0, 0, 1, 2, 3 };
  const gboolean same_id[] = { TRUE, TRUE, FALSE, FALSE, FALSE };

  run ("UPDATE sessions SET ended_at = now () WHERE id = '%s'", ended);
  for (guint i = 0; i < G_N_ELEMENTS (sessions); i++) {
    door->actor.session_id = sessions[i];
    foyer_test_door_add (door,
                         batch,
                         &(FoyerScan){ .id = same_id[i] ? scan_id : NULL,
                                       .code =
                                           (char *)foyer_test_door_get_code (door, tickets[i]) });
  }
  result = foyer_test_door_verify (door, batch);
  g_assert_error (get_answer (result, 0)->error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  g_assert_error (get_answer (result, 1)->error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  g_assert_cmpint (get_answer (result, 2)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_error (get_answer (result, 3)->error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  g_assert_cmpint (get_answer (result, 4)->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (count_logs (door), ==, 2);
}

static void
test_undoing (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerDbBatchResult) result = scan (door, 0, scan_id);
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (GError) error = NULL;

  run ("INSERT INTO staff_events SELECT id, '%s', 'staff' FROM staff", door->event_id);
  g_assert_false (foyer_db_undo (door->relay,
                                 request_id,
                                 door->event_id,
                                 scan_id,
                                 NULL,
                                 &door->actor,
                                 &batch,
                                 &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
  g_clear_error (&error);
  run ("UPDATE staff_events SET role = 'supervisor'");
  run ("UPDATE sessions SET ended_at = now () WHERE id = '%s'", door->session_id);
  g_assert_false (foyer_db_undo (door->relay,
                                 request_id,
                                 door->event_id,
                                 scan_id,
                                 NULL,
                                 &door->actor,
                                 &batch,
                                 &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  g_clear_error (&error);
  run ("UPDATE sessions SET ended_at = NULL WHERE id = '%s'", door->session_id);
  g_assert_true (foyer_db_undo (door->relay,
                                request_id,
                                door->event_id,
                                scan_id,
                                NULL,
                                &door->actor,
                                &batch,
                                &error));
  g_assert_no_error (error);
}

/* The end of a session and a scan of it, stopped and started on purpose; see
 * test-interleavings.c. */

typedef struct {
  FoyerTestDoor *door;
  FoyerDbConnection *connection;
  char *pid;
  GThread *thread;
  gboolean is_over;
  FoyerDbBatchResult *result;
} Writer;

static gpointer
scan_in_thread (gpointer data)
{
  Writer *self = data;

  self->result = scan (self->door, 0, NULL);
  g_atomic_int_set (&self->is_over, TRUE);
  return NULL;
}

static gpointer
end_in_thread (gpointer data)
{
  Writer *self = data;
  g_autoptr (GError) error = NULL;

  foyer_db_session_end (self->connection, NULL, self->door->session_id, &the_operator, &error);
  g_assert_no_error (error);
  g_atomic_int_set (&self->is_over, TRUE);
  return NULL;
}

static char *
get_pid (FoyerDbConnection *connection)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, "SELECT pg_backend_pid ()", FOYER_DB_NO_PARAMS, NULL);

  return g_strdup (PQgetvalue (result, 0, 0));
}

static void
wait_until_blocked (Writer *writer, const char *by)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT array_to_string (pg_blocking_pids (%s), ' ')", writer->pid);

  while (TRUE) {
    g_autofree char *blockers = foyer_test_database_ask (database, sql);

    if (g_str_equal (blockers, by))
      return;
    g_assert_cmpstr (blockers, ==, "");
    g_assert_false (g_atomic_int_get (&writer->is_over));
    g_thread_yield ();
  }
}

static void
script (FoyerDbConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  foyer_db_run_script (connection, sql, &error);
  g_assert_no_error (error);
}

typedef struct {
  FoyerDbConnection *keeper;
  char *keeper_pid;
  Writer scanner;
  Writer ender;
} Stage;

static void
stage_init (Stage *self, FoyerTestDoor *door, const char *lock)
{
  assert_admitted (door, 3);
  self->keeper = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  self->keeper_pid = get_pid (self->keeper);
  self->scanner = (Writer){ .door = door, .pid = get_pid (door->relay) };
  self->ender = (Writer){ .door = door };
  self->ender.connection = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  self->ender.pid = get_pid (self->ender.connection);
  script (self->keeper, "SET idle_in_transaction_session_timeout = 0; BEGIN");
  script (self->keeper, lock);
  self->scanner.thread = g_thread_new ("scanner", scan_in_thread, &self->scanner);
  wait_until_blocked (&self->scanner, self->keeper_pid);
}

static void
stage_clear (Stage *self)
{
  if (self->ender.thread != NULL)
    g_thread_join (self->ender.thread);
  foyer_db_connection_close (self->keeper);
  foyer_db_connection_close (self->ender.connection);
  foyer_db_batch_result_free (self->scanner.result);
  g_free (self->keeper_pid);
  g_free (self->scanner.pid);
  g_free (self->ender.pid);
}

static void
finish_scan (Stage *self)
{
  g_thread_join (self->scanner.thread);
}

static void
test_ended_while_a_scan_waits (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *lock =
      g_strdup_printf ("SELECT FROM event_heads WHERE event_id = '%s' FOR UPDATE", door->event_id);
  Stage stage = { 0 };

  stage_init (&stage, door, lock);
  end_in_thread (&stage.ender);
  foyer_db_rollback (stage.keeper);
  finish_scan (&stage);
  g_assert_error (get_answer (stage.scanner.result, 0)->error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  g_assert_cmpint (count_logs (door), ==, 1);
  stage_clear (&stage);
}

static void
test_being_ended_while_a_scan_comes (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *lock =
      g_strdup_printf ("UPDATE sessions SET ended_at = now () WHERE id = '%s'", door->session_id);
  Stage stage = { 0 };

  stage_init (&stage, door, lock);
  script (stage.keeper, "COMMIT");
  finish_scan (&stage);
  g_assert_error (get_answer (stage.scanner.result, 0)->error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  g_assert_cmpint (count_logs (door), ==, 1);
  stage_clear (&stage);
}

/* Whoever ends the session is told so when the scan is committed, and not before. */
static void
test_ended_while_a_scan_is_written (FoyerTestDoor *door, gconstpointer unused)
{
  Stage stage = { 0 };

  stage_init (&stage, door, "LOCK TABLE changes IN SHARE MODE");
  stage.ender.thread = g_thread_new ("ender", end_in_thread, &stage.ender);
  wait_until_blocked (&stage.ender, stage.scanner.pid);
  foyer_db_rollback (stage.keeper);
  finish_scan (&stage);
  g_assert_no_error (get_answer (stage.scanner.result, 0)->error);
  stage_clear (&stage);
  assert_turned_away (door, FOYER_ERROR_SIGNED_OUT);
}

#define ADD(name, func) g_test_add (name, FoyerTestDoor, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  ADD ("/db/verify-sessions/whatever-ends-a-session-counts", test_what_ends_a_session);
  ADD ("/db/verify-sessions/a-session-of-nobody-scans-nothing", test_a_session_of_nobody);
  ADD ("/db/verify-sessions/an-event-of-others-is-not-scanned-for", test_other_events);
  ADD ("/db/verify-sessions/an-answer-is-for-who-may-ask", test_an_answer_is_for_who_may_ask);
  ADD ("/db/verify-sessions/others-in-the-batch-do-not-suffer", test_a_batch_of_both);
  ADD ("/db/verify-sessions/undoing-is-checked-too", test_undoing);
  ADD ("/db/verify-sessions/late-scans-wait-for-who-may-bring-them",
       test_late_scans_wait_for_who_may_bring_them);
  ADD ("/db/verify-sessions/ended-while-a-scan-waits", test_ended_while_a_scan_waits);
  ADD ("/db/verify-sessions/being-ended-while-a-scan-comes", test_being_ended_while_a_scan_comes);
  ADD ("/db/verify-sessions/ended-while-a-scan-is-written", test_ended_while_a_scan_is_written);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
