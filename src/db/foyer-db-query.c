/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-query"

#include "config.h"

#include "db/foyer-db-query.h"

#include "base/foyer-error.h"

/* Statements outside of the verification path: parameters and results in text, one at a time. */

/**
 * foyer_db_send:
 * @sql: one statement
 * @params: (array length=n_params) (nullable): its parameters
 *
 * Asks without waiting for the answer, which foyer_db_receive() takes before anything else is
 * asked.
 */
gboolean
foyer_db_send (FoyerDbConnection *self,
               const char *sql,
               const char *const *params,
               guint n_params,
               GError **error)
{
  PGconn *handle = foyer_db_connection_get_handle (self);

  if (PQsendQueryParams (handle, sql, (int)n_params, NULL, params, NULL, NULL, 0) != 0)
    return TRUE;
  return foyer_db_check_result (self, NULL, error);
}

/**
 * foyer_db_receive:
 *
 * Returns: (transfer full) (nullable): the rows of what foyer_db_send() asked for, or %NULL where
 * it failed
 */
FoyerDbResult *
foyer_db_receive (FoyerDbConnection *self, GError **error)
{
  g_autoptr (PGresult) result = foyer_db_connection_take_result (self);

  if (!foyer_db_check_result (self, result, error))
    return NULL;
  return g_steal_pointer (&result);
}

/**
 * foyer_db_query:
 * @sql: one statement
 * @params: (array length=n_params) (nullable): its parameters
 *
 * Returns: (transfer full) (nullable): its rows, or %NULL where it failed
 */
FoyerDbResult *
foyer_db_query (FoyerDbConnection *self,
                const char *sql,
                const char *const *params,
                guint n_params,
                GError **error)
{
  return foyer_db_send (self, sql, params, n_params, error) ? foyer_db_receive (self, error) : NULL;
}

/**
 * foyer_db_execute:
 *
 * As foyer_db_query(), for statements whose rows nobody wants.
 */
gboolean
foyer_db_execute (FoyerDbConnection *self,
                  const char *sql,
                  const char *const *params,
                  guint n_params,
                  GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (self, sql, params, n_params, error);

  return result != NULL;
}

static FoyerDbResult *
run (FoyerDbConnection *self, const char *sql)
{
  if (PQsendQuery (foyer_db_connection_get_handle (self), sql) == 0)
    return NULL;
  return foyer_db_connection_take_result (self);
}

/**
 * foyer_db_run_script:
 * @sql: statements without parameters
 *
 * Returns: whether all of them succeeded
 */
gboolean
foyer_db_run_script (FoyerDbConnection *self, const char *sql, GError **error)
{
  g_autoptr (PGresult) result = run (self, sql);

  return foyer_db_check_result (self, result, error);
}

gboolean
foyer_db_begin (FoyerDbConnection *self, GError **error)
{
  foyer_db_connection_forget_doubts (self);
  return foyer_db_run_script (self, "BEGIN", error);
}

/**
 * foyer_db_commit:
 *
 * Returns: whether the transaction is known to have been committed; after %FOYER_ERROR_UNAVAILABLE
 *   it may or may not have been
 */
gboolean
foyer_db_commit (FoyerDbConnection *self, GError **error)
{
  g_autoptr (PGresult) result = run (self, "COMMIT");

  if (!foyer_db_check_result (self, result, error))
    return FALSE;
  /* COMMIT of a transaction that has failed answers ROLLBACK, and is no error. */
  if (!g_str_equal (PQcmdStatus (result), "COMMIT")) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "The database rolled the transaction back.");
    return FALSE;
  }
  if (foyer_db_connection_has_doubts (self)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_UNAVAILABLE,
                         "The standby may not have what was committed.");
    return FALSE;
  }
  return TRUE;
}

void
foyer_db_rollback (FoyerDbConnection *self)
{
  PQclear (run (self, "ROLLBACK"));
}

/**
 * foyer_db_transaction_begin:
 *
 * Returns: (transfer full) (nullable): a transaction that an autoptr rolls back
 */
FoyerDbTransaction *
foyer_db_transaction_begin (FoyerDbConnection *connection, GError **error)
{
  return foyer_db_begin (connection, error) ? connection : NULL;
}

/**
 * foyer_db_moment_begin:
 *
 * Whoever reads may be kept waiting by where it goes, a slow disk say. It locks nothing that a desk
 * waits for, so the database is patient.
 *
 * Returns: (transfer full) (nullable): a transaction that reads, and sees one moment however long
 * it lasts
 */
FoyerDbTransaction *
foyer_db_moment_begin (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (FoyerDbTransaction) self = foyer_db_transaction_begin (connection, error);

  if (self == NULL ||
      !foyer_db_run_script (connection,
                            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
                            "SET LOCAL idle_in_transaction_session_timeout = 0",
                            error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * foyer_db_transaction_commit:
 * @self: (inout): the transaction; %NULL afterwards, because a commit ends it however it ends
 */
gboolean
foyer_db_transaction_commit (FoyerDbTransaction **self, GError **error)
{
  return foyer_db_commit (g_steal_pointer (self), error);
}

/**
 * foyer_db_get_text:
 *
 * Returns: (transfer none) (nullable): the cell's text, or %NULL for SQL's NULL
 */
const char *
foyer_db_get_text (const FoyerDbResult *result, int row, int column)
{
  return PQgetisnull (result, row, column) ? NULL : PQgetvalue (result, row, column);
}

gint64
foyer_db_get_int (const FoyerDbResult *result, int row, int column)
{
  return g_ascii_strtoll (PQgetvalue (result, row, column), NULL, 10);
}

gboolean
foyer_db_get_bool (const FoyerDbResult *result, int row, int column)
{
  return *PQgetvalue (result, row, column) == 't';
}

/**
 * foyer_db_get_time:
 *
 * Returns: the moment in a cell that the SQL function foyer_micros () wrote
 */
FoyerTime
foyer_db_get_time (const FoyerDbResult *result, int row, int column)
{
  return foyer_db_get_int (result, row, column);
}
