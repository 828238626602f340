/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-ledger.h"

G_BEGIN_DECLS

/* What the files of SimLedger share. */

/* What was asked of the ledger, so that an older state of it can be had again. */
typedef struct {
  FoyerScan *scan;
  FoyerReport *report;
  SimAmendment amendment;
  guint voided;
  char *device;
  FoyerTime now;
} SimInput;

/* @places: of every ticket and list
 * @answers: (element-type SimAnswer): by scan id
 * @requests: (element-type utf8): which amendments were made
 * @let_in: (element-type utf8): whose scans supervisors let in, also where a restore forgot it
 * @inputs: (element-type SimInput): all that has changed anything, in order */
struct _SimLedger {
  const SimHall *hall;
  gint64 epoch;
  gint64 log_no;
  FoyerTicket **tickets;
  SimPlace *places;
  GHashTable *answers;
  GPtrArray *conflicts;
  GPtrArray *changes;
  GHashTable *requests;
  GHashTable *let_in;
  GPtrArray *inputs;
};

/* A change while it is written. */
typedef struct {
  int ticket;
  guint list;
  FoyerChangeKind kind;
  const char *scan_id;
  gboolean amends;
  const FoyerEarlier *by;
} SimChange;

/* A scan while it is looked at. */
typedef struct {
  const FoyerScan *scan;
  FoyerCodeCheck check;
  int ticket;
  guint list;
  SimPlace *place;
  FoyerEarlier by;
  SimAnswer *known;
} SimInquiry;

SimPlace *sim_ledger_find_place (SimLedger *self, int ticket, guint list);
void sim_ledger_set_status (SimLedger *self, int ticket, FoyerTicketStatus status);
gint64 sim_ledger_add_change (SimLedger *self, const SimChange *fields);
gboolean sim_ledger_is_admitted_anywhere (const SimLedger *self, int ticket);
void sim_ledger_set_earlier (FoyerEarlier *self, const FoyerEarlier *to);
void sim_ledger_keep_amendment (SimLedger *self, const SimAmendment *amendment);
gboolean sim_ledger_look_up (SimLedger *self, SimInquiry *inquiry, GError **error);
FoyerCase sim_ledger_make_case (SimLedger *self, const SimInquiry *inquiry, FoyerTime now);
SimAnswer *sim_ledger_find_answer (SimLedger *self, const SimInquiry *inquiry);
SimInput *sim_ledger_keep_input (SimLedger *self,
                                 const FoyerScan *scan,
                                 const FoyerReport *report,
                                 const char *device,
                                 FoyerTime now);
FoyerVerdict *sim_ledger_take (SimLedger *self, const SimInput *input, GError **error);
void sim_ledger_add_passage (SimLedger *self, SimPlace *place, const FoyerPassage *fields);
void sim_ledger_say (SimLedger *self,
                     SimAnswer *answer,
                     const SimInquiry *inquiry,
                     const FoyerRuling *ruling,
                     gint64 seq);

G_END_DECLS
