/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-enums.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_TICKET (foyer_ticket_get_type ())

typedef struct _FoyerTicket FoyerTicket;

/**
 * FoyerTicket:
 * @id: a UUID
 * @event_id: (nullable): the event it admits to
 * @type_number: the number of its ticket type within the event
 * @ticket_type: (nullable): the name of its ticket type
 * @order_code: (nullable): the order it was bought with
 * @name: (nullable): its guest's name; private
 * @email: (nullable): its guest's address; private
 * @attention: (nullable): what staff should look at, such as "check the student card"
 * @status: how far it has come
 * @paid: whether it is paid for
 * @valid_from: from when it admits; 0 is open
 * @valid_until: until when it admits; 0 is open
 * @allowed_entries: how often it admits per check-in list; at least 1
 * @version: goes up by one at every change
 * @code_sha256: (nullable): of its code, in lower-case hexadecimal, where a desk is to find it by
 *   that
 *
 * One admission right, as it was at one moment. A value: its fields never change.
 */
struct _FoyerTicket {
  char *id;
  char *event_id;
  guint type_number;
  char *ticket_type;
  char *order_code;
  char *name;
  char *email;
  char *attention;
  FoyerTicketStatus status;
  gboolean paid;
  FoyerTime valid_from;
  FoyerTime valid_until;
  guint allowed_entries;
  gint64 version;
  char *code_sha256;
};

GType foyer_ticket_get_type (void);
FoyerTicket *foyer_ticket_new (const FoyerTicket *fields);
FoyerTicket *foyer_ticket_ref (FoyerTicket *self);
void foyer_ticket_unref (FoyerTicket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerTicket, foyer_ticket_unref)

G_END_DECLS
