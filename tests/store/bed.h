/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-change-batch.h"
#include "model/foyer-event.h"
#include "model/foyer-judge.h"
#include "store/foyer-store-copy.h"
#include "store/foyer-store-events.h"
#include "store/foyer-store-judge.h"

G_BEGIN_DECLS

#define BED_EVENT    "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define BED_FRIDAY   "11111111-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define BED_SATURDAY "22222222-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define BED_SESSION  "33333333-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define BED_NOW      (G_GINT64_CONSTANT (1767225600) * FOYER_TIME_SECOND)
#define BED_EPOCH    5
#define BED_SEQ      10

/* A desk's file in a folder of its own, for an event with two lists: Friday is the default one,
 * Saturday lets guests come back in. Ticket N has the code "code-N". */
typedef struct {
  char *folder;
  char *path;
  FoyerSeal *seal;
  FoyerStoreFile *file;
  FoyerEvent *event;
  FoyerSigningKey key;
  FoyerStoreDesk desk;
  /* When the next scan happens; each one is a second after the one before. */
  FoyerTime now;
} Bed;

void bed_init (Bed *self);
void bed_clear (Bed *self);
void bed_reopen (Bed *self);
FoyerSeal *bed_make_seal (guint8 fill);
FoyerEvent *bed_make_event (Bed *self, const char *event_id, gint64 epoch);

char *bed_get_ticket_id (guint number);
FoyerTicket *bed_make_ticket (guint number, const FoyerTicket *fields);
FoyerSnapshotTicket *bed_make_line (guint number,
                                    const FoyerTicket *fields,
                                    const char *list_id,
                                    const FoyerTicketState *state);
FoyerSnapshotTicket *bed_make_line_of_scans (guint number,
                                             const FoyerTicket *fields,
                                             const char *list_id,
                                             const FoyerTicketState *state,
                                             const char *const *scan_ids);
gint64 bed_begin_copy (Bed *self);
void bed_add (Bed *self, gint64 copy, FoyerSnapshotTicket *line);
void bed_finish_copy (Bed *self, gint64 copy, gint64 seq, gboolean whole);
void bed_copy_tickets (Bed *self, guint n_tickets);

FoyerScan *bed_make_scan (Bed *self, const char *code, const char *list_id);
FoyerVerdict *bed_judge (Bed *self, const char *code, const char *list_id);
void bed_assert_judged (Bed *self, const char *code, FoyerReason reason);
char *bed_sign (Bed *self, guint number, guint type_number);

gint64 bed_read_number (Bed *self, const char *sql);
void bed_settle (Bed *self, const char *scan_id, gint64 seq, const char *trouble);
void bed_apply (Bed *self, const FoyerChange *fields);
gboolean bed_try_batch (Bed *self,
                        gint64 epoch,
                        const FoyerChange *changes,
                        guint n,
                        GError **error);

G_END_DECLS
