/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_WORKER (foyer_worker_get_type ())
G_DECLARE_FINAL_TYPE (FoyerWorker, foyer_worker, FOYER, WORKER, GObject)

/**
 * FoyerWorkerFunc:
 * @task: what is to be done; the function returns its result or error through it
 * @handle: what the worker owns
 *
 * Runs on the worker's thread, alone with @handle.
 */
typedef void (*FoyerWorkerFunc) (GTask *task, gpointer handle);

FoyerWorker *foyer_worker_new (const char *name, gpointer handle, GDestroyNotify free_handle);
void foyer_worker_push (FoyerWorker *self, GTask *task, FoyerWorkerFunc func);

G_END_DECLS
