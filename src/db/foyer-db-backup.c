/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-backup"

#include "config.h"

#include "db/foyer-db-backup.h"

#include "base/foyer-error.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-program.h"
#include "db/foyer-db-query.h"

/* A copy of the database. pg_dump sees the moment that a transaction of ours sees, so that what is
 * counted here is what is in the copy, whatever happens at the doors meanwhile. It takes no lock
 * that a desk could wait for. */

/* In the order of FoyerBackupCount. */
#define COUNT                                                                                \
  "SELECT (SELECT count (*) FROM events), (SELECT count (*) FROM tickets),"                  \
  " (SELECT count (*) FROM verification_logs), (SELECT count (*) FROM audit_log),"           \
  " (SELECT count (*) FROM staff), (SELECT count (*) FROM staff_devices),"                   \
  " (SELECT max (version) FROM schema_migrations), (SELECT secret_check FROM installation)," \
  " foyer_micros (clock_timestamp ())"
#define SCHEMA_COLUMN     FOYER_BACKUP_N_COUNTS
#define SECRET_KEY_COLUMN (FOYER_BACKUP_N_COUNTS + 1)
#define MADE_AT_COLUMN    (FOYER_BACKUP_N_COUNTS + 2)

/* The major version of the PostgreSQL that @connection goes to. */
static guint
get_server (FoyerDbConnection *connection)
{
  return (guint)PQserverVersion (foyer_db_connection_get_handle (connection)) / 10000;
}

/**
 * foyer_db_backup_count:
 * @backup: (inout): gets what can be told from the database
 */
gboolean
foyer_db_backup_count (FoyerDbConnection *connection, FoyerBackup *backup, GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (connection, COUNT, FOYER_DB_NO_PARAMS, error);

  if (row == NULL)
    return FALSE;
  for (guint i = 0; i < FOYER_BACKUP_N_COUNTS; i++)
    backup->counts[i] = foyer_db_get_int (row, 0, (int)i);
  backup->schema = (guint)foyer_db_get_int (row, 0, SCHEMA_COLUMN);
  backup->secret_key = g_strdup (foyer_db_get_text (row, 0, SECRET_KEY_COLUMN));
  backup->made_at = foyer_db_get_time (row, 0, MADE_AT_COLUMN);
  backup->server = get_server (connection);
  backup->program = g_strdup (FOYER_VERSION);
  return TRUE;
}

/* What means nothing in another place and at another time stays out: where relays are, what is half
 * signed in, who has to wait. */
static gboolean
run_pg_dump (guint server, const char *uri, const char *moment, int out, GError **error)
{
  g_autofree char *snapshot = g_strconcat ("--snapshot=", moment, NULL);
  const char *const arguments[] = {
    "--format=custom",
    "--schema=public",
    "--no-privileges",
    "--no-publications",
    "--no-subscriptions",
    "--no-security-labels",
    "--no-password",
    "--lock-wait-timeout=60000",
    "--exclude-table-data=public.relays",
    "--exclude-table-data=public.alert_counts",
    "--exclude-table-data=public.challenges",
    "--exclude-table-data=public.sign_ins",
    "--exclude-table-data=public.throttles",
    snapshot,
    NULL,
  };

  return foyer_db_program_run (server, "pg_dump", uri, arguments, -1, out, error);
}

/**
 * foyer_db_backup_dump:
 * @connection: as the owner
 * @out: an empty file
 * @backup: (out caller-allocates): what the copy holds, but not what its bytes are like; to be
 *   cleared
 *
 * Writes all there is as pg_dump has it (custom format).
 */
gboolean
foyer_db_backup_dump (FoyerDbSource *source,
                      FoyerDbConnection *connection,
                      int out,
                      FoyerBackup *backup,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_moment_begin (connection, error);
  g_autoptr (PGresult) moment = NULL;

  if (transaction == NULL)
    return FALSE;
  moment = foyer_db_query (connection, "SELECT pg_export_snapshot ()", FOYER_DB_NO_PARAMS, error);
  return moment != NULL && foyer_db_backup_count (connection, backup, error) &&
         run_pg_dump (backup->server,
                      foyer_db_source_get_uri (source, FOYER_DB_ROLE_OWNER),
                      PQgetvalue (moment, 0, 0),
                      out,
                      error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_backup_load:
 * @connection: what @uri says
 * @in: where pg_dump's bytes begin
 *
 * Reads a copy into a database without tables, all of it or nothing.
 */
gboolean
foyer_db_backup_load (FoyerDbConnection *connection, const char *uri, int in, GError **error)
{
  static const char *const arguments[] = {
    "--format=custom",      "--schema=public",  "--no-owner",
    "--no-privileges",      "--no-tablespaces", "--no-password",
    "--single-transaction", "--exit-on-error",  NULL,
  };

  return foyer_db_program_run (get_server (connection),
                               "pg_restore",
                               uri,
                               arguments,
                               in,
                               -1,
                               error);
}

/**
 * foyer_db_backup_note:
 * @backup: a copy that is whole
 *
 * Records that all there is was copied.
 */
gboolean
foyer_db_backup_note (FoyerDbConnection *connection,
                      const FoyerBackup *backup,
                      const FoyerDbActor *actor,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *details = g_strdup_printf ("{\"sha256\":\"%s\"}", backup->sha256);

  return transaction != NULL &&
         foyer_db_audit (connection, NULL, "backup_created", details, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}
