/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-session-end.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-staff.h"
#include "support/foyer-test-database.h"

#include <string.h>

/* What the operator makes, and what is read of it again. */

static FoyerTestDatabase *database;
static FoyerDbConnection *owner;

static const FoyerDbActor actor = { .staff_email = "foyerctl" };

static char *
make_event (const char *name)
{
  g_autoptr (GError) error = NULL;
  char *id = foyer_db_event_create (owner,
                                    foyer_test_database_get_seal (database),
                                    &(FoyerEvent){ .name = (char *)name,
                                                   .time_zone = (char *)"Europe/Berlin",
                                                   .starts = 1000000,
                                                   .ends = 2000000 },
                                    &actor,
                                    &error);

  g_assert_no_error (error);
  return id;
}

static void
test_event_has_what_it_needs (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_event ("Concert");
  g_autoptr (FoyerEvent) event = foyer_db_event_load (owner, id, &error);
  g_autoptr (FoyerEventHead) head = NULL;
  g_autoptr (FoyerCounts) counts = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (event->id, ==, id);
  g_assert_cmpstr (event->name, ==, "Concert");
  g_assert_cmpstr (event->time_zone, ==, "Europe/Berlin");
  g_assert_cmpint (event->starts, ==, 1000000);
  g_assert_cmpint (event->ends, ==, 2000000);
  g_assert_cmpint (event->epoch, ==, 1);
  g_assert_cmpuint (event->lists->len, ==, 1);
  g_assert_nonnull (foyer_event_get_list (event, NULL));
  g_assert_cmpuint (foyer_key_ring_get_size (event->keys), ==, 1);

  head = foyer_db_event_get_head (owner, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (head->seq, ==, 0);
  counts = foyer_db_event_get_counts (owner, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (counts->tickets, ==, 0);
  g_assert_cmpuint (counts->n_lists, ==, 1);
}

static void
test_installation_gets_one_key (void)
{
  g_autofree char *first = make_event ("First");
  g_autofree char *second = make_event ("Second");

  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count (*) FROM signing_keys"),
                   ==,
                   1);
  g_assert_cmpstr (first, !=, second);
}

static void
test_lists_and_gates_are_loaded_as_made (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *event_id = make_event ("Festival");
  guint numbers[] = { 2, 7 };
  g_autofree char *list_id =
      foyer_db_list_create (owner,
                            event_id,
                            &(FoyerCheckInList){ .name = (char *)"VIP lounge",
                                                 .type_numbers = numbers,
                                                 .n_type_numbers = 2,
                                                 .starts = 5,
                                                 .ends = 6,
                                                 .reentry = TRUE,
                                                 .reentry_delay = 90 * G_TIME_SPAN_SECOND },
                            NULL,
                            &actor,
                            &error);
  g_autofree char *gate_id = NULL;
  g_autoptr (FoyerEvent) event = NULL;
  const FoyerCheckInList *list;
  const FoyerGate *gate;

  g_assert_no_error (error);
  gate_id = foyer_db_gate_create (owner,
                                  event_id,
                                  &(FoyerGate){ .name = (char *)"North", .list_id = list_id },
                                  &actor,
                                  &error);
  g_assert_no_error (error);
  event = foyer_db_event_load (owner, event_id, &error);
  g_assert_no_error (error);

  list = foyer_event_get_list (event, list_id);
  g_assert_nonnull (list);
  g_assert_cmpstr (list->name, ==, "VIP lounge");
  g_assert_false (list->is_default);
  g_assert_cmpuint (list->n_type_numbers, ==, 2);
  g_assert_cmpuint (list->type_numbers[1], ==, 7);
  g_assert_cmpint (list->starts, ==, 5);
  g_assert_cmpint (list->ends, ==, 6);
  g_assert_true (list->reentry);
  g_assert_cmpint (list->reentry_delay, ==, 90 * G_TIME_SPAN_SECOND);
  gate = foyer_event_get_gate (event, "North");
  g_assert_cmpstr (gate->id, ==, gate_id);
  g_assert_cmpstr (gate->list_id, ==, list_id);
}

static void
test_what_cannot_be_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *event_id = make_event ("Fair");
  const FoyerDbSeal *seal = foyer_test_database_get_seal (database);

  g_assert_null (foyer_db_event_create (owner, seal, &(FoyerEvent){ 0 }, &actor, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  g_assert_null (foyer_db_event_create (owner,
                                        seal,
                                        &(FoyerEvent){ .name = (char *)"X",
                                                       .time_zone = (char *)"Mars/Olympus" },
                                        &actor,
                                        &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  g_assert_null (foyer_db_list_create (owner,
                                       event_id,
                                       &(FoyerCheckInList){ .name = (char *)"Main" },
                                       NULL,
                                       &actor,
                                       &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  g_assert_null (foyer_db_list_create (owner,
                                       "00000000-0000-4000-8000-000000000000",
                                       &(FoyerCheckInList){ .name = (char *)"Main" },
                                       NULL,
                                       &actor,
                                       &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (
      foyer_db_gate_create (owner,
                            event_id,
                            &(FoyerGate){ .name = (char *)"South",
                                          .list_id =
                                              (char *)"00000000-0000-4000-8000-000000000000" },
                            &actor,
                            &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
}

static void
test_cache_follows_the_version (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbEventCache) cache = foyer_db_event_cache_new ();
  g_autofree char *id = make_event ("Cached");
  g_autoptr (FoyerEvent) first = foyer_db_event_cache_get (cache, owner, id, 1, &error);
  g_autoptr (FoyerEvent) again = foyer_db_event_cache_get (cache, owner, id, 1, &error);
  g_autoptr (FoyerEvent) changed = NULL;
  g_autofree char *list_id = foyer_db_list_create (owner,
                                                   id,
                                                   &(FoyerCheckInList){ .name = (char *)"Late" },
                                                   NULL,
                                                   &actor,
                                                   &error);

  g_assert_no_error (error);
  g_assert_true (first == again);
  changed = foyer_db_event_cache_get (cache, owner, id, 2, &error);
  g_assert_no_error (error);
  g_assert_nonnull (foyer_event_get_list (changed, list_id));
}

static void
test_new_ticket_types_are_numbered (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_event ("Typed");
  guint first, second, again;

  g_assert_true (foyer_db_ticket_type_ensure (owner, id, "Day pass", &first, &error));
  g_assert_true (foyer_db_ticket_type_ensure (owner, id, "VIP", &second, &error));
  g_assert_true (foyer_db_ticket_type_ensure (owner, id, "Day pass", &again, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (second, ==, 2);
  g_assert_cmpuint (again, ==, 1);
}

/* The types are there with the list, or neither is. */
static void
test_list_makes_its_ticket_types (void)
{
  static const char *const names[] = { "VIP", "Press", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_event ("Named");
  FoyerCheckInList fields = { .name = (char *)"Main" };
  g_autofree char *list_id = NULL;
  g_autoptr (FoyerEvent) event = NULL;

  g_assert_null (foyer_db_list_create (owner, id, &fields, names, &actor, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  event = foyer_db_event_load (owner, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (event->ticket_types->len, ==, 0);
  g_clear_pointer (&event, foyer_event_unref);

  fields.name = (char *)"Lounge";
  list_id = foyer_db_list_create (owner, id, &fields, names, &actor, &error);
  g_assert_no_error (error);
  event = foyer_db_event_load (owner, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (event->ticket_types->len, ==, 2);
  g_assert_cmpuint (foyer_event_get_list (event, list_id)->n_type_numbers, ==, 2);
}

static void
test_token_finds_its_session (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  g_autoptr (FoyerDbSession) session = NULL;
  FoyerStaff anna = { .email = (char *)"Anna@Example.org", .role = FOYER_ROLE_SUPERVISOR };

  g_assert_null (foyer_db_session_create (owner, "nobody@x.org", "Desk", FALSE, &actor, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (foyer_db_staff_add (owner, &anna, &actor, &error));
  token = foyer_db_session_create (owner, "anna@example.org", "Desk 1", FALSE, &actor, &error);
  g_assert_no_error (error);
  session = foyer_db_session_find (owner, token, &actor, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (session->staff->email, ==, "anna@example.org");
  g_assert_cmpint (session->staff->role, ==, FOYER_ROLE_SUPERVISOR);
  g_assert_cmpstr (session->device->name, ==, "Desk 1");
  g_assert_cmpint (session->device->status, ==, FOYER_DEVICE_STATUS_APPROVED);
  g_assert_cmpstr (session->rights->text, ==, "supervisor");

  g_assert_true (foyer_db_session_end (owner, NULL, session->id, &actor, &error));
  g_assert_no_error (error);
  g_assert_null (foyer_db_session_find (owner, token, &actor, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
}

/* SQL, with the id of an event in place of $1 and of another one in place of $2. */
static void
assert_breaks_a_reference (const char *sql, const char *event_id, const char *other_id)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (foyer_db_execute (owner, sql, FOYER_DB_PARAMS (event_id, other_id), &error));
  g_assert_nonnull (strstr (error->message, "(23503)"));
}

static void
test_nothing_refers_to_another_event (void)
{
  g_autofree char *event_id = make_event ("Here");
  g_autofree char *other_id = make_event ("There");
  g_autoptr (GError) error = NULL;
  guint number;

  foyer_db_ticket_type_ensure (owner, event_id, "Day", &number, &error);
  g_assert_no_error (error);
#define MAKE_TICKET(event)                                                                    \
  "INSERT INTO tickets (id, event_id, ticket_type_id, event_name, qr_code_data, code_sha256)" \
  " SELECT gen_random_uuid (), " event "::text::uuid, id, 'x', id::text || $2::text,"         \
  " sha256 (id::text::bytea) FROM ticket_types WHERE event_id = $1::text::uuid"
  assert_breaks_a_reference (MAKE_TICKET ("$2"), event_id, other_id);
  foyer_db_execute (owner, MAKE_TICKET ("$1"), FOYER_DB_PARAMS (event_id, other_id), &error);
  g_assert_no_error (error);
  assert_breaks_a_reference ("INSERT INTO changes (event_id, seq, kind, ticket_id, \"timestamp\")"
                             " SELECT $2::uuid, 1, 'added', id, now () FROM tickets"
                             " WHERE event_id = $1::uuid",
                             event_id,
                             other_id);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_test_add_func ("/db/set-up/event-has-what-it-needs", test_event_has_what_it_needs);
  g_test_add_func ("/db/set-up/installation-gets-one-key", test_installation_gets_one_key);
  g_test_add_func ("/db/set-up/lists-and-gates-are-loaded-as-made",
                   test_lists_and_gates_are_loaded_as_made);
  g_test_add_func ("/db/set-up/what-cannot-be-is-refused", test_what_cannot_be_is_refused);
  g_test_add_func ("/db/set-up/cache-follows-the-version", test_cache_follows_the_version);
  g_test_add_func ("/db/set-up/new-ticket-types-are-numbered", test_new_ticket_types_are_numbered);
  g_test_add_func ("/db/set-up/list-makes-its-ticket-types", test_list_makes_its_ticket_types);
  g_test_add_func ("/db/set-up/nothing-refers-to-another-event",
                   test_nothing_refers_to_another_event);
  g_test_add_func ("/db/set-up/token-finds-its-session", test_token_finds_its_session);
  status = g_test_run ();
  foyer_db_connection_close (owner);
  foyer_test_database_stop (database);
  return status;
}
