/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-hall.h"

#include "base/foyer-uuid.h"
#include "model/foyer-code.h"
#include "sim-world.h"

#define N_TYPES 3
#define EVENT   "5e0a1b2c-3d4e-4f50-8a6b-7c8d9e0fa1b2"

static const char *const list_ids[SIM_N_LISTS] = {
  "10000000-0000-4000-8000-000000000001",
  "10000000-0000-4000-8000-000000000002",
  "10000000-0000-4000-8000-000000000003",
};

/* The first list lets everybody in once, the second one everybody and again, the third one only
 * two types, and again after a while. */
static GPtrArray *
make_lists (void)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free);
  guint numbers[] = { 2, 3 };
  const FoyerCheckInList fields[SIM_N_LISTS] = {
    { .id = (char *)list_ids[0], .name = (char *)"Hall", .is_default = TRUE },
    { .id = (char *)list_ids[1], .name = (char *)"Garden", .reentry = TRUE },
    { .id = (char *)list_ids[2],
      .name = (char *)"Lounge",
      .type_numbers = numbers,
      .n_type_numbers = G_N_ELEMENTS (numbers),
      .reentry = TRUE,
      .reentry_delay = G_TIME_SPAN_MINUTE },
  };

  for (guint i = 0; i < SIM_N_LISTS; i++)
    g_ptr_array_add (lists, foyer_check_in_list_copy (&fields[i]));
  return lists;
}

static GPtrArray *
make_types (void)
{
  GPtrArray *types = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_type_free);

  g_ptr_array_add (types, foyer_ticket_type_new (1, "Day pass"));
  g_ptr_array_add (types, foyer_ticket_type_new (2, "Weekend"));
  g_ptr_array_add (types, foyer_ticket_type_new (3, "Patron"));
  return types;
}

static FoyerEvent *
make_event (const FoyerSigningKey *key)
{
  g_autoptr (GPtrArray) lists = make_lists ();
  g_autoptr (GPtrArray) types = make_types ();
  g_autoptr (GPtrArray) gates = g_ptr_array_new ();
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();

  foyer_key_ring_add (keys, key->number, key->public_key);
  return foyer_event_new (&(FoyerEvent){ .id = (char *)EVENT,
                                         .name = (char *)"Summer fair",
                                         .time_zone = (char *)"Europe/Berlin",
                                         .epoch = 1,
                                         .lists = lists,
                                         .gates = gates,
                                         .ticket_types = types,
                                         .keys = keys });
}

static char *
sign (const FoyerSigningKey *key, const char *ticket_id, guint type_number)
{
  FoyerSignedCode code = { .key_number = key->number, .type_number = type_number };

  foyer_uuid_parse (ticket_id, code.ticket_id);
  return foyer_code_sign (&code, EVENT, key);
}

/* Every 40th ticket is void and every 50th is not paid for; every 10th admits twice. */
static void
add_ticket (SimHall *self, SimWorld *world, const FoyerSigningKey *key, guint number)
{
  g_autofree char *id = sim_world_uuid (world);
  g_autofree char *name = g_strdup_printf ("Guest %u", number);
  guint type = 1 + number % N_TYPES;
  FoyerTicket *ticket = foyer_ticket_new (&(FoyerTicket){
      .id = id,
      .event_id = (char *)EVENT,
      .type_number = type,
      .ticket_type = (char *)foyer_event_get_type_name (self->event, type),
      .name = name,
      .status = number % 40 == 39 ? FOYER_TICKET_STATUS_VOID : FOYER_TICKET_STATUS_GENERATED,
      .paid = number % 50 != 49,
      .allowed_entries = number % 10 == 9 ? 2 : 1,
      .version = 1 });
  char *code = number % 3 == 2 ? foyer_code_new_short () : sign (key, id, type);

  g_ptr_array_add (self->tickets, ticket);
  g_ptr_array_add (self->codes, code);
  g_hash_table_insert (self->by_id, ticket->id, GUINT_TO_POINTER (number + 1));
  g_hash_table_insert (self->by_code, code, GUINT_TO_POINTER (number + 1));
}

static SimHall *
make_hall (void)
{
  SimHall *self = g_new0 (SimHall, 1);
  g_autoptr (SimWorld) world = sim_world_new (G_MAXUINT64);
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  const guint8 secret[FOYER_SEAL_KEY_BYTES] = { 7 };

  foyer_signing_key_generate (&key, 1);
  foyer_signing_key_generate (&other, 1);
  self->event = make_event (&key);
  self->tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_unref);
  self->codes = g_ptr_array_new_with_free_func (g_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < SIM_N_TICKETS; i++)
    add_ticket (self, world, &key, i);
  self->seal = foyer_seal_new (secret, NULL);
  for (guint i = 0; i < SIM_N_DESKS; i++)
    foyer_signing_key_generate (&self->desk_keys[i], i + 1);
  self->forged = sign (&other, ((FoyerTicket *)self->tickets->pdata[0])->id, 1);
  return self;
}

const SimHall *
sim_hall_get (void)
{
  static SimHall *hall;

  if (hall == NULL)
    hall = make_hall ();
  return hall;
}

/* Returns: the number of the ticket; -1 where there is none. */
int
sim_hall_find (const SimHall *self, const char *code, const char *ticket_id)
{
  gpointer number = ticket_id != NULL ? g_hash_table_lookup (self->by_id, ticket_id)
                                      : g_hash_table_lookup (self->by_code, code);

  return GPOINTER_TO_INT (number) - 1;
}

/* Returns: the id of the device that is that desk. */
const char *
sim_hall_get_device (guint desk)
{
  static char ids[SIM_N_DESKS][FOYER_UUID_TEXT_SIZE];

  if (*ids[desk] == '\0')
    g_snprintf (ids[desk], sizeof ids[desk], "20000000-0000-4000-8000-%012u", desk);
  return ids[desk];
}

/* Returns: the position of a list of the event; %NULL is the default one. */
guint
sim_hall_get_list (const SimHall *self, const char *list_id)
{
  const FoyerCheckInList *list = foyer_event_get_list (self->event, list_id);

  for (guint i = 0; i < SIM_N_LISTS; i++) {
    if (list == g_ptr_array_index (self->event->lists, i))
      return i;
  }
  g_assert_not_reached ();
}
