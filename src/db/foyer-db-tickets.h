/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"
#include "model/foyer-ticket.h"

G_BEGIN_DECLS

/**
 * FoyerDbTicketCode:
 * @ticket_id: a UUID
 * @code: the text of its barcode; private
 */
typedef struct {
  char *ticket_id;
  char *code;
} FoyerDbTicketCode;

void foyer_db_ticket_code_free (FoyerDbTicketCode *self);

GPtrArray *foyer_db_tickets_issue (FoyerDbConnection *connection,
                                   const FoyerDbSeal *seal,
                                   const char *event_id,
                                   const FoyerTicket *template,
                                   guint n_tickets,
                                   const FoyerDbActor *actor,
                                   GError **error);
gboolean foyer_db_ticket_void (FoyerDbConnection *connection,
                               const char *ticket_id,
                               const FoyerDbActor *actor,
                               GError **error);

/**
 * FoyerDbExportRow:
 *
 * A ticket and what became of it on one check-in list; a ticket that was scanned for several lists
 * has several rows, one that was scanned for none has one with @list_name %NULL. Borrowed: it lives
 * during the call only.
 */
typedef struct {
  FoyerTicket *ticket;
  const char *code;
  const char *list_name;
  guint entries_used;
  guint inside;
  const char *admitted_by;
  const char *admitted_device;
  FoyerTime admitted_at;
  FoyerTime last_exit;
  /* Whether a desk decided about the last admission by itself. */
  gboolean admitted_offline;
  guint open_conflicts;
} FoyerDbExportRow;

typedef gboolean (*FoyerDbExportFunc) (const FoyerDbExportRow *row,
                                       gpointer user_data,
                                       GError **error);

gboolean foyer_db_tickets_export (FoyerDbConnection *connection,
                                  const char *event_id,
                                  FoyerDbExportFunc func,
                                  gpointer user_data,
                                  GError **error);

G_END_DECLS
