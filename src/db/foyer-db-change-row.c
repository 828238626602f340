/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-change-row"

#include "config.h"

#include "db/foyer-db-change-row.h"

/* One place that knows the order of a change's columns. */

/* Without a state there is no number of entries. */
static void
add_state (const FoyerChange *change, FoyerDbTable *table)
{
  const FoyerTicketState *state = change->state;
  const FoyerEarlier *last = NULL;

  if (state != NULL && change->kind == FOYER_CHANGE_KIND_UNDONE)
    last = &state->last_admission;
  foyer_db_table_add_int (table, state != NULL ? (gint64)state->entries_used : -1);
  foyer_db_table_add_int (table, state != NULL ? (gint64)state->inside : -1);
  foyer_db_table_add_int (table, state != NULL ? state->last_exit : 0);
  foyer_db_table_add_text (table, last != NULL ? last->verified_by : NULL);
  foyer_db_table_add_text (table, last != NULL ? last->device : NULL);
  foyer_db_table_add_int (table, last != NULL ? last->timestamp : 0);
}

/**
 * foyer_db_change_row_add:
 * @table: the change is added to it as a row: all columns but event_id
 */
void
foyer_db_change_row_add (const FoyerChange *change, FoyerDbTable *table)
{
  foyer_db_table_add_int (table, change->seq);
  foyer_db_table_add_text (table, foyer_change_kind_to_nick (change->kind));
  foyer_db_table_add_text (table, change->ticket_id);
  foyer_db_table_add_text (table, change->list_id);
  foyer_db_table_add_text (table, foyer_ticket_status_to_nick (change->status));
  foyer_db_table_add_text (table, change->verified_by);
  foyer_db_table_add_text (table, change->device);
  foyer_db_table_add_int (table, change->timestamp);
  foyer_db_table_add_text (table, foyer_direction_to_nick (change->direction));
  foyer_db_table_add_int (table, change->version);
  foyer_db_table_add_text (table, change->scan_id);
  add_state (change, table);
  foyer_db_table_add_text (table, change->amends ? "true" : "false");
}
