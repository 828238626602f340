/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store"

#include "config.h"

#include "base/foyer-limits.h"
#include "store/foyer-store-changes.h"
#include "store/foyer-store-private.h"
#include "store/foyer-store-search.h"

/* What FoyerStore is asked about tickets: copying, following and looking through them. */

/* Tickets that are added to a copy, and how many of them are there. */
typedef struct {
  gint64 copy;
  GPtrArray *tickets;
  guint n_done;
} Addition;

static void
addition_free (gpointer data)
{
  Addition *self = data;

  g_ptr_array_unref (self->tickets);
  g_free (self);
}

static void
copy_free (gpointer data)
{
  FoyerStoreCopy *self = data;

  g_free ((char *)self->event_id);
  g_free (self);
}

static void
begin_copy_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  FoyerStoreFile *file = foyer_store_work_get_file (work, task);
  g_autoptr (GError) error = NULL;
  gint64 *copy;

  if (file == NULL)
    return;
  copy = g_new0 (gint64, 1);
  if (foyer_store_begin_copy (file, copy, &error)) {
    work->unfinished = *copy;
    g_task_return_pointer (task, copy, g_free);
    return;
  }
  g_free (copy);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
add_tickets_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  Addition *addition = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (work, task);
  guint n = MIN (addition->tickets->len - addition->n_done, FOYER_LIMIT_STORE_WRITTEN);
  g_autoptr (GError) error = NULL;

  if (file == NULL || !foyer_store_work_goes_on (work, task))
    return;
  if (!foyer_store_add_tickets (file,
                                addition->copy,
                                addition->tickets,
                                addition->n_done,
                                n,
                                &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  addition->n_done += n;
  if (addition->n_done < addition->tickets->len)
    foyer_worker_push (work->worker, g_object_ref (task), add_tickets_in_worker);
  else
    g_task_return_boolean (task, TRUE);
}

static void
finish_copy_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  const FoyerStoreCopy *copy = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (work, task);
  g_autoptr (GError) error = NULL;
  gboolean is_over = TRUE;
  gboolean done;

  if (file == NULL || !foyer_store_work_goes_on (work, task))
    return;
  done = foyer_store_index_codes (file, copy->copy, &is_over, &error);
  if (done && !is_over) {
    foyer_worker_push (work->worker, g_object_ref (task), finish_copy_in_worker);
    return;
  }
  done = done && foyer_store_finish_copy (file, copy, &error);
  work->unfinished = 0;
  foyer_store_work_sweep (work);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
count_copy_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  FoyerCounts *counts;
  GError *error = NULL;

  if (file == NULL)
    return;
  if (foyer_store_count_copy (file, g_task_get_task_data (task), &counts, &error))
    g_task_return_pointer (task, counts, (GDestroyNotify)foyer_counts_unref);
  else
    g_task_return_error (task, error);
}

static void
apply_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (file == NULL)
    return;
  done = foyer_store_apply (file, g_task_get_task_data (task), &error);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
end_search_in_worker (GTask *task, gpointer unused)
{
  g_task_return_pointer (task,
                         foyer_store_search_end (g_task_get_task_data (task)),
                         (GDestroyNotify)g_ptr_array_unref);
}

static void
search_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  FoyerStoreFile *file = foyer_store_work_get_file (work, task);
  g_autoptr (GError) error = NULL;
  gboolean is_over;

  if (file == NULL || !foyer_store_work_goes_on (work, task))
    return;
  if (!foyer_store_search_step (g_task_get_task_data (task), file, &is_over, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (is_over)
    foyer_worker_push (work->sorter, g_object_ref (task), end_search_in_worker);
  else
    foyer_worker_push (work->worker, g_object_ref (task), search_in_worker);
}

/**
 * foyer_store_begin_copy_async:
 *
 * One copy is made at a time: one that was begun before is let go of.
 */
void
foyer_store_begin_copy_async (FoyerStore *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_begin_copy_async);
  g_task_set_priority (task, FOYER_STORE_PRIORITY_COPY);
  foyer_store_ask (self, task, begin_copy_in_worker);
}

gboolean
foyer_store_begin_copy_finish (FoyerStore *self, GAsyncResult *result, gint64 *copy, GError **error)
{
  g_autofree gint64 *number = g_task_propagate_pointer (G_TASK (result), error);

  if (number != NULL)
    *copy = *number;
  return number != NULL;
}

/**
 * foyer_store_add_tickets_async:
 * @tickets: (element-type FoyerSnapshotTicket): the next ones; shared, and not to be changed any
 * more
 *
 * Scans are judged in between, however many they are.
 */
void
foyer_store_add_tickets_async (FoyerStore *self,
                               gint64 copy,
                               GPtrArray *tickets,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Addition *addition = g_new0 (Addition, 1);

  addition->copy = copy;
  addition->tickets = g_ptr_array_ref (tickets);
  g_task_set_source_tag (task, foyer_store_add_tickets_async);
  g_task_set_priority (task, FOYER_STORE_PRIORITY_COPY);
  g_task_set_task_data (task, addition, addition_free);
  foyer_store_ask (self, task, add_tickets_in_worker);
}

gboolean
foyer_store_add_tickets_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_finish_copy_async:
 * @copy: what is complete; copied
 *
 * See foyer_store_finish_copy(). The old copy is swept afterwards.
 */
void
foyer_store_finish_copy_async (FoyerStore *self,
                               const FoyerStoreCopy *copy,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  FoyerStoreCopy *own = g_memdup2 (copy, sizeof *copy);

  own->event_id = g_strdup (copy->event_id);
  g_task_set_source_tag (task, foyer_store_finish_copy_async);
  g_task_set_priority (task, FOYER_STORE_PRIORITY_COPY);
  g_task_set_task_data (task, own, copy_free);
  foyer_store_ask (self, task, finish_copy_in_worker);
}

gboolean
foyer_store_finish_copy_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_count_copy_async:
 *
 * See foyer_store_count_copy().
 */
void
foyer_store_count_copy_async (FoyerStore *self,
                              const char *event_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_count_copy_async);
  g_task_set_task_data (task, g_strdup (event_id), g_free);
  foyer_store_ask (self, task, count_copy_in_worker);
}

/**
 * foyer_store_count_copy_finish:
 *
 * Returns: (transfer full) (nullable): how full the event is by its copy, if that is whole
 */
FoyerCounts *
foyer_store_count_copy_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_apply_async:
 *
 * See foyer_store_apply().
 */
void
foyer_store_apply_async (FoyerStore *self,
                         FoyerChangeBatch *batch,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_apply_async);
  g_task_set_task_data (task,
                        foyer_change_batch_ref (batch),
                        (GDestroyNotify)foyer_change_batch_unref);
  foyer_store_ask (self, task, apply_in_worker);
}

gboolean
foyer_store_apply_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
begin_search (FoyerStore *self, GTask *task, FoyerStoreSearch *search, int priority)
{
  g_task_set_priority (task, priority);
  g_task_set_task_data (task, search, (GDestroyNotify)foyer_store_search_free);
  foyer_store_ask (self, task, search_in_worker);
}

/**
 * foyer_store_search_async:
 *
 * See foyer_store_search_new().
 */
void
foyer_store_search_async (FoyerStore *self,
                          const char *event_id,
                          const char *list_id,
                          const char *text,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_search_async);
  begin_search (self,
                task,
                foyer_store_search_new (event_id, list_id, text, limit),
                FOYER_STORE_PRIORITY_SEARCH);
}

/**
 * foyer_store_search_finish:
 *
 * Returns: (transfer full) (element-type FoyerFoundTicket) (nullable): what was found, by name
 */
GPtrArray *
foyer_store_search_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_list_to_come_async:
 *
 * See foyer_store_search_new_to_come().
 */
void
foyer_store_list_to_come_async (FoyerStore *self,
                                const char *event_id,
                                const char *list_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_list_to_come_async);
  begin_search (self,
                task,
                foyer_store_search_new_to_come (event_id, list_id),
                FOYER_STORE_PRIORITY_COPY);
}

/**
 * foyer_store_list_to_come_finish:
 *
 * Returns: (transfer full) (element-type FoyerFoundTicket) (nullable): who is still to come or to
 * come back, by name
 */
GPtrArray *
foyer_store_list_to_come_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
