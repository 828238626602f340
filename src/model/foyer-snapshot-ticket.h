/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-judge.h"
#include "model/foyer-ticket.h"

G_BEGIN_DECLS

/**
 * FoyerSnapshotTicket:
 * @ticket: the ticket
 * @code_sha256: (nullable): of its code, in lower-case hexadecimal; %NULL where it is not known
 * @states: (element-type FoyerListState): how far it is used on each list where it ever was
 *
 * A ticket of a snapshot. A value: its fields never change.
 */
typedef struct {
  FoyerTicket *ticket;
  char *code_sha256;
  GArray *states;
} FoyerSnapshotTicket;

FoyerSnapshotTicket *foyer_snapshot_ticket_new (FoyerTicket *ticket,
                                                const char *code_sha256,
                                                GArray *states);
void foyer_snapshot_ticket_free (FoyerSnapshotTicket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSnapshotTicket, foyer_snapshot_ticket_free)

G_END_DECLS
