/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-ledger-private.h"
#include "support/foyer-test-database.h"

G_BEGIN_DECLS

/* The database that the ledger of a simulated evening stands for: a real one, in which the relay's
 * own transactions do the same, by the evening's clock. */

typedef struct _SimRecord SimRecord;

SimRecord *sim_record_open (FoyerTestDatabase *database, const SimHall *hall);
void sim_record_close (SimRecord *self);

void sim_record_begin (SimRecord *self);
FoyerVerdict *sim_record_take (SimRecord *self, const SimInput *input, GError **error);
gboolean sim_record_check (SimRecord *self, const SimLedger *ledger, char **trouble);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimRecord, sim_record_close)

G_END_DECLS
