/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-override.h"
#include "db/foyer-db-tickets.h"
#include "db/foyer-db-undo.h"
#include "db/foyer-test-door.h"

#include <string.h>

/* Supervisors let in whom the judge refused. The tear-down recounts: nobody is in beyond the
 * allowed entries but by an override that stands. */

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
scan (FoyerTestDoor *door, const char *id, const char *code)
{
  return foyer_test_door_scan (door, &(FoyerScan){ .id = (char *)id, .code = (char *)code });
}

static FoyerVerdict *
scan_ticket (FoyerTestDoor *door, const char *id, guint number)
{
  return scan (door, id, foyer_test_door_get_code (door, number));
}

/* Here FOYER_ERROR_FAILED stands for "it shall succeed". */
#define DONE FOYER_ERROR_FAILED

static void
check (gboolean done, const GError *error, FoyerError expected)
{
  if (expected == DONE)
    g_assert_no_error (error);
  else
    g_assert_error (error, FOYER_ERROR, (int)expected);
  g_assert_cmpint (done, ==, error == NULL);
}

static FoyerChangeBatch *
override (FoyerTestDoor *door,
          const char *request_id,
          const char *scan_id,
          const char *reason,
          FoyerError expected)
{
  g_autofree char *new_id = foyer_uuid_new ();
  g_autoptr (GError) error = NULL;
  FoyerChangeBatch *batch = NULL;
  gboolean done = foyer_db_override (door->relay,
                                     request_id != NULL ? request_id : new_id,
                                     door->event_id,
                                     scan_id,
                                     reason,
                                     &door->actor,
                                     &batch,
                                     &error);

  check (done, error, expected);
  return batch;
}

static FoyerChangeBatch *
undo (FoyerTestDoor *door, const char *scan_id, FoyerError expected)
{
  g_autofree char *request_id = foyer_uuid_new ();
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

  check (done, error, expected);
  return batch;
}

static char *
refuse_again (FoyerTestDoor *door, guint number)
{
  char *id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) first = scan_ticket (door, NULL, number);
  g_autoptr (FoyerVerdict) second = scan_ticket (door, id, number);

  g_assert_cmpint (second->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  return id;
}

static void
test_a_refused_guest_is_let_in (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = refuse_again (door, 0);
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (FoyerVerdict) again = NULL;
  g_autoptr (FoyerVerdict) next = NULL;
  g_autofree char *row = NULL;
  const FoyerChange *change;

  door->actor.device_name = "Desk 9";
  batch = override (door, NULL, id, "came with a friend", DONE);
  change = g_ptr_array_index (batch->changes, 0);
  g_assert_cmpint (change->kind, ==, FOYER_CHANGE_KIND_VERIFIED);
  g_assert_cmpint (change->status, ==, FOYER_TICKET_STATUS_VERIFIED);
  g_assert_cmpint (change->seq, ==, door->tickets->len + 2);
  g_assert_cmpint (change->version, ==, 3);
  g_assert_cmpint (batch->counts->admitted, ==, 1);
  g_assert_cmpint (batch->counts->inside, ==, 2);
  row = foyer_test_database_ask (
      database,
      "SELECT o.outcome || ' ' || o.explanation || ' ' || (o.earlier_id = l.id) || ' ' || l.outcome"
      " FROM verification_logs o JOIN verification_logs l USING (event_id, scan_id)"
      " WHERE o.action = 'overridden' AND l.action = 'attempted' ORDER BY o.timestamp DESC");
  g_assert_cmpstr (row, ==, "admitted came with a friend true refused");
  /* The scan keeps its answer; the next refusal names the override. */
  again = scan_ticket (door, id, 0);
  g_assert_cmpint (again->outcome, ==, FOYER_OUTCOME_REFUSED);
  next = scan_ticket (door, NULL, 0);
  g_assert_cmpint (next->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (next->earlier.device, ==, "Desk 9");
}

static void
test_a_request_is_done_once (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = refuse_again (door, 1);
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerChangeBatch) batch = override (door, request_id, id, "guest list", DONE);

  g_assert_nonnull (batch);
  g_assert_null (override (door, request_id, id, "guest list", DONE));
  g_assert_null (override (door, request_id, id, "another", FOYER_ERROR_BAD_REQUEST));
  g_assert_null (override (door, NULL, id, "guest list", FOYER_ERROR_CHANGED_MEANWHILE));
}

static void
test_only_refused_tickets_are_let_in (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *admitted_id = foyer_uuid_new ();
  g_autofree char *unknown_id = foyer_uuid_new ();
  g_autofree char *listless_id = foyer_uuid_new ();
  g_autofree char *nobody_id = foyer_uuid_new ();
  g_autofree char *refused_id = refuse_again (door, 3);
  g_autoptr (FoyerVerdict) admitted = scan_ticket (door, admitted_id, 2);
  g_autoptr (FoyerVerdict) unknown = scan (door, unknown_id, "nobody's");
  g_autoptr (FoyerVerdict) listless =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .id = listless_id,
                                          .list_id = nobody_id,
                                          .code = (char *)foyer_test_door_get_code (door, 4) });

  g_assert_cmpint (listless->reason, ==, FOYER_REASON_WRONG_LIST);
  g_assert_null (override (door, NULL, admitted_id, "why not", FOYER_ERROR_BAD_REQUEST));
  g_assert_null (override (door, NULL, unknown_id, "why not", FOYER_ERROR_BAD_REQUEST));
  g_assert_null (override (door, NULL, listless_id, "why not", FOYER_ERROR_BAD_REQUEST));
  g_assert_null (override (door, NULL, nobody_id, "why not", FOYER_ERROR_NOT_FOUND));
  g_assert_null (override (door, NULL, refused_id, " \t", FOYER_ERROR_BAD_REQUEST));
  g_assert_null (override (door, NULL, refused_id, NULL, FOYER_ERROR_BAD_REQUEST));
}

static void
let_in_and_check (FoyerTestDoor *door, guint number, FoyerReason reason, const char *expected)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) refused = scan_ticket (door, id, number);
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autofree char *ask = NULL;
  g_autofree char *used = NULL;

  g_assert_cmpint (refused->reason, ==, reason);
  batch = override (door, NULL, id, "paid at the desk", DONE);
  ask = g_strdup_printf ("SELECT t.status || ' ' || s.entries_used || ' ' || s.inside || ' ' ||"
                         " (t.verified_at IS NOT NULL) FROM tickets t JOIN ticket_states s"
                         " ON s.ticket_id = t.id WHERE t.id = '%s'",
                         foyer_test_door_get_ticket (door, number));
  used = foyer_test_database_ask (database, ask);
  g_assert_cmpstr (used, ==, expected);
}

/* What was refused for another reason than too many entries uses up an entry like any admission,
 * and a void ticket stays void. */
static void
test_an_entry_is_used (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GError) error = NULL;

  foyer_db_ticket_void (owner, foyer_test_door_get_ticket (door, 1), &door->actor, &error);
  g_assert_no_error (error);
  foyer_test_database_run (database, "UPDATE tickets SET paid = false WHERE status <> 'void'");
  let_in_and_check (door, 0, FOYER_REASON_UNPAID, "verified 1 1 true");
  let_in_and_check (door, 1, FOYER_REASON_VOID, "void 1 1 true");
}

/* Who comes back too early takes up the entry that they used. */
static void
test_a_guest_comes_back_in (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) out = NULL;
  g_autoptr (FoyerVerdict) back = NULL;
  g_autoptr (FoyerChangeBatch) batch = NULL;

  foyer_test_database_run (database,
                           "UPDATE check_in_lists SET reentry = true, reentry_delay_ms = 3600000");
  first = scan_ticket (door, NULL, 5);
  out = foyer_test_door_scan (door,
                              &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, 5),
                                            .direction = FOYER_DIRECTION_EXIT });
  back = scan_ticket (door, id, 5);
  g_assert_cmpint (back->reason, ==, FOYER_REASON_RULE);
  batch = override (door, NULL, id, "forgot a coat", DONE);
  g_assert_cmpint (batch->counts->inside, ==, 1);
  g_assert_cmpint (foyer_test_database_ask_int (
                       database,
                       "SELECT max (entries_used) FROM ticket_states s JOIN verification_logs l"
                       " USING (ticket_id) WHERE l.explanation = 'forgot a coat'"),
                   ==,
                   1);
}

/* An override is undone like any admission, and is not to be had again for that scan. */
static void
test_an_override_is_undone (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = refuse_again (door, 0);
  g_autoptr (FoyerChangeBatch) let_in = NULL;
  g_autoptr (FoyerChangeBatch) undone = NULL;
  g_autoptr (FoyerVerdict) next = NULL;

  g_assert_null (undo (door, id, FOYER_ERROR_BAD_REQUEST));
  door->actor.device_name = "Desk 9";
  let_in = override (door, NULL, id, "mistaken", DONE);
  undone = undo (door, id, DONE);
  g_assert_cmpint (undone->counts->inside, ==, 1);
  g_assert_null (undo (door, id, FOYER_ERROR_CHANGED_MEANWHILE));
  g_assert_null (override (door, NULL, id, "again", FOYER_ERROR_CHANGED_MEANWHILE));
  next = scan_ticket (door, NULL, 0);
  g_assert_cmpstr (next->earlier.device, ==, "Desk 1");
}

static void
let_out (FoyerTestDoor *door, guint number)
{
  g_autoptr (FoyerVerdict) out =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .code = (char *)foyer_test_door_get_code (door, number),
                                          .direction = FOYER_DIRECTION_EXIT });

  g_assert_cmpint (out->outcome, ==, FOYER_OUTCOME_EXITED);
}

/* Both go out and come back in: the second of them by what the override added. */
static void
test_an_override_that_was_used_again_stays (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = refuse_again (door, 0);
  g_autofree char *back_id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) one = NULL;
  g_autoptr (FoyerVerdict) two = NULL;
  g_autoptr (FoyerChangeBatch) let_in = override (door, NULL, id, "a twin", DONE);
  g_autoptr (FoyerChangeBatch) out_again = NULL;
  g_autoptr (FoyerChangeBatch) undone = NULL;

  foyer_test_database_run (database, "UPDATE check_in_lists SET reentry = true");
  let_out (door, 0);
  let_out (door, 0);
  one = scan_ticket (door, NULL, 0);
  two = scan_ticket (door, back_id, 0);
  g_assert_cmpint (two->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_null (undo (door, id, FOYER_ERROR_CHANGED_MEANWHILE));
  foyer_test_door_assert_sound (door);
  out_again = undo (door, back_id, DONE);
  undone = undo (door, id, DONE);
  g_assert_cmpint (undone->counts->inside, ==, 1);
}

static void
test_it_takes_a_supervisor (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *id = refuse_again (door, 0);

  foyer_test_database_run (database, "UPDATE staff SET role = 'staff'");
  g_assert_null (override (door, NULL, id, "my friend", FOYER_ERROR_NOT_PERMITTED));
  foyer_test_database_run (database, "UPDATE staff SET role = 'supervisor'");
}

/* An override stays where somebody came back in with its entry. */
static FoyerChangeBatch *
try_undo (FoyerTestDoor *door, const char *scan_id)
{
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (GError) error = NULL;
  FoyerChangeBatch *batch = NULL;

  if (!foyer_db_undo (door->relay,
                      request_id,
                      door->event_id,
                      scan_id,
                      NULL,
                      &door->actor,
                      &batch,
                      &error))
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
  return batch;
}

/* Scans, overrides and undoings in any order. The tear-down recounts. */
static void
test_random_acts_leave_everything_sound (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GPtrArray) admissions = g_ptr_array_new_with_free_func (g_free);

  foyer_test_database_run (database, "UPDATE check_in_lists SET reentry = true");
  for (guint i = 0; i < 120; i++) {
    guint number = (guint)g_test_rand_int_range (0, (gint32)door->tickets->len);
    FoyerDirection direction =
        g_test_rand_int_range (0, 4) == 0 ? FOYER_DIRECTION_EXIT : FOYER_DIRECTION_ENTRY;
    g_autofree char *id = foyer_uuid_new ();
    g_autoptr (FoyerVerdict) verdict = NULL;
    g_autoptr (FoyerChangeBatch) batch = NULL;

    if (i % 5 == 4 && admissions->len > 0) {
      guint which = (guint)g_test_rand_int_range (0, (gint32)admissions->len);
      g_autofree char *scan_id = g_ptr_array_steal_index_fast (admissions, which);

      batch = try_undo (door, scan_id);
      continue;
    }
    verdict =
        foyer_test_door_scan (door,
                              &(FoyerScan){ .id = id,
                                            .code = (char *)foyer_test_door_get_code (door, number),
                                            .direction = direction });
    if (verdict->outcome == FOYER_OUTCOME_REFUSED)
      batch = override (door, NULL, id, "let them in", DONE);
    if (verdict->outcome != FOYER_OUTCOME_EXITED)
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
  ADD ("/db/override/a-refused-guest-is-let-in", test_a_refused_guest_is_let_in);
  ADD ("/db/override/a-request-is-done-once", test_a_request_is_done_once);
  ADD ("/db/override/only-refused-tickets-are-let-in", test_only_refused_tickets_are_let_in);
  ADD ("/db/override/an-entry-is-used", test_an_entry_is_used);
  ADD ("/db/override/a-guest-comes-back-in", test_a_guest_comes_back_in);
  ADD ("/db/override/an-override-is-undone", test_an_override_is_undone);
  ADD ("/db/override/an-override-that-was-used-again-stays",
       test_an_override_that_was_used_again_stays);
  ADD ("/db/override/it-takes-a-supervisor", test_it_takes_a_supervisor);
  ADD ("/db/override/random-acts-leave-everything-sound", test_random_acts_leave_everything_sound);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
