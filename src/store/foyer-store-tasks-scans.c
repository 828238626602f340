/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store"

#include "config.h"

#include "store/foyer-store-judge.h"
#include "store/foyer-store-private.h"

/* What FoyerStore is asked about scans: judging, and the queue. */

/* One question; what it is not about is empty. */
typedef struct {
  FoyerScan *scan;
  FoyerVerdict *verdict;
  FoyerStoreDesk desk;
  GPtrArray *settlements;
  char *event_id;
  char *list_id;
  gint64 seq;
  char *scan_id;
  char *reason;
  FoyerTime at;
  gint64 epoch;
  guint limit;
  GStrv left_out;
  gboolean is_credited;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_pointer (&self->scan, foyer_scan_unref);
  g_clear_pointer (&self->verdict, foyer_verdict_unref);
  g_clear_pointer (&self->settlements, g_ptr_array_unref);
  g_free ((char *)self->desk.staff_email);
  g_free ((char *)self->desk.device_name);
  g_free ((char *)self->desk.gate);
  g_free ((char *)self->desk.session_id);
  g_strfreev (self->left_out);
  g_free (self->event_id);
  g_free (self->list_id);
  g_free (self->scan_id);
  g_free (self->reason);
  g_free (self);
}

static void
take_desk (Question *self, const FoyerStoreDesk *desk)
{
  self->desk = *desk;
  self->desk.staff_email = g_strdup (desk->staff_email);
  self->desk.device_name = g_strdup (desk->device_name);
  self->desk.gate = g_strdup (desk->gate);
  self->desk.session_id = g_strdup (desk->session_id);
}

static void
ask (FoyerStore *self, GTask *task, gpointer tag, Question *question, FoyerWorkerFunc func)
{
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, question, question_free);
  foyer_store_ask (self, task, func);
}

static void
return_pointer (GTask *task, gpointer result, GDestroyNotify free_result, GError *error)
{
  if (result != NULL)
    g_task_return_pointer (task, result, free_result);
  else
    g_task_return_error (task, error);
}

static void
judge_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  FoyerVerdict *verdict = NULL;

  if (file == NULL)
    return;
  if (foyer_store_work_keep_heard (handle, &error))
    verdict = foyer_store_judge (file, question->scan, &question->desk, &error);
  return_pointer (task, verdict, (GDestroyNotify)foyer_verdict_unref, g_steal_pointer (&error));
}

static void
note_verdict_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (file == NULL)
    return;
  done = foyer_store_note_verdict (file,
                                   question->scan,
                                   question->verdict,
                                   &question->desk,
                                   question->epoch,
                                   &error);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
override_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (file == NULL)
    return;
  done = foyer_store_override (file,
                               question->scan_id,
                               question->reason,
                               question->at,
                               &question->desk,
                               &error);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
list_waiting_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  GPtrArray *scans;

  if (file == NULL)
    return;
  scans = foyer_store_list_waiting (file, question->event_id, question->limit, &error);
  return_pointer (task, scans, (GDestroyNotify)g_ptr_array_unref, g_steal_pointer (&error));
}

static void
list_deliverable_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  GPtrArray *scans;

  if (file == NULL)
    return;
  scans = foyer_store_list_deliverable (file,
                                        (const char *const *)question->left_out,
                                        question->is_credited,
                                        question->limit,
                                        &error);
  return_pointer (task, scans, (GDestroyNotify)g_ptr_array_unref, g_steal_pointer (&error));
}

static void
list_aside_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  GPtrArray *scans;

  if (file == NULL)
    return;
  scans = foyer_store_list_aside (file, question->event_id, question->limit, &error);
  return_pointer (task, scans, (GDestroyNotify)g_ptr_array_unref, g_steal_pointer (&error));
}

static void
list_recent_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  GPtrArray *recent;

  if (file == NULL)
    return;
  recent = foyer_store_list_recent (file,
                                    question->event_id,
                                    question->desk.staff_email,
                                    question->limit,
                                    &error);
  return_pointer (task, recent, (GDestroyNotify)g_ptr_array_unref, g_steal_pointer (&error));
}

static void
settle_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (file == NULL)
    return;
  done = foyer_store_settle (file, question->settlements, &error);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
count_scans_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  FoyerStoreCounts *counts;

  if (file == NULL)
    return;
  counts = g_new0 (FoyerStoreCounts, 1);
  if (foyer_store_count_scans (file, counts, &error)) {
    g_task_return_pointer (task, counts, g_free);
    return;
  }
  g_free (counts);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
count_admitted_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  FoyerStorePlace place = { .event_id = question->event_id,
                            .list_id = question->list_id,
                            .seq = question->seq };
  g_autofree gint64 *n_admitted = g_new0 (gint64, 1);
  GError *error = NULL;

  if (file == NULL)
    return;
  if (foyer_store_count_admitted (file, &place, n_admitted, &error))
    g_task_return_pointer (task, g_steal_pointer (&n_admitted), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_store_judge_async:
 * @desk: who reads it; copied
 *
 * See foyer_store_judge().
 */
void
foyer_store_judge_async (FoyerStore *self,
                         FoyerScan *scan,
                         const FoyerStoreDesk *desk,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->scan = foyer_scan_ref (scan);
  take_desk (question, desk);
  ask (self, task, foyer_store_judge_async, question, judge_in_worker);
}

/**
 * foyer_store_judge_finish:
 *
 * Returns: (transfer full) (nullable): the verdict, which is on the disk
 */
FoyerVerdict *
foyer_store_judge_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_note_verdict_async:
 * @desk: who read it; copied
 *
 * See foyer_store_note_verdict().
 */
void
foyer_store_note_verdict_async (FoyerStore *self,
                                FoyerScan *scan,
                                FoyerVerdict *verdict,
                                const FoyerStoreDesk *desk,
                                gint64 epoch,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->scan = foyer_scan_ref (scan);
  question->verdict = foyer_verdict_ref (verdict);
  question->epoch = epoch;
  take_desk (question, desk);
  ask (self, task, foyer_store_note_verdict_async, question, note_verdict_in_worker);
}

gboolean
foyer_store_note_verdict_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_override_async:
 * @desk: who lets the guest in; copied
 *
 * See foyer_store_override().
 */
void
foyer_store_override_async (FoyerStore *self,
                            const char *scan_id,
                            const char *reason,
                            FoyerTime at,
                            const FoyerStoreDesk *desk,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->scan_id = g_strdup (scan_id);
  question->reason = g_strdup (reason);
  question->at = at;
  take_desk (question, desk);
  ask (self, task, foyer_store_override_async, question, override_in_worker);
}

gboolean
foyer_store_override_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_list_waiting_async:
 *
 * See foyer_store_list_waiting().
 */
void
foyer_store_list_waiting_async (FoyerStore *self,
                                const char *event_id,
                                guint limit,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->event_id = g_strdup (event_id);
  question->limit = limit;
  ask (self, task, foyer_store_list_waiting_async, question, list_waiting_in_worker);
}

/**
 * foyer_store_list_waiting_finish:
 *
 * Returns: (transfer full) (element-type FoyerStoreScan) (nullable): the oldest that wait
 */
GPtrArray *
foyer_store_list_waiting_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_list_deliverable_async:
 *
 * See foyer_store_list_deliverable().
 */
void
foyer_store_list_deliverable_async (FoyerStore *self,
                                    const char *const *left_out,
                                    gboolean is_credited,
                                    guint limit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->left_out = g_strdupv ((GStrv)left_out);
  question->is_credited = is_credited;
  question->limit = limit;
  ask (self, task, foyer_store_list_deliverable_async, question, list_deliverable_in_worker);
}

/**
 * foyer_store_list_deliverable_finish:
 *
 * Returns: (transfer full) (element-type FoyerStoreScan) (nullable): the oldest that can be
 *   delivered
 */
GPtrArray *
foyer_store_list_deliverable_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_list_aside_async:
 *
 * See foyer_store_list_aside().
 */
void
foyer_store_list_aside_async (FoyerStore *self,
                              const char *named_event_id,
                              guint limit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->event_id = g_strdup (named_event_id);
  question->limit = limit;
  ask (self, task, foyer_store_list_aside_async, question, list_aside_in_worker);
}

/**
 * foyer_store_list_aside_finish:
 *
 * Returns: (transfer full) (element-type FoyerStoreScan) (nullable): what was set aside
 */
GPtrArray *
foyer_store_list_aside_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_list_recent_async:
 *
 * See foyer_store_list_recent().
 */
void
foyer_store_list_recent_async (FoyerStore *self,
                               const char *event_id,
                               const char *staff_email,
                               guint limit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->event_id = g_strdup (event_id);
  question->desk.staff_email = g_strdup (staff_email);
  question->limit = limit;
  ask (self, task, foyer_store_list_recent_async, question, list_recent_in_worker);
}

/**
 * foyer_store_list_recent_finish:
 *
 * Returns: (transfer full) (element-type FoyerStoreRecent) (nullable): the newest first
 */
GPtrArray *
foyer_store_list_recent_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_settle_async:
 * @settlements: (element-type FoyerStoreSettlement): shared, and not to be changed any more
 *
 * See foyer_store_settle().
 */
void
foyer_store_settle_async (FoyerStore *self,
                          GPtrArray *settlements,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->settlements = g_ptr_array_ref (settlements);
  ask (self, task, foyer_store_settle_async, question, settle_in_worker);
}

gboolean
foyer_store_settle_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_count_scans_async:
 *
 * See foyer_store_count_scans().
 */
void
foyer_store_count_scans_async (FoyerStore *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  ask (self, task, foyer_store_count_scans_async, g_new0 (Question, 1), count_scans_in_worker);
}

gboolean
foyer_store_count_scans_finish (FoyerStore *self,
                                GAsyncResult *result,
                                FoyerStoreCounts *counts,
                                GError **error)
{
  g_autofree FoyerStoreCounts *found = g_task_propagate_pointer (G_TASK (result), error);

  if (found != NULL)
    *counts = *found;
  return found != NULL;
}

/**
 * foyer_store_count_admitted_async:
 * @place: copied
 *
 * See foyer_store_count_admitted(). What the store was asked to keep before is counted.
 */
void
foyer_store_count_admitted_async (FoyerStore *self,
                                  const FoyerStorePlace *place,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->event_id = g_strdup (place->event_id);
  question->list_id = g_strdup (place->list_id);
  question->seq = place->seq;
  ask (self, task, foyer_store_count_admitted_async, question, count_admitted_in_worker);
}

gboolean
foyer_store_count_admitted_finish (FoyerStore *self,
                                   GAsyncResult *result,
                                   gint64 *n_admitted,
                                   GError **error)
{
  g_autofree gint64 *found = g_task_propagate_pointer (G_TASK (result), error);

  if (found != NULL)
    *n_admitted = *found;
  return found != NULL;
}
