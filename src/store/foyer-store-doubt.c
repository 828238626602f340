/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-doubt"

#include "config.h"

#include "store/foyer-store-doubt.h"

#include "model/foyer-hello.h"
#include "store/foyer-store-private.h"
#include "store/foyer-store-scans.h"
#include "store/foyer-store-sql.h"

/* What a relay that was restored may have lost, as far as one can tell before an event is joined:
 * a desk also works for others, and may not be let in at all. */

#define BEGIN_EPOCH                                    \
  "UPDATE events SET epoch = ?1, seq = 0, copy = NULL" \
  " WHERE id = ?2 AND epoch <> ?1"
#define WAIT_AGAIN "UPDATE scans SET standing = 'waiting', seq = 0 WHERE standing = 'delivered'"

static gboolean
begin_epoch (FoyerStoreFile *file, const FoyerEventHead *head, GError **error)
{
  sqlite3_stmt *statement = foyer_store_prepare (file, BEGIN_EPOCH, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, head->epoch);
  foyer_store_bind_uuid (statement, 2, head->id);
  return foyer_store_execute (file, statement, error) &&
         foyer_store_offer_again (file, head->id, head->epoch, error);
}

static gboolean
begin_epochs (FoyerStoreFile *file, const GPtrArray *heads, GError **error)
{
  g_clear_pointer (&file->event, foyer_event_unref);
  for (guint i = 0; i < heads->len; i++) {
    if (!begin_epoch (file, g_ptr_array_index (heads, i), error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_store_doubt:
 * @heads: (nullable) (element-type FoyerEventHead): events that the relay has, and in which epochs;
 *   %NULL where it does not even know this device
 *
 * What was delivered to the relay of before waits again: of events that are in another epoch, or
 * all of it. Copies of tickets of another epoch mean nothing any more.
 */
gboolean
foyer_store_doubt (FoyerStoreFile *file, const GPtrArray *heads, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;

  return foyer_store_begin (file, error) &&
         (heads != NULL ? begin_epochs (file, heads, error)
                        : foyer_store_run (file, WAIT_AGAIN, error)) &&
         foyer_store_commit (file, error);
}

static void
doubt_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (file == NULL)
    return;
  done = foyer_store_doubt (file, g_task_get_task_data (task), &error);
  foyer_store_work_sweep (handle);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

/**
 * foyer_store_doubt_async:
 *
 * See foyer_store_doubt().
 */
void
foyer_store_doubt_async (FoyerStore *self,
                         GPtrArray *heads,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_doubt_async);
  if (heads != NULL)
    g_task_set_task_data (task, g_ptr_array_ref (heads), (GDestroyNotify)g_ptr_array_unref);
  foyer_store_ask (self, task, doubt_in_worker);
}

gboolean
foyer_store_doubt_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
