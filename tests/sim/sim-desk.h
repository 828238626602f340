/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-relay.h"

#include "session/foyer-pace.h"
#include "store/foyer-store-file.h"

G_BEGIN_DECLS

/* One desk: the courier that carries its scans and the file that keeps them are the application's
 * own. Everything that it says to a relay goes over a line, and its clock is wrong. */

typedef struct _SimDesk SimDesk;

/**
 * SimDoor:
 * @scan: what was scanned
 * @desk: where
 * @outcome: what was said
 * @reason: why not
 * @is_local: whether the desk said so by itself
 * @is_let_in: whether a supervisor let them in after all, by the word of the desk
 *
 * What a guest heard.
 */
typedef struct {
  FoyerScan *scan;
  guint desk;
  FoyerOutcome outcome;
  FoyerReason reason;
  gboolean is_local;
  gboolean is_let_in;
} SimDoor;

/**
 * SimDeskSettings:
 * @folder: where its file is made
 * @template: a file with the event and its tickets
 * @weather: (nullable): what its next connection will go through
 * @doors: (element-type SimDoor): where it notes what guests hear
 * @clock: by how much its clock is ahead
 * @hears: whether it hears other desks directly
 */
typedef struct {
  guint number;
  const char *folder;
  const char *template;
  SimWeather weather;
  GPtrArray *doors;
  GTimeSpan clock;
  gboolean hears;
} SimDeskSettings;

SimDesk *sim_desk_new (SimDatabase *database, const SimDeskSettings *settings);
void sim_desk_free (SimDesk *self);

void sim_desk_scan (SimDesk *self,
                    const char *code,
                    const char *ticket_id,
                    const char *list_id,
                    FoyerDirection direction);
void sim_desk_crash (SimDesk *self, GTimeSpan down_for);
void sim_desk_cut (SimDesk *self, GTimeSpan noticed_after, GTimeSpan down_for);
/* sim-hearing.c: other desks. */
void sim_desk_meet (SimDesk *self, SimDesk *other);
void sim_desk_deafen (SimDesk *self);

void sim_desk_set_clock (SimDesk *self, GTimeSpan ahead);
void sim_desk_set_weather (SimDesk *self, const SimWeather *weather);

gboolean sim_desk_is_quiet (SimDesk *self);
char *sim_desk_describe (SimDesk *self);
FoyerStoreFile *sim_desk_get_file (SimDesk *self);

G_END_DECLS
