/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-gossip.h"

G_BEGIN_DECLS

/* What the files of the gossip share; nobody else includes this. */

typedef struct _Neighbour Neighbour;

typedef struct {
  char device_id[37];
  char run_id[37];
  GArray *items;
  /* Whom this desk waits for, and how much it had heard when it asked. */
  const Neighbour *asked;
  guint n_before;
} Run;

struct _Neighbour {
  gpointer pointer;
  char device_id[37];
  /* How far they have heard each run, as far as this desk knows, and what they were told of it. */
  GHashTable *theirs;
  GHashTable *told;
  gboolean has_spoken;
  gint64 told_at;
  gint64 asked_at;
  /* It did not answer in time; until then others are asked. */
  gint64 slow_until;
};

struct _FoyerGossip {
  char *event_id;
  FoyerGossipFuncs funcs;
  gpointer user_data;

  /* The desks by the ids of their devices. */
  GHashTable *desks;
  GPtrArray *runs;
  GHashTable *runs_by_name;
  GPtrArray *neighbours;
  guint n_items;
};

void foyer_gossip_run_free (gpointer data);
const FoyerDesk *foyer_gossip_find_desk (FoyerGossip *self, const char *device_id);
Run *foyer_gossip_find_run (FoyerGossip *self, const char *device_id, const char *run_id);
Run *foyer_gossip_make_run (FoyerGossip *self, const char *device_id, const char *run_id);
Run *foyer_gossip_note_claim (FoyerGossip *self,
                              Neighbour *neighbour,
                              const char *device_id,
                              const char *run_id,
                              gint64 last);
void foyer_gossip_forget_empty (FoyerGossip *self);
gboolean foyer_gossip_is_full (FoyerGossip *self, const char *device_id);
gboolean foyer_gossip_append (FoyerGossip *self, Run *run, const FoyerHeard *heard);
FoyerHeard *foyer_gossip_unpack (FoyerGossip *self, Run *run, gint64 number);

G_END_DECLS
