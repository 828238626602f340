/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "db/foyer-db-events.h"
#include "db/foyer-test-door.h"
#include "model/judge-table.h"

/* Runs the table of cases through a relay's verification: each case is what the database has, and a
 * scan. The database's clock goes on meanwhile, so that a second of the table is a minute here. */

#define NO_LIST "55555555-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define CODE    "a code of the table"

static FoyerTestDatabase *database;
static FoyerTestDoor door;
static char *other_event;

static void
run (const char *format, ...)
{
  va_list arguments;
  g_autofree char *sql = NULL;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  foyer_test_database_run (database, sql);
}

/* As an expression of SQL, with the database's clock as now. */
static char *
get_time (gint64 second)
{
  return second == 0 ? g_strdup ("NULL")
                     : g_strdup_printf ("clock_timestamp () + %" G_GINT64_FORMAT " * interval "
                                        "'1 minute'",
                                        second - JUDGE_TABLE_SECOND);
}

/* Returns: the ticket, signed for @event_id */
static GPtrArray *
issue (const char *event_id)
{
  FoyerTestDoor there = door;

  there.event_id = (char *)event_id;
  return foyer_test_door_issue (&there, &(FoyerTicket){ .paid = TRUE, .allowed_entries = 1 }, 1);
}

static void
set_up_ticket (const JudgeCase *row, const char *ticket_id)
{
  g_autofree char *from = get_time (row->valid_from);
  g_autofree char *until = get_time (row->valid_until);

  run ("UPDATE tickets SET status = '%s', paid = %s, allowed_entries = %u, valid_from = %s,"
       " valid_until = %s, ticket_type_id = (SELECT id FROM ticket_types WHERE event_id = "
       "tickets.event_id AND number = %u) WHERE id = '%s'",
       foyer_ticket_status_to_nick (row->status),
       row->paid ? "true" : "false",
       row->allowed_entries,
       from,
       until,
       row->type_number,
       ticket_id);
}

static void
set_up_state (const JudgeCase *row, const char *ticket_id)
{
  g_autofree char *last_exit = get_time (row->last_exit);

  if (judge_case_was_used (row))
    run ("INSERT INTO ticket_states (ticket_id, list_id, entries_used, inside, last_exit)"
         " VALUES ('%s', '%s', %u, %u, %s)",
         ticket_id,
         door.list_id,
         row->entries_used,
         row->inside,
         last_exit);
}

static void
set_up_list (const JudgeCase *row)
{
  g_autofree char *starts = get_time (row->starts);
  g_autofree char *ends = get_time (row->ends);
  g_autoptr (GString) types = g_string_new (NULL);

  for (guint i = 0; i < row->n_type_numbers; i++)
    g_string_append_printf (types, "%s%u", i > 0 ? "," : "", row->type_numbers[i]);
  run ("UPDATE check_in_lists SET starts = %s, ends = %s, type_numbers = '{%s}', reentry = %s,"
       " reentry_delay_ms = %" G_GINT64_FORMAT " WHERE id = '%s';"
       " UPDATE events SET entry_paused = %s, closed_at = %s WHERE id = '%s'",
       starts,
       ends,
       types->str,
       row->reentry ? "true" : "false",
       row->delay * 60 * 1000,
       door.list_id,
       row->paused ? "true" : "false",
       row->closed ? "now ()" : "NULL",
       door.event_id);
}

/* What no list knows is taken out of the one that it was issued for. */
static void
forget_ticket (const char *ticket_id)
{
  static const char *const tables[] = { "ticket_states", "changes" };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    run ("DELETE FROM %s WHERE ticket_id = '%s'", tables[i], ticket_id);
  run ("DELETE FROM tickets WHERE id = '%s'", ticket_id);
}

static void
set_foreign_code (const char *ticket_id)
{
  run ("UPDATE tickets SET qr_code_data = '" CODE "', code_sha256 = sha256 ('" CODE "')"
       " WHERE id = '%s'",
       ticket_id);
}

static char *
make_code (const JudgeCase *row, const FoyerDbTicketCode *own, const FoyerDbTicketCode *other)
{
  char *code;

  switch (row->code_check) {
  case FOYER_CODE_CHECK_VALID:
    return g_strdup (own->code);
  case FOYER_CODE_CHECK_OTHER_EVENT:
    return g_strdup (other->code);
  case FOYER_CODE_CHECK_BAD:
    code = g_strdup (own->code);
    code[80] = code[80] == 'A' ? 'B' : 'A';
    return code;
  case FOYER_CODE_CHECK_UNSIGNED:
  default:
    set_foreign_code (row->other_event ? other->ticket_id : own->ticket_id);
    return g_strdup (CODE);
  }
}

static void
assert_judged (const JudgeCase *row, char *code)
{
  FoyerScan scan = { .list_id = (char *)(row->has_list ? door.list_id : NO_LIST),
                     .code = code,
                     .direction = row->direction };
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  const FoyerDbScanAnswer *answer;

  foyer_test_door_add (&door, batch, &scan);
  if (!row->permitted)
    ((FoyerDbScanRequest *)g_ptr_array_index (batch, 0))->gate = "North";
  result = foyer_test_door_verify (&door, batch);
  answer = &g_array_index (result->answers, FoyerDbScanAnswer, 0);
  g_assert_no_error (answer->error);
  judge_case_assert (row,
                     answer->verdict->outcome,
                     answer->verdict->reason,
                     answer->verdict->explanation);
}

static void
test_case (gconstpointer data)
{
  const JudgeCase *row = data;
  g_autoptr (GPtrArray) here = issue (door.event_id);
  g_autoptr (GPtrArray) there = issue (other_event);
  const FoyerDbTicketCode *own = g_ptr_array_index (here, 0);
  const FoyerDbTicketCode *other = g_ptr_array_index (there, 0);
  g_autofree char *code = make_code (row, own, other);

  set_up_list (row);
  set_up_ticket (row, own->ticket_id);
  set_up_state (row, own->ticket_id);
  if (!row->has_ticket)
    forget_ticket (own->ticket_id);
  assert_judged (row, code);
  run ("DELETE FROM conflicts; UPDATE tickets SET qr_code_data = id::text, code_sha256 = sha256 "
       "(id::text::bytea) WHERE qr_code_data = '" CODE "'");
}

/* The table also has what nobody can set up, such as a list that ends before it starts. */
static void
set_up (void)
{
  g_autoptr (FoyerDbConnection) owner = NULL;
  FoyerEvent fields = { .name = (char *)"Other", .time_zone = (char *)"UTC" };
  g_autoptr (GError) error = NULL;

  foyer_test_door_init (&door, database, 0);
  owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  fields.policy.code_kind = FOYER_CODE_KIND_SIGNED;
  other_event = foyer_db_event_create (owner,
                                       foyer_test_database_get_seal (database),
                                       &fields,
                                       &door.actor,
                                       &error);
  g_assert_no_error (error);
  run ("ALTER TABLE check_in_lists DROP CONSTRAINT check_in_lists_check;"
       " ALTER TABLE tickets DROP CONSTRAINT tickets_check");
  run ("INSERT INTO ticket_types (event_id, number, name) SELECT '%s', n, 'Type ' || n FROM"
       " generate_series (1, 9) n ON CONFLICT DO NOTHING",
       door.event_id);
  run ("INSERT INTO check_in_lists (id, event_id, name) VALUES (gen_random_uuid (), '%s', 'Other');"
       " INSERT INTO gates (id, event_id, name, list_id) SELECT gen_random_uuid (), event_id,"
       " 'North', id FROM check_in_lists WHERE name = 'Other'",
       door.event_id);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) cases = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  cases = judge_table_read ();
  database = foyer_test_database_start ();
  set_up ();
  for (guint i = 0; i < cases->len; i++) {
    const JudgeCase *row = g_ptr_array_index (cases, i);
    g_autofree char *path = g_strconcat ("/db/judge-table/", row->name, NULL);

    g_test_add_data_func (path, row, test_case);
  }
  status = g_test_run ();
  foyer_test_door_clear (&door);
  g_free (other_event);
  foyer_test_database_stop (database);
  return status;
}
