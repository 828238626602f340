/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-ledger.h"
#include "sim-line.h"

G_BEGIN_DECLS

/* Relays in front of one ledger. What goes over a line are the messages themselves. */

/**
 * SimDatabase:
 * @ledger: what is committed
 * @relays: (element-type SimRelay): those in front of it
 * @down_until: until when it answers nobody
 * @lost_doorbells: how likely another relay does not hear that there is news
 */
typedef struct {
  SimWorld *world;
  SimLedger *ledger;
  GPtrArray *relays;
  FoyerTime down_until;
  double lost_doorbells;
} SimDatabase;

typedef struct _SimRelay SimRelay;

void sim_database_init (SimDatabase *self, SimWorld *world, const SimHall *hall);
void sim_database_clear (SimDatabase *self);
void sim_database_restore (SimDatabase *self, double part);

SimRelay *sim_relay_new (SimDatabase *database);
void sim_relay_free (SimRelay *self);
gboolean sim_relay_is_up (const SimRelay *self);
void sim_relay_stop (SimRelay *self, GTimeSpan down_for);
void sim_relay_accept (SimRelay *self, SimLine *line, const char *device);
void sim_relay_poll (SimRelay *self);

G_END_DECLS
