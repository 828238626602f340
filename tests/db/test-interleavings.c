/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-edit.h"
#include "db/foyer-db-entry.h"
#include "db/foyer-db-import.h"
#include "db/foyer-db-override.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-undo.h"
#include "db/foyer-test-door.h"

#include <string.h>

/* Two writers of one event, stopped and started on purpose, instead of a race that happens to pass.
 *
 * A third connection, the keeper, holds what the first writer needs next: the event's head row, a
 * ticket's row, or one of the tables that it writes to. The first writer therefore stops right
 * there, which pg_blocking_pids () confirms. Then the second writer starts, and must stop behind
 * the first one: at the head row, before it has read or locked anything else. Then the keeper lets
 * go, and both must end without an error, the first before the second, with everything sound.
 * Writers that took their locks in another order would wait in a circle here, every time. */

static FoyerTestDatabase *database;

typedef enum {
  VERIFY,
  UNDO,
  VOID,
  IMPORT,
  OVERRIDE,
  EDIT,
  PAUSE,
} Act;

static const char *const act_names[] = {
  [VERIFY] = "verify",     [UNDO] = "undo", [VOID] = "void",   [IMPORT] = "import",
  [OVERRIDE] = "override", [EDIT] = "edit", [PAUSE] = "pause",
};

/* Where the first writer is stopped. Ticket 0 is the one that everybody wants. */
typedef struct {
  const char *name;
  const char *lock;
} Stop;

static const Stop stops[] = {
  { "at-the-head", "SELECT FROM event_heads WHERE event_id = 'EVENT' FOR UPDATE" },
  { "at-the-ticket", "SELECT FROM tickets WHERE id = 'TICKET' FOR UPDATE" },
  { "at-the-changes", "LOCK TABLE changes IN SHARE MODE" },
};

typedef struct {
  Act first;
  Act second;
  const Stop *stop;
} Case;

typedef struct {
  FoyerTestDoor *door;
  Act act;
  FoyerDbConnection *connection;
  FoyerDbEventCache *cache;
  char *pid;
  /* An admission and a refusal of ticket 0, where there are any. */
  const char *admission;
  const char *refusal;
  GThread *thread;
  gboolean is_over;
  GError *error;
  FoyerVerdict *verdict;
} Writer;

static void
verify (Writer *self)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  FoyerDbScanAnswer *answer;

  /* Two tickets in the wrong order: they must be locked in the right one. */
  foyer_test_door_add (self->door,
                       batch,
                       &(FoyerScan){ .code = (char *)foyer_test_door_get_code (self->door, 0) });
  foyer_test_door_add (self->door,
                       batch,
                       &(FoyerScan){ .code = (char *)foyer_test_door_get_code (self->door, 1) });
  result = foyer_db_verify_batch (self->connection,
                                  self->cache,
                                  self->door->event_id,
                                  batch,
                                  &self->error);
  if (result == NULL)
    return;
  answer = &g_array_index (result->answers, FoyerDbScanAnswer, 0);
  self->verdict = foyer_verdict_ref (answer->verdict);
}

static void
undo (Writer *self)
{
  g_autofree char *request_id = foyer_uuid_new ();
  FoyerChangeBatch *batch = NULL;

  foyer_db_undo (self->connection,
                 request_id,
                 self->door->event_id,
                 self->admission,
                 "mistake",
                 &self->door->actor,
                 &batch,
                 &self->error);
  g_clear_pointer (&batch, foyer_change_batch_unref);
}

static void
override (Writer *self)
{
  g_autofree char *request_id = foyer_uuid_new ();
  FoyerChangeBatch *batch = NULL;

  foyer_db_override (self->connection,
                     request_id,
                     self->door->event_id,
                     self->refusal,
                     "guest of honour",
                     &self->door->actor,
                     &batch,
                     &self->error);
  g_clear_pointer (&batch, foyer_change_batch_unref);
}

/* Lets the ticket run out. Whatever version it is of: which writer comes first is not said. */
static void
edit (Writer *self)
{
  const FoyerTicket ticket = { .id = (char *)foyer_test_door_get_ticket (self->door, 0),
                               .event_id = self->door->event_id,
                               .name = (char *)"Ada",
                               .type_number = 1,
                               .paid = TRUE,
                               .valid_until = 1000000,
                               .allowed_entries = 1 };
  g_autofree char *request_id = foyer_uuid_new ();
  FoyerChangeBatch *batch = NULL;
  FoyerTicket *current = NULL;

  foyer_db_edit_ticket (self->connection,
                        request_id,
                        &ticket,
                        &self->door->actor,
                        &batch,
                        &current,
                        &self->error);
  g_clear_pointer (&batch, foyer_change_batch_unref);
}

/* Nobody is let in from here on, not even who stands at the door already. */
static void
pause_entry (Writer *self)
{
  static const FoyerDbActor admin = { .staff_email = "eve@example.org" };
  g_autofree char *request_id = foyer_uuid_new ();

  foyer_db_event_pause_entry (self->connection,
                              request_id,
                              self->door->event_id,
                              TRUE,
                              "Please wait.",
                              &admin,
                              &self->error);
}

/* Brings the ticket in again, unpaid this time. */
static void
import (Writer *self)
{
  FoyerDbImportRow row = { .code = foyer_test_door_get_code (self->door, 0),
                           .says_paid = TRUE,
                           .paid = FALSE,
                           .allowed_entries = 1 };
  FoyerDbImportSummary summary;
  FoyerDbImport *rows = foyer_db_import_begin (self->connection,
                                               foyer_test_database_get_seal (database),
                                               self->door->event_id,
                                               &self->door->actor,
                                               &self->error);

  if (rows == NULL)
    return;
  if (foyer_db_import_add (rows, &row, &self->error) &&
      foyer_db_import_merge (rows, &summary, &self->error))
    g_assert_cmpuint (summary.changed, ==, 1);
  foyer_db_import_free (rows);
}

static gpointer
run_in_worker (gpointer data)
{
  Writer *self = data;

  switch (self->act) {
  case VERIFY:
    verify (self);
    break;
  case UNDO:
    undo (self);
    break;
  case OVERRIDE:
    override (self);
    break;
  case EDIT:
    edit (self);
    break;
  case PAUSE:
    pause_entry (self);
    break;
  case VOID:
    foyer_db_ticket_void (self->connection,
                          foyer_test_door_get_ticket (self->door, 0),
                          &self->door->actor,
                          &self->error);
    break;
  case IMPORT:
  default:
    import (self);
    break;
  }
  g_atomic_int_set (&self->is_over, TRUE);
  return NULL;
}

static char *
get_pid (FoyerDbConnection *connection)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, "SELECT pg_backend_pid ()", FOYER_DB_NO_PARAMS, NULL);

  return g_strdup (PQgetvalue (result, 0, 0));
}

/* Preparing statements looks at the tables that the keeper is going to hold. */
static void
prepare (Writer *self)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_test_door_add (self->door, batch, &(FoyerScan){ .code = (char *)"nobody's" });
  result =
      foyer_db_verify_batch (self->connection, self->cache, self->door->event_id, batch, &error);
  g_assert_no_error (error);
}

static void
writer_init (Writer *self, FoyerTestDoor *door, Act act, const char *admission, const char *refusal)
{
  gboolean is_relays = act != VOID && act != IMPORT;

  *self = (Writer){ .door = door, .act = act, .admission = admission, .refusal = refusal };
  self->connection =
      foyer_test_database_connect (database, is_relays ? FOYER_DB_ROLE_RELAY : FOYER_DB_ROLE_OWNER);
  self->cache = foyer_db_event_cache_new ();
  self->pid = get_pid (self->connection);
  if (act == VERIFY)
    prepare (self);
}

static void
writer_clear (Writer *self)
{
  foyer_db_connection_close (self->connection);
  foyer_db_event_cache_free (self->cache);
  g_clear_pointer (&self->verdict, foyer_verdict_unref);
  g_clear_error (&self->error);
  g_free (self->pid);
}

/* Waits until one connection waits for another, and for nobody else. */
static void
wait_until_blocked (Writer *writer, const char *by)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT array_to_string (pg_blocking_pids (%s), ' ')", writer->pid);

  while (TRUE) {
    g_autofree char *blockers = foyer_test_database_ask (database, sql);

    if (g_str_equal (blockers, by))
      return;
    g_assert_cmpstr (blockers, ==, "");
    g_assert_false (g_atomic_int_get (&writer->is_over));
    g_thread_yield ();
  }
}

static char *
scan (FoyerTestDoor *door, guint number, FoyerOutcome expected)
{
  char *id = foyer_uuid_new ();
  g_autoptr (FoyerVerdict) verdict =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .id = id,
                                          .code =
                                              (char *)foyer_test_door_get_code (door, number) });

  g_assert_cmpint (verdict->outcome, ==, expected);
  return id;
}

static gboolean
has_act (const Case *the_case, Act act)
{
  return the_case->first == act || the_case->second == act;
}

/* What the second of two writers is told about the ticket when it verifies it. */
static FoyerReason
get_reason_after (Act first)
{
  switch (first) {
  case VERIFY:
  case OVERRIDE:
    return FOYER_REASON_ALREADY_ADMITTED;
  case VOID:
    return FOYER_REASON_VOID;
  case IMPORT:
    return FOYER_REASON_UNPAID;
  case EDIT:
    return FOYER_REASON_TOO_LATE;
  case PAUSE:
    return FOYER_REASON_ENTRY_PAUSED;
  case UNDO:
  default:
    return FOYER_REASON_NONE;
  }
}

static void
take_lock (FoyerDbConnection *keeper, const Stop *stop, FoyerTestDoor *door)
{
  g_autoptr (GString) lock = g_string_new (stop->lock);
  g_autoptr (GError) error = NULL;

  g_string_replace (lock, "EVENT", door->event_id, 0);
  g_string_replace (lock, "TICKET", foyer_test_door_get_ticket (door, 0), 0);
  foyer_db_run_script (keeper, "SET idle_in_transaction_session_timeout = 0; BEGIN", &error);
  g_assert_no_error (error);
  foyer_db_run_script (keeper, lock->str, &error);
  g_assert_no_error (error);
}

static void
walk (const Case *the_case, FoyerTestDoor *door, Writer writers[2])
{
  g_autoptr (FoyerDbConnection) keeper =
      foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_autofree char *keeper_pid = get_pid (keeper);

  take_lock (keeper, the_case->stop, door);
  writers[0].thread = g_thread_new ("first", run_in_worker, &writers[0]);
  wait_until_blocked (&writers[0], keeper_pid);
  writers[1].thread = g_thread_new ("second", run_in_worker, &writers[1]);
  wait_until_blocked (&writers[1], writers[0].pid);
  foyer_db_rollback (keeper);
  for (guint i = 0; i < 2; i++) {
    g_thread_join (writers[i].thread);
    g_assert_no_error (writers[i].error);
  }
}

static void
test_case (gconstpointer data)
{
  const Case *the_case = data;
  gboolean was_refused = has_act (the_case, OVERRIDE);
  gboolean was_admitted = was_refused || has_act (the_case, UNDO);
  g_autofree char *admission = NULL;
  g_autofree char *refusal = NULL;
  FoyerTestDoor door = { 0 };
  Writer writers[2];

  foyer_test_door_init (&door, database, 2);
  if (was_admitted)
    admission = scan (&door, 0, FOYER_OUTCOME_ADMITTED);
  if (was_refused)
    refusal = scan (&door, 0, FOYER_OUTCOME_REFUSED);
  writer_init (&writers[0], &door, the_case->first, admission, refusal);
  writer_init (&writers[1], &door, the_case->second, admission, refusal);
  walk (the_case, &door, writers);
  if (writers[0].verdict != NULL)
    g_assert_cmpint (writers[0].verdict->reason,
                     ==,
                     was_admitted ? FOYER_REASON_ALREADY_ADMITTED : FOYER_REASON_NONE);
  if (writers[1].verdict != NULL)
    g_assert_cmpint (writers[1].verdict->reason, ==, get_reason_after (the_case->first));
  foyer_test_door_assert_sound (&door);
  for (guint i = 0; i < 2; i++)
    writer_clear (&writers[i]);
  foyer_test_door_clear (&door);
}

/* Two undoings of one scan are a matter of test-undo.c. An import takes the head row twice, first
 * for the ticket types, so that who waits behind it there may well come before its tickets. Two
 * imports into one event wait for each other before they lock anything. Who pauses entry needs
 * nothing but the head row. */
static gboolean
makes_sense (const Case *the_case)
{
  if (the_case->first == the_case->second && the_case->first != VERIFY)
    return FALSE;
  if (the_case->first == PAUSE)
    return the_case->stop == &stops[0];
  return the_case->first != IMPORT || the_case->stop != &stops[0];
}

static void
add_case (Act first, Act second, const Stop *stop)
{
  const Case the_case = { .first = first, .second = second, .stop = stop };
  g_autofree char *path = g_strdup_printf ("/db/interleavings/%s-then-%s-%s",
                                           act_names[first],
                                           act_names[second],
                                           stop->name);

  if (makes_sense (&the_case))
    g_test_add_data_func_full (path, g_memdup2 (&the_case, sizeof the_case), test_case, g_free);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  for (guint first = 0; first < G_N_ELEMENTS (act_names); first++) {
    for (guint second = 0; second < G_N_ELEMENTS (act_names); second++) {
      for (guint stop = 0; stop < G_N_ELEMENTS (stops); stop++)
        add_case ((Act)first, (Act)second, &stops[stop]);
    }
  }
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
