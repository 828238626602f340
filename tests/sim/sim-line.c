/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-line.h"

/* @ends: a side that has left has no functions
 * @newest: when the last frame to that side arrives
 * @is_cut: nothing goes through any more */
struct _SimLine {
  gatomicrefcount references;
  SimWorld *world;
  SimWeather weather;
  SimEnd ends[2];
  FoyerTime newest[2];
  gboolean is_cut;
};

typedef struct {
  SimLine *line;
  SimSide to;
  char *text;
} Frame;

static void
frame_free (gpointer data)
{
  Frame *self = data;

  sim_line_unref (self->line);
  g_free (self->text);
  g_free (self);
}

SimLine *
sim_line_new (SimWorld *world, const SimWeather *weather)
{
  SimLine *self = g_new0 (SimLine, 1);

  g_atomic_ref_count_init (&self->references);
  self->world = world;
  self->weather = *weather;
  return self;
}

SimLine *
sim_line_ref (SimLine *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
sim_line_unref (SimLine *self)
{
  if (g_atomic_ref_count_dec (&self->references))
    g_free (self);
}

void
sim_line_attach (SimLine *self, SimSide side, const SimEnd *end)
{
  self->ends[side] = *end;
}

static void
arrive (gpointer data)
{
  Frame *frame = data;
  const SimEnd *end = &frame->line->ends[frame->to];

  if (!frame->line->is_cut && end->receive != NULL)
    end->receive (end->data, frame->text);
}

static void
deliver (SimLine *self, SimSide to, const char *text)
{
  Frame *frame = g_new0 (Frame, 1);
  FoyerTime when = sim_world_now (self->world) +
                   sim_world_delay (self->world, self->weather.least, self->weather.most);

  if (self->weather.ordered)
    when = MAX (when, self->newest[to]);
  self->newest[to] = MAX (when, self->newest[to]);
  frame->line = sim_line_ref (self);
  frame->to = to;
  frame->text = g_strdup (text);
  sim_world_at (self->world, when, arrive, frame, frame_free);
}

void
sim_line_send (SimLine *self, SimSide from, const char *text)
{
  SimSide to = from == SIM_SIDE_DESK ? SIM_SIDE_RELAY : SIM_SIDE_DESK;

  if (self->is_cut || sim_world_chance (self->world, self->weather.lost))
    return;
  deliver (self, to, text);
  if (sim_world_chance (self->world, self->weather.twice))
    deliver (self, to, text);
}

static void
notice (gpointer data)
{
  Frame *frame = data;
  SimEnd end = frame->line->ends[frame->to];

  frame->line->ends[frame->to] = (SimEnd){ 0 };
  if (end.closed != NULL)
    end.closed (end.data);
}

static void
tell (SimLine *self, SimSide side, GTimeSpan after)
{
  Frame *frame = g_new0 (Frame, 1);

  frame->line = sim_line_ref (self);
  frame->to = side;
  sim_world_in (self->world, after, notice, frame, frame_free);
}

/* One side is gone, and hears nothing more; the other one finds out a moment later, before which
 * what is on its way still arrives. */
void
sim_line_leave (SimLine *self, SimSide side)
{
  SimSide other = side == SIM_SIDE_DESK ? SIM_SIDE_RELAY : SIM_SIDE_DESK;

  self->ends[side] = (SimEnd){ 0 };
  tell (self, other, MAX (self->newest[other] - sim_world_now (self->world), 0) + 1);
}

/* Nothing goes through from now on, and what is on its way is lost; both sides find out later. */
void
sim_line_cut (SimLine *self, GTimeSpan noticed_after)
{
  if (self->is_cut)
    return;
  self->is_cut = TRUE;
  tell (self, SIM_SIDE_DESK, noticed_after);
  tell (self, SIM_SIDE_RELAY, noticed_after);
}
