/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-import.h"
#include "db/foyer-test-door.h"

/* An import while a desk scans without a pause. How long the slowest scan took is printed; what is
 * asserted is what makes it short: an import holds the event in chunks, and scans come between. */

#define N_TICKETS 500
#define N_ROWS    10000

static FoyerTestDatabase *database;

typedef struct {
  FoyerTestDoor door;
  FoyerDbConnection *owner;
  FoyerDbConnection *bell;
  FoyerDbImportSummary summary;
  GThread *thread;
  int is_over;
} Fixture;

static gpointer
import_in_thread (gpointer data)
{
  Fixture *fixture = data;
  FoyerDbActor actor = { .staff_email = "foyerctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbImport) import = foyer_db_import_begin (fixture->owner,
                                                            foyer_test_database_get_seal (database),
                                                            fixture->door.event_id,
                                                            &actor,
                                                            &error);

  g_assert_no_error (error);
  for (guint i = 0; i < N_ROWS; i++) {
    g_autofree char *name = g_strdup_printf ("Guest %u", i);
    FoyerDbImportRow row = { .copy = 1, .name = name, .paid = TRUE };

    foyer_db_import_add (import, &row, &error);
    g_assert_no_error (error);
  }
  foyer_db_import_merge (import, &fixture->summary, &error);
  g_assert_no_error (error);
  g_atomic_int_set (&fixture->is_over, 1);
  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  foyer_test_door_init (&fixture->door, database, N_TICKETS);
  fixture->owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  fixture->bell = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  foyer_db_listen (fixture->bell, FOYER_DB_CHANNEL_CHANGES, &error);
  g_assert_no_error (error);
  fixture->thread = g_thread_new ("import", import_in_thread, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  foyer_test_door_assert_sound (&fixture->door);
  foyer_db_connection_close (fixture->owner);
  foyer_db_connection_close (fixture->bell);
  foyer_test_door_clear (&fixture->door);
}

static gint64 ask (const char *format, ...) G_GNUC_PRINTF (1, 2);

static gint64
ask (const char *format, ...)
{
  va_list arguments;
  g_autofree char *sql = NULL;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return foyer_test_database_ask_int (database, sql);
}

/* Until the first chunk has gone over the import holds nothing that a desk might wait for. It rings
 * the relays' bell then. */
static void
wait_for_first_chunk (FoyerDbConnection *bell)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rings = NULL;
  GPollFD descriptor = { .fd = foyer_db_connection_get_fd (bell), .events = G_IO_IN };

  do {
    g_clear_pointer (&rings, g_ptr_array_unref);
    g_poll (&descriptor, 1, -1);
    rings = foyer_db_connection_take_notifications (bell, &error);
    g_assert_no_error (error);
  } while (rings->len == 0);
}

static void
test_scans_come_between (Fixture *fixture, gconstpointer data)
{
  gint64 slowest = 0;
  guint n_scans = 0;

  wait_for_first_chunk (fixture->bell);
  while (!g_atomic_int_get (&fixture->is_over)) {
    const char *code = foyer_test_door_get_code (&fixture->door, n_scans % N_TICKETS);
    gint64 before = g_get_monotonic_time ();
    g_autoptr (FoyerVerdict) verdict =
        foyer_test_door_scan (&fixture->door, &(FoyerScan){ .code = (char *)code });

    slowest = MAX (slowest, g_get_monotonic_time () - before);
    g_assert_cmpint (verdict->outcome,
                     ==,
                     n_scans < N_TICKETS ? FOYER_OUTCOME_ADMITTED : FOYER_OUTCOME_REFUSED);
    n_scans++;
  }
  g_thread_join (fixture->thread);
  g_test_message ("%u scans while %u rows were imported; the slowest took %.1f ms",
                  n_scans,
                  N_ROWS,
                  (double)slowest / 1000);
  g_assert_cmpuint (fixture->summary.added, ==, N_ROWS);

  /* The rows of a chunk share the time at which it took the head row. */
  g_assert_cmpint (ask ("SELECT max (n) FROM (SELECT count (*) AS n FROM changes WHERE event_id ="
                        " '%s' AND kind = 'added' GROUP BY \"timestamp\") c",
                        fixture->door.event_id),
                   <=,
                   FOYER_LIMIT_IMPORT_CHUNK_ROWS);
  /* Admissions lie behind the first and before the last row that the import added. */
  g_assert_cmpint (ask ("WITH added AS (SELECT min (c.seq) AS first, max (c.seq) AS last"
                        " FROM changes c JOIN tickets t ON t.id = c.ticket_id WHERE t.event_id ="
                        " '%s' AND c.kind = 'added' AND t.name <> '') SELECT count (*)"
                        " FROM changes v JOIN tickets t ON t.id = v.ticket_id, added"
                        " WHERE v.kind = 'verified' AND t.name = '' AND v.seq > added.first"
                        " AND v.seq < added.last",
                        fixture->door.event_id),
                   >,
                   0);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  g_test_add ("/db/import/scans-come-between-its-chunks",
              Fixture,
              NULL,
              set_up,
              test_scans_come_between,
              tear_down);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
