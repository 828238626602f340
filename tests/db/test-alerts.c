/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-alerts.h"
#include "db/foyer-db-settings.h"
#include "db/foyer-test-door.h"

/* Alerts are raised, count up, and are acknowledged; and what relays count becomes an alert where
 * it is too much, whichever of them has seen it. */

static FoyerTestDatabase *database;

static void
set_up (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_init (door, database, 1);
  foyer_test_database_run (database,
                           "DELETE FROM alerts; DELETE FROM alert_counts; DELETE FROM settings;"
                           " UPDATE staff SET role = 'admin'");
}

static void
tear_down (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_assert_sound (door);
  foyer_test_door_clear (door);
}

static GPtrArray *
list (FoyerTestDoor *door)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *alerts = foyer_db_alerts_list (door->relay, NULL, &error);

  g_assert_no_error (error);
  return alerts;
}

static void
raise_alert (FoyerTestDoor *door, FoyerAlertKind kind, const char *subject, const char *device_id)
{
  g_autoptr (GError) error = NULL;

  foyer_db_alerts_raise (door->relay, kind, subject, device_id, NULL, &error);
  g_assert_no_error (error);
}

static void
count (FoyerTestDoor *door, const FoyerDbAlertCount *what)
{
  g_autoptr (GError) error = NULL;

  foyer_db_alerts_count (door->relay, what, 1, &error);
  g_assert_no_error (error);
}

static void
count_searches (FoyerTestDoor *door, guint n)
{
  count (door,
         &(FoyerDbAlertCount){ .kind = FOYER_ALERT_SEARCH_BURST,
                               .subject = "ada@example.org",
                               .amount = n });
}

/* What the only open alert says of how often it happened; 0 where there is none. */
static gint64
get_times (FoyerTestDoor *door)
{
  g_autoptr (GPtrArray) alerts = list (door);

  g_assert_cmpuint (alerts->len, <=, 1);
  return alerts->len == 1 ? ((FoyerAlert *)g_ptr_array_index (alerts, 0))->times : 0;
}

static void
acknowledge (FoyerTestDoor *door, const char *request_id, const char *alert_id, gint expected)
{
  g_autoptr (GError) error = NULL;
  gboolean done =
      foyer_db_alerts_acknowledge (door->relay, request_id, alert_id, &door->actor, &error);

  g_assert_cmpint (done, ==, expected < 0);
  if (expected < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, FOYER_ERROR, expected);
}

static char *
get_first_id (FoyerTestDoor *door)
{
  g_autoptr (GPtrArray) alerts = list (door);

  g_assert_cmpuint (alerts->len, ==, 1);
  return g_strdup (((FoyerAlert *)g_ptr_array_index (alerts, 0))->id);
}

static void
test_the_same_counts_up (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GPtrArray) alerts = NULL;
  FoyerAlert *alert;

  for (guint i = 0; i < 3; i++)
    raise_alert (door, FOYER_ALERT_TOKEN_REUSED, door->device_id, door->device_id);
  alerts = list (door);
  g_assert_cmpuint (alerts->len, ==, 1);
  alert = g_ptr_array_index (alerts, 0);
  g_assert_cmpstr (alert->kind, ==, "token_reused");
  g_assert_cmpint (alert->severity, ==, FOYER_ALERT_CRITICAL);
  g_assert_cmpint (alert->times, ==, 3);
  g_assert_cmpstr (alert->device_id, ==, door->device_id);
  g_assert_cmpstr (alert->device, ==, "Desk 1");
  g_assert_cmpint (alert->last_at, >, alert->at);
  g_assert_cmpint (alert->cleared_at, ==, 0);
}

static void
test_the_table_cannot_be_filled (FoyerTestDoor *door, gconstpointer unused)
{
  g_autoptr (GPtrArray) alerts = NULL;
  const FoyerAlert *newest;

  for (guint i = 0; i < 3 * FOYER_LIMIT_ALERTS_PER_KIND; i++) {
    g_autofree char *subject = g_strdup_printf ("192.0.2.%u", i);

    raise_alert (door, FOYER_ALERT_UNKNOWN_DEVICE, subject, NULL);
  }
  alerts = list (door);
  g_assert_cmpuint (alerts->len, ==, FOYER_LIMIT_ALERTS_PER_KIND + 1);
  newest = g_ptr_array_index (alerts, 0);
  g_assert_cmpstr (newest->subject, ==, "");
  g_assert_cmpint (newest->times, ==, 2 * FOYER_LIMIT_ALERTS_PER_KIND);
}

static void
test_acknowledging (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *request_id = foyer_uuid_new ();
  g_autofree char *other_request_id = foyer_uuid_new ();
  g_autofree char *nobody_id = foyer_uuid_new ();
  g_autoptr (GPtrArray) also = g_ptr_array_new ();
  g_autoptr (GPtrArray) alerts = NULL;
  g_autofree char *id = NULL;
  const FoyerAlert *alert;

  raise_alert (door, FOYER_ALERT_LOG_CUT, door->event_id, NULL);
  id = get_first_id (door);
  acknowledge (door, request_id, nobody_id, FOYER_ERROR_NOT_FOUND);
  acknowledge (door, request_id, id, -1);
  acknowledge (door, request_id, id, -1);
  acknowledge (door, other_request_id, id, -1);
  acknowledge (door, request_id, nobody_id, FOYER_ERROR_BAD_REQUEST);
  g_assert_cmpint (get_times (door), ==, 0);
  g_ptr_array_add (also, id);
  alerts = foyer_db_alerts_list (door->relay, also, NULL);
  alert = g_ptr_array_index (alerts, 0);
  g_assert_cmpstr (alert->cleared_by, ==, "ada@example.org");
  g_assert_cmpint (alert->cleared_at, >, 0);
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM audit_log WHERE act = "
                                                "'alert_acknowledged'"),
                   ==,
                   1);
  /* What happens again is a new alert. */
  raise_alert (door, FOYER_ALERT_LOG_CUT, door->event_id, NULL);
  g_assert_cmpint (get_times (door), ==, 1);
}

static void
test_it_takes_an_admin (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *request_id = foyer_uuid_new ();
  g_autofree char *id = NULL;

  raise_alert (door, FOYER_ALERT_LOG_CUT, "", NULL);
  id = get_first_id (door);
  foyer_test_database_run (database, "UPDATE staff SET role = 'supervisor'");
  acknowledge (door, request_id, id, FOYER_ERROR_NOT_PERMITTED);
  g_assert_cmpint (get_times (door), ==, 1);
}

static void
test_too_much_raises (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *request_id = foyer_uuid_new ();
  g_autofree char *id = NULL;

  count_searches (door, 29);
  g_assert_cmpint (get_times (door), ==, 0);
  count_searches (door, 3);
  g_assert_cmpint (get_times (door), ==, 32);
  count_searches (door, 5);
  g_assert_cmpint (get_times (door), ==, 37);
  /* What was acknowledged begins anew. */
  id = get_first_id (door);
  acknowledge (door, request_id, id, -1);
  count_searches (door, 29);
  g_assert_cmpint (get_times (door), ==, 0);
  count_searches (door, 1);
  g_assert_cmpint (get_times (door), ==, 30);
}

static void
age (const char *by)
{
  g_autofree char *sql =
      g_strdup_printf ("UPDATE alert_counts SET since = since - interval '%s'", by);

  foyer_test_database_run (database, sql);
}

static void
test_the_window_slides (FoyerTestDoor *door, gconstpointer unused)
{
  /* Of the window before, four fifths still count one minute into this one, and less with every
   * second that the test takes: not enough with three, and enough with eighteen for two minutes. */
  count_searches (door, 29);
  age ("6 min");
  count_searches (door, 3);
  g_assert_cmpint (get_times (door), ==, 0);
  count_searches (door, 15);
  g_assert_cmpint (get_times (door), >=, 30);
  foyer_test_database_run (database, "DELETE FROM alerts");
  age ("11 min");
  count_searches (door, 29);
  g_assert_cmpint (get_times (door), ==, 0);
}

static void
test_what_is_over_is_forgotten (FoyerTestDoor *door, gconstpointer unused)
{
  count_searches (door, 1);
  age ("11 min");
  count (door,
         &(FoyerDbAlertCount){ .kind = FOYER_ALERT_REFUSED_CODES,
                               .subject = door->device_id,
                               .device_id = door->device_id,
                               .event_id = door->event_id,
                               .amount = 1 });
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM alert_counts"),
                   ==,
                   1);
}

static void
test_limits_are_settings (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_database_run (database,
                           "INSERT INTO settings (name, value) VALUES ('alert.searches', '2')");
  count_searches (door, 1);
  g_assert_cmpint (get_times (door), ==, 0);
  count_searches (door, 1);
  g_assert_cmpint (get_times (door), ==, 2);
}

/* Whatever a stranger types as an account is kept only where it is one. */
static void
test_only_accounts_are_accounts (FoyerTestDoor *door, gconstpointer unused)
{
  static const char *const subjects[] = { "guest@example.org", "ada@example.org", "192.0.2.7" };

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    count (door,
           &(FoyerDbAlertCount){ .kind = FOYER_ALERT_SIGN_IN_FAILURES,
                                 .subject = subjects[i],
                                 .is_account = i < 2,
                                 .amount = 4 });
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM alert_counts WHERE subject "
                                                "<> 'guest@example.org'"),
                   ==,
                   2);
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM alert_counts"),
                   ==,
                   2);
}

static void
test_clocks_are_off_or_not (FoyerTestDoor *door, gconstpointer unused)
{
  FoyerDbAlertCount off = { .kind = FOYER_ALERT_CLOCK_OFF,
                            .subject = door->device_id,
                            .device_id = door->device_id,
                            .amount = 30 };

  count (door, &off);
  g_assert_cmpint (get_times (door), ==, 0);
  off.amount = 31;
  count (door, &off);
  g_assert_cmpint (get_times (door), ==, 1);
}

/* Whoever may search at every event may name one that there is not. */
static void
test_what_is_not_there_spoils_nothing (FoyerTestDoor *door, gconstpointer unused)
{
  g_autofree char *nowhere = foyer_uuid_new ();
  g_autoptr (GPtrArray) alerts = NULL;
  const FoyerAlert *alert;

  foyer_test_database_run (database,
                           "INSERT INTO settings (name, value) VALUES ('alert.searches', '2')");
  count (door,
         &(FoyerDbAlertCount){ .kind = FOYER_ALERT_SEARCH_BURST,
                               .subject = "ada@example.org",
                               .device_id = nowhere,
                               .event_id = nowhere,
                               .amount = 2 });
  alerts = list (door);
  g_assert_cmpuint (alerts->len, ==, 1);
  alert = g_ptr_array_index (alerts, 0);
  g_assert_null (alert->event_id);
  g_assert_null (alert->device_id);
}

#define ADD(path, func) g_test_add (path, FoyerTestDoor, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  ADD ("/db/alerts/the-same-counts-up", test_the_same_counts_up);
  ADD ("/db/alerts/the-table-cannot-be-filled", test_the_table_cannot_be_filled);
  ADD ("/db/alerts/acknowledging", test_acknowledging);
  ADD ("/db/alerts/it-takes-an-admin", test_it_takes_an_admin);
  ADD ("/db/alerts/too-much-raises", test_too_much_raises);
  ADD ("/db/alerts/the-window-slides", test_the_window_slides);
  ADD ("/db/alerts/what-is-over-is-forgotten", test_what_is_over_is_forgotten);
  ADD ("/db/alerts/limits-are-settings", test_limits_are_settings);
  ADD ("/db/alerts/only-accounts-are-accounts", test_only_accounts_are_accounts);
  ADD ("/db/alerts/clocks-are-off-or-not", test_clocks_are_off_or_not);
  ADD ("/db/alerts/what-is-not-there-spoils-nothing", test_what_is_not_there_spoils_nothing);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
