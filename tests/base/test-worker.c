/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-worker.h"

/* The handle of these tests: a list that only the worker's thread touches while it runs. */
typedef struct {
  GArray *numbers;
  GThread *thread;
  gboolean freed;
} Handle;

/* An object that remembers on which thread it was finalized. */
static GThread *finalized_on;

static void
on_object_is_gone (gpointer data)
{
  finalized_on = g_thread_self ();
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_done = user_data;

  (*n_done)++;
}

static void
note_number_in_worker (GTask *task, gpointer data)
{
  Handle *handle = data;
  guint number = GPOINTER_TO_UINT (g_task_get_task_data (task));

  g_assert_true (handle->thread == NULL || handle->thread == g_thread_self ());
  handle->thread = g_thread_self ();
  g_array_append_val (handle->numbers, number);
  g_task_return_boolean (task, TRUE);
}

static void
on_handle_is_free (gpointer data)
{
  Handle *handle = data;

  handle->freed = TRUE;
}

static void
handle_init (Handle *handle)
{
  *handle = (Handle){ .numbers = g_array_new (FALSE, FALSE, sizeof (guint)) };
  finalized_on = NULL;
}

static void
test_order (void)
{
  Handle handle;
  g_autoptr (FoyerWorker) worker = NULL;
  guint n_done = 0;

  handle_init (&handle);
  worker = foyer_worker_new ("test", &handle, on_handle_is_free);
  for (guint i = 0; i < 1000; i++) {
    GTask *task = g_task_new (NULL, NULL, on_done, &n_done);

    g_task_set_task_data (task, GUINT_TO_POINTER (i), NULL);
    foyer_worker_push (worker, task, note_number_in_worker);
  }
  while (n_done < 1000)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&worker);

  g_assert_true (handle.freed);
  g_assert_true (handle.thread != g_thread_self ());
  g_assert_cmpuint (handle.numbers->len, ==, 1000);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (g_array_index (handle.numbers, guint, i), ==, i);
  g_array_unref (handle.numbers);
}

/* Work in pieces: what it still has to do, and where it waits to be let go on. */
typedef struct {
  FoyerWorker *worker;
  guint n_pieces;
  GMutex mutex;
  GCond cond;
  gboolean waits;
  gboolean open;
} Pieces;

static void
wait_at_the_gate (Pieces *pieces)
{
  g_mutex_lock (&pieces->mutex);
  pieces->waits = TRUE;
  g_cond_signal (&pieces->cond);
  while (!pieces->open)
    g_cond_wait (&pieces->cond, &pieces->mutex);
  g_mutex_unlock (&pieces->mutex);
}

static void
do_a_piece_in_worker (GTask *task, gpointer data)
{
  Handle *handle = data;
  Pieces *pieces = g_task_get_task_data (task);
  guint number = 1000;

  g_array_append_val (handle->numbers, number);
  if (--pieces->n_pieces == 0) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (pieces->n_pieces == 2)
    wait_at_the_gate (pieces);
  foyer_worker_push (pieces->worker, g_object_ref (task), do_a_piece_in_worker);
}

static void
push_number (FoyerWorker *worker, guint number, int priority, guint *n_done)
{
  GTask *task = g_task_new (NULL, NULL, on_done, n_done);

  g_task_set_priority (task, priority);
  g_task_set_task_data (task, GUINT_TO_POINTER (number), NULL);
  foyer_worker_push (worker, task, note_number_in_worker);
}

static void
open_the_gate (Pieces *pieces)
{
  g_mutex_lock (&pieces->mutex);
  pieces->open = TRUE;
  g_cond_signal (&pieces->cond);
  g_mutex_unlock (&pieces->mutex);
}

static void
test_long_work_lets_others_pass (void)
{
  static const guint expected[] = { 1000, 1000, 1, 2, 1000, 1000, 3 };
  Handle handle;
  g_autoptr (FoyerWorker) worker = NULL;
  Pieces pieces = { .n_pieces = 4 };
  GTask *task;
  guint n_done = 0;

  handle_init (&handle);
  worker = foyer_worker_new ("test", &handle, on_handle_is_free);
  pieces.worker = worker;
  task = g_task_new (NULL, NULL, on_done, &n_done);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, &pieces, NULL);
  foyer_worker_push (worker, task, do_a_piece_in_worker);
  g_mutex_lock (&pieces.mutex);
  while (!pieces.waits)
    g_cond_wait (&pieces.cond, &pieces.mutex);
  g_mutex_unlock (&pieces.mutex);
  push_number (worker, 3, G_PRIORITY_LOW, &n_done);
  push_number (worker, 1, G_PRIORITY_DEFAULT, &n_done);
  push_number (worker, 2, G_PRIORITY_DEFAULT, &n_done);
  open_the_gate (&pieces);
  while (n_done < 4)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&worker);
  g_assert_cmpmem (handle.numbers->data,
                   handle.numbers->len * sizeof (guint),
                   expected,
                   sizeof expected);
  g_array_unref (handle.numbers);
}

static void
test_letting_go_finishes (void)
{
  Handle handle;
  FoyerWorker *worker;
  guint n_done = 0;

  handle_init (&handle);
  worker = foyer_worker_new ("test", &handle, on_handle_is_free);
  for (guint i = 0; i < 100; i++)
    foyer_worker_push (worker, g_task_new (NULL, NULL, on_done, &n_done), note_number_in_worker);
  g_assert_finalize_object (worker);
  g_assert_cmpuint (handle.numbers->len, ==, 100);
  while (n_done < 100)
    g_main_context_iteration (NULL, TRUE);
  g_array_unref (handle.numbers);
}

static void
on_cancelled_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint *n_done = user_data;

  g_assert_false (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  (*n_done)++;
}

static void
test_cancelled (void)
{
  Handle handle;
  g_autoptr (FoyerWorker) worker = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint n_done = 0;

  handle_init (&handle);
  g_cancellable_cancel (cancellable);
  worker = foyer_worker_new ("test", &handle, on_handle_is_free);
  foyer_worker_push (worker,
                     g_task_new (NULL, cancellable, on_cancelled_done, &n_done),
                     note_number_in_worker);
  while (n_done < 1)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&worker);
  g_assert_cmpuint (handle.numbers->len, ==, 0);
  g_array_unref (handle.numbers);
}

/* The task holds the last reference to its source object: it must go where the caller lives. */
static void
test_finalized_on_callers_thread (void)
{
  for (guint round = 0; round < 200; round++) {
    Handle handle;
    g_autoptr (FoyerWorker) worker = NULL;
    GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
    guint n_done = 0;

    handle_init (&handle);
    g_object_set_data_full (object, "watch", object, on_object_is_gone);
    worker = foyer_worker_new ("test", &handle, NULL);
    foyer_worker_push (worker, g_task_new (object, NULL, on_done, &n_done), note_number_in_worker);
    g_object_unref (object);
    while (n_done < 1 || finalized_on == NULL)
      g_main_context_iteration (NULL, TRUE);
    g_assert_true (finalized_on == g_thread_self ());
    g_array_unref (handle.numbers);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/worker/work-is-done-in-order-on-one-thread", test_order);
  g_test_add_func ("/base/worker/long-work-lets-others-pass", test_long_work_lets_others_pass);
  g_test_add_func ("/base/worker/letting-go-waits-for-what-was-pushed", test_letting_go_finishes);
  g_test_add_func ("/base/worker/cancelled-work-never-runs", test_cancelled);
  g_test_add_func ("/base/worker/objects-go-on-the-thread-of-their-caller",
                   test_finalized_on_callers_thread);
  return g_test_run ();
}
