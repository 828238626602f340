/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-enums.h"
#include "model/foyer-judge.h"
#include "model/foyer-ticket.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CHANGE (foyer_change_get_type ())

typedef struct _FoyerChange FoyerChange;

/**
 * FoyerChange:
 * @seq: its number within the event; numbers have no gaps
 * @kind: what happened
 * @ticket_id: (nullable): the ticket; %NULL for %FOYER_CHANGE_KIND_RELOAD
 * @list_id: (nullable): the check-in list, where there was one
 * @status: the ticket's status afterwards
 * @verified_by: (nullable): the staff member who did it
 * @device: (nullable): the name of the device that it was done on
 * @scan_id: (nullable): the scan that made it, where one did
 * @amends: whether a supervisor did it: took the admission of that scan back, or let its guest in
 *   anyway
 * @timestamp: when
 * @direction: in or out
 * @version: the ticket's version afterwards
 * @ticket: (nullable): the whole ticket, where it is new or edited
 * @state: (nullable): how far the ticket is used on the list afterwards, where somebody came in or
 *   went out, or that was taken back; whoever came in is the last admission, whoever went out
 * leaves it as it was
 *
 * One numbered step of an event's state. A value: its fields never change.
 */
struct _FoyerChange {
  gint64 seq;
  FoyerChangeKind kind;
  char *ticket_id;
  char *list_id;
  FoyerTicketStatus status;
  char *verified_by;
  char *device;
  char *scan_id;
  gboolean amends;
  FoyerTime timestamp;
  FoyerDirection direction;
  gint64 version;
  FoyerTicket *ticket;
  FoyerTicketState *state;
};

GType foyer_change_get_type (void);
FoyerChange *foyer_change_new (const FoyerChange *fields);
FoyerChange *foyer_change_ref (FoyerChange *self);
void foyer_change_unref (FoyerChange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerChange, foyer_change_unref)

G_END_DECLS
