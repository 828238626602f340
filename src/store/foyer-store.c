/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store"

#include "config.h"

#include "store/foyer-store.h"

#include "base/foyer-error.h"
#include "store/foyer-store-heard.h"
#include "store/foyer-store-private.h"

#include <glib/gi18n.h>

/* What one desk keeps, for those who may not wait: a worker owns the file, and does what is asked
 * in the order in which it was asked. Copying, searching and sweeping are done in pieces between
 * which scans are judged. */

struct _FoyerStore {
  GObject parent_instance;

  FoyerStoreWork *work;
  FoyerWorker *worker;
  FoyerWorker *sorter;
};

G_DEFINE_FINAL_TYPE (FoyerStore, foyer_store, G_TYPE_OBJECT)

/* What a rescue found. */
typedef struct {
  guint n_scans;
  char *aside;
} Rescue;

static void
rescue_free (gpointer data)
{
  Rescue *self = data;

  g_free (self->aside);
  g_free (self);
}

static void
event_free (gpointer data)
{
  foyer_store_event_clear (data);
  g_free (data);
}

static void
free_work_in_worker (gpointer data)
{
  FoyerStoreWork *self = data;

  g_clear_pointer (&self->file, foyer_store_file_close);
  foyer_seal_free (self->seal);
  g_ptr_array_unref (self->unkept);
  g_free (self->path);
  g_free (self);
}

/* Inside the room; see foyer-store-private.h. */

/**
 * foyer_store_ask:
 * @task: (transfer full): what is asked
 * @func: does it, in the worker
 */
void
foyer_store_ask (FoyerStore *self, GTask *task, FoyerWorkerFunc func)
{
  foyer_worker_push (self->worker, task, func);
}

/**
 * foyer_store_work_get_file:
 *
 * Returns: (nullable): the file; where it is not open, @task is answered
 */
FoyerStoreFile *
foyer_store_work_get_file (FoyerStoreWork *self, GTask *task)
{
  if (self->file == NULL)
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_UNAVAILABLE,
                             _ ("What this desk keeps is not open."));
  return self->file;
}

/**
 * foyer_store_work_goes_on:
 *
 * Returns: whether somebody still wants long work; otherwise @task is answered
 */
gboolean
foyer_store_work_goes_on (FoyerStoreWork *self, GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return FALSE;
  if (g_atomic_int_get (&self->is_closing) == 0)
    return TRUE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The store is closed.");
  return FALSE;
}

/**
 * foyer_store_work_keep_heard:
 *
 * Writes what was heard and could not be written when it was. The judge must not decide without it:
 * desks do not say a second time what was heard.
 */
gboolean
foyer_store_work_keep_heard (FoyerStoreWork *self, GError **error)
{
  if (self->unkept->len == 0)
    return TRUE;
  if (!foyer_store_add_heard (self->file, self->unkept, error))
    return FALSE;
  g_ptr_array_set_size (self->unkept, 0);
  return TRUE;
}

/**
 * foyer_store_return_boolean:
 * @error: (transfer full) (nullable): what went wrong, where @done is %FALSE
 */
void
foyer_store_return_boolean (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What cannot be swept now is swept the next time: it costs nothing but room. */
static void
sweep_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  gboolean is_clean = TRUE;

  if (work->file == NULL || g_atomic_int_get (&work->is_closing) != 0 ||
      !foyer_store_sweep (work->file, work->unfinished, &is_clean, NULL) || is_clean) {
    work->is_sweeping = FALSE;
    g_task_return_boolean (task, is_clean);
    return;
  }
  foyer_worker_push (work->worker, g_object_ref (task), sweep_in_worker);
}

/**
 * foyer_store_work_sweep:
 *
 * Begins to delete the copies that count no more, unless that is being done.
 */
void
foyer_store_work_sweep (FoyerStoreWork *self)
{
  GTask *task;

  if (self->is_sweeping)
    return;
  self->is_sweeping = TRUE;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_priority (task, FOYER_STORE_PRIORITY_SWEEP);
  foyer_worker_push (self->worker, task, sweep_in_worker);
}

static void
open_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  g_autoptr (GError) error = NULL;

  if (work->file == NULL)
    work->file = foyer_store_file_open (work->path, work->seal, &error);
  if (work->file != NULL) {
    /* What cannot be removed now is the next time, or by a wipe. */
    foyer_store_file_clear_aside (work->path, g_get_real_time (), NULL);
    foyer_store_work_sweep (work);
  }
  foyer_store_return_boolean (task, work->file != NULL, g_steal_pointer (&error));
}

static void
rescue_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  Rescue *rescue = g_new0 (Rescue, 1);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&work->file, foyer_store_file_close);
  work->unfinished = 0;
  work->file =
      foyer_store_file_rescue (work->path, work->seal, &rescue->n_scans, &rescue->aside, &error);
  if (work->file != NULL) {
    g_task_return_pointer (task, rescue, rescue_free);
    return;
  }
  rescue_free (rescue);
  g_task_return_error (task, g_steal_pointer (&error));
}

/* What is damaged cannot be wiped row by row: it is put aside, and goes when its time is over. */
static gboolean
wipe_damaged (FoyerStoreWork *work, GError **error)
{
  g_autofree char *aside = NULL;
  guint n_scans;

  g_clear_pointer (&work->file, foyer_store_file_close);
  work->file = foyer_store_file_rescue (work->path, work->seal, &n_scans, &aside, error);
  return work->file != NULL && foyer_store_file_wipe (work->file, error);
}

static gboolean
wipe (FoyerStoreWork *work, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (work->file == NULL)
    work->file = foyer_store_file_open (work->path, work->seal, &problem);
  if (work->file != NULL && foyer_store_file_wipe (work->file, &problem))
    return TRUE;
  if (g_error_matches (problem, FOYER_ERROR, FOYER_ERROR_DAMAGED))
    return wipe_damaged (work, error);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
wipe_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  g_autoptr (GError) error = NULL;
  gboolean done;

  work->unfinished = 0;
  g_ptr_array_set_size (work->unkept, 0);
  done =
      wipe (work, &error) && foyer_store_file_clear_aside (work->path, g_get_real_time (), &error);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
save_event_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreWork *work = handle;
  FoyerStoreFile *file = foyer_store_work_get_file (work, task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (file == NULL)
    return;
  done = foyer_store_save_event (file, g_task_get_task_data (task), &error);
  foyer_store_work_sweep (work);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
load_event_in_worker (GTask *task, gpointer handle)
{
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  FoyerStoreEvent *event;

  if (file == NULL)
    return;
  event = g_new0 (FoyerStoreEvent, 1);
  if (foyer_store_load_event (file, g_task_get_task_data (task), event, &error)) {
    g_task_return_pointer (task, event, event_free);
    return;
  }
  event_free (event);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
foyer_store_dispose (GObject *object)
{
  FoyerStore *self = FOYER_STORE (object);

  if (self->worker != NULL)
    g_atomic_int_set (&self->work->is_closing, 1);
  g_clear_object (&self->worker);
  g_clear_object (&self->sorter);

  G_OBJECT_CLASS (foyer_store_parent_class)->dispose (object);
}

static void
foyer_store_class_init (FoyerStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_store_dispose;
}

static void
foyer_store_init (FoyerStore *self)
{
  self->work = g_new0 (FoyerStoreWork, 1);
  self->work->unkept = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);
  self->sorter = foyer_worker_new ("foyer-sorter", NULL, NULL);
  self->worker = foyer_worker_new ("foyer-store", self->work, free_work_in_worker);
  self->work->worker = self->worker;
  self->work->sorter = self->sorter;
}

/**
 * foyer_store_new:
 * @path: its file
 * @seal: (transfer full): what seals what is private
 *
 * Returns: (transfer full): a store that is not open yet
 */
FoyerStore *
foyer_store_new (const char *path, FoyerSeal *seal)
{
  FoyerStore *self = g_object_new (FOYER_TYPE_STORE, NULL);

  self->work->path = g_strdup (path);
  self->work->seal = seal;
  return self;
}

/**
 * foyer_store_open_async:
 *
 * Opens the file, or makes one. Whatever else is asked needs that.
 */
void
foyer_store_open_async (FoyerStore *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_open_async);
  foyer_store_ask (self, task, open_in_worker);
}

/**
 * foyer_store_open_finish:
 *
 * Returns: whether it is open; %FOYER_ERROR_DAMAGED where foyer_store_rescue_async() may help
 */
gboolean
foyer_store_open_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_rescue_async:
 *
 * Puts a damaged file aside and goes on with what can be read of it.
 */
void
foyer_store_rescue_async (FoyerStore *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_rescue_async);
  foyer_store_ask (self, task, rescue_in_worker);
}

/**
 * foyer_store_rescue_finish:
 * @n_scans: (out): how many scans there still are
 * @aside: (out) (transfer full): where the damaged file is
 */
gboolean
foyer_store_rescue_finish (FoyerStore *self,
                           GAsyncResult *result,
                           guint *n_scans,
                           char **aside,
                           GError **error)
{
  Rescue *rescue = g_task_propagate_pointer (G_TASK (result), error);

  if (rescue == NULL)
    return FALSE;
  *n_scans = rescue->n_scans;
  *aside = g_steal_pointer (&rescue->aside);
  rescue_free (rescue);
  return TRUE;
}

/**
 * foyer_store_wipe_async:
 *
 * Forgets everything but the scans that were not delivered yet.
 */
void
foyer_store_wipe_async (FoyerStore *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_wipe_async);
  foyer_store_ask (self, task, wipe_in_worker);
}

gboolean
foyer_store_wipe_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_save_event_async:
 *
 * See foyer_store_save_event().
 */
void
foyer_store_save_event_async (FoyerStore *self,
                              FoyerEvent *event,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_save_event_async);
  g_task_set_task_data (task, foyer_event_ref (event), (GDestroyNotify)foyer_event_unref);
  foyer_store_ask (self, task, save_event_in_worker);
}

gboolean
foyer_store_save_event_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_load_event_async:
 *
 * See foyer_store_load_event().
 */
void
foyer_store_load_event_async (FoyerStore *self,
                              const char *event_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_store_load_event_async);
  g_task_set_task_data (task, g_strdup (event_id), g_free);
  foyer_store_ask (self, task, load_event_in_worker);
}

/**
 * foyer_store_load_event_finish:
 * @event: (out caller-allocates): what there is; free it with foyer_store_event_clear()
 */
gboolean
foyer_store_load_event_finish (FoyerStore *self,
                               GAsyncResult *result,
                               FoyerStoreEvent *event,
                               GError **error)
{
  FoyerStoreEvent *loaded = g_task_propagate_pointer (G_TASK (result), error);

  if (loaded == NULL)
    return FALSE;
  *event = *loaded;
  g_free (loaded);
  return TRUE;
}
