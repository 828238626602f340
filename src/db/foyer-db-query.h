/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "db/foyer-db-connection.h"

#include <libpq-fe.h>

G_BEGIN_DECLS

/* Inside the room: statements on a connection. */

typedef PGresult FoyerDbResult;

/* Parameters in text form; SQL's NULL is %NULL. Borrowed during the call. */
#define FOYER_DB_PARAMS(...) \
  (const char *const[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const char *const[]){ __VA_ARGS__ }))
#define FOYER_DB_NO_PARAMS NULL, 0

FoyerDbResult *foyer_db_query (FoyerDbConnection *self,
                               const char *sql,
                               const char *const *params,
                               guint n_params,
                               GError **error);
gboolean foyer_db_execute (FoyerDbConnection *self,
                           const char *sql,
                           const char *const *params,
                           guint n_params,
                           GError **error);
gboolean foyer_db_send (FoyerDbConnection *self,
                        const char *sql,
                        const char *const *params,
                        guint n_params,
                        GError **error);
FoyerDbResult *foyer_db_receive (FoyerDbConnection *self, GError **error);
gboolean foyer_db_run_script (FoyerDbConnection *self, const char *sql, GError **error);
gboolean foyer_db_check_result (FoyerDbConnection *self, const PGresult *result, GError **error);
gboolean foyer_db_error_is_about_data (const GError *error);
PGconn *foyer_db_connection_get_handle (FoyerDbConnection *self);

gboolean foyer_db_begin (FoyerDbConnection *self, GError **error);
gboolean foyer_db_commit (FoyerDbConnection *self, GError **error);
void foyer_db_rollback (FoyerDbConnection *self);

/* A transaction that is rolled back when it leaves its scope without a commit. */
typedef FoyerDbConnection FoyerDbTransaction;
FoyerDbTransaction *foyer_db_transaction_begin (FoyerDbConnection *connection, GError **error);
FoyerDbTransaction *foyer_db_moment_begin (FoyerDbConnection *connection, GError **error);
gboolean foyer_db_transaction_commit (FoyerDbTransaction **self, GError **error);

/* Whether the server said something that makes a commit doubtful. */
void foyer_db_connection_forget_doubts (FoyerDbConnection *self);
gboolean foyer_db_connection_has_doubts (FoyerDbConnection *self);

/* Whether the statements of a verification are prepared on it. */
gboolean foyer_db_connection_is_prepared (FoyerDbConnection *self);
void foyer_db_connection_set_prepared (FoyerDbConnection *self);

/* Waiting for answers, no longer than the connection's patience. */
void foyer_db_connection_await (FoyerDbConnection *self);
FoyerDbResult *foyer_db_connection_take_result (FoyerDbConnection *self);

/* Cells, by row and column. */
const char *foyer_db_get_text (const FoyerDbResult *result, int row, int column);
gint64 foyer_db_get_int (const FoyerDbResult *result, int row, int column);
gboolean foyer_db_get_bool (const FoyerDbResult *result, int row, int column);
FoyerTime foyer_db_get_time (const FoyerDbResult *result, int row, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbTransaction, foyer_db_rollback)

G_END_DECLS
