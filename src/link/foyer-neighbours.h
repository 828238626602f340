/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "link/foyer-neighbour.h"

G_BEGIN_DECLS

#define FOYER_TYPE_NEIGHBOURS (foyer_neighbours_get_type ())
G_DECLARE_FINAL_TYPE (FoyerNeighbours, foyer_neighbours, FOYER, NEIGHBOURS, GObject)

/**
 * FoyerNeighboursFuncs:
 * @connected: a desk is heard directly, over a connection of its own
 * @message: it says something
 * @disconnected: it is heard over that connection no more
 */
typedef struct {
  void (*connected) (FoyerNeighbour *neighbour, gpointer user_data);
  void (*message) (FoyerNeighbour *neighbour, FoyerMessage *message, gpointer user_data);
  void (*disconnected) (FoyerNeighbour *neighbour, gpointer user_data);
} FoyerNeighboursFuncs;

FoyerNeighbours *foyer_neighbours_new (const char *event_id,
                                       const char *device_id,
                                       const FoyerSigningKey *key,
                                       const FoyerNeighboursFuncs *funcs,
                                       gpointer user_data);
gboolean foyer_neighbours_start (FoyerNeighbours *self, gboolean is_local, GError **error);
void foyer_neighbours_set_desks (FoyerNeighbours *self, const GPtrArray *desks);

GStrv foyer_neighbours_list_addresses (FoyerNeighbours *self);
FoyerNeighbour *foyer_neighbours_find (FoyerNeighbours *self, const char *device_id);
guint foyer_neighbours_get_n_connected (FoyerNeighbours *self);
guint foyer_neighbours_get_n_refused (FoyerNeighbours *self);

G_END_DECLS
