/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-rescue"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-folder.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "store/foyer-store-scan-row.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A damaged file is put aside, and what can still be read of the scans in it goes on in a new one.
 * Tickets and events are fetched again. Nobody can tell what else is in it: scans that no relay
 * has, so that it must not go at once, and guests, so that it must not stay for good. */

#define ASIDE ".damaged-"

#define COLUMNS                                                                             \
  "id, event, epoch, ticket, list, direction, scanned_at, clock_offset_ms,"                 \
  " clock_error_ms, outcome, reason, session, standing, seq, trouble, sealed, override_at," \
  " override_offset_ms, override_error_ms, override_session, override_sealed, amended,"     \
  " amended_sealed"
#define COLUMN_ID     0
#define COLUMN_SEALED 15
#define N_COLUMNS     23

/* A page that cannot be read ends the walk: the rows behind it are reached from the other end. */
static const char *const walks[] = {
  "SELECT " COLUMNS " FROM scans NOT INDEXED ORDER BY number",
  "SELECT " COLUMNS " FROM scans NOT INDEXED ORDER BY number DESC",
};

/* A row whose seal is whole is what this desk once wrote. */
static gboolean
is_whole (FoyerStoreFile *file, sqlite3_stmt *row)
{
  g_autofree char *id = foyer_store_get_uuid (row, COLUMN_ID);
  g_autoptr (GVariant) private = NULL;

  if (id == NULL)
    return FALSE;
  private = foyer_store_unseal (file,
                                FOYER_STORE_SCAN_KIND,
                                id,
                                FOYER_STORE_SCAN_PRIVATE,
                                row,
                                COLUMN_SEALED,
                                NULL);
  return private != NULL;
}

static gboolean
take_row (FoyerStoreFile *file, sqlite3_stmt *row, guint *n_scans)
{
  sqlite3_stmt *statement =
      foyer_store_prepare (file,
                           "INSERT INTO scans (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                           "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                           " ON CONFLICT (id) DO NOTHING",
                           NULL);

  if (statement == NULL || !is_whole (file, row))
    return FALSE;
  for (int i = 0; i < N_COLUMNS; i++)
    sqlite3_bind_value (statement, i + 1, sqlite3_column_value (row, i));
  if (!foyer_store_execute (file, statement, NULL))
    return FALSE;
  *n_scans += (guint)sqlite3_changes (file->db);
  return TRUE;
}

static void
take_rows (FoyerStoreFile *file, sqlite3 *old, const char *walk, guint *n_scans)
{
  sqlite3_stmt *row = NULL;

  if (sqlite3_prepare_v2 (old, walk, -1, &row, NULL) == SQLITE_OK) {
    while (sqlite3_step (row) == SQLITE_ROW)
      take_row (file, row, n_scans);
  }
  sqlite3_finalize (row);
}

static gboolean
take_scans (FoyerStoreFile *file, const char *path, guint *n_scans, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;
  sqlite3 *old = NULL;

  *n_scans = 0;
  if (!foyer_store_begin (file, error))
    return FALSE;
  if (sqlite3_open_v2 (path, &old, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
      SQLITE_OK) {
    foyer_store_keep_log (old, TRUE);
    for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
      take_rows (file, old, walks[i], n_scans);
  }
  sqlite3_close (old);
  return foyer_store_commit (file, error);
}

static gboolean
fail (GError **error, int code)
{
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               _ ("What this desk keeps is damaged and cannot be put aside: %s."),
               g_strerror (code));
  return FALSE;
}

/* The log first: nobody would find one without its file. */
static void
remove_file (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  g_unlink (log);
  g_unlink (path);
}

/* The old file stays reachable at every moment; its write-ahead log must not stay beside a file
 * that it does not belong to. Its time is when it was put aside. */
static gboolean
change_places (const char *path, const char *fresh, const char *aside, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *log_aside = g_strconcat (aside, "-wal", NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  if (link (path, aside) != 0 || utimensat (AT_FDCWD, aside, NULL, 0) != 0 ||
      (g_rename (log, log_aside) != 0 && errno != ENOENT) || g_rename (fresh, path) != 0)
    return fail (error, errno);
  return foyer_folder_sync (folder, error);
}

static gboolean
make_fresh (const char *path,
            const char *fresh,
            const FoyerSeal *seal,
            guint *n_scans,
            GError **error)
{
  g_autoptr (FoyerStoreFile) file = NULL;

  remove_file (fresh);
  file = foyer_store_file_open (fresh, seal, error);
  return file != NULL && take_scans (file, path, n_scans, error) &&
         foyer_store_run (file, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

/**
 * foyer_store_file_rescue:
 * @path: a file that foyer_store_file_open() calls damaged
 * @n_scans: (out): how many scans could be read and are in the new file
 * @aside: (out) (transfer full): where the damaged file is now
 *
 * Puts the file aside and begins a new one in its place, with all scans that can still be read; of
 * a file that was sealed with another key that is none.
 *
 * Returns: (transfer full) (nullable): the new file
 */
FoyerStoreFile *
foyer_store_file_rescue (const char *path,
                         const FoyerSeal *seal,
                         guint *n_scans,
                         char **aside,
                         GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *place = g_strconcat (path, ASIDE, id, NULL);
  FoyerStoreFile *file;

  *aside = NULL;
  if (!make_fresh (path, fresh, seal, n_scans, error) ||
      !change_places (path, fresh, place, error)) {
    remove_file (fresh);
    return NULL;
  }
  file = foyer_store_file_open (path, seal, error);
  if (file != NULL)
    *aside = g_steal_pointer (&place);
  return file;
}

static gboolean
is_over (const char *path, gint64 now)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 &&
         now / G_TIME_SPAN_SECOND - status.st_mtime > FOYER_LIMIT_DAMAGED_DAYS * 24 * 3600;
}

/**
 * foyer_store_file_clear_aside:
 * @path: the file beside which damaged ones were put
 * @now: what time it is
 *
 * Removes those that were put aside so long ago that nobody is going to look into them.
 */
gboolean
foyer_store_file_clear_aside (const char *path, gint64 now, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *file_name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (file_name, ASIDE, NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, error);
  const char *name;

  if (files == NULL)
    return FALSE;
  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *one = g_build_filename (folder, name, NULL);

    if (!g_str_has_prefix (name, prefix) || g_str_has_suffix (name, "-wal") || !is_over (one, now))
      continue;
    remove_file (one);
    if (g_file_test (one, G_FILE_TEST_EXISTS)) {
      g_set_error_literal (error,
                           FOYER_ERROR,
                           FOYER_ERROR_FAILED,
                           _ ("A damaged file that was put aside cannot be removed."));
      return FALSE;
    }
  }
  return foyer_folder_sync (folder, error);
}
