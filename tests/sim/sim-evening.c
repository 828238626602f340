/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-evening.h"

#include "base/foyer-uuid.h"
#include "store/foyer-store-copy.h"
#include "store/foyer-store-events.h"

#define MS      G_TIME_SPAN_MILLISECOND
#define SECOND  G_TIME_SPAN_SECOND
#define EVENING (12 * G_TIME_SPAN_MINUTE)
/* Tickets that are shown again and again. */
#define N_POPULAR 12
#define MENDED    (20 * G_TIME_SPAN_MINUTE)

/* Returns: (transfer full): the path of a file as a desk has it that has loaded the event. */
char *
sim_evening_make_template (const char *folder)
{
  const SimHall *hall = sim_hall_get ();
  char *path = g_build_filename (folder, "template", NULL);
  g_autoptr (GPtrArray) tickets =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_snapshot_ticket_free);
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (FoyerListState));
  FoyerStoreCopy copy = { .event_id = hall->event->id, .epoch = 1, .whole = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerStoreFile) file = foyer_store_file_open (path, hall->seal, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < SIM_N_TICKETS; i++) {
    g_autofree char *hash =
        g_compute_checksum_for_string (G_CHECKSUM_SHA256, hall->codes->pdata[i], -1);

    g_ptr_array_add (tickets, foyer_snapshot_ticket_new (hall->tickets->pdata[i], hash, states));
  }
  if (foyer_store_save_event (file, hall->event, &error) &&
      foyer_store_begin_copy (file, &copy.copy, &error) &&
      foyer_store_add_tickets (file, copy.copy, tickets, 0, tickets->len, &error))
    foyer_store_finish_copy (file, &copy, &error);
  g_assert_no_error (error);
  return path;
}

/* Guests. */

/* @desk: where they come
 * @ticket: which one they show; what is beyond the tickets is no code of the event */
typedef struct {
  SimEvening *evening;
  guint desk;
  guint ticket;
  guint list;
  gboolean by_search;
  FoyerDirection direction;
} Guest;

static void
come (gpointer data)
{
  const Guest *guest = data;
  const SimHall *hall = sim_hall_get ();
  const FoyerCheckInList *list = g_ptr_array_index (hall->event->lists, guest->list);
  const char *code = guest->ticket == SIM_N_TICKETS ? hall->forged : "not a ticket";
  const char *id = NULL;

  if (guest->ticket < SIM_N_TICKETS && guest->by_search) {
    id = ((FoyerTicket *)hall->tickets->pdata[guest->ticket])->id;
    code = NULL;
  } else if (guest->ticket < SIM_N_TICKETS) {
    code = hall->codes->pdata[guest->ticket];
  }
  sim_desk_scan (guest->evening->desks[guest->desk], code, id, list->id, guest->direction);
}

static void
send_guest (SimEvening *self, const Guest *guest, FoyerTime when)
{
  Guest *copy = g_new0 (Guest, 1);

  *copy = *guest;
  copy->evening = self;
  sim_world_at (self->world, when, come, copy, g_free);
}

static guint
pick_list (SimEvening *self)
{
  guint part = sim_world_pick (self->world, 100);

  return part < 60 ? 0 : part < 85 ? 1 : 2;
}

/* Who goes out and comes back, shows a ticket that somebody else has shown, or tries elsewhere. */
static void
add_sequel (SimEvening *self, Guest guest, FoyerTime when)
{
  SimWorld *world = self->world;
  guint part = sim_world_pick (world, 100);

  if (part < 15) {
    guest.desk = sim_world_pick (world, SIM_N_DESKS);
    send_guest (self, &guest, when + sim_world_delay (world, -2 * SECOND, 60 * SECOND));
  } else if (part < 25) {
    send_guest (self, &guest, when + sim_world_delay (world, 2 * SECOND, 10 * SECOND));
  } else if (part < 45) {
    guest.direction = FOYER_DIRECTION_EXIT;
    guest.desk = sim_world_pick (world, SIM_N_DESKS);
    when += sim_world_delay (world, 5 * SECOND, 200 * SECOND);
    send_guest (self, &guest, when);
    guest.direction = FOYER_DIRECTION_ENTRY;
    guest.desk = sim_world_pick (world, SIM_N_DESKS);
    send_guest (self, &guest, when + sim_world_delay (world, 5 * SECOND, 200 * SECOND));
  }
}

/* Some tickets are shown far more often than others. */
static guint
pick_ticket (SimEvening *self)
{
  guint part = sim_world_pick (self->world, 100);

  if (part < 3)
    return SIM_N_TICKETS + part % 2;
  if (part < 20)
    return sim_world_pick (self->world, N_POPULAR);
  return sim_world_pick (self->world, SIM_N_TICKETS);
}

static void
invite_guests (SimEvening *self)
{
  FoyerTime begin = sim_world_now (self->world);

  for (guint i = 0; i < self->n_guests; i++) {
    Guest guest = { .desk = sim_world_pick (self->world, SIM_N_DESKS),
                    .ticket = pick_ticket (self),
                    .list = pick_list (self),
                    .by_search = sim_world_chance (self->world, 0.05) };
    FoyerTime when = begin + sim_world_delay (self->world, SECOND, EVENING);

    send_guest (self, &guest, when);
    if (guest.ticket < SIM_N_TICKETS)
      add_sequel (self, guest, when);
  }
}

/* Trouble. */

typedef struct {
  SimEvening *evening;
  guint number;
  GTimeSpan noticed_after;
  GTimeSpan lasts;
} Trouble;

static void
add_trouble (SimEvening *self, SimAct act, guint number, GTimeSpan most)
{
  Trouble *trouble = g_new0 (Trouble, 1);
  SimWorld *world = self->world;

  trouble->evening = self;
  trouble->number = number;
  trouble->noticed_after = sim_world_delay (world, 10 * MS, 12 * SECOND);
  trouble->lasts = sim_world_delay (world, 200 * MS, most);
  sim_world_in (world,
                SECOND + (GTimeSpan)(sim_world_pick (world, EVENING / MS)) * MS,
                act,
                trouble,
                g_free);
}

static void
cut_desk (gpointer data)
{
  const Trouble *trouble = data;

  sim_desk_cut (trouble->evening->desks[trouble->number], trouble->noticed_after, trouble->lasts);
}

static void
cut_hall (gpointer data)
{
  const Trouble *trouble = data;

  for (guint i = 0; i < SIM_N_DESKS; i++)
    sim_desk_cut (trouble->evening->desks[i], trouble->noticed_after, trouble->lasts);
}

static void
crash_desk (gpointer data)
{
  const Trouble *trouble = data;

  sim_desk_crash (trouble->evening->desks[trouble->number], trouble->lasts);
}

static void
crash_relay (gpointer data)
{
  const Trouble *trouble = data;
  SimRelay *relay = g_ptr_array_index (trouble->evening->database.relays, trouble->number);

  if (sim_relay_is_up (relay))
    sim_relay_stop (relay, trouble->lasts);
}

static void
stop_database (gpointer data)
{
  const Trouble *trouble = data;
  SimDatabase *database = &trouble->evening->database;

  database->down_until = sim_world_now (database->world) + trouble->lasts;
}

static void
restore_database (gpointer data)
{
  const Trouble *trouble = data;
  SimDatabase *database = &trouble->evening->database;

  sim_database_restore (database, sim_world_pick (database->world, 100) / 100.0);
}

static void
void_ticket (gpointer data)
{
  const Trouble *trouble = data;
  SimDatabase *database = &trouble->evening->database;

  sim_ledger_void (database->ledger, trouble->number, sim_world_now (database->world));
}

/* Somebody who sees all that happens takes a verdict back. */
static void
amend_verdict (gpointer data)
{
  SimEvening *self = ((const Trouble *)data)->evening;
  const SimDoor *door;
  g_autofree char *request_id = NULL;

  if (self->doors->len == 0)
    return;
  door = g_ptr_array_index (self->doors, sim_world_pick (self->world, self->doors->len));
  request_id = sim_world_uuid (self->world);
  sim_ledger_amend (self->database.ledger,
                    &(SimAmendment){ .request_id = request_id,
                                     .scan_id = door->scan->id,
                                     .is_undo = sim_world_chance (self->world, 0.5),
                                     .staff = (char *)"admin",
                                     .now = sim_world_now (self->world) },
                    NULL);
}

static void
set_clock (gpointer data)
{
  const Trouble *trouble = data;
  SimEvening *self = trouble->evening;

  sim_desk_set_clock (self->desks[trouble->number],
                      sim_world_delay (self->world, -90 * SECOND, 90 * SECOND));
}

static void
deafen_desk (gpointer data)
{
  const Trouble *trouble = data;

  sim_desk_deafen (trouble->evening->desks[trouble->number]);
}

/* Desks look for each other all the time. */
static void
let_desks_meet (gpointer data)
{
  SimEvening *self = data;

  for (guint i = 0; i < SIM_N_NEIGHBOURS; i++) {
    for (guint j = 0; j < i; j++)
      sim_desk_meet (self->desks[i], self->desks[j]);
  }
  sim_world_in (self->world,
                sim_world_delay (self->world, SECOND, 10 * SECOND),
                let_desks_meet,
                self,
                NULL);
}

static void
repeat_trouble (SimEvening *self, SimAct act, guint numbers, guint most, GTimeSpan lasts)
{
  guint n = sim_world_pick (self->world, most + 1);

  for (guint i = 0; i < n; i++)
    add_trouble (self, act, sim_world_pick (self->world, numbers), lasts);
}

static void
plan_trouble (SimEvening *self)
{
  repeat_trouble (self, cut_desk, SIM_N_DESKS, 60, 200 * SECOND);
  repeat_trouble (self, cut_hall, 1, 2, 150 * SECOND);
  repeat_trouble (self, crash_desk, SIM_N_DESKS, 8, 60 * SECOND);
  repeat_trouble (self, crash_relay, SIM_N_RELAYS, 4, 60 * SECOND);
  repeat_trouble (self, stop_database, 1, 2, 60 * SECOND);
  repeat_trouble (self, set_clock, SIM_N_DESKS, 3, SECOND);
  if (self->hears) {
    repeat_trouble (self, deafen_desk, SIM_N_NEIGHBOURS, 10, SECOND);
    let_desks_meet (self);
  }
  repeat_trouble (self, void_ticket, N_POPULAR, 2, SECOND);
  repeat_trouble (self, amend_verdict, 1, 20, SECOND);
  if (sim_world_chance (self->world, 0.1))
    add_trouble (self, restore_database, 0, SECOND);
}

/* In a quarter of all evenings frames are lost, doubled and come in any order. */
static void
choose_weather (SimEvening *self)
{
  gboolean is_rough = sim_world_chance (self->world, 0.25);

  self->weather = (SimWeather){ .least = MS, .most = 40 * MS, .ordered = !is_rough };
  if (sim_world_chance (self->world, 0.3))
    self->weather.most = 2500 * MS;
  if (is_rough) {
    self->weather.lost = 0.03;
    self->weather.twice = 0.05;
  }
  self->database.lost_doorbells = sim_world_chance (self->world, 0.3) ? 0.3 : 0;
}

SimEvening *
sim_evening_new (guint64 seed, guint n_guests, const char *folder, const char *template)
{
  SimEvening *self = g_new0 (SimEvening, 1);

  self->seed = seed;
  self->n_guests = n_guests;
  self->world = sim_world_new (seed);
  self->doors = g_ptr_array_new_with_free_func (g_free);
  sim_database_init (&self->database, self->world, sim_hall_get ());
  for (guint i = 0; i < SIM_N_RELAYS; i++) {
    g_ptr_array_add (self->database.relays, sim_relay_new (&self->database));
    sim_relay_poll (g_ptr_array_index (self->database.relays, i));
  }
  self->hears = sim_world_chance (self->world, 0.4);
  choose_weather (self);
  for (guint i = 0; i < SIM_N_DESKS; i++) {
    SimDeskSettings settings = { .number = i,
                                 .folder = folder,
                                 .template = template,
                                 .weather = self->weather,
                                 .doors = self->doors,
                                 .hears = self->hears && i < SIM_N_NEIGHBOURS,
                                 .clock = sim_world_delay (self->world, -3 * SECOND, 20 * SECOND) };

    self->desks[i] = sim_desk_new (&self->database, &settings);
  }
  invite_guests (self);
  plan_trouble (self);
  return self;
}

void
sim_evening_free (SimEvening *self)
{
  for (guint i = 0; i < SIM_N_DESKS; i++)
    sim_desk_free (self->desks[i]);
  sim_world_free (self->world);
  sim_database_clear (&self->database);
  for (guint i = 0; i < self->doors->len; i++)
    foyer_scan_unref (((SimDoor *)g_ptr_array_index (self->doors, i))->scan);
  g_ptr_array_unref (self->doors);
  g_free (self);
}

static gboolean
is_quiet (SimEvening *self)
{
  for (guint i = 0; i < SIM_N_DESKS; i++) {
    if (!sim_desk_is_quiet (self->desks[i]))
      return FALSE;
  }
  return TRUE;
}

/* Everybody connects once more, and nothing is lost any more. */
static void
mend (SimEvening *self)
{
  const SimWeather fine = { .least = MS, .most = 20 * MS, .ordered = TRUE };

  self->database.down_until = 0;
  for (guint i = 0; i < SIM_N_DESKS; i++) {
    sim_desk_set_weather (self->desks[i], &fine);
    sim_desk_cut (self->desks[i], 10 * MS, SECOND);
  }
}

static gboolean
settle (SimEvening *self, char **trouble)
{
  FoyerTime end = sim_world_now (self->world) + MENDED;
  g_autoptr (GString) text = NULL;

  while (sim_world_now (self->world) < end) {
    FoyerTime next = sim_world_now (self->world) + SECOND;

    while (sim_world_step (self->world, next))
      ;
    sim_world_pass (self->world, next);
    if (is_quiet (self))
      return TRUE;
  }
  text = g_string_new ("not all desks come to rest");
  for (guint i = 0; i < SIM_N_DESKS; i++) {
    g_autofree char *desk = sim_desk_describe (self->desks[i]);

    if (!sim_desk_is_quiet (self->desks[i]))
      g_string_append_printf (text, "; %s", desk);
  }
  *trouble = g_string_free (g_steal_pointer (&text), FALSE);
  return FALSE;
}

/* Returns: whether all that has to hold at its end does. */
gboolean
sim_evening_run (SimEvening *self, char **trouble)
{
  FoyerTime end = sim_world_now (self->world) + EVENING + 8 * G_TIME_SPAN_MINUTE;

  while (sim_world_step (self->world, end))
    ;
  sim_world_pass (self->world, end);
  mend (self);
  return settle (self, trouble) && sim_check (self, trouble);
}
