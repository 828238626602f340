/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-migrate.h"
#include "db/foyer-db-query.h"
#include "support/foyer-test-database.h"

static FoyerTestDatabase *database;

static void
test_all_tables_are_there (void)
{
  g_autofree char *tables = foyer_test_database_ask (database,
                                                     "SELECT string_agg (tablename, ' ' ORDER BY "
                                                     "tablename) FROM pg_tables"
                                                     " WHERE schemaname = 'public'");

  g_assert_cmpstr (tables,
                   ==,
                   "alert_counts alerts audit_log challenges changes check_in_lists conflicts "
                   "device_accesses "
                   "event_heads events gates head_keys installation invitations list_counters "
                   "pairings relays requests schema_migrations sessions settings sign_ins "
                   "signed_heads signing_keys staff staff_devices staff_events throttles "
                   "ticket_states ticket_types tickets verification_logs");
}

static void
test_a_second_time_changes_nothing (void)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GError) error = NULL;
  guint n_applied = 99;

  g_assert_true (
      foyer_db_migrate (owner, foyer_test_database_get_seal (database), &n_applied, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_applied, ==, 0);
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM schema_migrations"),
                   ==,
                   foyer_db_migrate_get_known_version ());
}

static void
test_a_newer_database_is_refused (void)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GError) error = NULL;

  foyer_test_database_run (database,
                           "INSERT INTO schema_migrations (version, name) VALUES (9999, "
                           "'9999-later.sql')");
  g_assert_false (foyer_db_migrate (owner, foyer_test_database_get_seal (database), NULL, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_VERSION);
  g_assert_nonnull (strstr (error->message, "newer than this program"));
  foyer_test_database_run (database, "DELETE FROM schema_migrations WHERE version = 9999");
}

static void
test_another_secret_key_is_refused (void)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autofree char *folder = foyer_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "secret.key", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbSeal) seal = foyer_db_seal_open (path, &error);

  g_assert_no_error (error);
  g_assert_false (foyer_db_migrate (owner, seal, NULL, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
  foyer_test_remove_folder (folder);
}

/* What each role is refused is as much a promise as what it may do. */
static void
test_the_relay_can_only_add_to_the_logs (void)
{
  static const char *const forbidden[] = {
    "UPDATE verification_logs SET staff_email = 'x'",
    "DELETE FROM verification_logs",
    "TRUNCATE verification_logs",
    "UPDATE audit_log SET act = 'x'",
    "DELETE FROM audit_log",
    "TRUNCATE audit_log",
    "TRUNCATE verification_logs, audit_log CASCADE",
    "UPDATE changes SET kind = 'reload'",
    "DELETE FROM changes",
    "DELETE FROM tickets",
    "UPDATE tickets SET qr_code_data = 'x'",
    "UPDATE device_accesses SET kind = 'wiped'",
    "DELETE FROM device_accesses",
    "UPDATE signed_heads SET row_no = 0",
    "DELETE FROM signed_heads",
    "TRUNCATE signed_heads",
    "UPDATE head_keys SET number = 2",
    "DELETE FROM head_keys",
    "INSERT INTO head_keys (number, public_key, sealed_secret) VALUES (9, '', '')",
    "INSERT INTO settings (name, value) VALUES ('x', 'y')",
    "UPDATE sessions SET no_rate_limit = true",
    "DELETE FROM sessions",
    "DELETE FROM staff",
    "SELECT sealed_secret FROM signing_keys",
    "INSERT INTO signing_keys (number, public_key, sealed_secret) VALUES (9, '', '')",
    "DROP TABLE verification_logs",
    "ALTER TABLE verification_logs DISABLE TRIGGER ALL",
    "CREATE TABLE mine (x integer)",
    "CREATE ROLE somebody",
    "SET ROLE foyer_owner",
    "SET session_replication_role = replica",
  };
  g_autoptr (FoyerDbConnection) relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);

  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", forbidden[i]);
    g_assert_false (foyer_db_run_script (relay, forbidden[i], &error));
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
    g_assert_nonnull (strstr (error->message, "42501"));
  }
  g_assert_true (foyer_db_run_script (relay, "SELECT FROM verification_logs", NULL));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  g_test_add_func ("/db/migrate/all-tables-are-there", test_all_tables_are_there);
  g_test_add_func ("/db/migrate/a-second-time-changes-nothing", test_a_second_time_changes_nothing);
  g_test_add_func ("/db/migrate/a-newer-database-is-refused", test_a_newer_database_is_refused);
  g_test_add_func ("/db/migrate/another-secret-key-is-refused", test_another_secret_key_is_refused);
  g_test_add_func ("/db/migrate/the-relay-can-only-add-to-the-logs",
                   test_the_relay_can_only_add_to_the_logs);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
