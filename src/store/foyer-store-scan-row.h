/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/foyer-store-scans.h"
#include "store/foyer-store-sql.h"

G_BEGIN_DECLS

/* Inside the room: a scan as a row. */

/* What is private of it: code, ticket, list, staff member, device, explanation, and the earlier
 * admission. */
#define FOYER_STORE_SCAN_KIND    "scan"
#define FOYER_STORE_SCAN_PRIVATE "(msmsmsmsmsmsmsmsx)"
#define FOYER_STORE_SCAN_STAFF   3
#define FOYER_STORE_SCAN_DEVICE  4

/* And of the override of one: staff member, device, reason. */
#define FOYER_STORE_OVERRIDE_KIND    "override"
#define FOYER_STORE_OVERRIDE_PRIVATE "(msmss)"
#define FOYER_STORE_OVERRIDE_STAFF   0
#define FOYER_STORE_OVERRIDE_DEVICE  1

/* And of what was done about it later: staff member. */
#define FOYER_STORE_AMENDMENT_KIND    "amendment"
#define FOYER_STORE_AMENDMENT_PRIVATE "(ms)"

#define FOYER_STORE_SCAN_COLUMNS                                                          \
  " id, event, ticket, direction, scanned_at, clock_offset_ms, clock_error_ms, outcome, " \
  "reason, session, trouble, seq, sealed, override_at, override_offset_ms, "              \
  "override_error_ms, override_session, override_sealed"
#define FOYER_STORE_SCAN_N_COLUMNS 18

/**
 * FoyerStoreRecord:
 * @list_id: (nullable): the check-in list that it was judged for
 * @is_delivered: whether the relay has it already
 *
 * What is written of a scan.
 */
typedef struct {
  const FoyerScan *scan;
  const FoyerVerdict *verdict;
  const FoyerStoreDesk *desk;
  const char *list_id;
  gint64 epoch;
  gboolean is_delivered;
} FoyerStoreRecord;

gboolean foyer_store_write_scan (FoyerStoreFile *file,
                                 const FoyerStoreRecord *record,
                                 GError **error);
FoyerStoreScan *foyer_store_read_scan (FoyerStoreFile *file, sqlite3_stmt *row, GError **error);
gboolean foyer_store_find_scan (FoyerStoreFile *file,
                                const char *scan_id,
                                FoyerStoreScan **scan,
                                GError **error);

G_END_DECLS
