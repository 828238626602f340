/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-event.h"
#include "store/foyer-store-file.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* Inside the room: statements on the file. Parameters and columns are numbered as SQLite does it:
 * parameters from 1, columns from 0. A statement is prepared once and kept; who has one uses it to
 * its end before it is asked for again. */

struct _FoyerStoreFile {
  sqlite3 *db;
  const FoyerSeal *seal;
  /* Prepared statements by their text, which is static. */
  GHashTable *statements;
  /* The codes of the copy that is being made, and how many of them are written; see
   * foyer-store-codes.c. */
  GArray *codes;
  gint64 codes_copy;
  guint n_codes_written;
  /* The event that was asked for last, or none: it is asked for with every batch of changes and
   * every scan, and rarely set up anew. */
  FoyerEvent *event;
};

/* How a step ended. */
typedef enum {
  FOYER_STORE_ROW,
  FOYER_STORE_DONE,
  FOYER_STORE_FAILED,
} FoyerStoreStep;

gboolean foyer_store_fail (FoyerStoreFile *self, GError **error);
gboolean foyer_store_fail_damaged (GError **error);

gboolean foyer_store_run (FoyerStoreFile *self, const char *script, GError **error);
void foyer_store_keep_log (sqlite3 *db, gboolean keep);
gboolean foyer_store_begin (FoyerStoreFile *self, GError **error);
gboolean foyer_store_wait_for_disk (FoyerStoreFile *self, gboolean wait, GError **error);
gboolean foyer_store_commit (FoyerStoreFile *self, GError **error);
void foyer_store_rollback (FoyerStoreFile *self);

sqlite3_stmt *foyer_store_prepare (FoyerStoreFile *self, const char *sql, GError **error);
FoyerStoreStep foyer_store_step (FoyerStoreFile *self, sqlite3_stmt *statement, GError **error);
gboolean foyer_store_execute (FoyerStoreFile *self, sqlite3_stmt *statement, GError **error);
gboolean foyer_store_execute_for (FoyerStoreFile *self,
                                  const char *sql,
                                  const char *uuid,
                                  GError **error);
gboolean foyer_store_read_number (FoyerStoreFile *self,
                                  const char *sql,
                                  gint64 *number,
                                  GError **error);

void foyer_store_bind_uuid (sqlite3_stmt *statement, int parameter, const char *uuid);
void foyer_store_bind_text (sqlite3_stmt *statement, int parameter, const char *text);
void foyer_store_bind_bytes (sqlite3_stmt *statement, int parameter, GBytes *bytes);
char *foyer_store_get_uuid (sqlite3_stmt *statement, int column);

/* What is private is one sealed GVariant a row, whose purpose names the row, so that a row cannot
 * pass for another one. */
GBytes *foyer_store_seal (FoyerStoreFile *self, const char *kind, const char *id, GVariant *data);
GVariant *foyer_store_unseal (FoyerStoreFile *self,
                              const char *kind,
                              const char *id,
                              const char *type,
                              sqlite3_stmt *row,
                              int column,
                              GError **error);

/* Rolls a transaction back that was not committed. */
typedef FoyerStoreFile FoyerStoreTransaction;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerStoreTransaction, foyer_store_rollback)

G_END_DECLS
