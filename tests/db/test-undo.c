/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-undo.h"
#include "db/foyer-test-door.h"

static FoyerTestDatabase *database;

static void
set_up (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_init (door, database, 6);
}

static void
tear_down (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_assert_sound (door);
  foyer_test_door_clear (door);
}

static FoyerVerdict *
scan (FoyerTestDoor *door, const char *id, guint number)
{
  return foyer_test_door_scan (door,
                               &(FoyerScan){ .id = (char *)id,
                                             .code =
                                                 (char *)foyer_test_door_get_code (door, number) });
}

static FoyerChangeBatch *
undo (FoyerTestDoor *door, const char *request_id, const char *scan_id, FoyerError expected)
{
  g_autoptr (GError) error = NULL;
  FoyerChangeBatch *batch = NULL;
  gboolean done = foyer_db_undo (door->relay,
                                 request_id,
                                 door->event_id,
                                 scan_id,
                                 "wrong person",
                                 &door->actor,
                                 &batch,
                                 &error);

  if (expected == FOYER_ERROR_FAILED)
    g_assert_no_error (error);
  else
    g_assert_error (error, FOYER_ERROR, (int)expected);
  g_assert_cmpint (done, ==, error == NULL);
  return batch;
}

/* Here FOYER_ERROR_FAILED stands for "it shall succeed". */
#define DONE FOYER_ERROR_FAILED

static void
test_an_admission_is_taken_back (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) first = scan (door, scan_id, 0);
  g_autoptr (FoyerChangeBatch) batch = undo (door, request_id, scan_id, DONE);
  g_autoptr (FoyerVerdict) again = NULL;
  g_autofree char *ticket = NULL;
  const FoyerChange *change = g_ptr_array_index (batch->changes, 0);

  g_assert_cmpint (change->kind, ==, FOYER_CHANGE_KIND_UNDONE);
  g_assert_cmpint (change->seq, ==, first->seq + 1);
  g_assert_cmpint (change->status, ==, FOYER_TICKET_STATUS_GENERATED);
  g_assert_cmpint (change->version, ==, 3);
  g_assert_cmpint (batch->counts->admitted, ==, 0);
  ticket = foyer_test_database_ask (
      database,
      "SELECT t.status || ' ' || (verified_at IS NULL) || ' ' || (verified_by IS NULL)"
      " FROM tickets t JOIN verification_logs l ON l.ticket_id = t.id WHERE l.action = 'undone'"
      " AND l.explanation = 'wrong person'");
  g_assert_cmpstr (ticket, ==, "generated true true");
  again = scan (door, NULL, 0);
  g_assert_cmpint (again->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

static void
test_a_request_is_done_once (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autofree char *other_scan_id = foyer_uuid_new ();
  g_autofree char *request_id = foyer_uuid_new ();
  g_autofree char *other_request_id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) first = scan (door, scan_id, 1);
  g_autoptr (FoyerVerdict) other = scan (door, other_scan_id, 2);
  g_autoptr (FoyerChangeBatch) batch = undo (door, request_id, scan_id, DONE);

  g_assert_nonnull (batch);
  g_assert_null (undo (door, request_id, scan_id, DONE));
  g_assert_null (undo (door, request_id, other_scan_id, FOYER_ERROR_BAD_REQUEST));
  g_assert_null (undo (door, other_request_id, scan_id, FOYER_ERROR_CHANGED_MEANWHILE));
}

static void
test_only_admissions_are_undone (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autofree char *refused_id = foyer_uuid_new ();
  g_autofree char *unknown_id = foyer_uuid_new ();
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) first = scan (door, scan_id, 3);
  g_autoptr (FoyerVerdict) second = scan (door, refused_id, 3);

  g_assert_null (undo (door, request_id, refused_id, FOYER_ERROR_BAD_REQUEST));
  g_assert_null (undo (door, request_id, unknown_id, FOYER_ERROR_NOT_FOUND));
}

/* With several entries a refusal names the last admission that still stands. */
static void
test_the_earlier_admission_stands_again (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autofree char *request_id = foyer_uuid_new ();
  g_autofree char *sql =
      g_strdup_printf ("UPDATE tickets SET allowed_entries = 2, sent_at = now (), status = 'sent'"
                       " WHERE id = '%s'",
                       foyer_test_door_get_ticket (door, 4));
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) second = NULL;
  g_autoptr (FoyerVerdict) third = NULL;
  g_autoptr (FoyerVerdict) fourth = NULL;
  g_autoptr (FoyerChangeBatch) batch = NULL;
  const FoyerChange *change;

  foyer_test_database_run (database, sql);
  first = scan (door, NULL, 4);
  door->actor.staff_email = "bob@example.org";
  second = scan (door, scan_id, 4);
  batch = undo (door, request_id, scan_id, DONE);
  change = g_ptr_array_index (batch->changes, 0);
  g_assert_cmpint (change->status, ==, FOYER_TICKET_STATUS_VERIFIED);
  door->actor.staff_email = "eve@example.org";
  third = scan (door, NULL, 4);
  g_assert_cmpint (third->outcome, ==, FOYER_OUTCOME_ADMITTED);
  fourth = scan (door, NULL, 4);
  g_assert_cmpint (fourth->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (fourth->earlier.verified_by, ==, "eve@example.org");
}

/* Who came back in has used up no entry: taking that back leaves the first admission as it was,
 * with its guest outside. */
static void
test_coming_back_is_taken_back (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *first_id = foyer_uuid_new ();
  g_autofree char *back_id = foyer_uuid_new ();
  g_autofree char *request_id = foyer_uuid_new ();
  g_autofree char *other_request_id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) out = NULL;
  g_autoptr (FoyerVerdict) back = NULL;
  g_autoptr (FoyerVerdict) again = NULL;
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (FoyerChangeBatch) other = NULL;

  foyer_test_database_run (database, "UPDATE check_in_lists SET reentry = true");
  first = scan (door, first_id, 5);
  out = foyer_test_door_scan (door,
                              &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 5),
                                            .direction = FOYER_DIRECTION_EXIT });
  back = scan (door, back_id, 5);
  g_assert_cmpint (back->outcome, ==, FOYER_OUTCOME_ADMITTED);
  batch = undo (door, request_id, back_id, DONE);
  g_assert_cmpint (batch->counts->admitted, ==, 1);
  g_assert_cmpint (batch->counts->inside, ==, 0);
  again = scan (door, NULL, 5);
  g_assert_cmpint (again->outcome, ==, FOYER_OUTCOME_ADMITTED);
  /* What was a way back in without the first admission is one of its own. */
  other = undo (door, other_request_id, first_id, DONE);
  g_assert_cmpint (other->counts->admitted, ==, 1);
  g_assert_cmpint (other->counts->inside, ==, 1);
}

/* Scans, undoings and voids in any order. The tear-down recounts. */
static void
test_random_acts_leave_everything_sound (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GPtrArray) admissions = g_ptr_array_new_with_free_func (g_free);

  foyer_test_database_run (database,
                           "UPDATE tickets SET allowed_entries = 3; UPDATE check_in_lists SET "
                           "reentry = true");
  for (guint i = 0; i < 150; i++) {
    guint number = (guint)g_test_rand_int_range (0, (gint32)door->tickets->len);
    g_autofree char *id = foyer_uuid_new ();
    g_autoptr (FoyerVerdict) verdict = NULL;
    g_autoptr (FoyerChangeBatch) batch = NULL;

    if (i % 4 == 3 && admissions->len > 0) {
      guint which = (guint)g_test_rand_int_range (0, (gint32)admissions->len);
      g_autofree char *scan_id = g_ptr_array_steal_index_fast (admissions, which);

      batch = undo (door, id, scan_id, DONE);
      continue;
    }
    if (i % 50 == 49)
      foyer_db_ticket_void (owner, foyer_test_door_get_ticket (door, number), &door->actor, NULL);
    verdict =
        foyer_test_door_scan (door,
                              &(FoyerScan){ .id = id,
                                            .code = (char *)foyer_test_door_get_code (door, number),
                                            .direction = g_test_rand_int_range (0, 3) == 0
                                                             ? FOYER_DIRECTION_EXIT
                                                             : FOYER_DIRECTION_ENTRY });
    if (verdict->outcome == FOYER_OUTCOME_ADMITTED)
      g_ptr_array_add (admissions, g_steal_pointer (&id));
  }
}

#define ADD(path, func) g_test_add (path, FoyerTestDoor, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  ADD ("/db/undo/an-admission-is-taken-back", test_an_admission_is_taken_back);
  ADD ("/db/undo/a-request-is-done-once", test_a_request_is_done_once);
  ADD ("/db/undo/only-admissions-are-undone", test_only_admissions_are_undone);
  ADD ("/db/undo/the-earlier-admission-stands-again", test_the_earlier_admission_stands_again);
  ADD ("/db/undo/coming-back-is-taken-back", test_coming_back_is_taken_back);
  ADD ("/db/undo/random-acts-leave-everything-sound", test_random_acts_leave_everything_sound);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
