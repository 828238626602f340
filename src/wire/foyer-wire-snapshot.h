/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-judge.h"
#include "model/foyer-ticket.h"
#include "wire/foyer-message-kind.h"

G_BEGIN_DECLS

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

G_END_DECLS
