/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-lookup"

#include "config.h"

#include "relay/foyer-relay-lookup.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-activities.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-desks.h"
#include "db/foyer-db-events.h"
#include "relay/foyer-relay-database.h"

/* What a room reads from the database, on a worker that is not the one that verifies. */

typedef struct {
  char *event_id;
  gint64 since;
  gboolean with_rates;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_free (lookup->event_id);
  g_free (lookup);
}

static void
begin (FoyerWorker *worker,
       const char *event_id,
       const Lookup *fields,
       FoyerWorkerFunc func,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (worker, NULL, callback, user_data);
  Lookup *lookup = g_new0 (Lookup, 1);

  *lookup = *fields;
  lookup->event_id = g_strdup (event_id);
  g_task_set_source_tag (task, func);
  g_task_set_task_data (task, lookup, lookup_free);
  foyer_worker_push (worker, g_steal_pointer (&task), func);
}

static gpointer
finish (FoyerWorker *worker, GAsyncResult *result, FoyerWorkerFunc func, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, worker), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == (gpointer)func, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The counts are read last, so that they are never older than the changes that follow. */
static FoyerRoom *
load_room (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  g_autoptr (FoyerEventHead) head = foyer_db_event_get_head (connection, event_id, error);
  g_autoptr (FoyerEvent) event = NULL;
  g_autoptr (FoyerCounts) counts = NULL;

  if (head == NULL)
    return NULL;
  event = foyer_db_event_load (connection, event_id, error);
  if (event == NULL)
    return NULL;
  counts = foyer_db_event_get_counts (connection, event_id, error);
  if (counts == NULL)
    return NULL;
  return foyer_room_new (&(FoyerRoom){ .event = event, .seq = head->seq, .counts = counts });
}

static void
load_room_in_worker (GTask *task, gpointer handle)
{
  const Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  FoyerRoom *room = NULL;

  if (connection != NULL)
    room = load_room (connection, lookup->event_id, &error);
  if (room != NULL)
    g_task_return_pointer (task, room, (GDestroyNotify)foyer_room_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_relay_lookup_room_async:
 *
 * Reads how an event is set up, and how far and how full it is.
 */
void
foyer_relay_lookup_room_async (FoyerWorker *worker,
                               const char *event_id,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  begin (worker, event_id, &(Lookup){ .since = 0 }, load_room_in_worker, callback, user_data);
}

/**
 * foyer_relay_lookup_room_finish:
 *
 * Returns: (transfer full) (nullable): the room, or %NULL with %FOYER_ERROR_NOT_FOUND or
 *   %FOYER_ERROR_UNAVAILABLE
 */
FoyerRoom *
foyer_relay_lookup_room_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  return finish (worker, result, load_room_in_worker, error);
}

static void
load_event_in_worker (GTask *task, gpointer handle)
{
  const Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  FoyerEvent *event = NULL;

  if (connection != NULL)
    event = foyer_db_event_load (connection, lookup->event_id, &error);
  if (event != NULL)
    g_task_return_pointer (task, event, (GDestroyNotify)foyer_event_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_relay_lookup_event_async:
 *
 * Reads how an event is set up.
 */
void
foyer_relay_lookup_event_async (FoyerWorker *worker,
                                const char *event_id,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  begin (worker, event_id, &(Lookup){ .since = 0 }, load_event_in_worker, callback, user_data);
}

/**
 * foyer_relay_lookup_event_finish:
 *
 * Returns: (transfer full) (nullable): the event
 */
FoyerEvent *
foyer_relay_lookup_event_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  return finish (worker, result, load_event_in_worker, error);
}

static void
load_changes_in_worker (GTask *task, gpointer handle)
{
  const Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  FoyerChangeBatch *batch = NULL;

  if (connection != NULL)
    batch = foyer_db_changes_since (connection,
                                    lookup->event_id,
                                    lookup->since,
                                    FOYER_LIMIT_CHANGES_PER_FRAME,
                                    &error);
  if (batch != NULL)
    g_task_return_pointer (task, batch, (GDestroyNotify)foyer_change_batch_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_relay_lookup_changes_async:
 * @since: the number before the first change that is wanted
 *
 * Reads the next changes of an event, at most %FOYER_LIMIT_CHANGES_PER_FRAME.
 */
void
foyer_relay_lookup_changes_async (FoyerWorker *worker,
                                  const char *event_id,
                                  gint64 since,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  begin (worker,
         event_id,
         &(Lookup){ .since = since },
         load_changes_in_worker,
         callback,
         user_data);
}

/**
 * foyer_relay_lookup_changes_finish:
 *
 * Returns: (transfer full) (nullable): the changes, perhaps none
 */
FoyerChangeBatch *
foyer_relay_lookup_changes_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  return finish (worker, result, load_changes_in_worker, error);
}

static void
load_activities_in_worker (GTask *task, gpointer handle)
{
  const Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  GPtrArray *activities = NULL;

  if (connection != NULL)
    activities = foyer_db_activities_since (connection,
                                            lookup->event_id,
                                            lookup->since,
                                            FOYER_LIMIT_ACTIVITIES_PER_FRAME,
                                            &error);
  if (activities != NULL)
    g_task_return_pointer (task, activities, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_relay_lookup_activities_async:
 * @since: the number of the last log row that is known
 *
 * Reads what staff did next at an event, at most %FOYER_LIMIT_ACTIVITIES_PER_FRAME rows.
 */
void
foyer_relay_lookup_activities_async (FoyerWorker *worker,
                                     const char *event_id,
                                     gint64 since,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  begin (worker,
         event_id,
         &(Lookup){ .since = since },
         load_activities_in_worker,
         callback,
         user_data);
}

/**
 * foyer_relay_lookup_activities_finish:
 *
 * Returns: (transfer full) (element-type FoyerActivity) (nullable): one per row, perhaps none
 */
GPtrArray *
foyer_relay_lookup_activities_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  return finish (worker, result, load_activities_in_worker, error);
}

static void
load_log_end_in_worker (GTask *task, gpointer handle)
{
  const Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  gint64 log_no;

  if (connection != NULL &&
      foyer_db_activities_get_end (connection, lookup->event_id, &log_no, &error))
    g_task_return_int (task, log_no);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_relay_lookup_log_end_async:
 *
 * Reads how long the verification log of an event is.
 */
void
foyer_relay_lookup_log_end_async (FoyerWorker *worker,
                                  const char *event_id,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  begin (worker, event_id, &(Lookup){ .since = 0 }, load_log_end_in_worker, callback, user_data);
}

/**
 * foyer_relay_lookup_log_end_finish:
 *
 * Returns: the number of its newest row, or -1
 */
gint64
foyer_relay_lookup_log_end_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, worker), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
load_desks_in_worker (GTask *task, gpointer handle)
{
  const Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  GPtrArray *desks = NULL;

  if (connection != NULL)
    desks = foyer_db_desks_list (connection, lookup->event_id, lookup->with_rates, &error);
  if (desks != NULL)
    g_task_return_pointer (task, desks, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_relay_lookup_desks_async:
 * @with_rates: whether to look how fast they are
 *
 * Reads which devices work for an event.
 */
void
foyer_relay_lookup_desks_async (FoyerWorker *worker,
                                const char *event_id,
                                gboolean with_rates,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  begin (worker,
         event_id,
         &(Lookup){ .with_rates = with_rates },
         load_desks_in_worker,
         callback,
         user_data);
}

/**
 * foyer_relay_lookup_desks_finish:
 * @has_rates: (out): whether their rates are known
 *
 * Returns: (transfer full) (nullable) (element-type FoyerDesk): the desks
 */
GPtrArray *
foyer_relay_lookup_desks_finish (FoyerWorker *worker,
                                 GAsyncResult *result,
                                 gboolean *has_rates,
                                 GError **error)
{
  const Lookup *lookup = g_task_get_task_data (G_TASK (result));

  *has_rates = lookup->with_rates;
  return finish (worker, result, load_desks_in_worker, error);
}
