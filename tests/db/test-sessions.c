/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-session-end.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-test-door.h"
#include "model/foyer-session-info.h"

/* Sessions as the relays ask about them: whether they last, and that they are used. */

static FoyerTestDatabase *database;
static const FoyerDbActor the_operator = { .staff_email = "foyerctl" };

static void
set_up (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_init (door, database, 0);
}

static void
tear_down (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_clear (door);
  foyer_test_database_run (database, "DELETE FROM staff_events; DELETE FROM sessions");
}

static void
run (FoyerTestDoor *door, const char *what)
{
  g_autofree char *sql =
      g_strdup_printf ("UPDATE sessions SET %s WHERE id = '%s'", what, door->session_id);

  foyer_test_database_run (database, sql);
}

static gboolean
ask (FoyerTestDoor *door, const char *what)
{
  g_autofree char *sql = g_strdup_printf ("SELECT (%s)::integer FROM sessions WHERE id = '%s'",
                                          what,
                                          door->session_id);

  return foyer_test_database_ask_int (database, sql) == 1;
}

static GPtrArray *
list_ids (FoyerTestDoor *door)
{
  GPtrArray *ids = g_ptr_array_new ();

  g_ptr_array_add (ids, door->session_id);
  g_ptr_array_add (ids, (gpointer) "00000000-0000-4000-8000-000000000000");
  return ids;
}

static GError *
call (FoyerTestDoor *door, char **rights)
{
  g_autoptr (GPtrArray) ids = list_ids (door);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) roll = foyer_db_sessions_call_roll (door->relay, ids, &error);
  const FoyerDbRollEntry *entry;

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (roll), ==, 1);
  entry = g_hash_table_lookup (roll, door->session_id);
  *rights = g_strdup (entry->rights);
  return entry->error != NULL ? g_error_copy (entry->error) : NULL;
}

static void
test_roll_call (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *give = g_strdup_printf ("INSERT INTO staff_events SELECT staff_id, '%s', "
                                           "'admin' FROM sessions WHERE id = '%s'",
                                           door->event_id,
                                           door->session_id);
  g_autofree char *expected = g_strdup_printf ("supervisor %s:admin", door->event_id);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *none = NULL;
  g_autoptr (GError) error = call (door, &before);

  g_assert_no_error (error);
  g_assert_cmpstr (before, ==, "supervisor");
  foyer_test_database_run (database, give);
  error = call (door, &after);
  g_assert_no_error (error);
  g_assert_cmpstr (after, ==, expected);
  run (door, "ended_at = now ()");
  error = call (door, &none);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  g_assert_null (none);
}

static void
touch_from (FoyerTestDoor *door, const char *address, gint64 age_ms)
{
  const FoyerDbSessionUse use = { door->session_id, (char *)address, age_ms };
  g_autoptr (GError) error = NULL;

  foyer_db_sessions_touch (door->relay, &use, 1, &error);
  g_assert_no_error (error);
}

static void
touch (FoyerTestDoor *door)
{
  touch_from (door, NULL, 0);
}

static int
count_alerts (void)
{
  return (int)foyer_test_database_ask_int (database,
                                           "SELECT count(*) FROM alerts WHERE kind = "
                                           "'session_two_addresses'");
}

/* Who has only moved is at one place at a time. */
static void
test_two_addresses_at_once (FoyerTestDoor *door, gconstpointer unused)
{
  run (door, "last_address = '192.0.2.7', entered_at = now () - interval '1 h'");
  touch_from (door, "192.0.2.7", 0);
  touch_from (door, "192.0.2.8", 2 * 60 * 60 * 1000);
  touch_from (door, "fe80::1%eth0", 0);
  g_assert_cmpint (count_alerts (), ==, 0);
  touch_from (door, "192.0.2.8", 1000);
  g_assert_cmpint (count_alerts (), ==, 1);
}

static void
test_use_moves_the_end (FoyerTestDoor *door, gconstpointer unused)
{
  touch (door);
  g_assert_true (ask (door, "last_used > now () - interval '1 min' AND idle_until IS NULL"));
  run (door, "key_bound = true, idle_until = now () + interval '1 min'");
  touch (door);
  g_assert_true (ask (door, "idle_until > now () + interval '15 h'"));
}

static void
test_use_wakes_nothing (FoyerTestDoor *door, gconstpointer unused)
{
  run (door, "key_bound = true, idle_until = now () - interval '1 s', last_used = NULL");
  touch (door);
  g_assert_true (ask (door, "idle_until < now () AND last_used IS NULL"));
  run (door, "idle_until = NULL, ended_at = now ()");
  touch (door);
  g_assert_true (ask (door, "last_used IS NULL"));
}

static void
test_permission (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (foyer_db_session_permit (door->relay,
                                          &door->actor,
                                          door->event_id,
                                          FOYER_PERMISSION_UNDO,
                                          &error));
  g_assert_false (
      foyer_db_session_permit (door->relay, &door->actor, NULL, FOYER_PERMISSION_STAFF, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
  g_clear_error (&error);
  run (door, "ended_at = now ()");
  g_assert_false (
      foyer_db_session_permit (door->relay, &door->actor, NULL, FOYER_PERMISSION_SELF, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
}

static void
test_the_end_is_final (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (foyer_db_session_end (door->relay, NULL, door->session_id, &door->actor, &error));
  g_assert_no_error (error);
  g_assert_true (ask (door, "ended_at IS NOT NULL AND end_reason = 'ended'"));
  /* What has ended stays as it ended. */
  run (door, "end_reason = 'first'");
  g_assert_true (foyer_db_session_end (door->relay, NULL, door->session_id, &the_operator, &error));
  g_assert_no_error (error);
  g_assert_true (ask (door, "end_reason = 'first'"));
}

#define ADD(name, func) g_test_add (name, FoyerTestDoor, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  ADD ("/db/sessions/two-addresses-at-once", test_two_addresses_at_once);
  ADD ("/db/sessions/roll-calls-tell-rights-and-ends", test_roll_call);
  ADD ("/db/sessions/use-moves-the-end", test_use_moves_the_end);
  ADD ("/db/sessions/use-wakes-nothing", test_use_wakes_nothing);
  ADD ("/db/sessions/who-acts-is-looked-at", test_permission);
  ADD ("/db/sessions/the-end-is-final", test_the_end_is_final);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
