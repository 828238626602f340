/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-sign-in"

#include "config.h"

#include "relay/foyer-relay-sign-in.h"

#include "base/foyer-error.h"
#include "db/foyer-db-events.h"
#include "relay/foyer-relay-database.h"

/* Whether a token stands for somebody, and, as long as they are connected, whether it still does.
 */

void
foyer_relay_sign_in_free (FoyerRelaySignIn *self)
{
  g_clear_pointer (&self->session, foyer_db_session_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self);
}

static void
sign_in_in_worker (GTask *task, gpointer handle)
{
  g_autoptr (FoyerRelaySignIn) self = g_new0 (FoyerRelaySignIn, 1);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL)
    self->session = foyer_db_session_find (connection, g_task_get_task_data (task), &error);
  if (self->session != NULL)
    self->events = foyer_db_events_list (connection, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify)foyer_relay_sign_in_free);
}

/**
 * foyer_relay_sign_in_async:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 * @token: what the device showed
 */
void
foyer_relay_sign_in_async (FoyerWorker *worker,
                           const char *token,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (worker, NULL, callback, user_data);

  g_task_set_source_tag (task, foyer_relay_sign_in_async);
  g_task_set_task_data (task, g_strdup (token), g_free);
  foyer_worker_push (worker, g_steal_pointer (&task), sign_in_in_worker);
}

/**
 * foyer_relay_sign_in_finish:
 *
 * Returns: (transfer full) (nullable): who it is, or %NULL with %FOYER_ERROR_SIGNED_OUT,
 *   %FOYER_ERROR_REVOKED or %FOYER_ERROR_UNAVAILABLE
 */
FoyerRelaySignIn *
foyer_relay_sign_in_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, worker), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
}

static gboolean
check_session (FoyerDbConnection *connection,
               const char *session_id,
               GHashTable *ended,
               GError **error)
{
  g_autoptr (GError) inner = NULL;
  FoyerRelayClose code = FOYER_RELAY_CLOSE_SESSION_ENDED;

  if (foyer_db_session_check (connection, session_id, &inner))
    return TRUE;
  if (!is_final (inner)) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  if (g_error_matches (inner, FOYER_ERROR, FOYER_ERROR_REVOKED))
    code = FOYER_RELAY_CLOSE_DEVICE_REVOKED;
  g_hash_table_insert (ended, g_strdup (session_id), GUINT_TO_POINTER (code));
  return TRUE;
}

static void
call_roll_in_worker (GTask *task, gpointer handle)
{
  GPtrArray *session_ids = g_task_get_task_data (task);
  g_autoptr (GHashTable) ended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  for (guint i = 0; connection != NULL && error == NULL && i < session_ids->len; i++)
    check_session (connection, g_ptr_array_index (session_ids, i), ended, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&ended), (GDestroyNotify)g_hash_table_unref);
}

/**
 * foyer_relay_roll_call_async:
 * @session_ids: (element-type utf8): sessions of devices that are connected
 *
 * Looks which of them have ended.
 */
void
foyer_relay_roll_call_async (FoyerWorker *worker,
                             GPtrArray *session_ids,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (worker, NULL, callback, user_data);

  g_task_set_source_tag (task, foyer_relay_roll_call_async);
  g_task_set_task_data (task, g_ptr_array_ref (session_ids), (GDestroyNotify)g_ptr_array_unref);
  foyer_worker_push (worker, g_steal_pointer (&task), call_roll_in_worker);
}

/**
 * foyer_relay_roll_call_finish:
 *
 * Returns: (transfer full) (element-type utf8 guint) (nullable): the sessions that have ended, each
 *   with the code to close its connection with; %NULL where the database does not answer
 */
GHashTable *
foyer_relay_roll_call_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, worker), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
