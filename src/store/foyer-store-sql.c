/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-sql"

#include "config.h"

#include "store/foyer-store-sql.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"

#include <glib/gi18n.h>

/* Statements on the desk's file, and what they may fail with, in sentences for a person. */

/**
 * foyer_store_fail_damaged:
 *
 * Returns: %FALSE, with @error set
 */
gboolean
foyer_store_fail_damaged (GError **error)
{
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_DAMAGED,
                       _ ("What this desk keeps is damaged."));
  return FALSE;
}

/**
 * foyer_store_fail:
 *
 * Returns: %FALSE, with @error set to what SQLite says
 */
gboolean
foyer_store_fail (FoyerStoreFile *self, GError **error)
{
  switch (sqlite3_errcode (self->db) & 0xff) {
  case SQLITE_FULL:
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         _ ("The disk is full: this desk can keep nothing more. Make room on it."));
    break;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         _ ("Another Foyer is using what this desk keeps: close it first."));
    break;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return foyer_store_fail_damaged (error);
  default:
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 _ ("What this desk keeps cannot be used: %s."),
                 sqlite3_errmsg (self->db));
    break;
  }
  return FALSE;
}

gboolean
foyer_store_run (FoyerStoreFile *self, const char *script, GError **error)
{
  return sqlite3_exec (self->db, script, NULL, NULL, NULL) == SQLITE_OK ||
         foyer_store_fail (self, error);
}

/**
 * foyer_store_keep_log:
 * @keep: whether the write-ahead log stays where it is when @db is closed
 */
void
foyer_store_keep_log (sqlite3 *db, gboolean keep)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, NULL);
}

gboolean
foyer_store_begin (FoyerStoreFile *self, GError **error)
{
  return foyer_store_run (self, "BEGIN IMMEDIATE", error);
}

/**
 * foyer_store_wait_for_disk:
 * @wait: whether what is committed from now on is on the disk then; it is unless this was called
 *
 * What can be fetched again need not wait. It gets there with the next commit that does, and never
 * without what was committed before it.
 */
gboolean
foyer_store_wait_for_disk (FoyerStoreFile *self, gboolean wait, GError **error)
{
  return foyer_store_run (self,
                          wait ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                          error);
}

gboolean
foyer_store_commit (FoyerStoreFile *self, GError **error)
{
  return foyer_store_run (self, "COMMIT", error);
}

/**
 * foyer_store_rollback:
 *
 * Undoes what was not committed, if there is anything.
 */
void
foyer_store_rollback (FoyerStoreFile *self)
{
  if (sqlite3_get_autocommit (self->db) == 0)
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

/**
 * foyer_store_prepare:
 * @sql: static text
 *
 * Returns: (transfer none) (nullable): the statement, with nothing bound to it
 */
sqlite3_stmt *
foyer_store_prepare (FoyerStoreFile *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL) {
    sqlite3_reset (statement);
    sqlite3_clear_bindings (statement);
    return statement;
  }
  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK) {
    foyer_store_fail (self, error);
    return NULL;
  }
  g_hash_table_insert (self->statements, (gpointer)sql, statement);
  return statement;
}

FoyerStoreStep
foyer_store_step (FoyerStoreFile *self, sqlite3_stmt *statement, GError **error)
{
  switch (sqlite3_step (statement)) {
  case SQLITE_ROW:
    return FOYER_STORE_ROW;
  case SQLITE_DONE:
    sqlite3_reset (statement);
    return FOYER_STORE_DONE;
  default:
    foyer_store_fail (self, error);
    sqlite3_reset (statement);
    return FOYER_STORE_FAILED;
  }
}

/**
 * foyer_store_execute:
 *
 * Runs a statement to its end, whatever rows it returns.
 */
gboolean
foyer_store_execute (FoyerStoreFile *self, sqlite3_stmt *statement, GError **error)
{
  FoyerStoreStep step = FOYER_STORE_ROW;

  while (step == FOYER_STORE_ROW)
    step = foyer_store_step (self, statement, error);
  return step == FOYER_STORE_DONE;
}

/**
 * foyer_store_execute_for:
 * @sql: static text of a statement with one parameter
 * @uuid: that parameter
 */
gboolean
foyer_store_execute_for (FoyerStoreFile *self, const char *sql, const char *uuid, GError **error)
{
  sqlite3_stmt *statement = foyer_store_prepare (self, sql, error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_uuid (statement, 1, uuid);
  return foyer_store_execute (self, statement, error);
}

/**
 * foyer_store_read_number:
 * @sql: static text of a query that has one row
 */
gboolean
foyer_store_read_number (FoyerStoreFile *self, const char *sql, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = foyer_store_prepare (self, sql, error);
  FoyerStoreStep step =
      statement != NULL ? foyer_store_step (self, statement, error) : FOYER_STORE_FAILED;

  if (step == FOYER_STORE_DONE)
    return foyer_store_fail_damaged (error);
  if (step == FOYER_STORE_FAILED)
    return FALSE;
  *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

void
foyer_store_bind_uuid (sqlite3_stmt *statement, int parameter, const char *uuid)
{
  guint8 bytes[FOYER_UUID_BYTES];

  if (uuid != NULL && foyer_uuid_parse (uuid, bytes))
    sqlite3_bind_blob (statement, parameter, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

void
foyer_store_bind_text (sqlite3_stmt *statement, int parameter, const char *text)
{
  sqlite3_bind_text (statement, parameter, text, -1, SQLITE_TRANSIENT);
}

void
foyer_store_bind_bytes (sqlite3_stmt *statement, int parameter, GBytes *bytes)
{
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &size);
  sqlite3_bind_blob64 (statement, parameter, data, size, SQLITE_TRANSIENT);
}

/**
 * foyer_store_get_uuid:
 *
 * Returns: (transfer full) (nullable): the UUID of a column, in text
 */
char *
foyer_store_get_uuid (sqlite3_stmt *statement, int column)
{
  const guint8 *bytes = sqlite3_column_blob (statement, column);

  return sqlite3_column_bytes (statement, column) == FOYER_UUID_BYTES ? foyer_uuid_format (bytes)
                                                                      : NULL;
}

/**
 * foyer_store_seal:
 * @kind: what row it is
 * @id: and whose
 * @data: what is private; a floating reference is taken
 *
 * Returns: (transfer full): the sealed bytes
 */
GBytes *
foyer_store_seal (FoyerStoreFile *self, const char *kind, const char *id, GVariant *data)
{
  g_autofree char *purpose = g_strconcat (kind, ":", id, NULL);
  g_autoptr (GVariant) owned = g_variant_ref_sink (data);

  return foyer_seal_data (self->seal,
                          purpose,
                          g_variant_get_data (owned),
                          g_variant_get_size (owned));
}

/**
 * foyer_store_unseal:
 * @type: what was sealed
 * @row: where @column holds it
 *
 * Returns: (transfer full) (nullable): what is private; %FOYER_ERROR_DAMAGED where it does not open
 */
GVariant *
foyer_store_unseal (FoyerStoreFile *self,
                    const char *kind,
                    const char *id,
                    const char *type,
                    sqlite3_stmt *row,
                    int column,
                    GError **error)
{
  g_autofree char *purpose = g_strconcat (kind, ":", id, NULL);
  g_autoptr (GBytes) data = foyer_seal_open_data (self->seal,
                                                  purpose,
                                                  sqlite3_column_blob (row, column),
                                                  (gsize)sqlite3_column_bytes (row, column),
                                                  NULL);

  if (data == NULL) {
    foyer_store_fail_damaged (error);
    return NULL;
  }
  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), data, FALSE));
}
