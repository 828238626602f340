/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "db/foyer-db-events.h"
#include "model/foyer-change-batch.h"
#include "model/foyer-report.h"
#include "model/foyer-verdict.h"

G_BEGIN_DECLS

/**
 * FoyerDbScanRequest:
 * @scan: what was scanned
 * @report: (nullable): what a desk decided about it by itself; its scan is @scan
 * @actor: by whom, on which device
 * @revoked_at: when the device was revoked; 0: it was not
 * @gate: (nullable): the gate where the device stands, by name
 *
 * A scan that waits for its verdict. Borrowed: who made it keeps it until the batch is done.
 */
typedef struct {
  FoyerScan *scan;
  FoyerReport *report;
  FoyerDbActor actor;
  FoyerTime revoked_at;
  const char *gate;
} FoyerDbScanRequest;

/**
 * FoyerDbScanAnswer:
 * @verdict: (nullable): the verdict; exactly one of @verdict and @error is set
 * @error: (nullable): why this scan has none, such as %FOYER_ERROR_SCAN_ID_REUSED
 * @log_no: the number of its row in the verification log
 * @repeated: whether it had been answered before: nothing was written, nobody else is to hear of it
 * @timestamp: when it was answered, by the database's clock
 */
typedef struct {
  FoyerVerdict *verdict;
  GError *error;
  gint64 log_no;
  gboolean repeated;
  FoyerTime timestamp;
} FoyerDbScanAnswer;

/**
 * FoyerDbBatchResult:
 * @answers: (element-type FoyerDbScanAnswer): one per request, in their order
 * @batches: (element-type FoyerChangeBatch): what devices are to be told: one, or none where
 *   nothing changed; more where the batch had to be taken apart
 * @event: how the event was set up when it was judged
 * @seq: the number of the event's newest change
 * @is_news: whether anything was written, be it only log rows of refused scans
 */
typedef struct {
  GArray *answers;
  GPtrArray *batches;
  FoyerEvent *event;
  gint64 seq;
  gboolean is_news;
} FoyerDbBatchResult;

void foyer_db_batch_result_free (FoyerDbBatchResult *self);

FoyerDbBatchResult *foyer_db_verify_batch (FoyerDbConnection *connection,
                                           FoyerDbEventCache *cache,
                                           const char *event_id,
                                           GPtrArray *requests,
                                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbBatchResult, foyer_db_batch_result_free)

G_END_DECLS
