/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-backup-verify"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-folder.h"
#include "db/foyer-db-audit-check.h"
#include "db/foyer-db-backup.h"
#include "db/foyer-db-keys.h"
#include "db/foyer-db-migrate.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether a copy is good is only known once it was restored. */

#define SCRATCH_PREFIX "foyer-verify-"

static gboolean
report_damage (GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "The copy is damaged: %s.", what);
  return FALSE;
}

static gboolean
check_counts (FoyerDbConnection *connection, const FoyerBackup *backup, GError **error)
{
  g_auto (FoyerBackup) found = { 0 };

  if (!foyer_db_backup_count (connection, &found, error))
    return FALSE;
  for (guint i = 0; i < FOYER_BACKUP_N_COUNTS; i++) {
    if (found.counts[i] != backup->counts[i])
      return report_damage (error,
                            "%s are %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT,
                            foyer_backup_count_to_nick ((FoyerBackupCount)i),
                            found.counts[i],
                            backup->counts[i]);
  }
  return TRUE;
}

static gboolean
check_records (FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GPtrArray) problems = foyer_db_audit_check (connection, seal, NULL, kept, error);

  if (problems == NULL || problems->len == 0)
    return problems != NULL;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "The copy is damaged. %s",
               (const char *)g_ptr_array_index (problems, 0));
  return FALSE;
}

/* Whether what is sealed opens, by the key that signs codes; the first event brings one. */
static gboolean
check_signing_key (FoyerDbConnection *connection,
                   const FoyerBackup *backup,
                   const FoyerDbSeal *seal,
                   GError **error)
{
  g_auto (FoyerSigningKey) key = { 0 };

  return backup->counts[FOYER_BACKUP_EVENTS] == 0 ||
         foyer_db_signing_key_load (connection, seal, &key, error);
}

static gboolean
try_out (FoyerDbCluster *cluster,
         const FoyerBackup *backup,
         const FoyerDbSeal *seal,
         int in,
         GError **error)
{
  const char *uri = foyer_db_cluster_get_uri (cluster, FOYER_DB_ROLE_OWNER);
  g_autoptr (FoyerDbConnection) connection = foyer_db_connection_open (uri, error);

  return connection != NULL && foyer_db_backup_load (connection, uri, in, error) &&
         check_counts (connection, backup, error) &&
         foyer_db_migrate_restored (connection, seal, error) &&
         check_records (connection, seal, error) &&
         check_signing_key (connection, backup, seal, error);
}

/* A folder that no living program uses. */
static gboolean
is_left_over (const char *folder)
{
  g_autofree char *lock = g_build_filename (folder, "users.lock", NULL);
  int fd = open (lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  gboolean free_to_take = fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0;

  if (fd >= 0)
    close (fd);
  return free_to_take;
}

/* Who joins as the only user and leaves stops the server that was left running. */
static void
remove_left_over (const char *folder)
{
  g_autoptr (GError) error = NULL;
  FoyerDbCluster *cluster = foyer_db_cluster_open (folder, FOYER_DB_CLUSTER_THROW_AWAY, &error);

  if (cluster != NULL)
    foyer_db_cluster_close (cluster);
  if (cluster == NULL || !is_left_over (folder) || !foyer_folder_remove (folder, &error))
    g_debug ("%s stays: %s", folder, error != NULL ? error->message : "it is used");
}

/* A verification that was killed leaves guests' data and a server behind; the next one cleans up.
 */
static void
remove_left_overs (void)
{
  g_autoptr (GDir) folder = g_dir_open (g_get_tmp_dir (), 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), name, NULL);
    struct stat info;

    if (g_str_has_prefix (name, SCRATCH_PREFIX) && lstat (path, &info) == 0 &&
        S_ISDIR (info.st_mode) && info.st_uid == geteuid () && is_left_over (path))
      remove_left_over (path);
  }
}

/**
 * foyer_db_backup_verify:
 * @backup: what the copy says of itself
 * @seal: the secret key of the installation that it was made of
 * @in: where pg_dump's own bytes begin
 *
 * Restores a copy into a PostgreSQL of its own in a temporary folder, looks at it, and removes it.
 *
 * Returns: whether the copy can be restored and is whole
 */
gboolean
foyer_db_backup_verify (const FoyerBackup *backup, const FoyerDbSeal *seal, int in, GError **error)
{
  g_autofree char *folder = NULL;
  FoyerDbCluster *cluster;
  gboolean good = FALSE;

  remove_left_overs ();
  folder = g_dir_make_tmp (SCRATCH_PREFIX "XXXXXX", error);
  if (folder == NULL)
    return FALSE;
  cluster = foyer_db_cluster_open (folder, FOYER_DB_CLUSTER_THROW_AWAY, error);
  if (cluster != NULL) {
    good = try_out (cluster, backup, seal, in, error);
    foyer_db_cluster_close (cluster);
  }
  return foyer_folder_remove (folder, good ? error : NULL) && good;
}
