/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-hall.h"

#include "model/foyer-change-batch.h"
#include "model/foyer-reconcile.h"
#include "model/foyer-report.h"
#include "model/foyer-synced.h"

G_BEGIN_DECLS

/* What the database is to relays, in memory: scans are judged and reports reconciled by the very
 * functions that the relay's transactions call, one after the other, as behind the lock of an
 * event's head row. */

/**
 * SimPlace:
 * @state: how far the ticket is used on the list
 * @passages: (element-type FoyerPassage) (nullable): what counts of it
 * @conflicts: (element-type FoyerOpenConflict) (nullable): the open ones
 * @refusals: (element-type FoyerRefusal) (nullable): those that were right so far
 *
 * A ticket on a check-in list.
 */
typedef struct {
  FoyerTicketState state;
  GArray *passages;
  GArray *conflicts;
  GArray *refusals;
} SimPlace;

/**
 * SimAnswer:
 * @presented: what was scanned
 * @ticket: its number; -1 where it is none
 * @recorded: what the record holds
 * @said: what the relay has to say about it now
 * @effective: what happened at the door, as far as the record knows
 * @override_seq: the change that a supervisor's letting the guest in at the desk has made
 * @n_rows: how many rows of the log are answers to it
 * @n_beside: how many put what a desk decided beside that
 *
 * What the record holds of a scan.
 */
typedef struct {
  char *presented;
  int ticket;
  guint list;
  FoyerRecordedAnswer recorded;
  FoyerVerdict *said;
  FoyerOutcome effective;
  gint64 override_seq;
  guint n_rows;
  guint n_beside;
} SimAnswer;

/**
 * SimConflict:
 * @scans: (element-type utf8): a set
 * @is_open: whether nobody and nothing has resolved it
 */
typedef struct {
  char *id;
  FoyerConflictKind kind;
  int ticket;
  guint list;
  GHashTable *scans;
  gboolean is_open;
} SimConflict;

/**
 * SimAmendment:
 * @request_id: what is asked twice happens once
 * @scan_id: whose verdict it is about
 * @is_undo: whether its admission is taken back, or who was refused is let in
 * @staff: who says so
 * @now: when
 */
typedef struct {
  char *request_id;
  char *scan_id;
  gboolean is_undo;
  char *staff;
  FoyerTime now;
} SimAmendment;

typedef struct _SimLedger SimLedger;

SimLedger *sim_ledger_new (const SimHall *hall, gint64 epoch);
void sim_ledger_free (SimLedger *self);

FoyerVerdict *sim_ledger_verify (SimLedger *self,
                                 const FoyerScan *scan,
                                 const char *device,
                                 FoyerTime now,
                                 GError **error);
FoyerVerdict *sim_ledger_reconcile (SimLedger *self,
                                    const FoyerReport *report,
                                    const char *device,
                                    FoyerTime now,
                                    GError **error);

gboolean sim_ledger_amend (SimLedger *self, const SimAmendment *amendment, GError **error);
void sim_ledger_void (SimLedger *self, guint ticket, FoyerTime now);

gint64 sim_ledger_get_epoch (const SimLedger *self);
gint64 sim_ledger_get_seq (const SimLedger *self);
FoyerChangeBatch *sim_ledger_list_changes (const SimLedger *self, gint64 since, guint limit);
const SimPlace *sim_ledger_get_place (const SimLedger *self, guint ticket, guint list);
const FoyerTicket *sim_ledger_get_ticket (const SimLedger *self, guint ticket);
char **sim_ledger_list_scans (const SimLedger *self, guint ticket, guint list);
guint sim_ledger_count_allowed (const SimLedger *self,
                                guint ticket,
                                guint list,
                                const char *without);
const SimAnswer *sim_ledger_get_answer (const SimLedger *self, const char *scan_id);
gboolean sim_ledger_was_let_in (const SimLedger *self, const char *scan_id);
const GPtrArray *sim_ledger_get_conflicts (const SimLedger *self);

SimLedger *sim_ledger_restore (const SimLedger *self, double part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimLedger, sim_ledger_free)

G_END_DECLS
