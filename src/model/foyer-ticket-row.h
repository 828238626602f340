/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-csv.h"
#include "model/foyer-ticket-table.h"

G_BEGIN_DECLS

typedef struct _FoyerTicketRowReader FoyerTicketRowReader;

FoyerTicketRowReader *foyer_ticket_row_reader_new (const FoyerCsvRow *header,
                                                   GTimeZone *zone,
                                                   GPtrArray *unknown_columns,
                                                   GError **error);
void foyer_ticket_row_reader_free (FoyerTicketRowReader *self);

gboolean foyer_ticket_row_reader_is_header (FoyerTicketRowReader *self, const FoyerCsvRow *row);
FoyerTicketRow *foyer_ticket_row_reader_read (FoyerTicketRowReader *self,
                                              const FoyerCsvRow *row,
                                              guint *n_tickets,
                                              GError **error);

GPtrArray *foyer_ticket_row_reader_list_choices (FoyerTicketRowReader *self);

FoyerTicketRow *foyer_ticket_row_copy (const FoyerTicketRow *self);
void foyer_ticket_row_free (FoyerTicketRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerTicketRow, foyer_ticket_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerTicketRowReader, foyer_ticket_row_reader_free)

G_END_DECLS
