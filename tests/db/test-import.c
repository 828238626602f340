/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-import.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-tickets.h"
#include "model/foyer-code.h"
#include "support/foyer-test-database.h"

#include <string.h>

/* Tickets in bulk: what an import adds, changes and leaves alone, the numbers of its changes, and
 * what is issued, made void and exported. */

static FoyerTestDatabase *database;
static FoyerDbConnection *owner;

static const FoyerDbActor actor = { .staff_email = "foyerctl" };

typedef struct {
  char *event;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  FoyerEvent fields = { .name = (char *)"Concert",
                        .time_zone = (char *)"UTC",
                        .policy.code_kind = (FoyerCodeKind)GPOINTER_TO_UINT (data) };

  fixture->event = foyer_db_event_create (owner,
                                          foyer_test_database_get_seal (database),
                                          &fields,
                                          &actor,
                                          &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->event);
}

static FoyerDbImport *
begin (Fixture *fixture, const FoyerDbImportRow *rows, guint n_rows)
{
  g_autoptr (GError) error = NULL;
  FoyerDbImport *import = foyer_db_import_begin (owner,
                                                 foyer_test_database_get_seal (database),
                                                 fixture->event,
                                                 &actor,
                                                 &error);

  g_assert_no_error (error);
  for (guint i = 0; i < n_rows; i++) {
    foyer_db_import_add (import, &rows[i], &error);
    g_assert_no_error (error);
  }
  return import;
}

static void
assert_import (Fixture *fixture,
               const FoyerDbImportRow *rows,
               guint n_rows,
               guint added,
               guint changed,
               guint unchanged)
{
  FoyerDbImportSummary summary;
  g_autoptr (GError) error = NULL;
  FoyerDbImport *import = begin (fixture, rows, n_rows);

  /* A preview says the same as what is done then. */
  foyer_db_import_preview (import, &summary, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (summary.added, ==, added);
  g_assert_cmpuint (summary.changed, ==, changed);
  g_assert_cmpuint (summary.unchanged, ==, unchanged);
  foyer_db_import_free (import);

  import = begin (fixture, rows, n_rows);
  foyer_db_import_merge (import, &summary, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (summary.added, ==, added);
  g_assert_cmpuint (summary.changed, ==, changed);
  g_assert_cmpuint (summary.unchanged, ==, unchanged);
  foyer_db_import_free (import);
}

static char *
ask (Fixture *fixture, const char *sql)
{
  g_autoptr (GString) text = g_string_new (sql);
  g_autofree char *quoted = g_strdup_printf ("'%s'", fixture->event);

  g_string_replace (text, "EVENT", quoted, 0);
  return foyer_test_database_ask (database, text->str);
}

static void
assert_answer (Fixture *fixture, const char *sql, const char *expected)
{
  g_autofree char *answer = ask (fixture, sql);

  g_test_message ("%s", sql);
  g_assert_cmpstr (answer, ==, expected);
}

/* The changes are numbered 1 to the head's number, and the counters say what counting says. */
static void
assert_books_balance (Fixture *fixture)
{
  assert_answer (fixture,
                 "SELECT (count (*) = h.seq AND COALESCE (min (c.seq), 1) = 1 AND"
                 " COALESCE (max (c.seq), 0) = h.seq)::text FROM event_heads h"
                 " LEFT JOIN changes c USING (event_id) WHERE h.event_id = EVENT GROUP BY h.seq",
                 "true");
  assert_answer (fixture,
                 "SELECT bool_and (c.tickets = (SELECT count (*) FROM tickets t"
                 " JOIN ticket_types y ON y.id = t.ticket_type_id WHERE t.event_id = EVENT"
                 " AND t.status <> 'void' AND (l.type_numbers = '{}' OR y.number = ANY"
                 " (l.type_numbers))))::text FROM check_in_lists l JOIN list_counters c"
                 " ON c.list_id = l.id WHERE l.event_id = EVENT",
                 "true");
}

static const FoyerDbImportRow foreign_rows[] = {
  { .code = "A-1", .name = "Ann", .email = "ann@example.org", .paid = TRUE, .ticket_type = "Day" },
  { .code = "A-2", .name = "Bob\\ \"x\"", .paid = FALSE, .ticket_type = "VIP" },
  { .code = "A-3", .paid = TRUE, .is_void = TRUE },
};

static void
test_codes (Fixture *fixture, gconstpointer data)
{
  assert_import (fixture, foreign_rows, 3, 3, 0, 0);
  assert_books_balance (fixture);
  assert_import (fixture, foreign_rows, 3, 0, 0, 3);
  assert_answer (fixture, "SELECT seq FROM event_heads WHERE event_id = EVENT", "3");
  assert_answer (fixture,
                 "SELECT string_agg (t.name || '/' || t.paid || '/' || t.status || '/' || y.name,"
                 " ' ' ORDER BY t.qr_code_data) FROM tickets t JOIN ticket_types y"
                 " ON y.id = t.ticket_type_id WHERE t.event_id = EVENT",
                 "Ann/true/generated/Day Bob\\ \"x\"/false/generated/VIP /true/void/Ticket");
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  const FoyerDbImportRow edited[] = {
    { .code = "A-1", .name = "Anne", .email = "", .paid = TRUE, .ticket_type = "VIP" },
    { .code = "A-2", .paid = TRUE, .is_void = TRUE },
    { .code = "A-3", .says_paid = TRUE, .paid = FALSE },
    { .code = "A-4", .paid = TRUE, .allowed_entries = 5 },
  };

  assert_import (fixture, foreign_rows, 3, 3, 0, 0);
  assert_import (fixture, edited, 4, 1, 3, 0);
  assert_books_balance (fixture);
  /* What the file says nothing about stayed, and so did what was void. */
  assert_answer (fixture,
                 "SELECT string_agg (t.name || '/' || t.email || '/' || t.status || '/' ||"
                 " t.paid || '/' || t.version || '/' || y.name, ' ' ORDER BY t.qr_code_data) FROM "
                 "tickets t"
                 " JOIN ticket_types y ON y.id = t.ticket_type_id WHERE t.event_id = EVENT",
                 "Anne/ann@example.org/generated/true/2/VIP Bob\\ \"x\"//void/false/2/VIP "
                 "//void/false/2/Ticket //generated/true/1/Ticket");
  assert_answer (fixture,
                 "SELECT string_agg (kind, ' ' ORDER BY seq) FROM changes WHERE event_id = EVENT",
                 "added added added edited voided edited added");
}

/* Somebody has edited them since, and guests have come in. */
static void
test_entries (Fixture *fixture, gconstpointer data)
{
  const FoyerDbImportRow before[] = {
    { .code = "E-1", .paid = TRUE },
    { .code = "E-2", .paid = TRUE, .allowed_entries = 3 },
    { .code = "E-3", .paid = TRUE, .allowed_entries = 4 },
    { .code = "E-4", .paid = TRUE, .allowed_entries = 2 },
  };
  const FoyerDbImportRow after[] = {
    { .code = "E-1", .paid = TRUE },
    { .code = "E-2", .paid = TRUE },
    { .code = "E-3", .paid = TRUE, .allowed_entries = 1 },
    { .code = "E-4", .paid = TRUE, .allowed_entries = 1 },
  };

  assert_import (fixture, before, 4, 4, 0, 0);
  foyer_test_database_run (database,
                           "UPDATE tickets SET allowed_entries = 2 WHERE qr_code_data = 'E-1';"
                           "INSERT INTO ticket_states (ticket_id, list_id, entries_used, inside)"
                           " SELECT t.id, l.id, 2, 0 FROM tickets t JOIN check_in_lists l USING "
                           "(event_id)"
                           " WHERE t.qr_code_data = 'E-3'");
  assert_import (fixture, after, 4, 0, 2, 2);
  assert_answer (fixture,
                 "SELECT string_agg (allowed_entries::text, ' ' ORDER BY qr_code_data) FROM tickets"
                 " WHERE event_id = EVENT",
                 "2 3 2 1");
  foyer_test_database_run (database, "DELETE FROM ticket_states");
}

static const FoyerDbImportRow guests[] = {
  { .copy = 1, .name = "Ann", .order_code = "O1", .ticket_type = "Day", .paid = TRUE },
  { .copy = 2, .name = "Ann", .order_code = "O1", .ticket_type = "Day", .paid = TRUE },
  { .copy = 1, .name = "Bob", .order_code = "O1", .ticket_type = "Day", .paid = TRUE },
};

static void
test_guests (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  assert_import (fixture, guests, 3, 3, 0, 0);
  before = ask (fixture,
                "SELECT string_agg (qr_code_data, ' ' ORDER BY id) FROM tickets"
                " WHERE event_id = EVENT");
  assert_import (fixture, guests, 3, 0, 0, 3);
  after = ask (fixture,
               "SELECT string_agg (qr_code_data, ' ' ORDER BY id) FROM tickets"
               " WHERE event_id = EVENT");
  g_assert_cmpstr (before, ==, after);
  assert_books_balance (fixture);
}

static void
assert_code_admits (Fixture *fixture, FoyerEvent *event, const FoyerDbTicketCode *code)
{
  guint8 ticket_id[FOYER_UUID_BYTES];
  FoyerSignedCode says;

  g_assert_cmpint (foyer_code_check (code->code, fixture->event, event->keys, &says),
                   ==,
                   FOYER_CODE_CHECK_VALID);
  g_assert_true (foyer_uuid_parse (code->ticket_id, ticket_id));
  g_assert_cmpmem (says.ticket_id, FOYER_UUID_BYTES, ticket_id, FOYER_UUID_BYTES);
  g_assert_cmpstr (foyer_event_get_type_name (event, says.type_number), ==, "VIP");
  g_assert_cmpint (says.valid_from, ==, 1777651200 * FOYER_TIME_SECOND);
}

static GPtrArray *
issue (Fixture *fixture, guint n_tickets)
{
  g_autoptr (FoyerTicket) template =
      foyer_ticket_new (&(FoyerTicket){ .ticket_type = (char *)"VIP",
                                        .paid = TRUE,
                                        .valid_from = 1777651200 * FOYER_TIME_SECOND });
  g_autoptr (GError) error = NULL;
  GPtrArray *codes = foyer_db_tickets_issue (owner,
                                             foyer_test_database_get_seal (database),
                                             fixture->event,
                                             template,
                                             n_tickets,
                                             &actor,
                                             &error);

  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, n_tickets);
  return codes;
}

static void
test_issued (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) codes = issue (fixture, 1001);
  g_autoptr (GPtrArray) more = issue (fixture, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerEvent) event = foyer_db_event_load (owner, fixture->event, &error);

  g_assert_no_error (error);
  assert_code_admits (fixture, event, g_ptr_array_index (codes, 0));
  assert_code_admits (fixture, event, g_ptr_array_index (codes, 1000));
  assert_code_admits (fixture, event, g_ptr_array_index (more, 0));
  assert_answer (fixture, "SELECT count (*) FROM tickets WHERE event_id = EVENT", "1002");
  assert_books_balance (fixture);
}

static void
test_short_codes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) codes = issue (fixture, 2);
  const FoyerDbTicketCode *code = g_ptr_array_index (codes, 0);

  g_assert_cmpint (foyer_code_get_kind (code->code), ==, FOYER_CODE_KIND_SHORT);
}

static void
test_void (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) codes = issue (fixture, 2);
  const FoyerDbTicketCode *code = g_ptr_array_index (codes, 0);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++) {
    foyer_db_ticket_void (owner, code->ticket_id, &actor, &error);
    g_assert_no_error (error);
  }
  assert_answer (fixture,
                 "SELECT string_agg (kind || version, ' ' ORDER BY seq) FROM changes"
                 " WHERE event_id = EVENT",
                 "added1 added1 voided2");
  assert_books_balance (fixture);
  g_assert_false (
      foyer_db_ticket_void (owner, "00000000-0000-4000-8000-000000000000", &actor, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
}

/* Two lists: the counters of each move by what it lets in. */
static void
test_lists (Fixture *fixture, gconstpointer data)
{
  guint vip;
  FoyerCheckInList list = { .name = (char *)"VIP", .type_numbers = &vip, .n_type_numbers = 1 };
  const FoyerDbImportRow moved[] = { { .code = "A-2", .paid = TRUE, .ticket_type = "Day" } };
  g_autoptr (GError) error = NULL;
  g_autofree char *list_id = NULL;

  foyer_db_ticket_type_ensure (owner, fixture->event, "VIP", &vip, &error);
  g_assert_no_error (error);
  list_id = foyer_db_list_create (owner, fixture->event, &list, NULL, &actor, &error);
  g_assert_no_error (error);
  assert_import (fixture, foreign_rows, 3, 3, 0, 0);
  assert_books_balance (fixture);
  assert_import (fixture, moved, 1, 0, 1, 0);
  assert_books_balance (fixture);
}

static void
test_unknown_event (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (foyer_db_import_begin (owner,
                                        foyer_test_database_get_seal (database),
                                        "00000000-0000-4000-8000-000000000000",
                                        &actor,
                                        &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
}

static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FoyerDbConnection) other = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  FoyerDbImport *import = begin (fixture, foreign_rows, 3);
  g_autoptr (GError) error = NULL;

  g_assert_true (foyer_db_run_script (other, "SET lock_timeout = 10", NULL));
  g_assert_null (foyer_db_import_begin (other,
                                        foyer_test_database_get_seal (database),
                                        fixture->event,
                                        &actor,
                                        &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "Another import"));
  /* Given up before its rows were all there: nothing happened, and the next one may go. */
  foyer_db_import_free (import);
  assert_import (fixture, foreign_rows, 3, 3, 0, 0);
}

static gboolean
count_row (const FoyerDbExportRow *row, gpointer user_data, GError **error)
{
  GString *text = user_data;

  g_string_append_printf (text, "%s:%s ", row->code, row->ticket->name);
  if (g_strcmp0 (row->code, "A-2") == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_FAILED, "enough");
    return FALSE;
  }
  return TRUE;
}

static void
test_export_may_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  assert_import (fixture, foreign_rows, 3, 3, 0, 0);
  g_assert_false (foyer_db_tickets_export (owner, fixture->event, count_row, text, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
  g_assert_cmpstr (text->str, ==, "A-1:Ann A-2:Bob\\ \"x\" ");
  /* The connection is good for more. */
  assert_import (fixture, foreign_rows, 3, 0, 0, 3);
}

#define ADD(path, kind, func) \
  g_test_add (path, Fixture, GUINT_TO_POINTER (kind), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  ADD ("/db/import/the-same-codes-again-change-nothing", FOYER_CODE_KIND_SIGNED, test_codes);
  ADD ("/db/import/what-differs-is-changed", FOYER_CODE_KIND_SIGNED, test_changed);
  ADD ("/db/import/entries-stay-unless-the-file-says-so", FOYER_CODE_KIND_SIGNED, test_entries);
  ADD ("/db/import/guests-without-codes-are-known-again", FOYER_CODE_KIND_SIGNED, test_guests);
  ADD ("/db/import/each-list-counts-what-it-lets-in", FOYER_CODE_KIND_SIGNED, test_lists);
  ADD ("/db/import/one-at-a-time", FOYER_CODE_KIND_SIGNED, test_one_at_a_time);
  g_test_add_func ("/db/import/an-unknown-event-is-not-found", test_unknown_event);
  ADD ("/db/tickets/issued-codes-are-signed", FOYER_CODE_KIND_SIGNED, test_issued);
  ADD ("/db/tickets/issued-codes-may-be-short", FOYER_CODE_KIND_SHORT, test_short_codes);
  ADD ("/db/tickets/void-once", FOYER_CODE_KIND_SIGNED, test_void);
  ADD ("/db/tickets/an-export-may-end-early", FOYER_CODE_KIND_SIGNED, test_export_may_end);
  result = g_test_run ();
  foyer_db_connection_close (owner);
  foyer_test_database_stop (database);
  return result;
}
