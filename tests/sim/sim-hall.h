/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-event.h"
#include "model/foyer-seal.h"
#include "model/foyer-ticket.h"

G_BEGIN_DECLS

#define SIM_N_TICKETS 5000
#define SIM_N_LISTS   3
#define SIM_N_DESKS   20

/**
 * SimHall:
 * @event: two thirds of its codes are signed; its lists differ in whom they let in and how often
 * @tickets: (element-type FoyerTicket): in the order of their numbers
 * @codes: what the barcode of each says
 * @by_id: the number of a ticket, plus one, by its id
 * @by_code: the number of a ticket, plus one, by its code
 * @forged: a code that no key of the event has signed
 * @seal: what desks seal private data with
 * @desk_keys: what each signs with
 *
 * The event that every simulated evening is about. It is made once, and the same in all of them.
 */
typedef struct {
  FoyerEvent *event;
  GPtrArray *tickets;
  GPtrArray *codes;
  GHashTable *by_id;
  GHashTable *by_code;
  char *forged;
  FoyerSeal *seal;
  FoyerSigningKey desk_keys[SIM_N_DESKS];
} SimHall;

const SimHall *sim_hall_get (void);
int sim_hall_find (const SimHall *self, const char *code, const char *ticket_id);
const char *sim_hall_get_device (guint desk);
guint sim_hall_get_list (const SimHall *self, const char *list_id);

G_END_DECLS
