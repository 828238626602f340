/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-desk-private.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-device.h"

/* A supervisor at the desk looks at a verdict: takes the admission back, or lets in who was
 * refused. That is asked of the relay, where it can be asked and knows of the scan; otherwise the
 * desk lets the guest in by itself. */

/* How many verdicts a supervisor makes another one. */
#define SUPERVISED 0.05

static void
take_effect (SimDesk *self, gpointer data)
{
  const SimDoor *door = data;

  foyer_courier_override (self->courier, door->scan->id, sim_desk_now (self));
  sim_desk_tell_neighbours (self);
}

static void
let_in_in_store (SimDesk *self, gpointer data)
{
  SimDoor *door = data;
  FoyerStoreDesk desk = sim_desk_get_store_desk (self);
  g_autoptr (GError) error = NULL;

  door->is_let_in = foyer_store_override (self->file,
                                          door->scan->id,
                                          "On the list",
                                          sim_desk_get_real_time (self),
                                          &desk,
                                          &error);
  /* It is no ticket, or the relay's answer was never kept here. */
  if (!door->is_let_in)
    g_assert_true (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND) ||
                   g_error_matches (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST));
  else
    sim_desk_later (self,
                    sim_world_delay (self->database->world, 0, 4 * G_TIME_SPAN_MILLISECOND),
                    take_effect,
                    door,
                    NULL);
}

static void
ask_relay (SimDesk *self, const SimDoor *door)
{
  const char *event_id = sim_hall_get ()->event->id;
  const char *scan_id = door->scan->id;
  g_autofree char *request_id = sim_world_uuid (self->database->world);
  g_autofree char *text =
      door->outcome == FOYER_OUTCOME_ADMITTED
          ? foyer_wire_encode_undo ("amend", request_id, event_id, scan_id, "The wrong guest")
          : foyer_wire_encode_override ("amend", request_id, event_id, scan_id, "On the list");

  sim_desk_send (self, text);
}

static void
amend (SimDesk *self, gpointer data)
{
  const SimDoor *door = data;

  if (door->outcome == FOYER_OUTCOME_REFUSED &&
      (door->is_local || foyer_courier_get_mode (self->courier) == FOYER_DESK_MODE_OFFLINE))
    sim_desk_in_store (self, let_in_in_store, data, NULL);
  else
    ask_relay (self, door);
}

/* @door: lives as long as the evening */
void
sim_desk_supervise (SimDesk *self, SimDoor *door)
{
  SimWorld *world = self->database->world;

  if (door->outcome != FOYER_OUTCOME_EXITED && sim_world_chance (world, SUPERVISED))
    sim_desk_later (self,
                    sim_world_delay (world, G_TIME_SPAN_SECOND, 60 * G_TIME_SPAN_SECOND),
                    amend,
                    door,
                    NULL);
}
