/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store"

#include "config.h"

#include "store/foyer-store-private.h"

/* What FoyerStore is asked about what desks tell each other. */

/* One question; what it is not about is empty. */
typedef struct {
  char *event_id;
  char *device_id;
  FoyerSigningKey key;
  GPtrArray *values;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_free (self->event_id);
  g_free (self->device_id);
  foyer_signing_key_clear (&self->key);
  g_free (self);
}

static Question *
question_new (const char *event_id, const char *device_id, GPtrArray *values)
{
  Question *self = g_new0 (Question, 1);

  self->event_id = g_strdup (event_id);
  self->device_id = g_strdup (device_id);
  self->values = values != NULL ? g_ptr_array_ref (values) : NULL;
  return self;
}

static void
ask (FoyerStore *self, GTask *task, gpointer tag, Question *question, FoyerWorkerFunc func)
{
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, question, question_free);
  foyer_store_ask (self, task, func);
}

static void
return_values (GTask *task, GPtrArray *values, GError *error)
{
  if (values != NULL)
    g_task_return_pointer (task, values, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
number_own_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  GPtrArray *values;

  if (file == NULL)
    return;
  values = foyer_store_number_own (file,
                                   question->event_id,
                                   question->device_id,
                                   &question->key,
                                   &error);
  return_values (task, values, g_steal_pointer (&error));
}

static void
begin_run_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (file == NULL)
    return;
  done = foyer_store_begin_run (file, question->event_id, question->device_id, &error);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
add_heard_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreWork *work = handle;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (foyer_store_work_get_file (work, task) == NULL)
    return;
  for (guint i = 0; i < question->values->len; i++)
    g_ptr_array_add (work->unkept, foyer_heard_ref (g_ptr_array_index (question->values, i)));
  done = foyer_store_work_keep_heard (work, &error);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
load_heard_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  GPtrArray *values;

  if (file == NULL)
    return;
  values = foyer_store_load_heard (file, question->event_id, &error);
  return_values (task, values, g_steal_pointer (&error));
}

static void
save_desks_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (file == NULL)
    return;
  done = foyer_store_save_desks (file, question->event_id, question->values, &error);
  foyer_store_return_boolean (task, done, g_steal_pointer (&error));
}

static void
load_desks_in_worker (GTask *task, gpointer handle)
{
  const Question *question = g_task_get_task_data (task);
  FoyerStoreFile *file = foyer_store_work_get_file (handle, task);
  g_autoptr (GError) error = NULL;
  GPtrArray *values;

  if (file == NULL)
    return;
  values = foyer_store_load_desks (file, question->event_id, &error);
  return_values (task, values, g_steal_pointer (&error));
}

/**
 * foyer_store_number_own_async:
 *
 * See foyer_store_number_own().
 */
void
foyer_store_number_own_async (FoyerStore *self,
                              const char *event_id,
                              const char *device_id,
                              const FoyerSigningKey *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = question_new (event_id, device_id, NULL);

  question->key = *key;
  ask (self, task, foyer_store_number_own_async, question, number_own_in_worker);
}

GPtrArray *
foyer_store_number_own_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_begin_run_async:
 *
 * See foyer_store_begin_run().
 */
void
foyer_store_begin_run_async (FoyerStore *self,
                             const char *event_id,
                             const char *device_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = question_new (event_id, device_id, NULL);

  ask (self, task, foyer_store_begin_run_async, question, begin_run_in_worker);
}

gboolean
foyer_store_begin_run_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_add_heard_async:
 *
 * See foyer_store_add_heard(). What cannot be written now is written before the next scan is
 * judged, or the next time that something is heard.
 */
void
foyer_store_add_heard_async (FoyerStore *self,
                             GPtrArray *items,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = question_new (NULL, NULL, items);

  ask (self, task, foyer_store_add_heard_async, question, add_heard_in_worker);
}

gboolean
foyer_store_add_heard_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_load_heard_async:
 *
 * See foyer_store_load_heard().
 */
void
foyer_store_load_heard_async (FoyerStore *self,
                              const char *event_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = question_new (event_id, NULL, NULL);

  ask (self, task, foyer_store_load_heard_async, question, load_heard_in_worker);
}

GPtrArray *
foyer_store_load_heard_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_store_save_desks_async:
 *
 * See foyer_store_save_desks().
 */
void
foyer_store_save_desks_async (FoyerStore *self,
                              const char *event_id,
                              GPtrArray *desks,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = question_new (event_id, NULL, desks);

  ask (self, task, foyer_store_save_desks_async, question, save_desks_in_worker);
}

gboolean
foyer_store_save_desks_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * foyer_store_load_desks_async:
 *
 * See foyer_store_load_desks().
 */
void
foyer_store_load_desks_async (FoyerStore *self,
                              const char *event_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = question_new (event_id, NULL, NULL);

  ask (self, task, foyer_store_load_desks_async, question, load_desks_in_worker);
}

GPtrArray *
foyer_store_load_desks_finish (FoyerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
