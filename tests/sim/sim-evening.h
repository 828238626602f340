/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-desk.h"

G_BEGIN_DECLS

#define SIM_N_RELAYS 2
/* Those that hear each other directly, on some evenings. */
#define SIM_N_NEIGHBOURS 5

/**
 * SimEvening:
 * @doors: (element-type SimDoor): what guests heard, in order
 * @desks: all of them
 * @hears: whether some of them hear each other directly
 *
 * One evening at the doors: guests come, connections break, desks and relays crash, and at last all
 * of it is mended.
 */
typedef struct {
  guint64 seed;
  SimWorld *world;
  SimDatabase database;
  SimDesk *desks[SIM_N_DESKS];
  GPtrArray *doors;
  guint n_guests;
  gboolean hears;
  SimWeather weather;
} SimEvening;

char *sim_evening_make_template (const char *folder);

SimEvening *sim_evening_new (guint64 seed,
                             guint n_guests,
                             const char *folder,
                             const char *template);
void sim_evening_free (SimEvening *self);
gboolean sim_evening_run (SimEvening *self, char **trouble);

/* sim-check.c: what has to hold at its end. */
gboolean sim_check_doors (const SimEvening *self, char **trouble);
gboolean sim_check (const SimEvening *self, char **trouble);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimEvening, sim_evening_free)

G_END_DECLS
