/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-test-database"

#include "config.h"

#include "support/foyer-test-database.h"

#include "base/foyer-error.h"
#include "db/foyer-db-migrate.h"
#include "db/foyer-db-process.h"
#include "db/foyer-db-query.h"

#include <signal.h>
#include <string.h>

/* How long an answer may take; only a test that fails waits for so long. */
#define PATIENCE_SECONDS 600

/* A private PostgreSQL for one test program, in a folder that goes with it. It is a real one, only
 * that it does not wait for the disk. Programs that are given its --data-dir join it. Whatever
 * fails in here fails the test. */

struct _FoyerTestDatabase {
  char *data_dir;
  FoyerDbSource *source;
  FoyerDbConnection *owner;
};

/**
 * foyer_test_make_folder:
 *
 * Returns: (transfer full): a new folder below the one for temporary files
 */
char *
foyer_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("foyer-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
foyer_test_remove_folder (const char *path)
{
  const char *const argv[] = { "rm", "-rf", "--", path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

/**
 * foyer_test_pass_unavailable:
 *
 * Forgets that a server did not answer: one that stands still answers in a while, and whoever asks
 * again is bounded by the test's time limit. Any other error fails the test.
 */
void
foyer_test_pass_unavailable (GError **error)
{
  if (!g_error_matches (*error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE)) {
    g_assert_no_error (*error);
    return;
  }
  g_test_message ("%s", (*error)->message);
  g_clear_error (error);
}

/**
 * foyer_test_database_start_in:
 * @data_dir: a folder that exists; it is removed in the end
 *
 * Returns: (transfer full): a database with all tables and nothing in them
 */
FoyerTestDatabase *
foyer_test_database_start_in (const char *data_dir)
{
  FoyerTestDatabase *self = g_new0 (FoyerTestDatabase, 1);
  FoyerDbSourceOptions options = { .cluster_flags = FOYER_DB_CLUSTER_THROW_AWAY };
  g_autoptr (GError) error = NULL;

  self->data_dir = g_strdup (data_dir);
  options.data_dir = self->data_dir;
  while (self->source == NULL) {
    self->source = foyer_db_source_open (&options, &error);
    foyer_test_pass_unavailable (&error);
  }
  self->owner = foyer_test_database_connect (self, FOYER_DB_ROLE_OWNER);
  foyer_db_migrate (self->owner, foyer_db_source_get_seal (self->source), NULL, &error);
  g_assert_no_error (error);
  return self;
}

/**
 * foyer_test_database_start:
 *
 * Returns: (transfer full): the same, in a new folder
 */
FoyerTestDatabase *
foyer_test_database_start (void)
{
  g_autofree char *data_dir = foyer_test_make_folder ();

  return foyer_test_database_start_in (data_dir);
}

/**
 * foyer_test_database_stop:
 * @self: (transfer full):
 *
 * Stops it, unless another program still uses it, and removes its folder.
 */
void
foyer_test_database_stop (FoyerTestDatabase *self)
{
  foyer_db_connection_close (self->owner);
  foyer_db_source_close (self->source);
  foyer_test_remove_folder (self->data_dir);
  g_free (self->data_dir);
  g_free (self);
}

const char *
foyer_test_database_get_data_dir (FoyerTestDatabase *self)
{
  return self->data_dir;
}

FoyerDbSource *
foyer_test_database_get_source (FoyerTestDatabase *self)
{
  return self->source;
}

const FoyerDbSeal *
foyer_test_database_get_seal (FoyerTestDatabase *self)
{
  return foyer_db_source_get_seal (self->source);
}

/* A test may stand still for longer than a relay that works, and its server too: neither is what
 * it asks about. Those who do ask set what they ask about themselves. */
static void
let_take_its_time (FoyerDbConnection *connection)
{
  g_autoptr (GError) error = NULL;

  foyer_db_connection_set_patience (connection, PATIENCE_SECONDS, &error);
  g_assert_no_error (error);
  foyer_db_run_script (connection,
                       "SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0",
                       &error);
  g_assert_no_error (error);
}

/**
 * foyer_test_connect:
 *
 * Returns: (transfer full): a new connection, once the server answers
 */
FoyerDbConnection *
foyer_test_connect (FoyerDbSource *source, FoyerDbRole role)
{
  FoyerDbConnection *connection = NULL;

  while (connection == NULL) {
    g_autoptr (GError) error = NULL;

    connection = foyer_db_source_connect (source, role, &error);
    foyer_test_pass_unavailable (&error);
  }
  let_take_its_time (connection);
  return connection;
}

FoyerDbConnection *
foyer_test_database_connect (FoyerTestDatabase *self, FoyerDbRole role)
{
  return foyer_test_connect (self->source, role);
}

/**
 * foyer_test_database_make_uri:
 * @user: who is to connect; `postgres` is the superuser
 * @database_name: to which of the server's databases
 *
 * Returns: (transfer full): the private server's address for them
 */
char *
foyer_test_database_make_uri (FoyerTestDatabase *self, const char *user, const char *database_name)
{
  const char *uri = foyer_db_source_get_uri (self->source, FOYER_DB_ROLE_OWNER);
  g_auto (GStrv) parts = g_strsplit_set (uri + strlen ("postgresql://"), "@/?", 4);

  return g_strdup_printf ("postgresql://%s@%s/%s", user, parts[1], database_name);
}

/* The server may have been killed since the last question. */
static FoyerDbConnection *
get_owner (FoyerTestDatabase *self)
{
  if (!foyer_db_connection_is_usable (self->owner)) {
    foyer_db_connection_close (self->owner);
    self->owner = foyer_test_database_connect (self, FOYER_DB_ROLE_OWNER);
  }
  return self->owner;
}

/**
 * foyer_test_database_ask:
 * @sql: one statement
 *
 * Returns: (transfer full) (nullable): the first cell of its first row, or %NULL where there is
 * none or it is SQL's NULL
 */
char *
foyer_test_database_ask (FoyerTestDatabase *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PGresult) result = foyer_db_query (get_owner (self), sql, FOYER_DB_NO_PARAMS, &error);

  g_assert_no_error (error);
  return PQntuples (result) > 0 ? g_strdup (foyer_db_get_text (result, 0, 0)) : NULL;
}

gint64
foyer_test_database_ask_int (FoyerTestDatabase *self, const char *sql)
{
  g_autofree char *text = foyer_test_database_ask (self, sql);

  g_assert_nonnull (text);
  return g_ascii_strtoll (text, NULL, 10);
}

/**
 * foyer_test_database_run:
 * @sql: statements
 */
void
foyer_test_database_run (FoyerTestDatabase *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  foyer_db_run_script (get_owner (self), sql, &error);
  g_assert_no_error (error);
}

/**
 * foyer_test_database_kill:
 *
 * Kills the server (SIGKILL), as a crash would. The next connection starts it again.
 */
void
foyer_test_database_kill (FoyerTestDatabase *self)
{
  g_autofree char *cluster_dir = g_build_filename (self->data_dir, "postgresql", NULL);
  pid_t pid = foyer_db_process_find (cluster_dir);

  g_assert_cmpint (pid, >, 0);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_true (foyer_db_process_clear_leftovers (cluster_dir, NULL));
  foyer_db_connection_close (self->owner);
  self->owner = foyer_test_database_connect (self, FOYER_DB_ROLE_OWNER);
}
