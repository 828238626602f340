/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket.h"
#include "model/foyer-verdict.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_FOUND_TICKET (foyer_found_ticket_get_type ())

typedef struct _FoyerFoundTicket FoyerFoundTicket;

/**
 * FoyerFoundTicket:
 * @ticket: what was found
 * @entries_used: how many of its allowed entries it has used on the check-in list
 * @inside: how many guests are in with it now
 * @earlier: its last admission; its timestamp is 0 where there is none
 *
 * A ticket that a search found, and how far it is used. A value: its fields never change.
 */
struct _FoyerFoundTicket {
  FoyerTicket *ticket;
  guint entries_used;
  guint inside;
  FoyerEarlier earlier;
};

GType foyer_found_ticket_get_type (void);
FoyerFoundTicket *foyer_found_ticket_new (const FoyerFoundTicket *fields);
FoyerFoundTicket *foyer_found_ticket_ref (FoyerFoundTicket *self);
void foyer_found_ticket_unref (FoyerFoundTicket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerFoundTicket, foyer_found_ticket_unref)

G_END_DECLS
