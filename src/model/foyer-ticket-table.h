/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerTicketRow:
 * @line: its line in the file
 * @code: (nullable): its code; %NULL: it is to get one
 * @copy: the how many-th ticket without a code of this order, e-mail, name and type it is, from 1;
 *   0 where it has a code. The same file always gives the same numbers
 * @name: (nullable): its guest's name
 * @email: (nullable): its guest's address
 * @ticket_type: (nullable): the name of its ticket type
 * @order_code: (nullable): the order it was bought with
 * @attention: (nullable): what staff should look at
 * @says_paid: whether the file has a column that says so
 * @paid: whether it is paid for; %TRUE where the file does not say
 * @is_void: whether it is cancelled
 * @valid_from: 0 is open
 * @valid_until: 0 is open
 * @says_entries: whether the row says how often it may be used
 * @allowed_entries: at least 1
 *
 * A ticket of a file.
 */
typedef struct {
  guint line;
  char *code;
  guint copy;
  char *name;
  char *email;
  char *ticket_type;
  char *order_code;
  char *attention;
  gboolean says_paid;
  gboolean paid;
  gboolean is_void;
  FoyerTime valid_from;
  FoyerTime valid_until;
  gboolean says_entries;
  guint allowed_entries;
} FoyerTicketRow;

/**
 * FoyerRefusedRow:
 * @line: its line in the file
 * @reason: what is wrong with it, in a sentence that holds no private data
 */
typedef struct {
  guint line;
  char *reason;
} FoyerRefusedRow;

/**
 * FoyerTicketChoice:
 * @meaning: what several columns of the file are about, such as "e-mail"
 * @column: what one of them is called
 * @n_rows: in how many of the rows that make sense by themselves it was the one that counted
 *
 * Which of several columns of one meaning was used.
 */
typedef struct {
  const char *meaning;
  char *column;
  guint n_rows;
} FoyerTicketChoice;

/**
 * FoyerTicketTable:
 * @rows: (element-type FoyerTicketRow): what can be imported, in the order of the file
 * @refused: (element-type FoyerRefusedRow): what cannot
 * @unknown_columns: (element-type utf8): the names of columns that were ignored
 * @choices: (element-type FoyerTicketChoice): the columns that share a meaning, those of one
 * meaning side by side and the one that comes first in front
 * @encoding: how the file was written
 * @n_windows_rows: how many of its rows were written in Windows-1252 nevertheless
 *
 * What a file of tickets says.
 */
typedef struct {
  GPtrArray *rows;
  GPtrArray *refused;
  GPtrArray *unknown_columns;
  GPtrArray *choices;
  const char *encoding;
  guint n_windows_rows;
} FoyerTicketTable;

FoyerTicketTable *foyer_ticket_table_parse (GBytes *bytes, GTimeZone *zone, GError **error);
void foyer_ticket_table_free (FoyerTicketTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerTicketTable, foyer_ticket_table_free)

G_END_DECLS
