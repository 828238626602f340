/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-edit.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-search.h"
#include "db/foyer-test-door.h"

#include <string.h>

static FoyerTestDatabase *database;

/* Ada's and Bob's desks are one door with two actors; a second ticket type and a list for it only.
 */
typedef struct {
  FoyerTestDoor door;
  char *vip_list_id;
  FoyerChangeBatch *batch;
  FoyerTicket *current;
} Office;

static char *ask (const char *format, ...) G_GNUC_PRINTF (1, 2);

static char *
ask (const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  return foyer_test_database_ask (database, sql);
}

static void
set_up (Office *office, gconstpointer unused)
{
  g_autoptr (FoyerDbConnection) owner = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  guint number;

  foyer_test_door_init (&office->door, database, 3);
  owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  foyer_db_ticket_type_ensure (owner, office->door.event_id, "VIP", &number, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (number, ==, 2);
  office->vip_list_id = foyer_uuid_new ();
  sql = g_strdup_printf ("INSERT INTO check_in_lists (id, event_id, name, type_numbers)"
                         " VALUES ('%s', '%s', 'Lounge', '{2}');"
                         "INSERT INTO list_counters (list_id) VALUES ('%s')",
                         office->vip_list_id,
                         office->door.event_id,
                         office->vip_list_id);
  foyer_test_database_run (database, sql);
}

static void
tear_down (Office *office, gconstpointer unused)
{
  foyer_test_door_assert_sound (&office->door);
  foyer_test_door_clear (&office->door);
  g_clear_pointer (&office->batch, foyer_change_batch_unref);
  g_clear_pointer (&office->current, foyer_ticket_unref);
  g_free (office->vip_list_id);
}

/* Ticket @number as it is made, to be changed from there. */
static FoyerTicket
get_made (Office *office, guint number)
{
  return (FoyerTicket){ .id = (char *)foyer_test_door_get_ticket (&office->door, number),
                        .event_id = office->door.event_id,
                        .type_number = 1,
                        .paid = TRUE,
                        .allowed_entries = 1,
                        .version = 1 };
}

/* Here FOYER_ERROR_FAILED stands for "it shall succeed". */
#define DONE FOYER_ERROR_FAILED

static void
check_done (Office *office, gboolean done, const GError *error, FoyerError expected)
{
  if (expected == DONE)
    g_assert_no_error (error);
  else
    g_assert_error (error, FOYER_ERROR, (int)expected);
  g_assert_cmpint (done, ==, error == NULL);
  if (!done)
    g_assert_null (office->batch);
  g_assert_cmpint (office->current != NULL, ==, expected == FOYER_ERROR_CHANGED_MEANWHILE);
}

static void
edit (Office *office, const char *request_id, const FoyerTicket *ticket, FoyerError expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = request_id != NULL ? g_strdup (request_id) : foyer_uuid_new ();
  gboolean done;

  g_clear_pointer (&office->batch, foyer_change_batch_unref);
  g_clear_pointer (&office->current, foyer_ticket_unref);
  done = foyer_db_edit_ticket (office->door.relay,
                               id,
                               ticket,
                               &office->door.actor,
                               &office->batch,
                               &office->current,
                               &error);
  check_done (office, done, error, expected);
}

static void
make_void (Office *office, const FoyerTicket *ticket, FoyerError expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = foyer_uuid_new ();
  gboolean done;

  g_clear_pointer (&office->batch, foyer_change_batch_unref);
  g_clear_pointer (&office->current, foyer_ticket_unref);
  done = foyer_db_edit_void (office->door.relay,
                             id,
                             ticket,
                             &office->door.actor,
                             &office->batch,
                             &office->current,
                             &error);
  check_done (office, done, error, expected);
}

static guint
count_found (Office *office, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = foyer_db_search (office->door.relay,
                                                 office->door.event_id,
                                                 NULL,
                                                 text,
                                                 10,
                                                 &office->door.actor,
                                                 &error);

  g_assert_no_error (error);
  return found->len;
}

static FoyerTicket
get_married (Office *office)
{
  FoyerTicket ticket = get_made (office, 0);

  ticket.name = (char *)"Ada King";
  ticket.email = (char *)"ada@king.example";
  ticket.order_code = (char *)"B-7";
  ticket.attention = (char *)"Check the student card";
  ticket.type_number = 2;
  ticket.paid = FALSE;
  ticket.valid_from = G_GINT64_CONSTANT (1777658400123000);
  ticket.valid_until = G_GINT64_CONSTANT (1777744800000000);
  ticket.allowed_entries = 3;
  return ticket;
}

static void
test_everything_can_be_edited (Office *office, gconstpointer unused)
{
  const FoyerTicket wanted = get_married (office);
  const FoyerChange *change;
  g_autoptr (FoyerChangeBatch) heard = NULL;
  g_autofree char *row = NULL;

  edit (office, NULL, &wanted, DONE);
  change = g_ptr_array_index (office->batch->changes, 0);
  g_assert_cmpint (change->kind, ==, FOYER_CHANGE_KIND_EDITED);
  g_assert_cmpstr (change->verified_by, ==, "ada@example.org");
  g_assert_cmpstr (change->ticket->name, ==, "Ada King");
  g_assert_cmpstr (change->ticket->ticket_type, ==, "VIP");
  g_assert_cmpint (change->version, ==, 2);
  row = ask ("SELECT concat_ws ('|', t.name, t.email, order_code, attention, y.name, paid,"
             " foyer_micros (valid_from), foyer_micros (valid_until), allowed_entries, version,"
             " status) FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id"
             " WHERE t.id = '%s'",
             wanted.id);
  g_assert_cmpstr (row,
                   ==,
                   "Ada King|ada@king.example|B-7|Check the student card|VIP|f|1777658400123000|"
                   "1777744800000000|3|2|generated");
  /* What another relay reads says the same. */
  heard =
      foyer_db_changes_since (office->door.relay, office->door.event_id, change->seq - 1, 10, NULL);
  g_assert_cmpuint (heard->changes->len, ==, 1);
  change = g_ptr_array_index (heard->changes, 0);
  g_assert_cmpint (change->kind, ==, FOYER_CHANGE_KIND_EDITED);
  g_assert_cmpstr (change->ticket->name, ==, "Ada King");
}

static void
test_searches_know_the_new_words (Office *office, gconstpointer unused)
{
  FoyerTicket wanted = get_married (office);

  edit (office, NULL, &wanted, DONE);
  g_assert_cmpuint (count_found (office, "king"), ==, 1);
  wanted.name = (char *)"Ada Byron";
  wanted.email = NULL;
  wanted.version = 2;
  edit (office, NULL, &wanted, DONE);
  g_assert_cmpuint (count_found (office, "king"), ==, 0);
  g_assert_cmpuint (count_found (office, "byron"), ==, 1);
}

static void
test_the_audit_log_names_fields_only (Office *office, gconstpointer unused)
{
  FoyerTicket wanted = get_made (office, 0);
  g_autofree char *expected =
      g_strdup_printf ("{\"ticket_id\":\"%s\",\"fields\":[\"name\",\"paid\"]}", wanted.id);
  g_autofree char *details = NULL;

  wanted.name = (char *)"Ada King";
  wanted.paid = FALSE;
  edit (office, NULL, &wanted, DONE);
  details = ask ("SELECT details FROM audit_log WHERE act = 'ticket_edited' AND event_id = '%s'",
                 office->door.event_id);
  g_assert_cmpstr (details, ==, expected);
}

static void
test_the_second_of_two_is_told (Office *office, gconstpointer unused)
{
  FoyerTicket first = get_made (office, 0);
  FoyerTicket second = get_made (office, 0);
  g_autofree char *row = NULL;

  first.name = (char *)"Ada King";
  edit (office, NULL, &first, DONE);
  second.name = (char *)"Ada Byron";
  edit (office, NULL, &second, FOYER_ERROR_CHANGED_MEANWHILE);
  g_assert_cmpstr (office->current->name, ==, "Ada King");
  g_assert_cmpint (office->current->version, ==, 2);
  second.version = office->current->version;
  edit (office, NULL, &second, DONE);
  row = ask ("SELECT name || ' ' || version FROM tickets WHERE id = '%s'", first.id);
  g_assert_cmpstr (row, ==, "Ada Byron 3");
}

/* A scan changes the ticket as well: whoever edits it is told, and sees that nothing else differs.
 */
static void
test_an_admission_is_a_change (Office *office, gconstpointer unused)
{
  FoyerTicket wanted = get_made (office, 1);
  g_autoptr (FoyerVerdict) verdict =
      foyer_test_door_scan (&office->door,
                            &(FoyerScan){
                                .code = (char *)foyer_test_door_get_code (&office->door, 1) });

  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  wanted.attention = (char *)"Has a dog";
  edit (office, NULL, &wanted, FOYER_ERROR_CHANGED_MEANWHILE);
  g_assert_cmpint (office->current->status, ==, FOYER_TICKET_STATUS_VERIFIED);
  wanted.version = office->current->version;
  edit (office, NULL, &wanted, DONE);
  g_assert_cmpint (((FoyerChange *)g_ptr_array_index (office->batch->changes, 0))->status,
                   ==,
                   FOYER_TICKET_STATUS_VERIFIED);
}

static void
test_a_request_is_done_once (Office *office, gconstpointer unused)
{
  FoyerTicket wanted = get_made (office, 0);
  g_autofree char *request_id = foyer_uuid_new ();

  wanted.name = (char *)"Ada King";
  edit (office, request_id, &wanted, DONE);
  g_assert_nonnull (office->batch);
  edit (office, request_id, &wanted, DONE);
  g_assert_null (office->batch);
  wanted.name = (char *)"Ada Byron";
  edit (office, request_id, &wanted, FOYER_ERROR_BAD_REQUEST);
}

static void
test_nothing_new_changes_nothing (Office *office, gconstpointer unused)
{
  const FoyerTicket wanted = get_made (office, 0);
  g_autofree char *row = NULL;

  edit (office, NULL, &wanted, DONE);
  g_assert_null (office->batch);
  row = ask ("SELECT version FROM tickets WHERE id = '%s'", wanted.id);
  g_assert_cmpstr (row, ==, "1");
}

static char *
get_counts (Office *office)
{
  return ask ("SELECT string_agg (c.tickets::text, ' ' ORDER BY l.is_default DESC)"
              " FROM list_counters c JOIN check_in_lists l ON l.id = c.list_id"
              " WHERE l.event_id = '%s'",
              office->door.event_id);
}

static void
assert_counts (Office *office, const char *expected)
{
  g_autofree char *counts = get_counts (office);

  g_assert_cmpstr (counts, ==, expected);
}

static void
test_lists_count_the_type_that_it_is_of (Office *office, gconstpointer unused)
{
  FoyerTicket wanted = get_made (office, 0);

  assert_counts (office, "3 0");
  wanted.type_number = 2;
  edit (office, NULL, &wanted, DONE);
  assert_counts (office, "3 1");
  wanted.version = 2;
  make_void (office, &wanted, DONE);
  assert_counts (office, "2 0");
  /* Nobody counts on a ticket that is void. */
  wanted.type_number = 1;
  wanted.version = 3;
  edit (office, NULL, &wanted, DONE);
  assert_counts (office, "2 0");
}

static void
test_a_void_ticket_admits_nobody (Office *office, gconstpointer unused)
{
  FoyerTicket stale = get_made (office, 0);
  FoyerTicket wanted = get_made (office, 0);
  g_autoptr (FoyerVerdict) verdict = NULL;
  const FoyerChange *change;

  wanted.name = (char *)"Ada King";
  edit (office, NULL, &wanted, DONE);
  make_void (office, &stale, FOYER_ERROR_CHANGED_MEANWHILE);
  g_assert_cmpstr (office->current->name, ==, "Ada King");
  wanted.version = 2;
  make_void (office, &wanted, DONE);
  change = g_ptr_array_index (office->batch->changes, 0);
  g_assert_cmpint (change->kind, ==, FOYER_CHANGE_KIND_VOIDED);
  g_assert_null (change->ticket);
  g_assert_cmpint (change->version, ==, 3);
  /* What is so already needs nobody's decision. */
  make_void (office, &stale, DONE);
  g_assert_null (office->batch);
  verdict =
      foyer_test_door_scan (&office->door,
                            &(FoyerScan){
                                .code = (char *)foyer_test_door_get_code (&office->door, 0) });
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_VOID);
}

static void
test_what_was_used_stays_allowed (Office *office, gconstpointer unused)
{
  FoyerTicket wanted = get_made (office, 2);

  wanted.allowed_entries = 2;
  edit (office, NULL, &wanted, DONE);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (FoyerVerdict) verdict =
        foyer_test_door_scan (&office->door,
                              &(FoyerScan){
                                  .code = (char *)foyer_test_door_get_code (&office->door, 2) });

    g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  }
  wanted.version = 4;
  wanted.allowed_entries = 1;
  edit (office, NULL, &wanted, FOYER_ERROR_BAD_REQUEST);
}

static void
test_what_cannot_be_is_refused (Office *office, gconstpointer unused)
{
  FoyerTicket wanted = get_made (office, 0);

  wanted.type_number = 7;
  edit (office, NULL, &wanted, FOYER_ERROR_NOT_FOUND);
  wanted = get_made (office, 0);
  wanted.valid_from = 2000000;
  wanted.valid_until = 2000000;
  edit (office, NULL, &wanted, FOYER_ERROR_BAD_REQUEST);
  wanted = get_made (office, 0);
  wanted.id = (char *)"00000000-0000-4000-8000-000000000000";
  edit (office, NULL, &wanted, FOYER_ERROR_NOT_FOUND);
  wanted = get_made (office, 0);
  wanted.event_id = (char *)"00000000-0000-4000-8000-000000000000";
  edit (office, NULL, &wanted, FOYER_ERROR_NOT_FOUND);
}

static void
test_staff_may_not (Office *office, gconstpointer unused)
{
  FoyerTicket wanted = get_made (office, 0);

  wanted.name = (char *)"Ada King";
  foyer_test_database_run (database,
                           "UPDATE staff SET role = 'staff' WHERE email = 'ada@example.org'");
  edit (office, NULL, &wanted, FOYER_ERROR_NOT_PERMITTED);
  make_void (office, &wanted, FOYER_ERROR_NOT_PERMITTED);
  foyer_test_database_run (database,
                           "UPDATE staff SET role = 'supervisor' WHERE email = 'ada@example.org'");
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
#define ADD(path, func) g_test_add (path, Office, NULL, set_up, func, tear_down)
  ADD ("/db/edit/everything-can-be-edited", test_everything_can_be_edited);
  ADD ("/db/edit/searches-know-the-new-words", test_searches_know_the_new_words);
  ADD ("/db/edit/the-audit-log-names-fields-only", test_the_audit_log_names_fields_only);
  ADD ("/db/edit/the-second-of-two-is-told", test_the_second_of_two_is_told);
  ADD ("/db/edit/an-admission-is-a-change", test_an_admission_is_a_change);
  ADD ("/db/edit/a-request-is-done-once", test_a_request_is_done_once);
  ADD ("/db/edit/nothing-new-changes-nothing", test_nothing_new_changes_nothing);
  ADD ("/db/edit/lists-count-the-type-that-it-is-of", test_lists_count_the_type_that_it_is_of);
  ADD ("/db/edit/a-void-ticket-admits-nobody", test_a_void_ticket_admits_nobody);
  ADD ("/db/edit/what-was-used-stays-allowed", test_what_was_used_stays_allowed);
  ADD ("/db/edit/what-cannot-be-is-refused", test_what_cannot_be_is_refused);
  ADD ("/db/edit/staff-may-not", test_staff_may_not);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
