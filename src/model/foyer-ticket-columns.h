/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerTicketColumn:
 * @FOYER_TICKET_COLUMN_UNKNOWN: nothing that a ticket needs
 * @FOYER_TICKET_COLUMN_FLAG: whether somebody should look at something, without saying at what
 *
 * What a column of a file is about.
 */
typedef enum {
  FOYER_TICKET_COLUMN_UNKNOWN,
  FOYER_TICKET_COLUMN_CODE,
  FOYER_TICKET_COLUMN_EMAIL,
  FOYER_TICKET_COLUMN_NAME,
  FOYER_TICKET_COLUMN_FIRST_NAME,
  FOYER_TICKET_COLUMN_LAST_NAME,
  FOYER_TICKET_COLUMN_TYPE,
  FOYER_TICKET_COLUMN_VARIATION,
  FOYER_TICKET_COLUMN_ORDER,
  FOYER_TICKET_COLUMN_STATUS,
  FOYER_TICKET_COLUMN_QUANTITY,
  FOYER_TICKET_COLUMN_ALLOWED_ENTRIES,
  FOYER_TICKET_COLUMN_VALID_FROM,
  FOYER_TICKET_COLUMN_VALID_UNTIL,
  FOYER_TICKET_COLUMN_ATTENTION,
  FOYER_TICKET_COLUMN_FLAG,
  FOYER_TICKET_N_COLUMNS,
} FoyerTicketColumn;

char *foyer_ticket_column_fold (const char *text);
gboolean foyer_ticket_column_has_word (const char *words, const char *folded, guint *rank);
FoyerTicketColumn foyer_ticket_column_find (const char *header, guint *rank);
const char *foyer_ticket_column_get_label (FoyerTicketColumn column);

G_END_DECLS
