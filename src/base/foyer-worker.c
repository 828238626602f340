/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-worker"

#include "config.h"

#include "base/foyer-worker.h"

/* One thread that owns one handle: an SQLite database, a connection to PostgreSQL. Work is done
 * by the priority of its task, and in the order in which it was pushed where that is the same; each
 * piece answers through its GTask, on the main context that the task was made in. Letting go of the
 * worker waits for what was pushed to finish. */

typedef struct {
  GTask *task;
  FoyerWorkerFunc func;
  int priority;
  int number;
} Job;

struct _FoyerWorker {
  GObject parent_instance;

  GThread *thread;
  GAsyncQueue *jobs;
  int n_pushed;
  gpointer handle;
  GDestroyNotify free_handle;
};

G_DEFINE_FINAL_TYPE (FoyerWorker, foyer_worker, G_TYPE_OBJECT)

static gboolean
on_job_is_over (gpointer data)
{
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

/* The last reference to a task must not go on the worker's thread, because it may hold the last
 * one to an object of the caller's thread. */
static void
release_task_in_worker (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, on_job_is_over, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static gpointer
run_jobs_in_worker (gpointer data)
{
  FoyerWorker *self = data;

  while (TRUE) {
    g_autofree Job *job = g_async_queue_pop (self->jobs);

    if (job->func == NULL)
      break;
    if (!g_task_return_error_if_cancelled (job->task))
      job->func (job->task, self->handle);
    release_task_in_worker (job->task);
  }
  if (self->free_handle != NULL)
    self->free_handle (self->handle);
  return NULL;
}

static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Job *one = a;
  const Job *other = b;

  if (one->priority != other->priority)
    return one->priority < other->priority ? -1 : 1;
  /* Numbers begin anew some time. */
  return (int)((guint)one->number - (guint)other->number);
}

/* What is done in pieces keeps the place that it had at first, so that what was pushed later with
 * the same priority comes after all of it. */
static int
get_place (FoyerWorker *self, GTask *task)
{
  static const char key[] = "foyer-worker-place";
  int place = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (task), key));

  if (place == 0) {
    place = g_atomic_int_add (&self->n_pushed, 1) + 1;
    g_object_set_data (G_OBJECT (task), key, GINT_TO_POINTER (place));
  }
  return place;
}

static void
push (FoyerWorker *self, GTask *task, FoyerWorkerFunc func, int priority)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->func = func;
  job->priority = priority;
  job->number = task != NULL ? get_place (self, task) : 0;
  g_async_queue_push_sorted (self->jobs, job, compare_jobs, NULL);
}

static void
foyer_worker_finalize (GObject *object)
{
  FoyerWorker *self = FOYER_WORKER (object);

  push (self, NULL, NULL, G_MAXINT);
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);

  G_OBJECT_CLASS (foyer_worker_parent_class)->finalize (object);
}

static void
foyer_worker_class_init (FoyerWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_worker_finalize;
}

static void
foyer_worker_init (FoyerWorker *self)
{
  self->jobs = g_async_queue_new ();
}

/**
 * foyer_worker_new:
 * @name: what debuggers call the thread; at most 15 characters
 * @handle: (transfer full) (nullable): what the thread owns from now on
 * @free_handle: (nullable): frees @handle, on the thread, after the last piece of work
 *
 * Returns: (transfer full): a worker whose thread is running
 */
FoyerWorker *
foyer_worker_new (const char *name, gpointer handle, GDestroyNotify free_handle)
{
  FoyerWorker *self = g_object_new (FOYER_TYPE_WORKER, NULL);

  self->handle = handle;
  self->free_handle = free_handle;
  self->thread = g_thread_new (name, run_jobs_in_worker, self);
  return self;
}

/**
 * foyer_worker_push:
 * @task: (transfer full): answers its caller when @func returns through it; a task that is
 *   cancelled before its turn is answered without running @func
 * @func: runs on the worker's thread
 *
 * Work of a lower priority than the default one waits for all other work. What takes long is done
 * in pieces: @func may push its own task again instead of returning through it, and keeps its
 * place.
 */
void
foyer_worker_push (FoyerWorker *self, GTask *task, FoyerWorkerFunc func)
{
  g_return_if_fail (FOYER_IS_WORKER (self));
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (func != NULL);

  push (self, task, func, g_task_get_priority (task));
}
