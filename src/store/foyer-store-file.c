/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-file"

#include "config.h"

#include "store/foyer-store-file.h"

#include "base/foyer-error.h"
#include "store/foyer-store-migrate.h"
#include "store/foyer-store-sql.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* What one desk keeps, in one SQLite file that nobody else opens meanwhile. What was committed is
 * on the disk: synchronous is FULL. Private data are sealed with a key that lies elsewhere, so that
 * the file alone names nobody. */

/* "Foyr", so that file (1) and others can tell it; the schema says the same. */
#define APPLICATION_ID 0x466f7972
#define BUSY_MS        1000

/* EXCLUSIVE also keeps the index of the write-ahead log out of shared memory. */
#define PRAGMAS                                                 \
  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;" \
  "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"     \
  "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"    \
  "PRAGMA secure_delete = OFF; PRAGMA journal_size_limit = 8388608"

static gboolean
note_key (FoyerStoreFile *self, GError **error)
{
  g_autofree char *check = foyer_seal_get_check (self->seal);
  sqlite3_stmt *statement =
      foyer_store_prepare (self, "INSERT INTO installation (key_check) VALUES (?)", error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_text (statement, 1, check);
  return foyer_store_execute (self, statement, error);
}

static gboolean
make_tables (FoyerStoreFile *self, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = self;

  return foyer_store_begin (self, error) && foyer_store_migrate (self, 0, error) &&
         note_key (self, error) && foyer_store_commit (self, error);
}

static gboolean
check_key (FoyerStoreFile *self, GError **error)
{
  g_autofree char *check = foyer_seal_get_check (self->seal);
  sqlite3_stmt *statement = foyer_store_prepare (self, "SELECT key_check FROM installation", error);
  FoyerStoreStep step =
      statement != NULL ? foyer_store_step (self, statement, error) : FOYER_STORE_FAILED;
  gboolean same;

  if (step == FOYER_STORE_FAILED)
    return FALSE;
  same = step == FOYER_STORE_ROW &&
         g_strcmp0 ((const char *)sqlite3_column_text (statement, 0), check) == 0;
  sqlite3_reset (statement);
  if (!same)
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_DAMAGED,
                         _ ("What this desk keeps was sealed with another key."));
  return same;
}

/* The copies of tickets can be fetched again: what is looked at is what cannot. */
static gboolean
check_scans (FoyerStoreFile *self, GError **error)
{
  sqlite3_stmt *statement = foyer_store_prepare (self, "PRAGMA quick_check ('scans')", error);
  FoyerStoreStep step =
      statement != NULL ? foyer_store_step (self, statement, error) : FOYER_STORE_FAILED;
  gboolean whole;

  if (step == FOYER_STORE_FAILED)
    return FALSE;
  whole = step == FOYER_STORE_ROW &&
          g_strcmp0 ((const char *)sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_reset (statement);
  return whole || foyer_store_fail_damaged (error);
}

static gboolean
bring_up_to_date (FoyerStoreFile *self, gint64 version, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = self;

  return foyer_store_begin (self, error) && foyer_store_migrate (self, version, error) &&
         foyer_store_commit (self, error);
}

static gboolean
check_version (FoyerStoreFile *self, GError **error)
{
  gint64 version, application, tables;

  if (!foyer_store_read_number (self, "PRAGMA user_version", &version, error) ||
      !foyer_store_read_number (self, "PRAGMA application_id", &application, error) ||
      !foyer_store_read_number (self, "SELECT count (*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if (version == 0 && application == 0 && tables == 0)
    return make_tables (self, error);
  if (application != APPLICATION_ID || version < 1)
    return foyer_store_fail_damaged (error);
  if (version > FOYER_STORE_VERSION) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_VERSION,
                         _ ("What this desk keeps was written by a newer Foyer: update this one."));
    return FALSE;
  }
  return check_key (self, error) && check_scans (self, error) &&
         (version == FOYER_STORE_VERSION || bring_up_to_date (self, version, error));
}

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* Made before SQLite opens it, so that it is its owner's alone from the beginning; what SQLite puts
 * beside it takes after it. */
static gboolean
make_file (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0)
    return g_close (fd, error);
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               _ ("What this desk keeps cannot be opened: %s."),
               g_strerror (errno));
  return FALSE;
}

/**
 * foyer_store_file_open:
 * @path: the file; made where it is missing, for its owner alone
 * @seal: seals what is private; with the same key as the last time, and outlives the file
 *
 * Returns: (transfer full) (nullable): the file; %FOYER_ERROR_DAMAGED where it cannot be read, or
 *   was sealed with another key: nothing is changed then, and foyer_store_file_rescue() may help
 */
FoyerStoreFile *
foyer_store_file_open (const char *path, const FoyerSeal *seal, GError **error)
{
  g_autoptr (FoyerStoreFile) self = NULL;

  if (!make_file (path, error))
    return NULL;
  self = g_new0 (FoyerStoreFile, 1);
  self->seal = seal;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize);
  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
      SQLITE_OK) {
    foyer_store_fail (self, error);
    return NULL;
  }
  sqlite3_busy_timeout (self->db, BUSY_MS);
  /* Closing removes the write-ahead log, also one that is damaged and has to be put aside. */
  foyer_store_keep_log (self->db, TRUE);
  if (!foyer_store_run (self, PRAGMAS, error) || !check_version (self, error))
    return NULL;
  foyer_store_keep_log (self->db, FALSE);
  return g_steal_pointer (&self);
}

void
foyer_store_file_close (FoyerStoreFile *self)
{
  g_hash_table_unref (self->statements);
  g_clear_pointer (&self->codes, g_array_unref);
  g_clear_pointer (&self->event, foyer_event_unref);
  sqlite3_close (self->db);
  g_free (self);
}

/**
 * foyer_store_file_wipe:
 *
 * Forgets everything but the scans that were not delivered yet: signed out or revoked, a laptop
 * keeps no guests. What is deleted is no part of the file any more.
 */
gboolean
foyer_store_file_wipe (FoyerStoreFile *self, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = self;

  return foyer_store_begin (self, error) &&
         foyer_store_run (self,
                          "DELETE FROM codes; DELETE FROM states; DELETE FROM tickets;"
                          "DELETE FROM events; DELETE FROM desks; DELETE FROM heard;"
                          "DELETE FROM recorded; DELETE FROM included; DELETE FROM runs;"
                          "DELETE FROM scans WHERE standing = 'delivered'",
                          error) &&
         foyer_store_commit (self, error) && foyer_store_run (self, "VACUUM", error) &&
         foyer_store_run (self, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}
