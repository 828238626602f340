/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-desk-private.h"

#include "base/foyer-error.h"
#include "model/foyer-code.h"
#include "store/foyer-store-changes.h"
#include "store/foyer-store-copy.h"
#include "store/foyer-store-events.h"
#include "wire/foyer-wire-relay.h"

/* How a desk follows what happens elsewhere: changes by number, and a snapshot where they do not
 * help. */

typedef struct {
  FoyerRoom *room;
  FoyerChangeBatch *batch;
} Word;

static void
word_free (gpointer data)
{
  Word *self = data;

  g_clear_pointer (&self->room, foyer_room_unref);
  g_clear_pointer (&self->batch, foyer_change_batch_unref);
  g_free (self);
}

void
sim_desk_read_position (SimDesk *self)
{
  g_auto (FoyerStoreEvent) event = { 0 };
  g_autoptr (GError) error = NULL;

  foyer_store_load_event (self->file, sim_hall_get ()->event->id, &event, &error);
  g_assert_no_error (error);
  self->has_tickets = event.tickets == FOYER_STORE_TICKETS_ALL;
  self->seq = event.seq;
  self->epoch = event.event->epoch;
}

static void
look_whether_caught_up (SimDesk *self)
{
  if (self->goal < 0 || self->is_copying || self->seq < self->goal)
    return;
  self->goal = -1;
  foyer_courier_catch_up (self->courier, sim_desk_now (self));
}

/* The other texts are the ledger's. */
static void
clear_state (gpointer data)
{
  g_strfreev (((FoyerListState *)data)->scan_ids);
}

static GArray *
list_states (const SimLedger *ledger, guint ticket)
{
  GArray *states = g_array_new (FALSE, FALSE, sizeof (FoyerListState));

  g_array_set_clear_func (states, clear_state);
  for (guint i = 0; i < SIM_N_LISTS; i++) {
    const SimPlace *place = sim_ledger_get_place (ledger, ticket, i);
    const FoyerCheckInList *list = g_ptr_array_index (sim_hall_get ()->event->lists, i);

    if (place->passages != NULL)
      g_array_append_val (states,
                          ((FoyerListState){ list->id,
                                             place->state,
                                             sim_ledger_list_scans (ledger, ticket, i) }));
  }
  return states;
}

static GPtrArray *
take_snapshot (const SimLedger *ledger)
{
  GPtrArray *tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_snapshot_ticket_free);
  const SimHall *hall = sim_hall_get ();

  for (guint i = 0; i < SIM_N_TICKETS; i++) {
    g_autoptr (GArray) states = list_states (ledger, i);
    g_autofree char *hash =
        g_compute_checksum_for_string (G_CHECKSUM_SHA256, g_ptr_array_index (hall->codes, i), -1);

    g_ptr_array_add (tickets,
                     foyer_snapshot_ticket_new ((FoyerTicket *)sim_ledger_get_ticket (ledger, i),
                                                hash,
                                                states));
  }
  return tickets;
}

static void
copy_in_store (SimDesk *self, gpointer data)
{
  const SimLedger *ledger = self->database->ledger;
  g_autoptr (GPtrArray) tickets = take_snapshot (ledger);
  FoyerStoreCopy copy = { .event_id = sim_hall_get ()->event->id,
                          .epoch = sim_ledger_get_epoch (ledger),
                          .seq = sim_ledger_get_seq (ledger),
                          .whole = TRUE };
  g_autoptr (GError) error = NULL;

  self->is_copying = FALSE;
  if (copy.epoch == self->epoch) {
    if (foyer_store_begin_copy (self->file, &copy.copy, &error) &&
        foyer_store_add_tickets (self->file, copy.copy, tickets, 0, tickets->len, &error))
      foyer_store_finish_copy (self->file, &copy, &error);
    g_assert_no_error (error);
    sim_desk_read_position (self);
  }
  sim_desk_join (self, FALSE);
}

static void
fetch (SimDesk *self, gpointer data)
{
  if (self->line == NULL) {
    self->is_copying = FALSE;
    return;
  }
  sim_desk_in_store (self, copy_in_store, NULL, NULL);
}

static void
save_in_store (SimDesk *self, gpointer data)
{
  const Word *word = data;
  g_autoptr (GError) error = NULL;

  foyer_store_save_event (self->file, word->room->event, &error);
  g_assert_no_error (error);
  sim_desk_read_position (self);
  self->goal = word->room->seq;
  if (word->room->snapshot_url != NULL && !self->is_copying) {
    self->is_copying = TRUE;
    sim_desk_later (self,
                    sim_world_delay (self->database->world,
                                     50 * G_TIME_SPAN_MILLISECOND,
                                     3 * G_TIME_SPAN_SECOND),
                    fetch,
                    NULL,
                    NULL);
  }
  look_whether_caught_up (self);
}

void
sim_desk_take_room (SimDesk *self, FoyerMessage *message)
{
  Word *word = g_new0 (Word, 1);

  word->room = foyer_wire_read_room_joined (message);
  foyer_courier_fall_behind (self->courier);
  sim_desk_in_store (self, save_in_store, word, word_free);
}

static void
apply_in_store (SimDesk *self, gpointer data)
{
  const FoyerChangeBatch *batch = ((Word *)data)->batch;
  g_autoptr (GError) error = NULL;

  if (batch->epoch != self->epoch || batch->to <= self->seq || self->is_copying)
    return;
  if (foyer_store_apply (self->file, batch, &error)) {
    sim_desk_read_position (self);
    look_whether_caught_up (self);
    return;
  }
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
  foyer_courier_fall_behind (self->courier);
  sim_desk_join (self, batch->from <= self->seq + 1);
}

void
sim_desk_take_changes (SimDesk *self, FoyerMessage *message)
{
  Word *word = g_new0 (Word, 1);

  word->batch = foyer_wire_read_ticket_verified (message);
  sim_desk_in_store (self, apply_in_store, word, word_free);
}
