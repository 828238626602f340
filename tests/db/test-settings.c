/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-settings.h"
#include "support/foyer-test-database.h"

static FoyerTestDatabase *database;
static FoyerDbConnection *owner;
static const FoyerDbActor actor = { .staff_email = "foyerctl" };

static gboolean
set (FoyerDbSetting setting, const char *value, GError **error)
{
  return foyer_db_setting_set (owner,
                               foyer_test_database_get_seal (database),
                               setting,
                               value,
                               &actor,
                               error);
}

static guint
read_number (FoyerDbSetting setting)
{
  g_autoptr (GError) error = NULL;
  guint value = 0;

  g_assert_true (foyer_db_setting_read_number (owner, setting, &value, &error));
  g_assert_no_error (error);
  return value;
}

static char *
read_text (FoyerDbSetting setting)
{
  g_autoptr (GError) error = NULL;
  char *value = NULL;

  g_assert_true (foyer_db_setting_read_text (owner,
                                             foyer_test_database_get_seal (database),
                                             setting,
                                             &value,
                                             &error));
  g_assert_no_error (error);
  return value;
}

static void
test_names (void)
{
  FoyerDbSetting found = FOYER_DB_SETTING_ALERT_REFUSALS;

  for (guint i = 0; i < FOYER_DB_N_SETTINGS; i++) {
    g_assert_true (foyer_db_setting_from_name (foyer_db_setting_get_name (i), &found));
    g_assert_cmpint (found, ==, i);
    g_assert_nonnull (foyer_db_setting_get_help (i));
  }
  g_assert_false (foyer_db_setting_from_name ("no.such", &found));
}

static void
test_numbers (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (read_number (FOYER_DB_SETTING_SESSION_IDLE_MINUTES), ==, 960);
  g_assert_true (set (FOYER_DB_SETTING_SESSION_IDLE_MINUTES, "30", NULL));
  g_assert_cmpuint (read_number (FOYER_DB_SETTING_SESSION_IDLE_MINUTES), ==, 30);
  g_assert_false (set (FOYER_DB_SETTING_SESSION_IDLE_MINUTES, "4", &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_assert_false (set (FOYER_DB_SETTING_SESSION_IDLE_MINUTES, "soon", NULL));
  foyer_test_database_run (database,
                           "UPDATE settings SET value = '0' WHERE name = 'session.idle_minutes'");
  g_assert_cmpuint (read_number (FOYER_DB_SETTING_SESSION_IDLE_MINUTES), ==, 960);
  g_assert_true (set (FOYER_DB_SETTING_SESSION_IDLE_MINUTES, NULL, NULL));
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM settings"), ==, 0);
}

static void
test_secrets (void)
{
  g_autofree char *before = read_text (FOYER_DB_SETTING_PROVIDER_CLIENT_SECRET);
  g_autofree char *after = NULL;
  g_autofree char *kept = NULL;

  g_assert_null (before);
  g_assert_true (set (FOYER_DB_SETTING_PROVIDER_CLIENT_SECRET, "hush-hush", NULL));
  after = read_text (FOYER_DB_SETTING_PROVIDER_CLIENT_SECRET);
  g_assert_cmpstr (after, ==, "hush-hush");
  kept = foyer_test_database_ask (database,
                                  "SELECT value IS NULL AND position ('hush' IN"
                                  " encode (sealed, 'escape')) = 0 FROM settings");
  g_assert_cmpstr (kept, ==, "t");
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM audit_log"
                                                " WHERE details LIKE '%hush%'"),
                   ==,
                   0);
}

static void
test_texts (void)
{
  g_autofree char *usual = read_text (FOYER_DB_SETTING_PROVIDER_ISSUER);

  g_assert_cmpstr (usual, ==, "https://accounts.google.com");
  g_assert_false (set (FOYER_DB_SETTING_PROVIDER_ISSUER, "", NULL));
  g_assert_false (set (FOYER_DB_SETTING_PROVIDER_ISSUER, "a\nb", NULL));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_test_add_func ("/db/settings/each-has-a-name-and-a-help", test_names);
  g_test_add_func ("/db/settings/numbers-stay-within-bounds", test_numbers);
  g_test_add_func ("/db/settings/secrets-are-kept-sealed", test_secrets);
  g_test_add_func ("/db/settings/texts-are-lines", test_texts);
  result = g_test_run ();
  foyer_db_connection_close (owner);
  foyer_test_database_stop (database);
  return result;
}
