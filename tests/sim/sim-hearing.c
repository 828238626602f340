/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-desk-private.h"

#include "model/foyer-desk.h"
#include "store/foyer-store-heard.h"
#include "wire/foyer-wire-neighbours.h"

/* Desks that hear each other directly: what they say is the application's own, and so is where it
 * is kept. */

#define NEIGHBOUR_LEAST G_TIME_SPAN_MILLISECOND
#define NEIGHBOUR_MOST  (30 * G_TIME_SPAN_MILLISECOND)

/* The other end of a line, as one desk sees it. */
typedef struct {
  SimDesk *desk;
  SimDesk *other;
  SimLine *line;
  SimSide side;
} Neighbour;

static void
neighbour_free (gpointer data)
{
  Neighbour *self = data;

  sim_line_unref (self->line);
  g_free (self);
}

static void tick (SimDesk *self, gpointer data);

static void
wake (SimDesk *self)
{
  gint64 next = foyer_gossip_tick (self->gossip, sim_desk_now (self));

  sim_world_cancel (self->database->world, self->gossip_tick);
  self->gossip_tick = 0;
  if (next != G_MAXINT64)
    self->gossip_tick = sim_desk_at (self, MAX (next, sim_desk_now (self) + 1), tick);
}

static void
tick (SimDesk *self, gpointer data)
{
  self->gossip_tick = 0;
  wake (self);
}

static void
send (gpointer neighbour, const FoyerGossipMessage *message, gpointer user_data)
{
  Neighbour *to = neighbour;
  g_autofree char *text = foyer_wire_encode_gossip (message);

  sim_line_send (to->line, to->side, text);
}

static void
add_in_store (SimDesk *self, gpointer data)
{
  g_autoptr (GError) error = NULL;

  foyer_store_add_heard (self->file, data, &error);
  g_assert_no_error (error);
}

static void
heard (const GPtrArray *items, gpointer user_data)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (kept, foyer_heard_ref (g_ptr_array_index (items, i)));
  sim_desk_in_store (user_data, add_in_store, kept, (GDestroyNotify)g_ptr_array_unref);
}

static void
distrust (gpointer neighbour, gpointer user_data)
{
  g_error ("A desk passed on what is not signed.");
}

static const FoyerGossipFuncs funcs = { .send = send, .heard = heard, .distrust = distrust };

static void
number_in_store (SimDesk *self, gpointer data)
{
  const SimHall *hall = sim_hall_get ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = foyer_store_number_own (self->file,
                                                        hall->event->id,
                                                        sim_hall_get_device (self->number),
                                                        &hall->desk_keys[self->number],
                                                        &error);

  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++) {
    /* What it has told is durable: it never loses count. */
    if (!foyer_gossip_add_own (self->gossip, g_ptr_array_index (items, i)))
      g_error ("A desk has lost count of what it has told.");
  }
  wake (self);
}

/* Something may have happened at this desk's door. */
void
sim_desk_tell_neighbours (SimDesk *self)
{
  if (self->gossip != NULL)
    sim_desk_in_store (self, number_in_store, NULL, NULL);
}

static GPtrArray *
make_desks (void)
{
  const SimHall *hall = sim_hall_get ();
  GPtrArray *desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);

  for (guint i = 0; i < SIM_N_DESKS; i++) {
    char *nowhere[] = { NULL };
    g_autofree char *name = g_strdup_printf ("desk-%02u", i);
    FoyerDesk fields = { .device_id = (char *)sim_hall_get_device (i),
                         .name = name,
                         .has_key = TRUE,
                         .addresses = nowhere };

    memcpy (fields.public_key, hall->desk_keys[i].public_key, sizeof fields.public_key);
    g_ptr_array_add (desks, foyer_desk_new (&fields));
  }
  return desks;
}

/* Begins where the file says that it was. */
void
sim_desk_begin_hearing (SimDesk *self)
{
  const char *event_id = sim_hall_get ()->event->id;
  g_autoptr (GPtrArray) desks = make_desks ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;

  foyer_store_save_desks (self->file, event_id, desks, &error);
  g_assert_no_error (error);
  items = foyer_store_load_heard (self->file, event_id, &error);
  g_assert_no_error (error);
  self->neighbours = g_ptr_array_new_with_free_func (neighbour_free);
  self->gossip = foyer_gossip_new (event_id, &funcs, self);
  foyer_gossip_set_desks (self->gossip, desks, sim_desk_now (self));
  foyer_gossip_restore (self->gossip, items);
  sim_desk_tell_neighbours (self);
}

void
sim_desk_end_hearing (SimDesk *self)
{
  sim_world_cancel (self->database->world, self->gossip_tick);
  self->gossip_tick = 0;
  for (guint i = 0; self->neighbours != NULL && i < self->neighbours->len; i++) {
    Neighbour *neighbour = g_ptr_array_index (self->neighbours, i);

    sim_line_leave (neighbour->line, neighbour->side);
  }
  g_clear_pointer (&self->neighbours, g_ptr_array_unref);
  g_clear_pointer (&self->gossip, foyer_gossip_free);
}

static void
on_receive (gpointer data, const char *text)
{
  Neighbour *from = data;
  g_auto (FoyerGossipMessage) gossip = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (text, strlen (text), FOYER_SENDER_NEIGHBOUR, NULL, &error);

  g_assert_no_error (error);
  if (!foyer_wire_read_gossip (message, sim_hall_get ()->event->id, &gossip))
    return;
  foyer_gossip_take (from->desk->gossip, from, &gossip, sim_desk_now (from->desk));
  wake (from->desk);
}

static void
on_closed (gpointer data)
{
  Neighbour *gone = data;
  SimDesk *self = gone->desk;

  foyer_gossip_disconnect (self->gossip, gone, sim_desk_now (self));
  g_ptr_array_remove (self->neighbours, gone);
  wake (self);
}

static Neighbour *
add_neighbour (SimDesk *self, SimDesk *other, SimLine *line, SimSide side)
{
  Neighbour *neighbour = g_new0 (Neighbour, 1);

  *neighbour = (Neighbour){ self, other, sim_line_ref (line), side };
  g_ptr_array_add (self->neighbours, neighbour);
  sim_line_attach (line, side, &(SimEnd){ on_receive, on_closed, neighbour });
  return neighbour;
}

static gboolean
hears (const SimDesk *self, const SimDesk *other)
{
  for (guint i = 0; i < self->neighbours->len; i++) {
    if (((Neighbour *)g_ptr_array_index (self->neighbours, i))->other == other)
      return TRUE;
  }
  return FALSE;
}

/* Two desks find each other, where both are there. */
void
sim_desk_meet (SimDesk *self, SimDesk *other)
{
  const SimWeather weather = { NEIGHBOUR_LEAST, NEIGHBOUR_MOST, 0, 0, TRUE };
  g_autoptr (SimLine) line = NULL;
  Neighbour *one, *two;

  if (!self->is_running || !other->is_running || hears (self, other) || hears (other, self))
    return;
  line = sim_line_new (self->database->world, &weather);
  one = add_neighbour (self, other, line, SIM_SIDE_DESK);
  two = add_neighbour (other, self, line, SIM_SIDE_RELAY);
  foyer_gossip_connect (self->gossip,
                        one,
                        sim_hall_get_device (other->number),
                        sim_desk_now (self));
  foyer_gossip_connect (other->gossip,
                        two,
                        sim_hall_get_device (self->number),
                        sim_desk_now (other));
  wake (self);
  wake (other);
}

/* All that it hears directly is cut off. */
void
sim_desk_deafen (SimDesk *self)
{
  for (guint i = 0; self->neighbours != NULL && i < self->neighbours->len; i++) {
    const Neighbour *neighbour = g_ptr_array_index (self->neighbours, i);

    sim_line_cut (neighbour->line, G_TIME_SPAN_SECOND);
  }
}
