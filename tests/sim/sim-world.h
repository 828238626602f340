/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib.h>

G_BEGIN_DECLS

/* A small world with a clock of its own: what is to happen waits in a queue, and the time is that
 * of the act that happens now. Chance comes from one seed, so that the same seed is the same world
 * again. Its time is the true one; the clocks of desks differ from it. */

typedef struct _SimWorld SimWorld;

typedef void (*SimAct) (gpointer data);

SimWorld *sim_world_new (guint64 seed);
void sim_world_free (SimWorld *self);

FoyerTime sim_world_now (const SimWorld *self);
guint sim_world_at (SimWorld *self, FoyerTime when, SimAct act, gpointer data, GDestroyNotify free);
guint sim_world_in (SimWorld *self,
                    GTimeSpan after,
                    SimAct act,
                    gpointer data,
                    GDestroyNotify free);
void sim_world_cancel (SimWorld *self, guint id);
gboolean sim_world_step (SimWorld *self, FoyerTime until);
void sim_world_pass (SimWorld *self, FoyerTime until);

guint sim_world_pick (SimWorld *self, guint below);
gboolean sim_world_chance (SimWorld *self, double probability);
GTimeSpan sim_world_delay (SimWorld *self, GTimeSpan least, GTimeSpan most);
char *sim_world_uuid (SimWorld *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimWorld, sim_world_free)

G_END_DECLS
