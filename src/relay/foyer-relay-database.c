/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-database"

#include "config.h"

#include "relay/foyer-relay-database.h"

#include "base/foyer-error.h"

/* What a worker of the relay owns: a connection to the database, which is opened when it is first
 * needed and again after it was lost, and what is remembered beside it. */

/* Between two attempts, so that a crowd of requests does not become a crowd of connections; and at
 * least as long as the last attempt took, so that most of a crowd learns at once that it failed. */
#define RETRY_AFTER (G_TIME_SPAN_SECOND / 4)

struct _FoyerRelayDatabase {
  FoyerDbSource *source;
  FoyerDbConnection *connection;
  FoyerDbEventCache *cache;
  gint64 failed_at;
  gint64 pause;
  GError *failure;
};

static void
database_free (gpointer data)
{
  FoyerRelayDatabase *self = data;

  g_clear_pointer (&self->connection, foyer_db_connection_close);
  g_clear_error (&self->failure);
  foyer_db_event_cache_free (self->cache);
  g_free (self);
}

/**
 * foyer_relay_database_new_worker:
 * @name: what debuggers call the thread
 * @source: where the database is; it must outlive the worker
 *
 * Returns: (transfer full): a worker whose handle is a #FoyerRelayDatabase
 */
FoyerWorker *
foyer_relay_database_new_worker (const char *name, FoyerDbSource *source)
{
  FoyerRelayDatabase *self = g_new0 (FoyerRelayDatabase, 1);

  self->source = source;
  self->cache = foyer_db_event_cache_new ();
  return foyer_worker_new (name, self, database_free);
}

static gboolean
reconnect (FoyerRelayDatabase *self, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  g_clear_pointer (&self->connection, foyer_db_connection_close);
  if (self->failure == NULL || now - self->failed_at >= self->pause) {
    g_clear_error (&self->failure);
    self->connection = foyer_db_source_connect (self->source, FOYER_DB_ROLE_RELAY, &self->failure);
    self->failed_at = g_get_monotonic_time ();
    self->pause = MAX (RETRY_AFTER, self->failed_at - now);
  }
  if (self->connection != NULL)
    return TRUE;
  /* Whatever went wrong, for who asks it passes. */
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, self->failure->message);
  return FALSE;
}

/**
 * foyer_relay_database_connect:
 *
 * Runs on the worker's thread.
 *
 * Returns: (transfer none) (nullable): the connection, or %NULL with %FOYER_ERROR_UNAVAILABLE
 */
FoyerDbConnection *
foyer_relay_database_connect (FoyerRelayDatabase *self, GError **error)
{
  if (self->connection != NULL && foyer_db_connection_is_usable (self->connection))
    return self->connection;
  return reconnect (self, error) ? self->connection : NULL;
}

/**
 * foyer_relay_database_get_cache:
 *
 * Returns: (transfer none): how events are set up, as this worker remembers it
 */
FoyerDbEventCache *
foyer_relay_database_get_cache (FoyerRelayDatabase *self)
{
  return self->cache;
}

/**
 * foyer_relay_database_get_seal:
 *
 * Returns: (transfer none): what seals private data
 */
const FoyerDbSeal *
foyer_relay_database_get_seal (FoyerRelayDatabase *self)
{
  return foyer_db_source_get_seal (self->source);
}

/**
 * foyer_relay_database_steal:
 *
 * Takes the connection away from the worker, which opens another one when it needs it.
 *
 * Returns: (transfer full) (nullable): the connection
 */
FoyerDbConnection *
foyer_relay_database_steal (FoyerRelayDatabase *self)
{
  return g_steal_pointer (&self->connection);
}
