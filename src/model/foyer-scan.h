/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-enums.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_SCAN (foyer_scan_get_type ())

typedef struct _FoyerScan FoyerScan;

/**
 * FoyerScan:
 * @id: a UUID made by the device; the same reading keeps it however often it is sent
 * @event_id: the event that the desk works for
 * @list_id: (nullable): the check-in list, or %NULL for the event's default list
 * @code: (nullable): what the barcode said; exactly one of @code and @ticket_id is set
 * @ticket_id: (nullable): the ticket that was picked from a search
 * @direction: in or out
 * @scanned_at: when, by the device's clock; 0 where it did not say
 *
 * One reading of one code by one device: a fact. A value: its fields never change.
 */
struct _FoyerScan {
  char *id;
  char *event_id;
  char *list_id;
  char *code;
  char *ticket_id;
  FoyerDirection direction;
  FoyerTime scanned_at;
};

GType foyer_scan_get_type (void);
FoyerScan *foyer_scan_new (const FoyerScan *fields);
FoyerScan *foyer_scan_ref (FoyerScan *self);
void foyer_scan_unref (FoyerScan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerScan, foyer_scan_unref)

G_END_DECLS
