/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-record-private.h"

#include "db/foyer-db-audit-check.h"
#include "db/foyer-db-query.h"

#include <stdlib.h>
#include <string.h>

/* Whether the database holds at the end of an evening what the ledger does: both are told in lines,
 * in the order of the alphabet. */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char *
join (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **)lines->pdata);
}

static const char *
get_list_id (const SimHall *hall, guint list)
{
  return ((FoyerCheckInList *)g_ptr_array_index (hall->event->lists, list))->id;
}

static void
tell_places (const SimLedger *ledger, const SimHall *hall, GPtrArray *lines)
{
  for (guint i = 0; i < SIM_N_TICKETS * SIM_N_LISTS; i++) {
    guint ticket = i / SIM_N_LISTS, list = i % SIM_N_LISTS;
    const SimPlace *place = sim_ledger_get_place (ledger, ticket, list);
    const FoyerTicketState *state = &place->state;

    /* Who only was refused has left nothing behind; nor has who was taken back. */
    if (state->entries_used == 0 && state->last_exit == 0)
      continue;
    g_ptr_array_add (lines,
                     g_strdup_printf ("state %s %s used %u inside %u last %" G_GINT64_FORMAT
                                      " out %" G_GINT64_FORMAT,
                                      sim_ledger_get_ticket (ledger, ticket)->id,
                                      get_list_id (hall, list),
                                      state->entries_used,
                                      state->inside,
                                      state->last_admission.timestamp,
                                      state->last_exit));
  }
}

static void
tell_tickets (const SimLedger *ledger, GPtrArray *lines)
{
  for (guint i = 0; i < SIM_N_TICKETS; i++) {
    const FoyerTicket *ticket = sim_ledger_get_ticket (ledger, i);

    if (ticket->version > 1)
      g_ptr_array_add (lines,
                       g_strdup_printf ("ticket %s %s version %" G_GINT64_FORMAT,
                                        ticket->id,
                                        foyer_ticket_status_to_nick (ticket->status),
                                        ticket->version));
  }
}

static char *
tell_scans (const SimConflict *conflict)
{
  g_autofree const char **scans =
      (const char **)g_hash_table_get_keys_as_array (conflict->scans, NULL);

  qsort (scans, g_hash_table_size (conflict->scans), sizeof *scans, compare_lines);
  return g_strjoinv (",", (char **)scans);
}

static void
tell_conflicts (const SimLedger *ledger, const SimHall *hall, GPtrArray *lines)
{
  const GPtrArray *conflicts = sim_ledger_get_conflicts (ledger);

  for (guint i = 0; i < conflicts->len; i++) {
    const SimConflict *conflict = g_ptr_array_index (conflicts, i);
    const FoyerTicket *ticket =
        conflict->ticket >= 0 ? sim_ledger_get_ticket (ledger, (guint)conflict->ticket) : NULL;
    g_autofree char *scans = tell_scans (conflict);

    g_ptr_array_add (lines,
                     g_strdup_printf ("conflict %s %s %s %s %s",
                                      foyer_conflict_kind_to_nick (conflict->kind),
                                      ticket != NULL ? ticket->id : "-",
                                      get_list_id (hall, conflict->list),
                                      conflict->is_open ? "open" : "explained",
                                      scans));
  }
}

static char *
tell_ledger (const SimLedger *ledger, const SimHall *hall)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines,
                   g_strdup_printf ("changes %" G_GINT64_FORMAT, sim_ledger_get_seq (ledger)));
  tell_places (ledger, hall, lines);
  tell_tickets (ledger, lines);
  tell_conflicts (ledger, hall, lines);
  return join (lines);
}

#define TELL                                                                                      \
  "SELECT 'changes ' || seq FROM event_heads"                                                     \
  " UNION ALL SELECT format ('state %s %s used %s inside %s last %s out %s', ticket_id, list_id," \
  " entries_used, inside, COALESCE (foyer_micros (last_admitted_at), 0),"                         \
  " COALESCE (foyer_micros (last_exit), 0)) FROM ticket_states"                                   \
  " WHERE entries_used > 0 OR last_exit IS NOT NULL"                                              \
  " UNION ALL SELECT format ('ticket %s %s version %s', id, status, version) FROM tickets"        \
  " WHERE version > 1"                                                                            \
  " UNION ALL SELECT format ('conflict %s %s %s %s %s', kind, COALESCE (ticket_id::text, '-'),"   \
  " list_id, CASE WHEN resolved_at IS NULL THEN 'open' ELSE 'explained' END,"                     \
  " (SELECT string_agg (scan::text, ',' ORDER BY scan::text COLLATE \"C\") FROM unnest (scans)"   \
  " AS scan)) FROM conflicts"

static char *
tell_record (SimRecord *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PGresult) rows = foyer_db_query (self->owner, TELL, FOYER_DB_NO_PARAMS, &error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_assert_no_error (error);
  for (int row = 0; row < PQntuples (rows); row++)
    g_ptr_array_add (lines, g_strdup (foyer_db_get_text (rows, row, 0)));
  return join (lines);
}

/* The chains hold, and the log says what the tables say. */
static gboolean
check_chains (SimRecord *self, char **trouble)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems =
      foyer_db_audit_check (self->owner,
                            foyer_test_database_get_seal (self->database),
                            self->hall->event->id,
                            kept,
                            &error);

  g_assert_no_error (error);
  if (problems->len == 0)
    return TRUE;
  *trouble = g_strdup (g_ptr_array_index (problems, 0));
  return FALSE;
}

/**
 * sim_record_check:
 * @trouble: (out) (transfer full): what is wrong
 *
 * Returns: whether the database holds what @ledger does, and nobody can have changed it
 */
gboolean
sim_record_check (SimRecord *self, const SimLedger *ledger, char **trouble)
{
  g_autofree char *expected = tell_ledger (ledger, self->hall);
  g_autofree char *found = tell_record (self);

  if (g_str_equal (expected, found))
    return check_chains (self, trouble);
  *trouble = g_strdup_printf ("the ledger:\n%s\nthe database:\n%s", expected, found);
  return FALSE;
}
