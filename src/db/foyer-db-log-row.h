/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-table.h"
#include "model/foyer-enums.h"

G_BEGIN_DECLS

/* Inside the room: a row of the verification log, on its way in. */

#define FOYER_DB_LOG_ROW_N_COLUMNS 24

/* The one row of a scan that holds its answer, as the index verification_logs_answers has it. */
#define FOYER_DB_LOG_IS_ANSWER "action NOT IN ('undone', 'reconciled', 'overridden')"
/* Rows l of tickets on lists that admit, and those after which more or fewer guests are in. */
#define FOYER_DB_LOG_IS_ADMISSION              \
  "(l.action IN ('verified', 'overridden') OR" \
  " (l.action = 'reconciled' AND l.outcome = 'admitted'))"
#define FOYER_DB_LOG_IS_PASSAGE                          \
  "(l.action IN ('verified', 'overridden', 'exited') OR" \
  " (l.action = 'reconciled' AND l.outcome <> 'refused'))"
#define FOYER_DB_LOG_STANDS                                                   \
  "NOT EXISTS (SELECT FROM verification_logs u WHERE u.event_id = l.event_id" \
  " AND u.ticket_id = l.ticket_id AND u.scan_id = l.scan_id AND u.action = 'undone')"
/* When what it records happened, as far as that is known. */
#define FOYER_DB_LOG_TIME \
  "foyer_micros (CASE WHEN l.offline THEN l.scanned_at ELSE l.\"timestamp\" END)"

typedef struct {
  const char *event_id;
  const char *id;
  gint64 log_no;
  const char *ticket_id;
  const char *list_id;
  const FoyerDbActor *actor;
  FoyerAction action;
  FoyerTime timestamp;
  const char *scan_id;
  const guint8 *scan_hash;
  FoyerDirection direction;
  FoyerOutcome outcome;
  FoyerReason reason;
  const char *explanation;
  const char *earlier_id;
  FoyerTime scanned_at;
  gint64 seq;
  /* Set where a desk decided by itself; the other two have a meaning then only. */
  gboolean offline;
  const char *device_verdict;
  gint64 clock_error_ms;
} FoyerDbLogRow;

void foyer_db_log_row_add (const FoyerDbLogRow *row,
                           guint8 chain[FOYER_DB_CHAIN_BYTES],
                           FoyerDbTable *table);

G_END_DECLS
