/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

/**
 * SimWeather:
 * @least: how long a frame takes at least
 * @most: and at most
 * @lost: how likely a frame is lost on an open connection
 * @twice: how likely it comes twice
 * @ordered: whether frames come in the order in which they were sent
 *
 * What a connection has to go through. TCP loses, doubles and changes the order of nothing, but
 * what stands between (proxies, a relay that dies between two frames) may.
 */
typedef struct {
  GTimeSpan least;
  GTimeSpan most;
  double lost;
  double twice;
  gboolean ordered;
} SimWeather;

/**
 * SimEnd:
 * @receive: a frame has come
 * @closed: the connection is over; nothing comes after this
 */
typedef struct {
  void (*receive) (gpointer data, const char *text);
  void (*closed) (gpointer data);
  gpointer data;
} SimEnd;

typedef enum {
  SIM_SIDE_DESK,
  SIM_SIDE_RELAY,
} SimSide;

/* A connection between a desk and a relay. */
typedef struct _SimLine SimLine;

SimLine *sim_line_new (SimWorld *world, const SimWeather *weather);
SimLine *sim_line_ref (SimLine *self);
void sim_line_unref (SimLine *self);

void sim_line_attach (SimLine *self, SimSide side, const SimEnd *end);
void sim_line_send (SimLine *self, SimSide from, const char *text);
void sim_line_leave (SimLine *self, SimSide side);
void sim_line_cut (SimLine *self, GTimeSpan noticed_after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimLine, sim_line_unref)

G_END_DECLS
