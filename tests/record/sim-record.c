/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-record-private.h"

#include "db/foyer-db-override.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-tickets.h"
#include "db/foyer-db-undo.h"

/* Makes the connection go by the evening's clock: that of its schema is found first. */
static FoyerDbConnection *
connect_to (FoyerTestDatabase *database, FoyerDbRole role)
{
  FoyerDbConnection *connection = foyer_test_database_connect (database, role);
  g_autoptr (GError) error = NULL;

  foyer_db_run_script (connection, "SET search_path = simulated, pg_catalog, public", &error);
  g_assert_no_error (error);
  return connection;
}

/**
 * sim_record_open:
 * @database: an empty one
 *
 * Returns: (transfer full): the hall's event in that database
 */
SimRecord *
sim_record_open (FoyerTestDatabase *database, const SimHall *hall)
{
  SimRecord *self = g_new0 (SimRecord, 1);

  self->database = database;
  self->hall = hall;
  self->owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  sim_record_fill (self);
  foyer_db_connection_close (self->owner);
  self->owner = connect_to (database, FOYER_DB_ROLE_OWNER);
  self->relay = connect_to (database, FOYER_DB_ROLE_RELAY);
  self->cache = foyer_db_event_cache_new ();
  return self;
}

void
sim_record_close (SimRecord *self)
{
  foyer_db_event_cache_free (self->cache);
  foyer_db_connection_close (self->relay);
  foyer_db_connection_close (self->owner);
  g_free (self);
}

/* What guests and volunteers did is forgotten; what the organiser and the operator did stays. */
static const char reset_script[] =
    "TRUNCATE verification_logs, changes, ticket_states, conflicts, requests;"
    "UPDATE tickets t SET status = k.status, version = 1, verified_at = NULL, verified_by = NULL,"
    " device_id = NULL FROM simulated.tickets_before k WHERE k.id = t.id AND t.version > 1;"
    "UPDATE event_heads SET seq = 0, log_no = 0, log_hash = decode (repeat ('00', 32), 'hex');"
    "UPDATE list_counters c SET admitted = 0, inside = 0, tickets = (SELECT count (*) FROM tickets "
    "t"
    " JOIN ticket_types y ON y.id = t.ticket_type_id JOIN check_in_lists l ON l.id = c.list_id"
    " WHERE t.status <> 'void' AND (l.type_numbers = '{}' OR y.number = ANY (l.type_numbers)));";

/**
 * sim_record_begin:
 *
 * Begins a new evening: nobody has come yet.
 */
void
sim_record_begin (SimRecord *self)
{
  g_autoptr (GError) error = NULL;

  foyer_db_run_script (self->owner, reset_script, &error);
  g_assert_no_error (error);
}

static void
set_clock (FoyerDbConnection *connection, FoyerTime now)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT set_config ('simulated.now', '%" G_GINT64_FORMAT "', false)", now);
  g_autoptr (GError) error = NULL;
  g_autoptr (PGresult) result = foyer_db_query (connection, sql, FOYER_DB_NO_PARAMS, &error);

  g_assert_no_error (error);
}

static FoyerVerdict *
verify (SimRecord *self, const SimInput *input, GError **error)
{
  FoyerDbScanRequest request = { .scan = input->scan != NULL ? input->scan : input->report->scan,
                                 .report = input->report,
                                 .actor = { .staff_email = input->device,
                                            .device_name = input->device } };
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  FoyerDbScanAnswer *answer;

  g_ptr_array_add (requests, &request);
  result = foyer_db_verify_batch (self->relay, self->cache, self->hall->event->id, requests, error);
  if (result == NULL)
    return NULL;
  answer = &g_array_index (result->answers, FoyerDbScanAnswer, 0);
  if (answer->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&answer->error));
    return NULL;
  }
  return foyer_verdict_ref (answer->verdict);
}

static void
amend (SimRecord *self, const SimAmendment *amendment, GError **error)
{
  const FoyerDbActor actor = { .staff_email = amendment->staff, .device_name = amendment->staff };
  g_autoptr (FoyerChangeBatch) batch = NULL;

  (amendment->is_undo ? foyer_db_undo : foyer_db_override) (self->relay,
                                                            amendment->request_id,
                                                            self->hall->event->id,
                                                            amendment->scan_id,
                                                            "A supervisor says so",
                                                            &actor,
                                                            &batch,
                                                            error);
}

/**
 * sim_record_take:
 * @input: what the ledger was asked
 *
 * Returns: (transfer full) (nullable): the verdict, where it was a scan
 */
FoyerVerdict *
sim_record_take (SimRecord *self, const SimInput *input, GError **error)
{
  const FoyerDbActor the_operator = { .staff_email = "foyerctl" };
  const FoyerTicket *ticket;

  set_clock (self->relay, input->now);
  set_clock (self->owner, input->now);
  if (input->scan != NULL || input->report != NULL)
    return verify (self, input, error);
  if (input->amendment.scan_id != NULL) {
    amend (self, &input->amendment, error);
    return NULL;
  }
  ticket = g_ptr_array_index (self->hall->tickets, input->voided);
  foyer_db_ticket_void (self->owner, ticket->id, &the_operator, error);
  return NULL;
}
