/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-snapshot-ticket"

#include "config.h"

#include "model/foyer-snapshot-ticket.h"

/* A ticket as a snapshot has it: what it is, and how far it is used. */

/**
 * foyer_snapshot_ticket_new:
 * @code_sha256: (nullable): in hexadecimal
 * @states: (element-type FoyerListState): shared, and not to be changed any more
 *
 * Returns: (transfer full): a ticket with what is known of it
 */
FoyerSnapshotTicket *
foyer_snapshot_ticket_new (FoyerTicket *ticket, const char *code_sha256, GArray *states)
{
  FoyerSnapshotTicket *self = g_new0 (FoyerSnapshotTicket, 1);

  self->ticket = foyer_ticket_ref (ticket);
  self->code_sha256 = g_strdup (code_sha256);
  self->states = g_array_ref (states);
  return self;
}

void
foyer_snapshot_ticket_free (FoyerSnapshotTicket *self)
{
  foyer_ticket_unref (self->ticket);
  g_free (self->code_sha256);
  g_array_unref (self->states);
  g_free (self);
}
