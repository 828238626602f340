/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-batcher"

#include "config.h"

#include "relay/foyer-relay-batcher.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-database.h"

/* Gathers the scans of one event that arrive while a batch is on its way; they are the next one.
 * There is no timer: under light load a batch is what came in one turn of the main loop, mostly a
 * single scan. Late scans make batches of their own, and wait while live ones do; but not for ever.
 */

struct _FoyerRelayBatcher {
  GObject parent_instance;

  FoyerWorker *worker;
  char *event_id;
  GDestroyNotify free_request;
  FoyerRelayBatchFunc func;
  gpointer user_data;
  GQueue waiting;
  GQueue late;
  guint n_live_in_a_row;
  gboolean is_under_way;
  guint start_source;
};

G_DEFINE_FINAL_TYPE (FoyerRelayBatcher, foyer_relay_batcher, G_TYPE_OBJECT)

typedef struct {
  char *event_id;
  GPtrArray *requests;
  gint64 sent_at;
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_free (batch->event_id);
  g_ptr_array_unref (batch->requests);
  g_free (batch);
}

static void
verify_in_worker (GTask *task, gpointer handle)
{
  const Batch *batch = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  FoyerDbBatchResult *result = NULL;

  if (connection != NULL)
    result = foyer_db_verify_batch (connection,
                                    foyer_relay_database_get_cache (handle),
                                    batch->event_id,
                                    batch->requests,
                                    &error);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify)foyer_db_batch_result_free);
  else
    g_task_return_error (task, error);
}

static void send_batch (FoyerRelayBatcher *self);

static gboolean
has_work (const FoyerRelayBatcher *self)
{
  return self->waiting.length > 0 || self->late.length > 0;
}

static void
on_verify_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayBatcher *self = FOYER_RELAY_BATCHER (source);
  const Batch *batch = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbBatchResult) answer = g_task_propagate_pointer (G_TASK (result), &error);
  gint64 sent_at = batch->sent_at;

  /* First what PostgreSQL can work on, then what this thread has to do about the last batch. */
  self->is_under_way = FALSE;
  if (has_work (self))
    send_batch (self);
  if (self->func != NULL)
    self->func (batch->requests,
                answer,
                error,
                (double)(g_get_monotonic_time () - sent_at) / G_TIME_SPAN_SECOND,
                self->user_data);
}

static void
fill_batch (FoyerRelayBatcher *self, GPtrArray *requests)
{
  gboolean is_late =
      self->waiting.length == 0 ||
      (self->late.length > 0 && self->n_live_in_a_row >= FOYER_LIMIT_LIVE_BATCHES_IN_A_ROW);
  GQueue *queue = is_late ? &self->late : &self->waiting;
  guint most = is_late ? FOYER_LIMIT_LATE_SCANS_PER_BATCH : FOYER_LIMIT_SCANS_PER_BATCH;

  self->n_live_in_a_row = is_late ? 0 : self->n_live_in_a_row + 1;
  while (queue->length > 0 && requests->len < most)
    g_ptr_array_add (requests, g_queue_pop_head (queue));
}

static void
send_batch (FoyerRelayBatcher *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_verify_ready, NULL);
  Batch *batch = g_new0 (Batch, 1);

  batch->event_id = g_strdup (self->event_id);
  batch->requests = g_ptr_array_new_with_free_func (self->free_request);
  batch->sent_at = g_get_monotonic_time ();
  fill_batch (self, batch->requests);
  self->is_under_way = TRUE;
  g_clear_handle_id (&self->start_source, g_source_remove);
  g_task_set_source_tag (task, send_batch);
  g_task_set_task_data (task, batch, batch_free);
  foyer_worker_push (self->worker, g_steal_pointer (&task), verify_in_worker);
}

static gboolean
on_turn_is_over (gpointer user_data)
{
  FoyerRelayBatcher *self = user_data;

  self->start_source = 0;
  send_batch (self);
  return G_SOURCE_REMOVE;
}

static void
foyer_relay_batcher_finalize (GObject *object)
{
  FoyerRelayBatcher *self = FOYER_RELAY_BATCHER (object);

  g_clear_handle_id (&self->start_source, g_source_remove);
  g_queue_clear_full (&self->waiting, self->free_request);
  g_queue_clear_full (&self->late, self->free_request);
  g_object_unref (self->worker);
  g_free (self->event_id);

  G_OBJECT_CLASS (foyer_relay_batcher_parent_class)->finalize (object);
}

static void
foyer_relay_batcher_class_init (FoyerRelayBatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_batcher_finalize;
}

static void
foyer_relay_batcher_init (FoyerRelayBatcher *self)
{
}

/**
 * foyer_relay_batcher_new:
 * @worker: where the batches are judged; its handle is a #FoyerRelayDatabase
 * @event_id: the event
 * @free_request: frees a request when its batch is over
 * @func: hears of the batches
 *
 * Returns: (transfer full): a batcher
 */
FoyerRelayBatcher *
foyer_relay_batcher_new (FoyerWorker *worker,
                         const char *event_id,
                         GDestroyNotify free_request,
                         FoyerRelayBatchFunc func,
                         gpointer user_data)
{
  FoyerRelayBatcher *self = g_object_new (FOYER_TYPE_RELAY_BATCHER, NULL);

  self->worker = g_object_ref (worker);
  self->event_id = g_strdup (event_id);
  self->free_request = free_request;
  self->func = func;
  self->user_data = user_data;
  return self;
}

/**
 * foyer_relay_batcher_detach:
 *
 * Nobody is to hear of the batches any more.
 */
void
foyer_relay_batcher_detach (FoyerRelayBatcher *self)
{
  g_return_if_fail (FOYER_IS_RELAY_BATCHER (self));

  self->func = NULL;
}

/**
 * foyer_relay_batcher_add:
 * @request: (transfer full): a scan to be judged, or a late one to be stored
 *
 * Returns: %FALSE where too many wait already; @request is freed then
 */
gboolean
foyer_relay_batcher_add (FoyerRelayBatcher *self, FoyerDbScanRequest *request)
{
  GQueue *queue;

  g_return_val_if_fail (FOYER_IS_RELAY_BATCHER (self), FALSE);

  queue = request->report != NULL ? &self->late : &self->waiting;
  if (queue->length >= FOYER_LIMIT_SCANS_WAITING) {
    self->free_request (request);
    return FALSE;
  }
  g_queue_push_tail (queue, request);
  if (!self->is_under_way && self->start_source == 0)
    self->start_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_turn_is_over, self, NULL);
  return TRUE;
}

/**
 * foyer_relay_batcher_is_idle:
 *
 * Returns: whether no scan waits and none is being judged
 */
gboolean
foyer_relay_batcher_is_idle (FoyerRelayBatcher *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_BATCHER (self), TRUE);

  return !self->is_under_way && !has_work (self);
}

/**
 * foyer_relay_batcher_get_n_waiting:
 *
 * Returns: how many scans wait
 */
guint
foyer_relay_batcher_get_n_waiting (FoyerRelayBatcher *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_BATCHER (self), 0);

  return self->waiting.length + self->late.length;
}
