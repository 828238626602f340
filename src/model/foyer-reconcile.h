/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-conflict.h"
#include "model/foyer-judge.h"

G_BEGIN_DECLS

/**
 * FoyerPassage:
 * @scan_id: the scan
 * @outcome: %FOYER_OUTCOME_ADMITTED or %FOYER_OUTCOME_EXITED
 * @time: when, by the relay's clock
 * @error_ms: how much that may be off
 * @overridden: whether a supervisor let in whom the judge refused
 * @log_no: the number of the row that says so; a later one has a higher number
 * @log_id: (nullable): that row
 * @by: who did it, where
 *
 * A guest who came in or went out with a ticket on a check-in list, and that still counts: nobody
 * took it back.
 */
typedef struct {
  char *scan_id;
  FoyerOutcome outcome;
  FoyerTime time;
  gint64 error_ms;
  gboolean overridden;
  gint64 log_no;
  char *log_id;
  FoyerEarlier by;
} FoyerPassage;

void foyer_passage_clear (FoyerPassage *self);
GArray *foyer_passages_new (void);
void foyer_passages_add (GArray *passages, const FoyerPassage *passage);
void foyer_passages_remove (GArray *passages, const char *scan_id);

/**
 * FoyerOpenConflict:
 * @id: the conflict
 * @kind: what it is
 * @scan_id: (nullable): the scan; it, @time and @error_ms count for %FOYER_CONFLICT_SHOULD_ADMIT
 * @time: when its scan was made
 * @error_ms: how much that may be off
 *
 * An open conflict about a ticket on a check-in list.
 */
typedef struct {
  char *id;
  FoyerConflictKind kind;
  char *scan_id;
  FoyerTime time;
  gint64 error_ms;
} FoyerOpenConflict;

void foyer_open_conflict_clear (FoyerOpenConflict *self);
GArray *foyer_open_conflicts_new (void);
void foyer_open_conflicts_add (GArray *conflicts, const FoyerOpenConflict *conflict);
void foyer_open_conflicts_remove (GArray *conflicts, const char *id);

/**
 * FoyerRefusal:
 * @scan_id: the scan
 * @time: when, by the relay's clock
 * @error_ms: how much that may be off
 *
 * A guest whom a desk refused by itself, and rightly by all that is known so far: nobody has let
 * them in since, and nobody has looked at it.
 */
typedef struct {
  char *scan_id;
  FoyerTime time;
  gint64 error_ms;
} FoyerRefusal;

void foyer_refusal_clear (FoyerRefusal *self);
GArray *foyer_refusals_new (void);
void foyer_refusals_add (GArray *refusals, const FoyerRefusal *refusal);
void foyer_refusals_remove (GArray *refusals, const char *scan_id);

/**
 * FoyerRecordedAnswer:
 * @outcome: what the relay answered
 * @reason: why not
 * @reconciled: whether what a desk decided was put beside it before
 * @overridden: whether a supervisor let in whom it refused
 * @undone: whether the scan's admission, or that of the override, was taken back
 *
 * What the record holds of a scan id that is known.
 */
typedef struct {
  FoyerOutcome outcome;
  FoyerReason reason;
  gboolean reconciled;
  gboolean overridden;
  gboolean undone;
} FoyerRecordedAnswer;

/**
 * FoyerReconcileCase:
 * @the_case: the scan as for foyer_judge(): its `now` is the corrected time of the scan, its
 *   `state` what the record holds now, its `permitted` whether the desk might have scanned then
 * @scan_id: the scan
 * @error_ms: how much the time may be off
 * @outcome: what was said at the door
 * @reason: why not
 * @let_in: of who was refused: whether a supervisor let them in then
 * @answer: (nullable): what was answered to the scan before; %NULL where its id is new
 * @passages: (nullable) (element-type FoyerPassage): all that counts of the ticket on the list, by
 *   time; %NULL where the ticket or the list is not known
 * @conflicts: (nullable) (element-type FoyerOpenConflict): the open ones about the ticket on the
 *   list; %NULL where either is not known
 * @refusals: (nullable) (element-type FoyerRefusal): of the ticket on the list; %NULL where either
 *   is not known
 *
 * All that decides what becomes of a report.
 */
typedef struct {
  FoyerCase the_case;
  const char *scan_id;
  gint64 error_ms;
  FoyerOutcome outcome;
  FoyerReason reason;
  gboolean let_in;
  const FoyerRecordedAnswer *answer;
  const GArray *passages;
  const GArray *conflicts;
  const GArray *refusals;
} FoyerReconcileCase;

/**
 * FoyerReconcileLast:
 * @FOYER_RECONCILE_LAST_STAYS: the last admission is the one that was
 * @FOYER_RECONCILE_LAST_THIS: it is this scan's
 * @FOYER_RECONCILE_LAST_FOUND: it is that of `last`
 * @FOYER_RECONCILE_LAST_NONE: there is none any more
 */
typedef enum {
  FOYER_RECONCILE_LAST_STAYS,
  FOYER_RECONCILE_LAST_THIS,
  FOYER_RECONCILE_LAST_FOUND,
  FOYER_RECONCILE_LAST_NONE,
} FoyerReconcileLast;

/**
 * FoyerReconciliation:
 * @writes: whether there is a row to write; if not, the scan is as it was, and so is everything
 * else
 * @action: what the row records
 * @outcome: what it says
 * @reason: why not
 * @explanation: (nullable): the same in an English sentence
 * @takes_back: whether another row takes the scan's admission back
 * @counts: whether the scan is a passage from now on
 * @changes: whether devices are told, and @state is another one
 * @change: what they are told
 * @entries_used: how many entries the ticket has used then
 * @inside: how many guests are in with it
 * @last_exit: when one went out last
 * @last_kind: which admission is the last one
 * @last: (nullable): that admission, one of the case's passages
 * @has_conflict: whether there is a conflict
 * @conflict: what it is
 * @grows: (nullable): the open conflict that it is, or %NULL for a new one
 * @names: (element-type utf8): the scans that it names
 * @explained: (element-type utf8): the open conflicts that are none any more
 * @wronged: (element-type FoyerRefusal): those of which each is a %FOYER_CONFLICT_SHOULD_ADMIT now
 * @may_be_wronged: whether the scan is such a refusal from now on
 *
 * What becomes of a report.
 */
typedef struct {
  gboolean writes;
  FoyerAction action;
  FoyerOutcome outcome;
  FoyerReason reason;
  char *explanation;
  gboolean takes_back;
  gboolean counts;
  gboolean changes;
  FoyerChangeKind change;
  guint entries_used;
  guint inside;
  FoyerTime last_exit;
  FoyerReconcileLast last_kind;
  const FoyerPassage *last;
  gboolean has_conflict;
  FoyerConflictKind conflict;
  char *grows;
  GPtrArray *names;
  GPtrArray *explained;
  GArray *wronged;
  gboolean may_be_wronged;
} FoyerReconciliation;

void foyer_reconcile (const FoyerReconcileCase *self, FoyerReconciliation *result);
void foyer_reconcile_override (const FoyerReconcileCase *self,
                               gboolean is_permitted,
                               FoyerReconciliation *result);
void foyer_reconciliation_move_refusals (const FoyerReconciliation *self,
                                         const FoyerReconcileCase *of,
                                         GArray *refusals);
void foyer_reconciliation_clear (FoyerReconciliation *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerReconciliation, foyer_reconciliation_clear)

G_END_DECLS
