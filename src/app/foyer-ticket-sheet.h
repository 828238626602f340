/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FoyerTicketSheet:
 * @columns: how many tickets are beside one another
 * @rows: how many are below one another
 * @left: where the first one begins, in points
 * @top: where the first one begins, in points
 *
 * How tickets lie on a page.
 */
typedef struct {
  guint columns;
  guint rows;
  double left;
  double top;
} FoyerTicketSheet;

FoyerTicketSheet foyer_ticket_sheet_fit (double width, double height);
guint foyer_ticket_sheet_count_pages (const FoyerTicketSheet *self, guint n_tickets);
void foyer_ticket_sheet_draw (const FoyerTicketSheet *self,
                              cairo_t *cairo,
                              PangoLayout *layout,
                              const char *event_name,
                              GPtrArray *tickets,
                              guint page);

G_END_DECLS
