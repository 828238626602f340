/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"
#include "model/foyer-judge.h"
#include "model/foyer-ticket.h"

G_BEGIN_DECLS

/**
 * FoyerDbSnapshotHead:
 * @epoch: what @seq counts in
 * @seq: the number of the newest change that is included
 * @config_version: how often the event was set up anew
 * @n_tickets: how many tickets there are
 */
typedef struct {
  gint64 epoch;
  gint64 seq;
  gint64 config_version;
  gint64 n_tickets;
} FoyerDbSnapshotHead;

typedef struct _FoyerDbSnapshot FoyerDbSnapshot;

/**
 * FoyerDbSnapshotFunc:
 * @code_sha256: the SHA-256 of the ticket's code in hexadecimal
 * @states: (array length=n_states): how far it is used, by check-in list
 *
 * Takes one ticket. Everything is borrowed during the call.
 */
typedef void (*FoyerDbSnapshotFunc) (const FoyerTicket *ticket,
                                     const char *code_sha256,
                                     const FoyerListState *states,
                                     guint n_states,
                                     gpointer user_data);

FoyerDbSnapshot *foyer_db_snapshot_open (FoyerDbConnection *connection,
                                         const char *event_id,
                                         gboolean only_void,
                                         GError **error);
void foyer_db_snapshot_close (FoyerDbSnapshot *self);
const FoyerDbSnapshotHead *foyer_db_snapshot_get_head (const FoyerDbSnapshot *self);
gboolean foyer_db_snapshot_rewind (FoyerDbSnapshot *self, GError **error);
gboolean foyer_db_snapshot_read (FoyerDbSnapshot *self,
                                 FoyerDbSnapshotFunc func,
                                 gpointer user_data,
                                 gboolean *is_over,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbSnapshot, foyer_db_snapshot_close)

G_END_DECLS
