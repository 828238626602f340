/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FoyerDeskMode:
 * @FOYER_DESK_MODE_ONLINE: the relay answers in time
 * @FOYER_DESK_MODE_SLOW: it answers, but guests cannot wait for it
 * @FOYER_DESK_MODE_OFFLINE: it does not answer; the desk decides by itself
 *
 * How a desk comes by its verdicts.
 */
typedef enum {
  FOYER_DESK_MODE_ONLINE,
  FOYER_DESK_MODE_SLOW,
  FOYER_DESK_MODE_OFFLINE,
} FoyerDeskMode;

#define FOYER_TYPE_DESK_MODE (foyer_desk_mode_get_type ())
GType foyer_desk_mode_get_type (void);

/**
 * FoyerPace:
 * @mode: how verdicts are come by
 * @is_connected: whether there is a connection, which may be a dead one
 * @least: how long a guest waits at least as long as there is one; more than usual where a test is
 *   about what the relay says, however slow the machine
 * @smooth: what answers take lately; 0 as long as nobody knows
 * @deviation: by how much they differ
 * @n_quick: how many in a row came in time while it was slow
 * @silent_since: since when nothing was heard though it should have been; 0 where nothing is missed
 * @probe_at: when the relay is asked next whether it is there
 *
 * How quickly a relay answers. All times are of a steady clock, in microseconds.
 */
typedef struct {
  FoyerDeskMode mode;
  gboolean is_connected;
  gint64 least;
  gint64 smooth;
  gint64 deviation;
  guint n_quick;
  gint64 silent_since;
  gint64 probe_at;
} FoyerPace;

void foyer_pace_init (FoyerPace *self);
void foyer_pace_connect (FoyerPace *self);
void foyer_pace_disconnect (FoyerPace *self);

void foyer_pace_ask (FoyerPace *self, gint64 now);
void foyer_pace_hear (FoyerPace *self);
void foyer_pace_answer (FoyerPace *self, gint64 latency);
void foyer_pace_miss (FoyerPace *self, gint64 now);

gint64 foyer_pace_get_patience (const FoyerPace *self);
gint64 foyer_pace_get_deadline (const FoyerPace *self);
gboolean foyer_pace_tick (FoyerPace *self, gint64 now);

G_END_DECLS
