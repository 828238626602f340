/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-backup-restore"

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-backup.h"
#include "db/foyer-db-migrate.h"
#include "db/foyer-db-query.h"

/* From a copy back to a database. pg_restore brings the tables in a transaction of its own; then
 * every event gets a new epoch, because desks know changes that the copy does not have, and the
 * same numbers will come again. From before the first until after the second there is a table that
 * keeps every other program out, so that a restore that is killed half-way is finished by the next
 * one.
 *
 * Who may do what in it is not taken from the copy but given again, as after every migration. */

#define LOOK                                                                                       \
  "SELECT to_regclass ('" FOYER_DB_UNFINISHED_RESTORE "') IS NOT NULL, (SELECT count (*) FROM"     \
  " pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v',"     \
  " 'm', 'f', 'S') AND c.relname <> '" FOYER_DB_UNFINISHED_RESTORE "' AND NOT EXISTS (SELECT FROM" \
  " pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))"

#define READ_MARK "SELECT sha256 FROM " FOYER_DB_UNFINISHED_RESTORE

#define MAKE_MARK                                         \
  "DROP TABLE IF EXISTS " FOYER_DB_UNFINISHED_RESTORE ";" \
  "CREATE TABLE " FOYER_DB_UNFINISHED_RESTORE " (sha256 text NOT NULL)"

/* The clock makes it new even where the same copy is restored twice. */
#define NEW_EPOCHS                                      \
  "UPDATE event_heads SET epoch = GREATEST (epoch + 1," \
  " foyer_micros (clock_timestamp ()) / 1000) RETURNING event_id, epoch"

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, sentence);
  return FALSE;
}

/* Whether the tables that a restore was killed over are of the same copy. */
static gboolean
check_mark (FoyerDbConnection *connection, const FoyerBackup *backup, GError **error)
{
  g_autoptr (PGresult) mark = foyer_db_query (connection, READ_MARK, FOYER_DB_NO_PARAMS, error);

  if (mark == NULL)
    return FALSE;
  return (PQntuples (mark) == 1 && g_str_equal (PQgetvalue (mark, 0, 0), backup->sha256)) ||
         refuse (error,
                 "Another copy was not restored to the end into this database: restore that one, "
                 "or "
                 "into an empty place.");
}

static gboolean
make_mark (FoyerDbConnection *connection, const FoyerBackup *backup, GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);

  return transaction != NULL && foyer_db_run_script (connection, MAKE_MARK, error) &&
         foyer_db_execute (connection,
                           "INSERT INTO " FOYER_DB_UNFINISHED_RESTORE " VALUES ($1)",
                           FOYER_DB_PARAMS (backup->sha256),
                           error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/* Makes sure that nobody loses anything by the restore; @has_tables: whether the copy's tables are
 * there already. */
static gboolean
claim (FoyerDbConnection *connection,
       const FoyerBackup *backup,
       gboolean *has_tables,
       GError **error)
{
  g_autoptr (PGresult) found = NULL;
  gboolean has_mark;

  if (!foyer_db_migrate_lock (connection, error))
    return FALSE;
  found = foyer_db_query (connection, LOOK, FOYER_DB_NO_PARAMS, error);
  if (found == NULL)
    return FALSE;
  has_mark = foyer_db_get_bool (found, 0, 0);
  *has_tables = foyer_db_get_int (found, 0, 1) > 0;
  if (!*has_tables)
    return make_mark (connection, backup, error);
  if (has_mark)
    return check_mark (connection, backup, error);
  return refuse (error,
                 "There is a database already: a copy is restored into an empty data folder or an "
                 "empty database, and nothing else.");
}

static gboolean
audit (FoyerDbConnection *connection,
       const char *event_id,
       const char *epoch,
       const FoyerBackup *backup,
       const FoyerDbActor *actor,
       GError **error)
{
  char made_at[FOYER_TIME_TEXT_SIZE];
  g_autofree char *details = NULL;

  foyer_time_write (backup->made_at, made_at);
  details = g_strdup_printf ("{\"made_at\":\"%s\",\"sha256\":\"%s\"%s%s}",
                             made_at,
                             backup->sha256,
                             epoch != NULL ? ",\"epoch\":" : "",
                             epoch != NULL ? epoch : "");
  return foyer_db_audit (connection, event_id, "backup_restored", details, actor, error);
}

static gboolean
begin_epochs (FoyerDbConnection *connection,
              const FoyerBackup *backup,
              const FoyerDbActor *actor,
              GError **error)
{
  g_autoptr (PGresult) events = foyer_db_query (connection, NEW_EPOCHS, FOYER_DB_NO_PARAMS, error);

  for (int row = 0; events != NULL && row < PQntuples (events); row++) {
    if (!audit (connection,
                PQgetvalue (events, row, 0),
                PQgetvalue (events, row, 1),
                backup,
                actor,
                error))
      return FALSE;
  }
  return events != NULL && audit (connection, NULL, NULL, backup, actor, error);
}

static gboolean
finish (FoyerDbConnection *connection,
        const FoyerBackup *backup,
        const FoyerDbActor *actor,
        GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);

  return transaction != NULL && begin_epochs (connection, backup, actor, error) &&
         foyer_db_run_script (connection, "DROP TABLE " FOYER_DB_UNFINISHED_RESTORE, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_backup_restore:
 * @connection: as the owner of a database without tables
 * @backup: what the copy says of itself
 * @in: where pg_dump's own bytes begin
 * @actor: who restores
 *
 * Restores a copy. Every event gets a new epoch, and its audit log and that of the installation say
 * so.
 *
 * Returns: whether all of it is there; %FOYER_ERROR_BAD_REQUEST where something else is
 */
gboolean
foyer_db_backup_restore (FoyerDbSource *source,
                         FoyerDbConnection *connection,
                         const FoyerBackup *backup,
                         int in,
                         const FoyerDbActor *actor,
                         GError **error)
{
  const char *uri = foyer_db_source_get_uri (source, FOYER_DB_ROLE_OWNER);
  gboolean has_tables;

  return claim (connection, backup, &has_tables, error) &&
         (has_tables || foyer_db_backup_load (connection, uri, in, error)) &&
         foyer_db_migrate_restored (connection, foyer_db_source_get_seal (source), error) &&
         finish (connection, backup, actor, error) &&
         foyer_db_run_script (connection, "ANALYZE", error);
}
