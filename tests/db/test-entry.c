/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-entry.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-query.h"
#include "db/foyer-test-door.h"

/* Entry that is paused, and what desks are told. What happens when somebody scans at the very
 * moment is in test-interleavings.c. */

static FoyerTestDatabase *database;

static const FoyerDbActor admin = { .staff_email = "eve@example.org", .ip_address = "192.0.2.9" };

static void
door_set_up (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_init (door, database, 3);
}

static void
door_tear_down (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_assert_sound (door);
  foyer_test_door_clear (door);
}

static void
pause_entry (FoyerTestDoor *door, const char *request_id, gboolean paused, const char *message)
{
  g_autoptr (GError) error = NULL;

  foyer_db_event_pause_entry (door->relay,
                              request_id,
                              door->event_id,
                              paused,
                              message,
                              &admin,
                              &error);
  g_assert_no_error (error);
}

static void
broadcast (FoyerTestDoor *door, const char *request_id, const char *message)
{
  g_autoptr (GError) error = NULL;

  foyer_db_event_broadcast (door->relay, request_id, door->event_id, message, &admin, &error);
  g_assert_no_error (error);
}

static void
assert_policy (FoyerTestDoor *door, gboolean paused, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerEvent) event = foyer_db_event_load (door->relay, door->event_id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (event->policy.entry_paused, ==, paused);
  g_assert_cmpstr (event->policy.message, ==, message);
}

static void
assert_acts (FoyerTestDoor *door, const char *expected)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT string_agg (concat_ws (' ', act, staff_email, host (ip_address),"
                       " details::json ->> 'entry_paused', details::json ->> 'message'), '|' ORDER "
                       "BY audit_no)"
                       " FROM audit_log WHERE event_id = '%s'"
                       " AND act IN ('entry_pause', 'entry_resume', 'message_broadcast')",
                       door->event_id);
  g_autofree char *acts = foyer_test_database_ask (database, sql);

  g_assert_cmpstr (acts, ==, expected);
}

static FoyerVerdict *
scan (FoyerTestDoor *door, guint number, FoyerDirection direction)
{
  return foyer_test_door_scan (door,
                               &(FoyerScan){ .code =
                                                 (char *)foyer_test_door_get_code (door, number),
                                             .direction = direction });
}

static void
assert_admitted (FoyerTestDoor *door, guint number)
{
  g_autoptr (FoyerVerdict) verdict = scan (door, number, FOYER_DIRECTION_ENTRY);

  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

static void
assert_paused (FoyerTestDoor *door, guint number, const char *explanation)
{
  g_autoptr (FoyerVerdict) verdict = scan (door, number, FOYER_DIRECTION_ENTRY);

  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_ENTRY_PAUSED);
  g_assert_cmpstr (verdict->explanation, ==, explanation);
}

static void
nobody_is_let_in_and_everybody_out (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (FoyerVerdict) out = NULL;

  assert_admitted (door, 0);
  pause_entry (door, NULL, TRUE, "  Fire drill: \"please wait\".  ");
  assert_policy (door, TRUE, "Fire drill: \"please wait\".");
  assert_paused (door, 1, "Fire drill: \"please wait\".");
  out = scan (door, 0, FOYER_DIRECTION_EXIT);
  g_assert_cmpint (out->outcome, ==, FOYER_OUTCOME_EXITED);
  pause_entry (door, NULL, TRUE, NULL);
  assert_paused (door, 1, "Entry is paused.");
  pause_entry (door, NULL, FALSE, "Welcome.");
  assert_policy (door, FALSE, "Welcome.");
  assert_admitted (door, 1);
  pause_entry (door, NULL, FALSE, "");
  assert_policy (door, FALSE, NULL);
  assert_acts (door,
               "entry_pause eve@example.org 192.0.2.9 true Fire drill: \"please wait\"."
               "|entry_pause eve@example.org 192.0.2.9 true"
               "|entry_resume eve@example.org 192.0.2.9 false Welcome."
               "|entry_resume eve@example.org 192.0.2.9 false");
}

static void
messages_leave_the_entry_as_it_is (FoyerTestDoor *door, gconstpointer unused)
{
  broadcast (door, NULL, "The north gate is closed.");
  assert_policy (door, FALSE, "The north gate is closed.");
  assert_admitted (door, 0);
  pause_entry (door, NULL, TRUE, "Please wait.");
  broadcast (door, NULL, "Five minutes more.");
  assert_policy (door, TRUE, "Five minutes more.");
  assert_paused (door, 1, "Five minutes more.");
  broadcast (door, NULL, " \t ");
  assert_policy (door, TRUE, NULL);
  assert_acts (door,
               "message_broadcast eve@example.org 192.0.2.9 false The north gate is closed."
               "|entry_pause eve@example.org 192.0.2.9 true Please wait."
               "|message_broadcast eve@example.org 192.0.2.9 true Five minutes more."
               "|message_broadcast eve@example.org 192.0.2.9 true");
}

static void
requests_are_done_once (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *first = foyer_uuid_new ();
  g_autofree char *second = foyer_uuid_new ();
  g_autoptr (GError) error = NULL;

  pause_entry (door, first, TRUE, "Please wait.");
  pause_entry (door, NULL, FALSE, NULL);
  pause_entry (door, first, TRUE, "Please wait.");
  assert_policy (door, FALSE, NULL);
  broadcast (door, second, "Hello.");
  broadcast (door, NULL, NULL);
  broadcast (door, second, "Hello.");
  assert_policy (door, FALSE, NULL);
  g_assert_false (foyer_db_event_pause_entry (door->relay,
                                              first,
                                              door->event_id,
                                              TRUE,
                                              "Something else.",
                                              &admin,
                                              &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  g_assert_false (
      foyer_db_event_broadcast (door->relay, first, door->event_id, "Hello.", &admin, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  assert_policy (door, FALSE, NULL);
  assert_acts (door,
               "entry_pause eve@example.org 192.0.2.9 true Please wait."
               "|entry_resume eve@example.org 192.0.2.9 false"
               "|message_broadcast eve@example.org 192.0.2.9 false Hello."
               "|message_broadcast eve@example.org 192.0.2.9 false");
}

static void
what_cannot_be_is_refused (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *nothing = foyer_uuid_new ();
  g_autofree char *longest = g_strnfill (FOYER_LIMIT_NOTE, 'x');
  g_autofree char *longer = g_strnfill (FOYER_LIMIT_NOTE + 1, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_false (
      foyer_db_event_pause_entry (door->relay, NULL, nothing, TRUE, NULL, &admin, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (
      foyer_db_event_broadcast (door->relay, NULL, door->event_id, longer, &admin, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  /* Ada is a supervisor. */
  g_assert_false (foyer_db_event_pause_entry (door->relay,
                                              NULL,
                                              door->event_id,
                                              TRUE,
                                              NULL,
                                              &door->actor,
                                              &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
  assert_policy (door, FALSE, NULL);
  assert_acts (door, NULL);
  broadcast (door, NULL, longest);
  assert_policy (door, FALSE, longest);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
#define ADD(name, test) \
  g_test_add ("/db/entry/" name, FoyerTestDoor, NULL, door_set_up, test, door_tear_down)
  ADD ("nobody-is-let-in-and-everybody-out", nobody_is_let_in_and_everybody_out);
  ADD ("messages-leave-the-entry-as-it-is", messages_leave_the_entry_as_it_is);
  ADD ("requests-are-done-once", requests_are_done_once);
  ADD ("what-cannot-be-is-refused", what_cannot_be_is_refused);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
