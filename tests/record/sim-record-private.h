/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-record.h"

#include "db/foyer-db-verify.h"

G_BEGIN_DECLS

/* What the files of SimRecord share. */

/* @owner: owns the tables
 * @relay: works as a relay does */
struct _SimRecord {
  FoyerTestDatabase *database;
  const SimHall *hall;
  FoyerDbConnection *owner;
  FoyerDbConnection *relay;
  FoyerDbEventCache *cache;
};

void sim_record_fill (SimRecord *self);

G_END_DECLS
