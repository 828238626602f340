/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-migrate.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-seal.h"
#include "support/foyer-test-database.h"

#include <glib-unix.h>
#include <string.h>

/* Where the database is: a server that is there already, here the private one of the test, seen
 * from outside. */

static FoyerTestDatabase *database;
static char *secret_file;

static FoyerDbSource *
open_source (const char *database_uri, const char *secret, gboolean only_existing, GError **error)
{
  FoyerDbSourceOptions options = { .database = (char *)database_uri,
                                   .secret_file = (char *)secret,
                                   .only_existing = only_existing };

  while (TRUE) {
    g_autoptr (GError) problem = NULL;
    FoyerDbSource *source = foyer_db_source_open (&options, &problem);

    if (source != NULL || !g_error_matches (problem, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE)) {
      if (problem != NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      return source;
    }
    foyer_test_pass_unavailable (&problem);
  }
}

static void
run_as_superuser (const char *sql)
{
  g_autofree char *uri = foyer_test_database_make_uri (database, "postgres", "postgres");
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbConnection) connection = NULL;

  while (connection == NULL) {
    connection = foyer_db_connection_open (uri, &error);
    foyer_test_pass_unavailable (&error);
  }
  foyer_db_run_script (connection, sql, &error);
  g_assert_no_error (error);
}

static void
test_no_superuser_is_needed (void)
{
  g_autofree char *uri = foyer_test_database_make_uri (database, "venue", "venue");
  g_autoptr (FoyerDbSource) source = NULL;
  g_autoptr (FoyerDbConnection) owner = NULL;
  g_autoptr (FoyerDbConnection) relay = NULL;
  g_autoptr (PGresult) user = NULL;
  g_autoptr (GError) error = NULL;

  run_as_superuser ("CREATE ROLE venue LOGIN");
  run_as_superuser ("CREATE DATABASE venue OWNER venue");
  source = open_source (uri, secret_file, FALSE, &error);
  g_assert_no_error (error);
  owner = foyer_test_connect (source, FOYER_DB_ROLE_OWNER);
  foyer_db_migrate (owner, foyer_db_source_get_seal (source), NULL, &error);
  g_assert_no_error (error);
  relay = foyer_test_connect (source, FOYER_DB_ROLE_RELAY);
  user = foyer_db_query (relay, "SELECT current_user", FOYER_DB_NO_PARAMS, &error);
  g_assert_cmpstr (foyer_db_get_text (user, 0, 0), ==, "venue");
}

static void
test_a_member_works_as_the_relay (void)
{
  g_autofree char *uri = foyer_test_database_make_uri (database, "arena", "foyer");
  g_autoptr (FoyerDbSource) source = NULL;
  g_autoptr (FoyerDbConnection) relay = NULL;
  g_autoptr (PGresult) user = NULL;
  g_autoptr (GError) error = NULL;

  run_as_superuser ("CREATE ROLE arena LOGIN; GRANT foyer_relay TO arena");
  source = open_source (uri, secret_file, FALSE, &error);
  g_assert_no_error (error);
  relay = foyer_test_connect (source, FOYER_DB_ROLE_RELAY);
  user = foyer_db_query (relay, "SELECT current_user", FOYER_DB_NO_PARAMS, &error);
  g_assert_cmpstr (foyer_db_get_text (user, 0, 0), ==, "foyer_relay");
}

static void
test_bad_options_are_refused (void)
{
  const FoyerDbSourceOptions options[] = {
    { .data_dir = (char *)"" },
    { .data_dir = (char *)"/nowhere", .secret_file = (char *)"" },
    { .data_dir = (char *)"/nowhere", .database = (char *)"postgresql:///" },
    { .database = (char *)"postgresql:///foyer" },
    { .database = (char *)"", .secret_file = secret_file },
    { .database = (char *)"nonsense:hunter2", .secret_file = secret_file },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (foyer_db_source_open (&options[i], &error));
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    g_assert_null (strstr (error->message, "hunter2"));
  }
}

static void
assert_no_secret (const char *uri, const char *path, gboolean only_existing, const char *sentence)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_source (uri, path, only_existing, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, sentence));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A file that was mistyped is no new key of a database that has one. */
static void
test_a_secret_key_is_made_once (void)
{
  g_autofree char *uri = foyer_test_database_make_uri (database, "hall", "hall");
  g_autofree char *own = g_strconcat (secret_file, ".hall", NULL);
  g_autofree char *typo = g_strconcat (secret_file, ".typo", NULL);
  g_autoptr (FoyerDbSource) source = NULL;
  g_autoptr (FoyerDbConnection) owner = NULL;
  g_autoptr (GError) error = NULL;

  run_as_superuser ("CREATE ROLE hall LOGIN");
  run_as_superuser ("CREATE DATABASE hall OWNER hall");
  assert_no_secret (uri, own, TRUE, "foyerctl migrate makes one");
  source = open_source (uri, own, FALSE, &error);
  g_assert_no_error (error);
  owner = foyer_test_connect (source, FOYER_DB_ROLE_OWNER);
  foyer_db_migrate (owner, foyer_db_source_get_seal (source), NULL, &error);
  g_assert_no_error (error);
  assert_no_secret (uri, typo, FALSE, "was set up with one");
  assert_no_secret (uri, typo, TRUE, "was set up with one");
}

static void
test_a_server_that_is_not_there_is_unavailable (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbSource) source =
      open_source ("postgresql://venue:hunter2@%2Fnowhere/foyer", secret_file, TRUE, &error);

  g_assert_no_error (error);
  g_assert_null (foyer_db_source_connect (source, FOYER_DB_ROLE_RELAY, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  g_assert_null (strstr (error->message, "hunter2"));
  g_assert_null (strpbrk (error->message, "\t\n"));
  g_assert_true (g_str_has_suffix (error->message, "No such file or directory."));
}

static gboolean
on_bell (int fd, GIOCondition condition, gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
test_a_bell_is_heard (void)
{
  g_autoptr (FoyerDbConnection) listener =
      foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_autoptr (FoyerDbConnection) ringer =
      foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) payloads = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (foyer_db_listen (listener, FOYER_DB_CHANNEL_CHANGES, &error));
  g_unix_fd_add (foyer_db_connection_get_fd (listener), G_IO_IN, on_bell, loop);
  g_assert_true (foyer_db_notify (ringer, FOYER_DB_CHANNEL_CHANGES, "event:42", &error));
  g_main_loop_run (loop);
  payloads = foyer_db_connection_take_notifications (listener, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (payloads->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (payloads, 0), ==, "event:42");
}

static void
test_a_connection_comes_back_after_a_kill (void)
{
  g_autoptr (FoyerDbConnection) before =
      foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_autoptr (FoyerDbConnection) after = NULL;
  g_autoptr (GError) error = NULL;

  foyer_test_database_kill (database);
  g_assert_false (foyer_db_run_script (before, "SELECT 1", &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  g_assert_false (foyer_db_connection_is_usable (before));
  after = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_assert_true (foyer_db_run_script (after, "SELECT 1", NULL));
}

int
main (int argc, char *argv[])
{
  g_autoptr (FoyerDbSeal) seal = NULL;
  g_autofree char *folder = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  folder = foyer_test_make_folder ();
  secret_file = g_build_filename (folder, "secret.key", NULL);
  seal = foyer_db_seal_open (secret_file, NULL);
  g_assert_nonnull (seal);
  g_test_add_func ("/db/source/no-superuser-is-needed", test_no_superuser_is_needed);
  g_test_add_func ("/db/source/a-member-works-as-the-relay", test_a_member_works_as_the_relay);
  g_test_add_func ("/db/source/bad-options-are-refused", test_bad_options_are_refused);
  g_test_add_func ("/db/source/a-secret-key-is-made-once", test_a_secret_key_is_made_once);
  g_test_add_func ("/db/source/a-server-that-is-not-there-is-unavailable",
                   test_a_server_that_is_not_there_is_unavailable);
  g_test_add_func ("/db/source/a-bell-is-heard", test_a_bell_is_heard);
  g_test_add_func ("/db/source/a-connection-comes-back-after-a-kill",
                   test_a_connection_comes_back_after_a_kill);
  result = g_test_run ();
  foyer_test_database_stop (database);
  foyer_test_remove_folder (folder);
  g_free (secret_file);
  return result;
}
