/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

G_BEGIN_DECLS

/**
 * FoyerPayment:
 * @FOYER_PAYMENT_PAID: it admits
 * @FOYER_PAYMENT_UNPAID: it will once it is paid for
 * @FOYER_PAYMENT_CANCELLED: it will not
 *
 * What a status of another program means for a ticket; the worst last.
 */
typedef enum {
  FOYER_PAYMENT_PAID,
  FOYER_PAYMENT_UNPAID,
  FOYER_PAYMENT_CANCELLED,
} FoyerPayment;

gboolean foyer_ticket_cell_read_status (const char *text, FoyerPayment *payment);
gboolean foyer_ticket_cell_read_count (const char *text, guint *count);
gboolean foyer_ticket_cell_read_time (const char *text,
                                      GTimeZone *zone,
                                      gboolean is_end,
                                      FoyerTime *time);
gboolean foyer_ticket_cell_is_yes (const char *text);
gboolean foyer_ticket_cell_is_mangled_number (const char *text);

G_END_DECLS
