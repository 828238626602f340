/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-pipeline"

#include "config.h"

#include "db/foyer-db-pipeline.h"

#include "base/foyer-error.h"

/* Several prepared statements in one round trip (libpq's pipeline mode): all are sent, then all
 * answers are read. After an error the server skips the rest up to the end of the pipeline. */

static void
name_statement (char name[16], guint statement)
{
  g_snprintf (name, 16, "foyer%u", statement);
}

/**
 * foyer_db_pipeline_prepare:
 * @statements: (array length=n_statements): SQL; the statements' numbers are their positions
 *
 * Prepares what foyer_db_pipeline_send() sends; once per connection. Plans are made without looking
 * at the values: the statements always find their rows by index, and making plans would cost more
 * than running them.
 */
gboolean
foyer_db_pipeline_prepare (FoyerDbConnection *connection,
                           const char *const *statements,
                           guint n_statements,
                           GError **error)
{
  PGconn *handle = foyer_db_connection_get_handle (connection);

  if (!foyer_db_run_script (connection,
                            "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
                            "SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off",
                            error))
    return FALSE;
  for (guint i = 0; i < n_statements; i++) {
    g_autoptr (PGresult) result = NULL;
    char name[16];

    name_statement (name, i);
    if (PQsendPrepare (handle, name, statements[i], 0, NULL) != 0)
      result = foyer_db_connection_take_result (connection);
    if (!foyer_db_check_result (connection, result, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_db_pipeline_begin:
 * @self: (out caller-allocates):
 */
gboolean
foyer_db_pipeline_begin (FoyerDbPipeline *self, FoyerDbConnection *connection, GError **error)
{
  *self = (FoyerDbPipeline){ .connection = connection };
  if (PQenterPipelineMode (foyer_db_connection_get_handle (connection)) == 0) {
    foyer_db_check_result (connection, NULL, error);
    return FALSE;
  }
  self->results = g_ptr_array_new_with_free_func ((GDestroyNotify)PQclear);
  return TRUE;
}

void
foyer_db_pipeline_clear (FoyerDbPipeline *self)
{
  g_clear_pointer (&self->results, g_ptr_array_unref);
}

/**
 * foyer_db_pipeline_send:
 *
 * Returns: the number under which foyer_db_pipeline_get() has the answer; whether it could be sent
 *   shows at the end
 */
guint
foyer_db_pipeline_send (FoyerDbPipeline *self,
                        guint statement,
                        const char *const *params,
                        guint n_params)
{
  char name[16];

  name_statement (name, statement);
  PQsendQueryPrepared (foyer_db_connection_get_handle (self->connection),
                       name,
                       (int)n_params,
                       params,
                       NULL,
                       NULL,
                       0);
  return self->n_sent++;
}

/* An answer is one result and then a NULL; the first error is the one that says what happened. */
static gboolean
read_answer (FoyerDbPipeline *self, GError **error)
{
  PGconn *handle = foyer_db_connection_get_handle (self->connection);
  PGresult *result;
  gboolean good;

  foyer_db_connection_await (self->connection);
  result = PQgetResult (handle);
  good = foyer_db_check_result (self->connection, result, error);
  g_ptr_array_add (self->results, result);
  if (result != NULL) {
    foyer_db_connection_await (self->connection);
    PQclear (PQgetResult (handle));
  }
  return good;
}

static gboolean
read_end (FoyerDbPipeline *self, GError **error)
{
  g_autoptr (PGresult) result = NULL;

  foyer_db_connection_await (self->connection);
  result = PQgetResult (foyer_db_connection_get_handle (self->connection));
  if (result != NULL && PQresultStatus (result) == PGRES_PIPELINE_SYNC)
    return TRUE;
  foyer_db_check_result (self->connection, NULL, error);
  return FALSE;
}

/**
 * foyer_db_pipeline_finish:
 *
 * Waits for all answers and leaves pipeline mode.
 *
 * Returns: whether every statement succeeded
 */
gboolean
foyer_db_pipeline_finish (FoyerDbPipeline *self, GError **error)
{
  PGconn *handle = foyer_db_connection_get_handle (self->connection);
  g_autoptr (GError) first = NULL;

  if (PQpipelineSync (handle) == 0)
    foyer_db_check_result (self->connection, NULL, &first);
  for (guint i = 0; i < self->n_sent && PQstatus (handle) == CONNECTION_OK; i++)
    read_answer (self, first == NULL ? &first : NULL);
  if (PQstatus (handle) == CONNECTION_OK)
    read_end (self, first == NULL ? &first : NULL);
  else if (first == NULL)
    foyer_db_check_result (self->connection, NULL, &first);
  if (PQexitPipelineMode (handle) == 0 && first == NULL)
    foyer_db_check_result (self->connection, NULL, &first);
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

/**
 * foyer_db_pipeline_get:
 * @number: what foyer_db_pipeline_send() returned; every statement must have succeeded
 *
 * Returns: (transfer none): its rows
 */
const FoyerDbResult *
foyer_db_pipeline_get (FoyerDbPipeline *self, guint number)
{
  return g_ptr_array_index (self->results, number);
}
