/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-test-door"

#include "config.h"

#include "db/foyer-test-door.h"

#include "base/foyer-uuid.h"
#include "db/foyer-db-audit-check.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-staff.h"

/* What tests of the verification share: an event with tickets, a desk, and what must be true after
 * whatever has happened. */

static const FoyerDbActor the_operator = { .staff_email = "foyerctl" };

static void
add_desk (FoyerTestDoor *self, FoyerDbConnection *owner)
{
  FoyerStaff staff = { .email = (char *)"ada@example.org",
                       .name = (char *)"Ada",
                       .role = FOYER_ROLE_SUPERVISOR };
  g_autoptr (FoyerStaff) value = foyer_staff_new (&staff);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbSession) session = NULL;
  g_autofree char *token = NULL;

  foyer_db_staff_add (owner, value, &the_operator, &error);
  g_assert_no_error (error);
  token =
      foyer_db_session_create (owner, "ada@example.org", "Desk 1", FALSE, &the_operator, &error);
  g_assert_no_error (error);
  session = foyer_db_session_find (owner, token, &the_operator, &error);
  g_assert_no_error (error);
  self->device_id = g_strdup (session->device->id);
  self->session_id = g_strdup (session->id);
}

void
foyer_test_door_init (FoyerTestDoor *self, FoyerTestDatabase *database, guint n_tickets)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  FoyerEvent fields = { .name = (char *)"Gala", .time_zone = (char *)"UTC" };
  g_autoptr (FoyerEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  fields.policy.code_kind = FOYER_CODE_KIND_SIGNED;
  self->database = database;
  self->event_id = foyer_db_event_create (owner,
                                          foyer_test_database_get_seal (database),
                                          &fields,
                                          &the_operator,
                                          &error);
  g_assert_no_error (error);
  event = foyer_db_event_load (owner, self->event_id, &error);
  g_assert_no_error (error);
  self->list_id = g_strdup (foyer_event_get_list (event, NULL)->id);
  add_desk (self, owner);
  self->actor = (FoyerDbActor){ .staff_email = "ada@example.org",
                                .device_id = self->device_id,
                                .device_name = "Desk 1",
                                .session_id = self->session_id,
                                .ip_address = "192.0.2.7",
                                .user_agent = "test" };
  self->relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  self->cache = foyer_db_event_cache_new ();
  self->tickets =
      foyer_test_door_issue (self, &(FoyerTicket){ .paid = TRUE, .allowed_entries = 1 }, n_tickets);
}

void
foyer_test_door_clear (FoyerTestDoor *self)
{
  g_ptr_array_unref (self->tickets);
  foyer_db_event_cache_free (self->cache);
  foyer_db_connection_close (self->relay);
  g_free (self->session_id);
  g_free (self->device_id);
  g_free (self->list_id);
  g_free (self->event_id);
}

/**
 * foyer_test_door_issue:
 *
 * Returns: (transfer full) (element-type FoyerDbTicketCode): new tickets
 */
GPtrArray *
foyer_test_door_issue (FoyerTestDoor *self, const FoyerTicket *template, guint n)
{
  g_autoptr (FoyerDbConnection) owner =
      foyer_test_database_connect (self->database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GError) error = NULL;
  GPtrArray *tickets = foyer_db_tickets_issue (owner,
                                               foyer_test_database_get_seal (self->database),
                                               self->event_id,
                                               template,
                                               n,
                                               &the_operator,
                                               &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tickets->len, ==, n);
  return tickets;
}

const char *
foyer_test_door_get_code (FoyerTestDoor *self, guint number)
{
  return ((FoyerDbTicketCode *)g_ptr_array_index (self->tickets, number))->code;
}

const char *
foyer_test_door_get_ticket (FoyerTestDoor *self, guint number)
{
  return ((FoyerDbTicketCode *)g_ptr_array_index (self->tickets, number))->ticket_id;
}

static void
free_request (gpointer data)
{
  FoyerDbScanRequest *request = data;

  foyer_scan_unref (request->scan);
  g_free (request);
}

GPtrArray *
foyer_test_door_new_batch (void)
{
  return g_ptr_array_new_with_free_func (free_request);
}

/**
 * foyer_test_door_add:
 * @fields: what is scanned; without an id it gets a new one
 */
void
foyer_test_door_add (FoyerTestDoor *self, GPtrArray *batch, const FoyerScan *fields)
{
  g_autofree char *id = foyer_uuid_new ();
  FoyerScan scan = *fields;
  FoyerDbScanRequest *request = g_new0 (FoyerDbScanRequest, 1);

  scan.event_id = self->event_id;
  if (scan.id == NULL)
    scan.id = id;
  request->scan = foyer_scan_new (&scan);
  request->actor = self->actor;
  g_ptr_array_add (batch, request);
}

FoyerDbBatchResult *
foyer_test_door_verify (FoyerTestDoor *self, GPtrArray *batch)
{
  g_autoptr (GError) error = NULL;
  FoyerDbBatchResult *result =
      foyer_db_verify_batch (self->relay, self->cache, self->event_id, batch, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (result->answers->len, ==, batch->len);
  return result;
}

/**
 * foyer_test_door_scan:
 *
 * Returns: (transfer full): the verdict on one scan in a batch of its own
 */
FoyerVerdict *
foyer_test_door_scan (FoyerTestDoor *self, const FoyerScan *fields)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  FoyerDbScanAnswer *answer;

  foyer_test_door_add (self, batch, fields);
  result = foyer_test_door_verify (self, batch);
  answer = &g_array_index (result->answers, FoyerDbScanAnswer, 0);
  g_assert_no_error (answer->error);
  return foyer_verdict_ref (answer->verdict);
}

/* What has to be zero, however often and in whatever order desks have scanned. */
static const char *const contradictions[] = {
  /* Whoever follows the changes ends with the states; see foyer-change.h about the last admission.
   */
  "SELECT count(*) FROM ticket_states s WHERE (entries_used, inside, last_exit) IS DISTINCT FROM"
  " (SELECT (c.entries_used, c.inside, c.last_exit) FROM changes c WHERE c.ticket_id = s.ticket_id"
  " AND c.list_id = s.list_id AND c.kind IN ('verified', 'exited', 'undone')"
  " ORDER BY seq DESC LIMIT 1)",
  "SELECT count(*) FROM ticket_states s JOIN LATERAL (SELECT * FROM changes c"
  " WHERE c.ticket_id = s.ticket_id AND c.list_id = s.list_id AND c.kind IN ('verified', 'undone')"
  " ORDER BY seq DESC LIMIT 1) c ON true WHERE s.last_admitted_at IS DISTINCT FROM"
  " CASE c.kind WHEN 'verified' THEN c.\"timestamp\" ELSE c.last_admitted_at END",
  "SELECT count(*) FROM event_heads h WHERE seq <>"
  " (SELECT count(*) FROM changes c WHERE c.event_id = h.event_id)"
  " OR seq <> (SELECT COALESCE (max (seq), 0) FROM changes c WHERE c.event_id = h.event_id)",
  "SELECT count(*) FROM event_heads h WHERE log_no <>"
  " (SELECT count(*) FROM verification_logs l WHERE l.event_id = h.event_id)"
  " OR log_no <> (SELECT COALESCE (max (log_no), 0) FROM verification_logs l"
  " WHERE l.event_id = h.event_id)",
  "SELECT count(*) FROM list_counters c JOIN check_in_lists l ON l.id = c.list_id WHERE"
  " c.admitted <> (SELECT count(*) FROM ticket_states s WHERE s.list_id = l.id AND entries_used > "
  "0)"
  " OR c.inside <> (SELECT COALESCE (sum (inside), 0) FROM ticket_states s WHERE s.list_id = l.id)"
  " OR c.tickets <> (SELECT count(*) FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id"
  " WHERE t.event_id = l.event_id AND t.status <> 'void'"
  " AND (l.type_numbers = '{}' OR y.number = ANY (l.type_numbers)))",
  "SELECT count(*) FROM ticket_states s JOIN tickets t ON t.id = s.ticket_id"
  " WHERE s.entries_used > GREATEST (t.allowed_entries, (SELECT COALESCE (max (n), 0) FROM"
  " (SELECT (SELECT count(*) FROM verification_logs l WHERE l.ticket_id = s.ticket_id"
  "   AND l.list_id = s.list_id AND l.outcome = 'admitted' AND l.action IN ('verified', "
  "'reconciled')"
  "   AND l.scan_id = ANY (c.scans) AND NOT EXISTS (SELECT FROM verification_logs u WHERE"
  "   u.event_id = l.event_id AND u.scan_id = l.scan_id AND u.action = 'undone')) AS n"
  "  FROM conflicts c WHERE c.ticket_id = s.ticket_id AND c.list_id = s.list_id"
  "  AND c.kind = 'too_many') AS named)) +"
  " (SELECT count(*) FROM verification_logs o WHERE o.ticket_id = s.ticket_id"
  " AND o.list_id = s.list_id AND o.action = 'overridden' AND NOT EXISTS"
  " (SELECT FROM verification_logs u WHERE u.event_id = o.event_id AND u.scan_id = o.scan_id"
  " AND u.action = 'undone'))",
  "SELECT count(*) FROM verification_logs o WHERE o.action = 'overridden' AND (SELECT count(*)"
  " FROM audit_log a WHERE a.event_id = o.event_id AND a.act = 'override'"
  " AND a.details::json ->> 'scan_id' = o.scan_id::text) <> 1",
  "SELECT count(*) FROM tickets t JOIN (SELECT ticket_id, max (version) AS version FROM changes"
  " GROUP BY ticket_id) c ON c.ticket_id = t.id WHERE t.version < c.version",
  "SELECT count(*) FROM tickets t WHERE (t.status = 'verified') <>"
  " EXISTS (SELECT FROM ticket_states s WHERE s.ticket_id = t.id AND s.entries_used > 0)"
  " AND t.status <> 'void'",
};

/**
 * foyer_test_door_audit:
 * @kept: (nullable): heads that somebody kept
 *
 * Returns: (transfer full) (element-type utf8): what is wrong with the records of the event
 */
GPtrArray *
foyer_test_door_audit (FoyerTestDoor *self, FoyerSignedHeads *kept)
{
  g_autoptr (FoyerDbConnection) owner =
      foyer_test_database_connect (self->database, FOYER_DB_ROLE_OWNER);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *problems;

  if (kept != NULL)
    g_ptr_array_add (all, kept);
  problems = foyer_db_audit_check (owner,
                                   foyer_test_database_get_seal (self->database),
                                   self->event_id,
                                   all,
                                   &error);
  g_assert_no_error (error);
  return problems;
}

/**
 * foyer_test_door_assert_sound:
 *
 * Checks what must always be true of all events: numbers without gaps, counters that equal a
 * recount, no ticket used too often; an unbroken chain that says what the tickets say.
 */
void
foyer_test_door_assert_sound (FoyerTestDoor *self)
{
  g_autoptr (GPtrArray) problems = foyer_test_door_audit (self, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (contradictions); i++) {
    if (foyer_test_database_ask_int (self->database, contradictions[i]) != 0)
      g_error ("This should have found nothing: %s", contradictions[i]);
  }
  if (problems->len > 0)
    g_error ("%s", (const char *)g_ptr_array_index (problems, 0));
}
