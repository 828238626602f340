/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-scan-row"

#include "config.h"

#include "store/foyer-store-scan-row.h"

/* A scan is written once, with what was said at the door; only where it stands changes later. */

static GBytes *
seal (FoyerStoreFile *file, const FoyerStoreRecord *record)
{
  const FoyerScan *scan = record->scan;
  const FoyerEarlier *earlier = &record->verdict->earlier;

  return foyer_store_seal (file,
                           FOYER_STORE_SCAN_KIND,
                           scan->id,
                           g_variant_new (FOYER_STORE_SCAN_PRIVATE,
                                          scan->code,
                                          scan->ticket_id,
                                          scan->list_id,
                                          record->desk->staff_email,
                                          record->desk->device_name,
                                          record->verdict->explanation,
                                          earlier->verified_by,
                                          earlier->device,
                                          earlier->timestamp));
}

/* Returns: %FALSE where it cannot be read any more; @override is %NULL where there is none */
static gboolean
read_override (FoyerStoreFile *file,
               sqlite3_stmt *row,
               const char *scan_id,
               FoyerOverride **override,
               char **by,
               GError **error)
{
  g_autofree char *session_id = foyer_store_get_uuid (row, 16);
  g_autoptr (GVariant) private = NULL;
  FoyerOverride fields = { .at = sqlite3_column_int64 (row, 13),
                           .session_id = session_id,
                           .clock_offset_ms = sqlite3_column_int64 (row, 14),
                           .clock_error_ms = sqlite3_column_int64 (row, 15) };

  *override = NULL;
  *by = NULL;
  if (fields.at == 0)
    return TRUE;
  private = foyer_store_unseal (file,
                                FOYER_STORE_OVERRIDE_KIND,
                                scan_id,
                                FOYER_STORE_OVERRIDE_PRIVATE,
                                row,
                                17,
                                error);
  if (private == NULL)
    return FALSE;
  g_variant_get (private, "(msms&s)", by, NULL, &fields.reason);
  *override = foyer_override_new (&fields);
  return TRUE;
}

static FoyerReport *
make_report (sqlite3_stmt *row, const FoyerScan *fields, FoyerOverride *override)
{
  g_autoptr (FoyerScan) scan = foyer_scan_new (fields);
  g_autofree char *session_id = foyer_store_get_uuid (row, 9);

  return foyer_report_new (&(FoyerReport){ .scan = scan,
                                           .outcome = (FoyerOutcome)sqlite3_column_int (row, 7),
                                           .reason = (FoyerReason)sqlite3_column_int (row, 8),
                                           .session_id = session_id,
                                           .clock_offset_ms = sqlite3_column_int64 (row, 5),
                                           .clock_error_ms = sqlite3_column_int64 (row, 6),
                                           .override = override });
}

static FoyerVerdict *
make_verdict (sqlite3_stmt *row, const FoyerScan *scan, FoyerVerdict *fields)
{
  g_autofree char *ticket_id = foyer_store_get_uuid (row, 2);
  g_autoptr (FoyerTicket) ticket = NULL;

  if (ticket_id != NULL)
    ticket = foyer_ticket_new (&(FoyerTicket){ .id = ticket_id, .event_id = scan->event_id });
  fields->scan_id = scan->id;
  fields->outcome = (FoyerOutcome)sqlite3_column_int (row, 7);
  fields->reason = (FoyerReason)sqlite3_column_int (row, 8);
  fields->seq = sqlite3_column_int64 (row, 11);
  fields->ticket = ticket;
  return foyer_verdict_new (fields);
}

/**
 * foyer_store_read_scan:
 * @row: with FOYER_STORE_SCAN_COLUMNS
 *
 * Returns: (transfer full) (nullable): the scan; of its ticket the id alone
 */
FoyerStoreScan *
foyer_store_read_scan (FoyerStoreFile *file, sqlite3_stmt *row, GError **error)
{
  g_autofree char *id = foyer_store_get_uuid (row, 0);
  g_autofree char *event_id = foyer_store_get_uuid (row, 1);
  g_autoptr (GVariant) private = foyer_store_unseal (file,
                                                     FOYER_STORE_SCAN_KIND,
                                                     id,
                                                     FOYER_STORE_SCAN_PRIVATE,
                                                     row,
                                                     12,
                                                     error);
  FoyerScan scan = { .id = id,
                     .event_id = event_id,
                     .direction = (FoyerDirection)sqlite3_column_int (row, 3),
                     .scanned_at = sqlite3_column_int64 (row, 4) };
  FoyerVerdict verdict = { 0 };
  g_autoptr (FoyerOverride) override = NULL;
  g_autofree char *overridden_by = NULL;
  const char *staff_email;
  FoyerStoreScan *self;

  if (private == NULL || !read_override (file, row, id, &override, &overridden_by, error))
    return NULL;
  g_variant_get (private,
                 "(m&sm&sm&sm&sm&sm&sm&sm&sx)",
                 &scan.code,
                 &scan.ticket_id,
                 &scan.list_id,
                 &staff_email,
                 NULL,
                 &verdict.explanation,
                 &verdict.earlier.verified_by,
                 &verdict.earlier.device,
                 &verdict.earlier.timestamp);
  self = g_new0 (FoyerStoreScan, 1);
  self->report = make_report (row, &scan, override);
  self->verdict = make_verdict (row, &scan, &verdict);
  self->trouble = g_strdup ((const char *)sqlite3_column_text (row, 10));
  self->staff_email = g_strdup (staff_email);
  self->overridden_by = g_steal_pointer (&overridden_by);
  return self;
}

/**
 * foyer_store_write_scan:
 *
 * Keeps a scan. One that is there already stays as it is.
 */
gboolean
foyer_store_write_scan (FoyerStoreFile *file, const FoyerStoreRecord *record, GError **error)
{
  const FoyerScan *scan = record->scan;
  const FoyerVerdict *verdict = record->verdict;
  g_autoptr (GBytes) sealed = seal (file, record);
  sqlite3_stmt *statement = foyer_store_prepare (
      file,
      "INSERT INTO scans (id, event, epoch, ticket, list, direction, scanned_at, clock_offset_ms,"
      " clock_error_ms, outcome, reason, session, standing, seq, sealed)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
      error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_uuid (statement, 1, scan->id);
  foyer_store_bind_uuid (statement, 2, scan->event_id);
  sqlite3_bind_int64 (statement, 3, record->epoch);
  foyer_store_bind_uuid (statement, 4, verdict->ticket != NULL ? verdict->ticket->id : NULL);
  foyer_store_bind_uuid (statement, 5, record->list_id);
  sqlite3_bind_int (statement, 6, scan->direction);
  sqlite3_bind_int64 (statement, 7, scan->scanned_at);
  sqlite3_bind_int64 (statement, 8, record->desk->clock_offset_ms);
  sqlite3_bind_int64 (statement, 9, record->desk->clock_error_ms);
  sqlite3_bind_int (statement, 10, verdict->outcome);
  sqlite3_bind_int (statement, 11, verdict->reason);
  foyer_store_bind_uuid (statement, 12, record->desk->session_id);
  foyer_store_bind_text (statement, 13, record->is_delivered ? "delivered" : "waiting");
  sqlite3_bind_int64 (statement, 14, record->is_delivered ? verdict->seq : 0);
  foyer_store_bind_bytes (statement, 15, sealed);
  return foyer_store_execute (file, statement, error);
}

/**
 * foyer_store_find_scan:
 * @scan: (out) (transfer full) (nullable): the scan of that id, or %NULL where there is none
 */
gboolean
foyer_store_find_scan (FoyerStoreFile *file,
                       const char *scan_id,
                       FoyerStoreScan **scan,
                       GError **error)
{
  sqlite3_stmt *row =
      foyer_store_prepare (file,
                           "SELECT" FOYER_STORE_SCAN_COLUMNS " FROM scans WHERE id = ?",
                           error);
  FoyerStoreStep step;

  *scan = NULL;
  if (row == NULL)
    return FALSE;
  foyer_store_bind_uuid (row, 1, scan_id);
  step = foyer_store_step (file, row, error);
  if (step != FOYER_STORE_ROW)
    return step == FOYER_STORE_DONE;
  *scan = foyer_store_read_scan (file, row, error);
  sqlite3_reset (row);
  return *scan != NULL;
}
