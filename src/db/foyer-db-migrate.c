/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-migrate"

#include "config.h"

#include "db/foyer-db-migrate.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-heads.h"
#include "db/foyer-db-query.h"
#include "foyer-db-resources.h"

#include <string.h>

/* Migrations: numbered files, compiled in, each run once, in order and in a transaction of its own
 * together with the row that says so. An advisory lock keeps two programs from migrating at the
 * same time. A file that was released is never changed; what comes later is another file. */

#define MIGRATIONS "/io/github/foyer_app/db/migrations/"
#define GRANTS     "/io/github/foyer_app/db/foyer-db-grants.sql"

#define TAKE_LOCK             \
  "SET lock_timeout = '60s';" \
  "SELECT pg_advisory_lock (hashtext ('foyer-migrations'))"

#define MAKE_LIST                                                              \
  "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY," \
  " name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now ())"

#define LAST_STEPS                    \
  "SELECT pg_advisory_unlock_all ();" \
  "SET lock_timeout = " G_STRINGIFY (FOYER_LIMIT_LOCK_TIMEOUT_MS)

/* Whoever may not create roles goes on without: the relay then works as the user of its URI. The
 * errors of another session that does the same at the same moment are no errors. */
#define MAKE_RELAY_ROLE                                                                       \
  "DO $$ BEGIN"                                                                               \
  " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'foyer_relay') THEN"                  \
  "  CREATE ROLE foyer_relay NOLOGIN; END IF;"                                                \
  " IF NOT pg_has_role (current_user, 'foyer_relay', 'MEMBER') THEN"                          \
  "  EXECUTE format ('GRANT foyer_relay TO %I', current_user); END IF;"                       \
  " EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;" \
  " END $$"

/* Resources register themselves when the first of any is looked for. A thread that asks for its own
 * one while another registers them gets %NULL; looking for what is in them waits for that. */
static void
link_resources (void)
{
  foyer_db_get_resource ();
}

static char *
read_file (const char *path)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  const char *text;

  link_resources ();
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert (bytes != NULL);
  text = g_bytes_get_data (bytes, &size);
  return g_strndup (text, size);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The migrations' names, such as 001-base.sql, in order: the number of one is its position + 1. */
static GPtrArray *
list_migrations (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) children = NULL;

  link_resources ();
  children = g_resources_enumerate_children (MIGRATIONS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert (children != NULL);
  for (guint i = 0; children[i] != NULL; i++) {
    if (g_ascii_isdigit (*children[i]))
      g_ptr_array_add (names, g_strdup (children[i]));
  }
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
read_version (FoyerDbConnection *connection, guint known, guint *version, GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection,
                                                "SELECT COALESCE (max (version), 0)"
                                                " FROM schema_migrations",
                                                FOYER_DB_NO_PARAMS,
                                                error);

  if (result == NULL)
    return FALSE;
  *version = (guint)foyer_db_get_int (result, 0, 0);
  if (*version <= known)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_VERSION,
               "The database is newer than this program: it has version %u, and this program knows "
               "%u. Install the newer Foyer.",
               *version,
               known);
  return FALSE;
}

static gboolean
apply (FoyerDbConnection *connection, const char *name, guint version, GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *path = g_strconcat (MIGRATIONS, name, NULL);
  g_autofree char *sql = read_file (path);
  g_autofree char *number = g_strdup_printf ("%u", version);

  return transaction != NULL && foyer_db_run_script (connection, sql, error) &&
         foyer_db_execute (connection,
                           "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)",
                           FOYER_DB_PARAMS (number, name),
                           error) &&
         foyer_db_transaction_commit (&transaction, error);
}

static gboolean
grant (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (PGresult) result = NULL;
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autofree char *sql = read_file (GRANTS);

  if (!foyer_db_run_script (connection, MAKE_RELAY_ROLE, error))
    return FALSE;
  result = foyer_db_query (connection,
                           "SELECT FROM pg_roles WHERE rolname = 'foyer_relay'",
                           FOYER_DB_NO_PARAMS,
                           error);
  if (result == NULL || PQntuples (result) == 0)
    return result != NULL;
  transaction = foyer_db_transaction_begin (connection, error);
  return transaction != NULL && foyer_db_run_script (connection, sql, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/* The first program to come by leaves a mark of its secret key; one with another key is sent away
 * before it seals anything that nobody could open. */
static gboolean
check_seal (FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  g_autofree char *check = foyer_seal_get_check (seal);
  g_autoptr (PGresult) result = NULL;

  if (!foyer_db_execute (connection,
                         "UPDATE installation SET secret_check = $1 WHERE secret_check IS NULL",
                         FOYER_DB_PARAMS (check),
                         error))
    return FALSE;
  result = foyer_db_query (connection,
                           "SELECT FROM installation WHERE secret_check = $1",
                           FOYER_DB_PARAMS (check),
                           error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 1)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_FAILED,
                       "This secret key is not the one that belongs to this database.");
  return FALSE;
}

static gboolean
migrate_locked (FoyerDbConnection *connection,
                const FoyerDbSeal *seal,
                guint *n_applied,
                GError **error)
{
  g_autoptr (GPtrArray) names = list_migrations ();
  guint version;

  if (!read_version (connection, names->len, &version, error))
    return FALSE;
  for (guint i = version; i < names->len; i++) {
    if (!apply (connection, g_ptr_array_index (names, i), i + 1, error))
      return FALSE;
    *n_applied += 1;
  }
  return grant (connection, error) && check_seal (connection, seal, error) &&
         foyer_db_head_key_ensure (connection, seal, error);
}

/* Between a copy's tables and its new epoch nobody may work with it. */
static gboolean
check_whole (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection,
                      "SELECT to_regclass ('" FOYER_DB_UNFINISHED_RESTORE "') IS NULL",
                      FOYER_DB_NO_PARAMS,
                      error);

  if (result == NULL)
    return FALSE;
  if (foyer_db_get_bool (result, 0, 0))
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_FAILED,
                       "A copy was not restored to the end into this database: run foyerctl backup "
                       "restore again.");
  return FALSE;
}

/**
 * foyer_db_migrate_lock:
 *
 * Waits until nobody else migrates; the lock is let go of at the end of a migration, or of the
 * connection.
 */
gboolean
foyer_db_migrate_lock (FoyerDbConnection *connection, GError **error)
{
  return foyer_db_run_script (connection, TAKE_LOCK, error);
}

/**
 * foyer_db_migrate:
 * @connection: the owner's connection
 * @seal: the installation's secret key; a database that was sealed with another one is refused
 * @n_applied: (out) (optional): how many migrations were run
 *
 * Brings the database to the version that this program knows. One that is newer is refused with
 * %FOYER_ERROR_VERSION and left alone, and so is one that is being restored.
 */
gboolean
foyer_db_migrate (FoyerDbConnection *connection,
                  const FoyerDbSeal *seal,
                  guint *n_applied,
                  GError **error)
{
  guint applied = 0;
  gboolean done;

  if (!foyer_db_migrate_lock (connection, error))
    return FALSE;
  done = check_whole (connection, error) && foyer_db_run_script (connection, MAKE_LIST, error) &&
         migrate_locked (connection, seal, &applied, error);
  if (n_applied != NULL)
    *n_applied = applied;
  return foyer_db_run_script (connection, LAST_STEPS, done ? error : NULL) && done;
}

/**
 * foyer_db_migrate_restored:
 *
 * As foyer_db_migrate(), for who restores a copy and is not done.
 */
gboolean
foyer_db_migrate_restored (FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  guint applied = 0;
  gboolean done = foyer_db_migrate_lock (connection, error) &&
                  migrate_locked (connection, seal, &applied, error);

  return foyer_db_run_script (connection, LAST_STEPS, done ? error : NULL) && done;
}

/**
 * foyer_db_migrate_get_known_version:
 *
 * Returns: the version that this program brings a database to
 */
guint
foyer_db_migrate_get_known_version (void)
{
  g_autoptr (GPtrArray) names = list_migrations ();

  return names->len;
}
