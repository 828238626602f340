/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/foyer-store-file.h"
#include "store/foyer-store.h"

#include "base/foyer-worker.h"

G_BEGIN_DECLS

/* Inside the room: what the files of FoyerStore share. */

/**
 * FoyerStoreWork:
 * @file: (nullable): the file, once it is open
 * @worker: the worker that owns this, for work that is done in pieces
 * @sorter: puts in order what was found
 * @unkept: (element-type FoyerHeard): what was heard and could not be written
 * @unfinished: the copy that is being made; 0 where there is none
 * @is_sweeping: whether old copies are being deleted
 * @is_closing: set from outside: long work ends
 *
 * What the store's worker owns.
 */
typedef struct {
  char *path;
  FoyerSeal *seal;
  FoyerStoreFile *file;
  FoyerWorker *worker;
  FoyerWorker *sorter;
  GPtrArray *unkept;
  gint64 unfinished;
  gboolean is_sweeping;
  int is_closing;
} FoyerStoreWork;

/* What may wait until scans are judged, the later the less somebody waits for it. */
#define FOYER_STORE_PRIORITY_SEARCH G_PRIORITY_DEFAULT_IDLE
#define FOYER_STORE_PRIORITY_COPY   G_PRIORITY_LOW
#define FOYER_STORE_PRIORITY_SWEEP  (G_PRIORITY_LOW + 10)

void foyer_store_ask (FoyerStore *self, GTask *task, FoyerWorkerFunc func);
FoyerStoreFile *foyer_store_work_get_file (FoyerStoreWork *self, GTask *task);
gboolean foyer_store_work_goes_on (FoyerStoreWork *self, GTask *task);
gboolean foyer_store_work_keep_heard (FoyerStoreWork *self, GError **error);
void foyer_store_work_sweep (FoyerStoreWork *self);
void foyer_store_return_boolean (GTask *task, gboolean done, GError *error);

G_END_DECLS
