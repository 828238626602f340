/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-beacon.h"
#include "base/foyer-limits.h"
#include "link/foyer-hints.h"
#include "link/foyer-neighbours.h"
#include "model/foyer-desk.h"

G_BEGIN_DECLS

/* What the files of the neighbours share; nobody else includes this. */

/* In how many places desks may be. */
#define FOYER_NEIGHBOURS_PLACES_MAX (FOYER_LIMIT_DESKS * FOYER_LIMIT_DESK_ADDRESSES + 64)

/* Where a desk may be. */
typedef struct {
  char *endpoint;
  /* Which desk that is, as somebody said or as it has proven; NULL where nobody knows. */
  char *device_id;
  gint64 next_try;
  guint n_failures;
  FoyerNeighbour *neighbour;
  gboolean is_dialled;
} Place;

struct _FoyerNeighbours {
  GObject parent_instance;

  FoyerNeighbourSelf me;
  FoyerNeighboursFuncs funcs;
  gpointer user_data;

  GSocketService *service;
  guint16 port;
  gboolean is_local;
  GCancellable *cancellable;
  FoyerBeacon *beacon;
  FoyerHints *hints;
  gint64 hints_at;
  guint tick_source;

  /* By the device's id: the desks, and who of them has greeted. */
  GHashTable *desks;
  GHashTable *greeted;
  /* All connections, and where desks may be, by endpoint. */
  GPtrArray *connections;
  GHashTable *places;
  guint n_dialling;
  guint n_refused;
};

const FoyerDesk *foyer_neighbours_find_desk (FoyerNeighbours *self, const char *device_id);
FoyerNeighbour *foyer_neighbours_add_connection (FoyerNeighbours *self,
                                                 GSocketConnection *connection,
                                                 gboolean is_client);

void foyer_neighbours_place_free (gpointer place);
Place *foyer_neighbours_add_place (FoyerNeighbours *self,
                                   const char *endpoint,
                                   const char *device_id);
Place *foyer_neighbours_find_place_of (FoyerNeighbours *self, FoyerNeighbour *neighbour);
void foyer_neighbours_try_later (Place *place);
void foyer_neighbours_dial_due (FoyerNeighbours *self);

G_END_DECLS
