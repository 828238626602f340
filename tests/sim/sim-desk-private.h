/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-desk.h"

#include "model/foyer-clock.h"
#include "model/foyer-gossip.h"
#include "session/foyer-courier.h"
#include "store/foyer-store-scans.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What the files of SimDesk share. */

/**
 * SimDesk:
 * @life: how often it was started; what an earlier life has begun comes to nothing
 * @line: (nullable): its connection
 * @tick: what wakes the courier
 * @retry: when it connects again, or joins
 * @store_free_at: when the file has done what it was asked for
 * @has_tickets: whether the file has a copy of the tickets
 * @seq: how far the file is, and @epoch what that counts in
 * @goal: how far it has to be to have caught up; -1 as long as nobody knows
 * @is_copying: whether a snapshot is on its way
 * @clock: what it knows of the relay's clock
 * @asked_clock_at: when it asked last
 * @gossip: (nullable): what it tells other desks, where it hears any
 */
struct _SimDesk {
  SimDatabase *database;
  guint number;
  char *name;
  char *path;
  SimWeather weather;
  GPtrArray *doors;
  GTimeSpan ahead;

  guint life;
  gboolean is_running;
  gboolean is_cut_off;
  FoyerStoreFile *file;
  FoyerCourier *courier;
  SimLine *line;
  guint tick;
  guint retry;
  FoyerTime store_free_at;

  gboolean has_tickets;
  gint64 seq;
  gint64 epoch;
  gint64 goal;
  gboolean is_copying;
  FoyerClock clock;
  gint64 asked_clock_at;

  gboolean hears;
  FoyerGossip *gossip;
  GPtrArray *neighbours;
  guint gossip_tick;
};

typedef void (*SimJobFunc) (SimDesk *self, gpointer data);

gint64 sim_desk_now (const SimDesk *self);
FoyerTime sim_desk_get_real_time (const SimDesk *self);
FoyerStoreDesk sim_desk_get_store_desk (const SimDesk *self);
void sim_desk_send (SimDesk *self, const char *text);
void sim_desk_later (SimDesk *self,
                     GTimeSpan after,
                     SimJobFunc func,
                     gpointer data,
                     GDestroyNotify free);
guint sim_desk_at (SimDesk *self, FoyerTime when, SimJobFunc func);
void sim_desk_in_store (SimDesk *self, SimJobFunc func, gpointer data, GDestroyNotify free);
void sim_desk_wake (SimDesk *self);
void sim_desk_join (SimDesk *self, gboolean anew);

extern const FoyerCourierEffects sim_desk_effects;

/* sim-desk-supervise.c: who looks at a verdict. */
void sim_desk_supervise (SimDesk *self, SimDoor *door);

/* sim-hearing.c: what other desks say. */
void sim_desk_begin_hearing (SimDesk *self);
void sim_desk_end_hearing (SimDesk *self);
void sim_desk_tell_neighbours (SimDesk *self);

/* sim-desk-copy.c: what the relay says of the event. */
void sim_desk_read_position (SimDesk *self);
void sim_desk_take_room (SimDesk *self, FoyerMessage *message);
void sim_desk_take_changes (SimDesk *self, FoyerMessage *message);

G_END_DECLS
