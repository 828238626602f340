/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-change.h"
#include "model/foyer-report.h"
#include "model/foyer-verdict.h"
#include "store/foyer-store-file.h"

G_BEGIN_DECLS

/**
 * FoyerStoreDesk:
 * @staff_email: who scans
 * @device_name: where
 * @gate: (nullable): at which gate
 * @session_id: (nullable): their session; what they scan is credited to it even after it ended
 * @clock_offset_ms: how far the device's clock is ahead of the relay's
 * @clock_error_ms: by how much that may be wrong
 * @exposure: how many admissions elsewhere this desk may have missed
 *
 * Who judges for themselves, and by which clock.
 */
typedef struct {
  const char *staff_email;
  const char *device_name;
  const char *gate;
  const char *session_id;
  gint64 clock_offset_ms;
  gint64 clock_error_ms;
  guint exposure;
} FoyerStoreDesk;

/**
 * FoyerStoreScan:
 * @report: what was read, and what was said and done at the door; not signed
 * @verdict: what was said, in full
 * @trouble: (nullable): why the relay can never store it
 * @staff_email: (nullable): who scanned
 * @overridden_by: (nullable): who let the guest in here, where the report has an override
 *
 * A scan with the verdict that the guest heard.
 */
typedef struct {
  FoyerReport *report;
  FoyerVerdict *verdict;
  char *trouble;
  char *staff_email;
  char *overridden_by;
} FoyerStoreScan;

/**
 * FoyerStoreRecent:
 * @scan: the scan; its verdict has the ticket as far as this desk knows it
 * @is_local: whether the relay does not have it
 * @is_undone: whether the admission was taken back
 * @overridden_by: (nullable): the supervisor who let in whom the verdict refused
 *
 * A scan and what became of it, as somebody who looks back wants to see it.
 */
typedef struct {
  FoyerStoreScan *scan;
  gboolean is_local;
  gboolean is_undone;
  char *overridden_by;
} FoyerStoreRecent;

/**
 * FoyerStoreSettlement:
 * @scan_id: a scan that waits
 * @seq: the change that the relay made of it; 0 where it changed nothing
 * @trouble: (nullable): why the relay can never store it: it is set aside, so that it holds nothing
 *   up, and is not forgotten either
 * @has_override: whether the relay knows that a supervisor let the guest in; a scan of which it
 * does not goes on waiting
 *
 * What became of a scan.
 */
typedef struct {
  char *scan_id;
  gint64 seq;
  char *trouble;
  gboolean has_override;
} FoyerStoreSettlement;

/**
 * FoyerStorePlace:
 * @event_id: an event
 * @list_id: one of its check-in lists
 * @seq: the last change of the event that is known
 *
 * Where guests are counted, and how far the relay's own count goes.
 */
typedef struct {
  const char *event_id;
  const char *list_id;
  gint64 seq;
} FoyerStorePlace;

/**
 * FoyerStoreCounts:
 * @waiting: scans that the relay does not have yet
 * @aside: scans that it can never store, and that somebody should look at
 */
typedef struct {
  gint64 waiting;
  gint64 aside;
} FoyerStoreCounts;

void foyer_store_scan_free (FoyerStoreScan *self);
void foyer_store_recent_free (FoyerStoreRecent *self);

FoyerStoreSettlement *foyer_store_settlement_new (const char *scan_id,
                                                  gint64 seq,
                                                  const char *trouble);
void foyer_store_settlement_free (FoyerStoreSettlement *self);

gboolean foyer_store_note_verdict (FoyerStoreFile *file,
                                   const FoyerScan *scan,
                                   const FoyerVerdict *verdict,
                                   const FoyerStoreDesk *desk,
                                   gint64 epoch,
                                   GError **error);
gboolean foyer_store_override (FoyerStoreFile *file,
                               const char *scan_id,
                               const char *reason,
                               FoyerTime at,
                               const FoyerStoreDesk *desk,
                               GError **error);
GPtrArray *foyer_store_list_waiting (FoyerStoreFile *file,
                                     const char *event_id,
                                     guint limit,
                                     GError **error);
GPtrArray *foyer_store_list_deliverable (FoyerStoreFile *file,
                                         const char *const *left_out,
                                         gboolean is_credited,
                                         guint limit,
                                         GError **error);
GPtrArray *foyer_store_list_aside (FoyerStoreFile *file,
                                   const char *named_event_id,
                                   guint limit,
                                   GError **error);
gboolean foyer_store_name_guests (FoyerStoreFile *file,
                                  const char *event_id,
                                  const GPtrArray *scans,
                                  GError **error);
GPtrArray *foyer_store_list_recent (FoyerStoreFile *file,
                                    const char *event_id,
                                    const char *staff_email,
                                    guint limit,
                                    GError **error);
gboolean foyer_store_note_amendment (FoyerStoreFile *file,
                                     const FoyerChange *change,
                                     GError **error);
gboolean foyer_store_settle (FoyerStoreFile *file, const GPtrArray *settlements, GError **error);
gboolean foyer_store_offer_again (FoyerStoreFile *file,
                                  const char *event_id,
                                  gint64 epoch,
                                  GError **error);
gboolean foyer_store_forget_closed (FoyerStoreFile *file, const char *event_id, GError **error);
gboolean foyer_store_count_scans (FoyerStoreFile *file, FoyerStoreCounts *counts, GError **error);
gboolean foyer_store_count_admitted (FoyerStoreFile *file,
                                     const FoyerStorePlace *place,
                                     gint64 *n_admitted,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerStoreScan, foyer_store_scan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerStoreRecent, foyer_store_recent_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerStoreSettlement, foyer_store_settlement_free)

G_END_DECLS
