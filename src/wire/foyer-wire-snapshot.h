/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-uuid.h"
#include "model/foyer-snapshot-ticket.h"
#include "wire/foyer-message-kind.h"

G_BEGIN_DECLS

/**
 * FoyerSnapshotHead:
 * @event_id: of which event it is
 * @epoch: what @seq counts in
 * @seq: the newest change that the tickets include
 * @n_tickets: how many tickets follow
 *
 * The first line.
 */
typedef struct {
  char event_id[FOYER_UUID_TEXT_SIZE];
  gint64 epoch;
  gint64 seq;
  gint64 n_tickets;
} FoyerSnapshotHead;

/* The lines of a snapshot. Writers append one line with its end to @out. */

void foyer_wire_write_snapshot_head (GString *out,
                                     const char *event_id,
                                     gint64 epoch,
                                     gint64 seq,
                                     gint64 n_tickets);
void foyer_wire_write_snapshot_ticket (GString *out,
                                       const FoyerTicket *ticket,
                                       const char *code_sha256,
                                       const FoyerListState *states,
                                       guint n_states);
void foyer_wire_write_snapshot_end (GString *out, const char *sha256);

gboolean foyer_wire_check_snapshot_line (FoyerSnapshotLine line,
                                         const char *text,
                                         gsize length,
                                         GError **error);
gboolean foyer_wire_read_snapshot_head (const char *text,
                                        gsize length,
                                        FoyerSnapshotHead *head,
                                        GError **error);
FoyerSnapshotTicket *foyer_wire_read_snapshot_ticket (const char *text,
                                                      gsize length,
                                                      GError **error);
char *foyer_wire_read_snapshot_end (const char *text, gsize length, GError **error);

G_END_DECLS
