/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-code.h"
#include "model/foyer-judge.h"

G_BEGIN_DECLS

/* The second at which each case is scanned. */
#define JUDGE_TABLE_SECOND 1000
#define JUDGE_TABLE_TYPES  8

/* A case of tests/data/judge-cases.tsv, which everything that judges is tried on: a paid ticket of
 * type 1 on an open list, and what differs from that. Times are seconds of the table, 0 is open. */
typedef struct {
  char *name;
  FoyerDirection direction;
  FoyerCodeCheck code_check;
  gboolean has_ticket;
  gboolean other_event;
  guint type_number;
  FoyerTicketStatus status;
  gboolean paid;
  guint allowed_entries;
  gint64 valid_from;
  gint64 valid_until;
  gboolean has_list;
  guint type_numbers[JUDGE_TABLE_TYPES];
  guint n_type_numbers;
  gint64 starts;
  gint64 ends;
  gboolean reentry;
  gint64 delay;
  guint entries_used;
  guint inside;
  gint64 last_exit;
  gboolean permitted;
  gboolean paused;
  gboolean closed;
  FoyerOutcome outcome;
  FoyerReason reason;
} JudgeCase;

GPtrArray *judge_table_read (void);
FoyerTime judge_table_time (gint64 second, FoyerTime now, GTimeSpan unit);
gboolean judge_case_was_used (const JudgeCase *self);
void judge_case_assert (const JudgeCase *self,
                        FoyerOutcome outcome,
                        FoyerReason reason,
                        const char *explanation);

G_END_DECLS
