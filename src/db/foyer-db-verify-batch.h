/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-uuid.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-verify.h"
#include "model/foyer-judge.h"
#include "model/foyer-reconcile.h"

G_BEGIN_DECLS

/* Inside the room: a batch of scans on its way through foyer-db-verify.c, which runs it,
 * foyer-db-verify-read.c, which reads what counts (foyer-db-verify-history.c what counts for late
 * scans besides), foyer-db-verify-judge.c, foyer-db-verify-reconcile.c and
 * foyer-db-verify-override.c, which decide, and foyer-db-verify-write.c, which writes what was
 * decided. */

enum {
  FOYER_DB_VERIFY_BEGIN,
  FOYER_DB_VERIFY_LOCK_HEAD,
  FOYER_DB_VERIFY_CHECK_SESSIONS,
  FOYER_DB_VERIFY_CLOCK,
  FOYER_DB_VERIFY_FIND_ANSWERS,
  FOYER_DB_VERIFY_LOCK_TICKETS,
  FOYER_DB_VERIFY_FIND_ELSEWHERE,
  FOYER_DB_VERIFY_FIND_CREDITS,
  FOYER_DB_VERIFY_FIND_AMENDMENTS,
  FOYER_DB_VERIFY_FIND_PASSAGES,
  FOYER_DB_VERIFY_FIND_CONFLICTS,
  FOYER_DB_VERIFY_FIND_REFUSALS,
  FOYER_DB_VERIFY_WRITE_STATES,
  FOYER_DB_VERIFY_WRITE_TICKETS,
  FOYER_DB_VERIFY_WRITE_LOGS,
  FOYER_DB_VERIFY_WRITE_CHANGES,
  FOYER_DB_VERIFY_WRITE_CONFLICTS,
  FOYER_DB_VERIFY_EXPLAIN_CONFLICTS,
  FOYER_DB_VERIFY_MOVE_COUNTERS,
  FOYER_DB_VERIFY_MOVE_HEAD,
  FOYER_DB_VERIFY_READ_COUNTS,
  FOYER_DB_VERIFY_COMMIT,
  FOYER_DB_VERIFY_N_STATEMENTS,
};

#define HASH_TEXT_SIZE (2 * FOYER_DB_CHAIN_BYTES + 1)

/* How far a ticket is used on a list, before and after this batch. */
typedef struct {
  FoyerTicketState state;
  char *list_id;
  gboolean changed;
  char *last_scan;
  char *last_admission;
  /* What late scans of the ticket need to know; NULL where there are none. */
  GArray *passages;
  GArray *conflicts;
  GArray *refusals;
} VerifyState;

typedef struct {
  FoyerTicket *ticket;
  GPtrArray *states;
  gboolean changed;
  /* Set by the first admission on any list, if that is in this batch. */
  FoyerTime verified_at;
  const FoyerDbActor *verified_by;
  /* Whether it was sent to its guest, and whether it is admitted nowhere any more. */
  gboolean was_sent;
  gboolean restored;
} VerifyTicket;

/* A conflict that is opened, or that grows; each of its scans is named once. */
typedef struct {
  char *id;
  FoyerConflictKind kind;
  char *ticket_id;
  const char *list_id;
  FoyerTime time;
  gint64 error_ms;
  GHashTable *scans;
} VerifyConflict;

/* How a supervisor let in the guest of a late scan, where that is told with it: who that was,
 * whether they may, and when it was, give or take; its row, where it is new; the change that it
 * made. */
typedef struct {
  FoyerDbActor credited;
  char *credited_email;
  gboolean is_permitted;
  FoyerTime time;
  gint64 error_ms;
  char *log_id;
  gint64 log_no;
  gint64 seq;
} VerifyOverride;

typedef struct {
  const FoyerDbScanRequest *request;
  FoyerDbScanAnswer answer;
  /* What was presented: the code's hash, or that of the ticket id that was picked. */
  guint8 hash[FOYER_DB_CHAIN_BYTES];
  char hash_text[HASH_TEXT_SIZE];
  /* The id that was picked, or that a signed code claims; empty where there is none. */
  char claimed_id[FOYER_UUID_TEXT_SIZE];
  gboolean is_twin;
  FoyerCodeCheck check;
  gboolean elsewhere;
  VerifyTicket *ticket;
  /* What its log row holds beyond the request and the verdict. */
  char *log_id;
  const FoyerCheckInList *list;
  const char *earlier_id;
  char *earlier_copy;

  /* Of a late scan: what the record holds of its id, who it is credited to, when it was, give or
   * take. */
  FoyerVerdict *known;
  char *known_log_id;
  gint64 known_log_no;
  FoyerTime known_timestamp;
  char *known_list_id;
  FoyerRecordedAnswer recorded;
  FoyerDbActor credited;
  char *credited_email;
  FoyerTime time;
  gint64 error_ms;
  /* Its row, where it has one: what it records, and the row that takes an admission back. */
  FoyerAction action;
  char *undo_id;
  gint64 undo_seq;
  VerifyOverride override;
} VerifyScan;

typedef struct {
  FoyerDbConnection *connection;
  FoyerDbEventCache *cache;
  const char *event_id;
  FoyerEvent *event;
  VerifyScan *scans;
  guint n_scans;
  /* The first scan of an id in this batch, by id. */
  GHashTable *scans_by_id;

  gint64 seq;
  gint64 log_no;
  gint64 epoch;
  gint64 config_version;
  guint8 log_hash[FOYER_DB_CHAIN_BYTES];
  FoyerTime now;

  GPtrArray *tickets;
  GHashTable *tickets_by_id;
  GHashTable *tickets_by_hash;
  GPtrArray *changes;
  /* (element-type VerifyConflict) */
  GPtrArray *conflicts;
  /* The ids of those that are explained. */
  GPtrArray *explained;
  /* A FoyerListCounts per list of the event: by how much it moves. */
  GArray *moves;
  FoyerCounts *counts;
} VerifyBatch;

extern const char *const foyer_db_verify_statements[FOYER_DB_VERIFY_N_STATEMENTS];

gboolean foyer_db_verify_read (VerifyBatch *batch, GError **error);
void foyer_db_verify_judge (VerifyBatch *batch);
gboolean foyer_db_verify_write (VerifyBatch *batch, GError **error);

gboolean foyer_db_verify_read_history (VerifyBatch *batch, GError **error);
void foyer_db_verify_reconcile (VerifyBatch *batch, VerifyScan *scan);
void foyer_db_verify_bound_time (const VerifyBatch *batch, FoyerTime *time, gint64 *error_ms);
FoyerReconcileCase foyer_db_verify_make_case (VerifyBatch *batch, VerifyScan *scan);
gint64 foyer_db_verify_apply (VerifyBatch *batch,
                              VerifyScan *scan,
                              const FoyerReconciliation *result,
                              const FoyerPassage *passage,
                              const FoyerDbActor *actor);
void foyer_db_verify_note_conflicts (VerifyBatch *batch,
                                     const VerifyScan *scan,
                                     const FoyerReconcileCase *of,
                                     const FoyerReconciliation *result);
gboolean foyer_db_verify_has_override (const VerifyScan *scan);
void foyer_db_verify_override (VerifyBatch *batch, VerifyScan *scan);
gboolean foyer_db_verify_audit_overrides (VerifyBatch *batch, GError **error);
void foyer_db_verify_clear_override (VerifyOverride *override);

VerifyState *foyer_db_verify_get_state (VerifyTicket *ticket, const char *list_id);
void foyer_db_verify_move_counts (VerifyBatch *batch,
                                  const FoyerCheckInList *list,
                                  const FoyerTicketState *before,
                                  const FoyerTicketState *after);
void foyer_db_verify_set_status (VerifyTicket *ticket, FoyerTicketStatus status);
gboolean foyer_db_verify_is_late (const VerifyScan *scan);

G_END_DECLS
