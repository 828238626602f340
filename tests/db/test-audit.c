/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-uuid.h"
#include "db/foyer-db-audit-check.h"
#include "db/foyer-db-heads.h"
#include "db/foyer-db-query.h"
#include "db/foyer-test-door.h"

#include <sodium.h>
#include <string.h>

/* Whoever is PostgreSQL's superuser can do anything to the records, and is found. The log of each
 * test has six rows: five admissions, and one that was refused. */

#define N_ROWS 6

static FoyerTestDatabase *database;
static FoyerDbConnection *superuser;

typedef struct {
  FoyerTestDoor door;
  /* What the desks have kept. */
  FoyerSignedHeads *heads;
} Records;

/* Runs statements as the superuser; an @ stands for the event's id. */
static void
run (Records *self, const char *sql)
{
  g_auto (GStrv) parts = g_strsplit (sql, "@", -1);
  g_autofree char *whole = g_strjoinv (self->door.event_id, parts);
  g_autoptr (GError) error = NULL;

  foyer_db_run_script (superuser, whole, &error);
  g_assert_no_error (error);
}

static FoyerSignedHeads *
sign (Records *self)
{
  g_autoptr (GError) error = NULL;
  FoyerSignedHeads *heads = foyer_db_heads_sign (self->door.relay,
                                                 foyer_test_database_get_seal (database),
                                                 self->door.event_id,
                                                 &error);

  g_assert_no_error (error);
  return heads;
}

static void
scan (Records *self, guint number, FoyerOutcome expected)
{
  FoyerScan fields = { .code = (char *)foyer_test_door_get_code (&self->door, number) };
  g_autoptr (FoyerVerdict) verdict = foyer_test_door_scan (&self->door, &fields);

  g_assert_cmpint (verdict->outcome, ==, expected);
}

static void
set_up (Records *self, gconstpointer unused)
{
  foyer_test_door_init (&self->door, database, 8);
  for (guint i = 0; i < N_ROWS - 1; i++)
    scan (self, i, FOYER_OUTCOME_ADMITTED);
  scan (self, 0, FOYER_OUTCOME_REFUSED);
  self->heads = sign (self);
  run (self,
       "CREATE TABLE saved_logs AS SELECT * FROM verification_logs WHERE event_id = '@';"
       "CREATE TABLE saved_audit AS SELECT * FROM audit_log WHERE event_id = '@';"
       "CREATE TABLE saved_heads AS SELECT * FROM event_heads WHERE event_id = '@';"
       "CREATE TABLE saved_signed AS SELECT * FROM signed_heads WHERE event_id = '@'");
}

static void
restore (Records *self)
{
  run (self,
       "DELETE FROM verification_logs WHERE id IN (SELECT id FROM saved_logs);"
       "DELETE FROM verification_logs WHERE event_id = '@';"
       "INSERT INTO verification_logs SELECT * FROM saved_logs;"
       "DELETE FROM audit_log WHERE event_id = '@' OR id IN (SELECT id FROM saved_audit);"
       "INSERT INTO audit_log SELECT * FROM saved_audit;"
       "DELETE FROM event_heads WHERE event_id = '@';"
       "INSERT INTO event_heads SELECT * FROM saved_heads;"
       "DELETE FROM signed_heads WHERE event_id = '@';"
       "INSERT INTO signed_heads SELECT * FROM saved_signed");
}

static void
tear_down (Records *self, gconstpointer unused)
{
  run (self, "DROP TABLE saved_logs, saved_audit, saved_heads, saved_signed");
  foyer_signed_heads_unref (self->heads);
  foyer_test_door_clear (&self->door);
}

static void
assert_sound (Records *self)
{
  g_autoptr (GPtrArray) problems = foyer_test_door_audit (&self->door, self->heads);

  if (problems->len > 0)
    g_error ("%s", (const char *)g_ptr_array_index (problems, 0));
}

/* Somebody says so; @heads: those that were kept elsewhere. */
static void
assert_found (Records *self, FoyerSignedHeads *heads, const char *sentence, const char *sql)
{
  g_autoptr (GPtrArray) problems = foyer_test_door_audit (&self->door, heads);

  for (guint i = 0; i < problems->len; i++) {
    if (strstr (g_ptr_array_index (problems, i), sentence) != NULL)
      return;
  }
  g_error ("This was not found (%u other problems, such as “%s”): %s",
           problems->len,
           problems->len > 0 ? (const char *)g_ptr_array_index (problems, 0) : "",
           sql);
}

/* Each of these is one change of a row. */
static const char *const changed_logs[] = {
  "id = gen_random_uuid ()",
  "event_id = gen_random_uuid ()",
  "ticket_id = NULL",
  "ticket_id = gen_random_uuid ()",
  "list_id = NULL",
  "staff_email = 'eve@example.org'",
  "device_id = NULL",
  "device_name = 'Desk 2'",
  "device_name = NULL",
  "action = 'undone'",
  "\"timestamp\" = \"timestamp\" + interval '1 microsecond'",
  "ip_address = '192.0.2.8'",
  "ip_address = '192.0.2.7/24'",
  "ip_address = NULL",
  "user_agent = 'another'",
  "user_agent = ''",
  "scan_id = gen_random_uuid ()",
  "scan_sha256 = sha256 ('x')",
  "direction = 'exit'",
  "outcome = 'exited', reason = NULL",
  "outcome = 'refused', reason = 'unpaid'",
  "explanation = 'x'",
  "earlier_id = gen_random_uuid ()",
  "scanned_at = 'epoch'",
  "scanned_at = now ()",
  "offline = true",
  "device_verdict = 'admitted'",
  "clock_error_ms = 7",
  "seq = 77",
  "seq = CASE WHEN seq IS NULL THEN 0 END",
  "previous_hash = sha256 ('x')",
  "log_no = log_no + 100",
};

static const char *const changed_audit[] = {
  "id = gen_random_uuid ()",
  "event_id = gen_random_uuid ()",
  "audit_no = audit_no + 100",
  "act = 'nothing'",
  "staff_email = 'eve@example.org'",
  "device_id = gen_random_uuid ()",
  "ip_address = '192.0.2.8'",
  "details = 'x'",
  "\"timestamp\" = \"timestamp\" - interval '1 microsecond'",
  "previous_hash = sha256 ('x')",
};

static void
change_row (Records *self, const char *table, const char *where, const char *change)
{
  g_autofree char *sql =
      g_strdup_printf ("UPDATE %s SET %s WHERE event_id = '@' AND %s", table, change, where);
  const char *chain = g_str_equal (table, "audit_log") ? "the audit log" : "the verification log";

  run (self, sql);
  assert_found (self, NULL, chain, sql);
  restore (self);
}

static void
test_every_change_of_a_row (Records *self, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (changed_logs); i++) {
    change_row (self, "verification_logs", "log_no = 3", changed_logs[i]);
    change_row (self, "verification_logs", "log_no = 6", changed_logs[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (changed_audit); i++) {
    change_row (self, "audit_log", "audit_no = 1", changed_audit[i]);
    change_row (self,
                "audit_log",
                "audit_no = (SELECT audit_no FROM event_heads WHERE event_id = '@')",
                changed_audit[i]);
  }
  assert_sound (self);
}

/* All columns are in the list above: whoever adds one has to think of this. */
static void
test_no_column_is_left_out (Records *self, gconstpointer unused)
{
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM information_schema.columns"
                                                " WHERE table_name = 'verification_logs'"),
                   ==,
                   25);
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM information_schema.columns"
                                                " WHERE table_name = 'audit_log'"),
                   ==,
                   10);
}

static void
do_and_find (Records *self, const char *sql, const char *sentence)
{
  run (self, sql);
  assert_found (self, NULL, sentence, sql);
  restore (self);
  assert_sound (self);
}

static void
test_removed (Records *self, gconstpointer unused)
{
  do_and_find (self,
               "DELETE FROM verification_logs WHERE event_id = '@' AND log_no = 3",
               "after row 2 comes row 4");
  do_and_find (self,
               "DELETE FROM verification_logs WHERE event_id = '@' AND log_no = 1",
               "after row 0 comes row 2");
  do_and_find (self,
               "DELETE FROM verification_logs WHERE event_id = '@' AND log_no = 6",
               "the rows after 5 are missing: there were 6");
  do_and_find (self,
               "DELETE FROM verification_logs WHERE event_id = '@'",
               "the rows after 0 are missing: there were 6");
  /* The others move up. */
  do_and_find (self,
               "DELETE FROM verification_logs WHERE event_id = '@' AND log_no = 3;"
               "UPDATE verification_logs SET log_no = -log_no + 100"
               " WHERE event_id = '@' AND log_no > 3;"
               "UPDATE verification_logs SET log_no = 99 - log_no"
               " WHERE event_id = '@' AND log_no > 50;"
               "UPDATE event_heads SET log_no = 5 WHERE event_id = '@'",
               "row 2 is not what it was when row 3 was written after it");
  do_and_find (self,
               "DELETE FROM audit_log WHERE event_id = '@' AND audit_no = 1",
               "the audit log of event");
}

#define COPY_AS                                                                            \
  "INSERT INTO verification_logs (id, scan_id, log_no, event_id, ticket_id, list_id,"      \
  " staff_email, device_id, device_name, action, \"timestamp\", scan_sha256, direction,"   \
  " outcome, previous_hash) SELECT gen_random_uuid (), gen_random_uuid (), %s, event_id,"  \
  " ticket_id, list_id, 'eve@example.org', device_id, device_name, action, \"timestamp\"," \
  " scan_sha256, direction, outcome, previous_hash FROM saved_logs WHERE log_no = 3;"

static void
test_inserted (Records *self, gconstpointer unused)
{
  g_autofree char *at_end = g_strdup_printf (COPY_AS, "7");
  g_autofree char *with_head =
      g_strconcat (at_end, "UPDATE event_heads SET log_no = 7 WHERE event_id = '@'", NULL);
  g_autofree char *copy = g_strdup_printf (COPY_AS, "4");
  g_autofree char *within = g_strconcat ("UPDATE verification_logs SET log_no = log_no + 100"
                                         " WHERE event_id = '@' AND log_no > 3;"
                                         "UPDATE verification_logs SET log_no = log_no - 99"
                                         " WHERE event_id = '@' AND log_no > 100;",
                                         copy,
                                         "UPDATE event_heads SET log_no = 7 WHERE event_id = '@'",
                                         NULL);

  do_and_find (self, at_end, "row 6 is not what it was when row 7 was written after it");
  do_and_find (self, with_head, "row 6 is not what it was when row 7 was written after it");
  do_and_find (self, within, "row 3 is not what it was when row 4 was written after it");
}

static void
test_reordered (Records *self, gconstpointer unused)
{
  do_and_find (self,
               "UPDATE verification_logs SET log_no = 100 WHERE event_id = '@' AND log_no = 2;"
               "UPDATE verification_logs SET log_no = 2 WHERE event_id = '@' AND log_no = 3;"
               "UPDATE verification_logs SET log_no = 3 WHERE event_id = '@' AND log_no = 100",
               "row 1 is not what it was when row 2 was written after it");
}

/* A tail that is cut off with all its traces: head row, tickets, counters, and the heads that lie
 * in the database. */
#define CUT                                                                                        \
  "UPDATE event_heads SET log_no = 3, log_hash = (SELECT previous_hash FROM saved_logs"            \
  " WHERE log_no = 4) WHERE event_id = '@';"                                                       \
  "DELETE FROM verification_logs WHERE event_id = '@' AND log_no > 3;"                             \
  "UPDATE tickets SET status = 'generated' WHERE id IN (SELECT ticket_id FROM saved_logs WHERE"    \
  " log_no IN (4, 5));"                                                                            \
  "DELETE FROM ticket_states WHERE ticket_id IN (SELECT ticket_id FROM saved_logs WHERE log_no IN" \
  " (4, 5));"                                                                                      \
  "UPDATE list_counters SET admitted = 3, inside = 3 WHERE list_id IN (SELECT id FROM"             \
  " check_in_lists WHERE event_id = '@');"
#define CUT_HEADS "DELETE FROM signed_heads WHERE event_id = '@' AND chain = 'log';"

static void
test_a_cut_tail (Records *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) problems = NULL;

  run (self, CUT);
  assert_found (self, NULL, "the rows after 3 are missing: there were 6", CUT);
  run (self, CUT_HEADS);
  problems = foyer_test_door_audit (&self->door, NULL);
  g_assert_cmpuint (problems->len, ==, 0);
  assert_found (self, self->heads, "the rows after 3 are missing: there were 6", CUT_HEADS);
}

/* And the doors go on, so that the log is as long as before. */
static void
test_a_tail_that_was_written_anew (Records *self, gconstpointer unused)
{
  run (self, CUT CUT_HEADS);
  for (guint i = 4; i < 8; i++)
    scan (self, i, FOYER_OUTCOME_ADMITTED);
  assert_found (self, self->heads, "row 6 is not the one whose hash was signed", CUT);
  foyer_signed_heads_unref (self->heads);
  self->heads = sign (self);
  assert_sound (self);
}

static gboolean
still_holds (Records *self, guint chain)
{
  g_autoptr (GError) error = NULL;
  gboolean holds;

  foyer_db_head_still_holds (self->door.relay,
                             g_ptr_array_index (self->heads->heads, chain),
                             &holds,
                             &error);
  g_assert_no_error (error);
  return holds;
}

/* What a relay asks when a desk shows what it has kept. */
static void
test_a_head_that_is_shown (Records *self, gconstpointer unused)
{
  for (guint i = FOYER_CHAIN_LOG; i <= FOYER_CHAIN_INSTALLATION; i++)
    g_assert_true (still_holds (self, i));
  scan (self, 7, FOYER_OUTCOME_ADMITTED);
  g_assert_true (still_holds (self, FOYER_CHAIN_LOG));
  run (self, CUT);
  g_assert_false (still_holds (self, FOYER_CHAIN_LOG));
  for (guint i = 4; i < 7; i++)
    scan (self, i, FOYER_OUTCOME_ADMITTED);
  g_assert_false (still_holds (self, FOYER_CHAIN_LOG));
  g_assert_true (still_holds (self, FOYER_CHAIN_AUDIT));
  run (self,
       "DELETE FROM audit_log WHERE event_id = '@' AND audit_no > 1;"
       "UPDATE event_heads SET audit_no = 1 WHERE event_id = '@'");
  g_assert_false (still_holds (self, FOYER_CHAIN_AUDIT));
}

static void
test_signing_again (Records *self, gconstpointer unused)
{
  g_autoptr (FoyerSignedHeads) again = sign (self);
  g_autoptr (FoyerSignedHeads) moved = NULL;

  g_assert_true (foyer_signed_heads_equal (again, self->heads));
  scan (self, 6, FOYER_OUTCOME_ADMITTED);
  moved = sign (self);
  g_assert_cmpint (foyer_signed_heads_get (moved, FOYER_CHAIN_LOG)->row_no, ==, N_ROWS + 1);
  g_assert_cmpint (moved->epoch, ==, 1);
  assert_sound (self);
}

static void
test_a_forged_head (Records *self, gconstpointer unused)
{
  do_and_find (self,
               "UPDATE signed_heads SET signature = sha512 ('x')"
               " WHERE event_id = '@' AND chain = 'log'",
               "the head of row 6 is not signed by this installation");
  do_and_find (self,
               "INSERT INTO signed_heads SELECT gen_random_uuid (), chain, event_id, 4,"
               " sha256 ('x'), signed_at, key_number, signature FROM saved_signed"
               " WHERE chain = 'log'",
               "the head of row 4 is not signed by this installation");
}

/* A key that somebody made for themselves signs what they like, and is none of the installation's,
 * because it is not sealed with the secret key. */
static void
test_a_forged_key (Records *self, gconstpointer unused)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerSignedHead) head = NULL;
  g_autofree char *sql = NULL;
  char public_hex[2 * FOYER_PUBLIC_KEY_BYTES + 1];
  char signature_hex[2 * FOYER_SIGNATURE_BYTES + 1];
  FoyerSignedHead fields = { .chain = FOYER_CHAIN_LOG,
                             .event_id = self->door.event_id,
                             .row_no = 2,
                             .signed_at = 1700000000000000 };

  foyer_signing_key_generate (&key, 2);
  head = foyer_signed_head_sign (&fields, &key);
  sodium_bin2hex (public_hex, sizeof public_hex, key.public_key, sizeof key.public_key);
  sodium_bin2hex (signature_hex, sizeof signature_hex, head->signature, sizeof head->signature);
  sql = g_strdup_printf ("INSERT INTO head_keys (number, public_key, sealed_secret)"
                         " SELECT 2, decode ('%s', 'hex'), sealed_secret FROM head_keys;"
                         "INSERT INTO signed_heads (id, chain, event_id, row_no, row_hash,"
                         " signed_at, key_number, signature) VALUES (gen_random_uuid (), 'log',"
                         " '@', 2, decode (repeat ('00', 32), 'hex'),"
                         " foyer_time (1700000000000000), 2, decode ('%s', 'hex'))",
                         public_hex,
                         signature_hex);
  run (self, sql);
  assert_found (self, NULL, "the head of row 2 is not signed by this installation", sql);
  run (self,
       "DELETE FROM signed_heads WHERE key_number = 2; DELETE FROM head_keys WHERE number = 2");
  assert_sound (self);
}

/* Ticket 0 was admitted, ticket 6 was not; an & stands for the ticket's id. */
static const struct {
  guint number;
  const char *sql;
} contradictions[] = {
  { 0, "UPDATE ticket_states SET entries_used = 0, inside = 0 WHERE ticket_id = '&'" },
  { 0, "UPDATE ticket_states SET entries_used = 2 WHERE ticket_id = '&'" },
  { 0, "UPDATE ticket_states SET last_admission = gen_random_uuid () WHERE ticket_id = '&'" },
  { 0, "DELETE FROM ticket_states WHERE ticket_id = '&'" },
  { 0, "UPDATE tickets SET status = 'generated' WHERE id = '&'" },
  { 6, "UPDATE tickets SET status = 'verified' WHERE id = '&'" },
};

static void
test_tickets_that_contradict_the_log (Records *self, gconstpointer unused)
{
  run (self,
       "CREATE TABLE saved_states AS SELECT * FROM ticket_states;"
       "CREATE TABLE saved_tickets AS SELECT * FROM tickets WHERE event_id = '@'");
  for (guint i = 0; i < G_N_ELEMENTS (contradictions); i++) {
    const char *ticket = foyer_test_door_get_ticket (&self->door, contradictions[i].number);
    g_auto (GStrv) parts = g_strsplit (contradictions[i].sql, "&", -1);
    g_autofree char *sql = g_strjoinv (ticket, parts);

    run (self, sql);
    assert_found (self, NULL, ticket, sql);
    run (self,
         "DELETE FROM ticket_states; INSERT INTO ticket_states SELECT * FROM saved_states;"
         "UPDATE tickets t SET status = s.status FROM saved_tickets s WHERE s.id = t.id");
    assert_sound (self);
  }
  run (self,
       "UPDATE list_counters SET admitted = admitted + 1; DROP TABLE saved_states, saved_tickets");
  assert_found (self,
                NULL,
                "says that 6 tickets are admitted, and of its tickets 5 are",
                "counters");
  run (self, "UPDATE list_counters SET admitted = admitted - 1, inside = inside - 1");
  assert_found (self, NULL, "says that 4 are inside, and by its tickets it is 5", "counters");
}

static GPtrArray *
check_all (FoyerSignedHeads *kept)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  const FoyerDbSeal *seal = foyer_test_database_get_seal (database);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *problems;

  g_ptr_array_add (all, kept);
  problems = foyer_db_audit_check (owner, seal, NULL, all, &error);
  g_assert_no_error (error);
  return problems;
}

static gboolean
has_problem (const GPtrArray *problems, const char *sentence)
{
  for (guint i = 0; i < problems->len; i++) {
    if (strstr (g_ptr_array_index (problems, i), sentence) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
test_the_installation (Records *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) before = check_all (self->heads);
  g_autoptr (GPtrArray) changed = NULL;
  g_autoptr (GPtrArray) cut = NULL;

  g_assert_false (has_problem (before, "installation"));
  run (self, "UPDATE audit_log SET act = 'nothing' || act WHERE event_id IS NULL AND audit_no = 1");
  changed = check_all (self->heads);
  g_assert_true (
      has_problem (changed, "In the installation’s audit log, row 1 is not what it was"));
  run (self, "UPDATE audit_log SET act = substr (act, 8) WHERE event_id IS NULL AND audit_no = 1");
  run (self,
       "CREATE TABLE saved_acts AS SELECT * FROM audit_log WHERE event_id IS NULL;"
       "CREATE TABLE saved_place AS SELECT * FROM installation;"
       "DELETE FROM audit_log WHERE event_id IS NULL AND audit_no > 1;"
       "UPDATE installation SET audit_no = 1, audit_hash = (SELECT previous_hash FROM saved_acts"
       " WHERE audit_no = 2);"
       "DELETE FROM signed_heads WHERE event_id IS NULL");
  cut = check_all (self->heads);
  g_assert_true (
      has_problem (cut, "In the installation’s audit log, the rows after 1 are missing"));
  run (self,
       "DELETE FROM audit_log WHERE event_id IS NULL; INSERT INTO audit_log SELECT * FROM "
       "saved_acts;"
       "UPDATE installation i SET audit_no = s.audit_no, audit_hash = s.audit_hash"
       " FROM saved_place s; DROP TABLE saved_acts, saved_place");
}

static void
test_an_event_that_is_gone (Records *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) problems = NULL;

  run (self,
       "CREATE TABLE saved_event AS SELECT * FROM events WHERE id = '@';"
       "DELETE FROM verification_logs WHERE event_id = '@';"
       "DELETE FROM audit_log WHERE event_id = '@'; DELETE FROM signed_heads WHERE event_id = '@';"
       "DELETE FROM event_heads WHERE event_id = '@'; DELETE FROM events WHERE id = '@'");
  problems = check_all (self->heads);
  g_assert_true (has_problem (problems, "was there and is missing"));
  run (self, "INSERT INTO events SELECT * FROM saved_event; DROP TABLE saved_event");
  restore (self);
}

#define ADD(path, func) g_test_add (path, Records, NULL, set_up, func, tear_down)

/* Nothing stops the superuser: no foreign key and no trigger. */
static void
become_superuser (void)
{
  const char *owner =
      foyer_db_source_get_uri (foyer_test_database_get_source (database), FOYER_DB_ROLE_OWNER);
  g_autofree char *uri =
      foyer_test_database_make_uri (database, "postgres", strrchr (owner, '/') + 1);
  g_autoptr (GError) error = NULL;

  superuser = foyer_db_connection_open (uri, &error);
  g_assert_no_error (error);
  foyer_db_run_script (superuser, "SET session_replication_role = replica", &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  become_superuser ();
  ADD ("/db/audit/every-change-of-a-row-is-found", test_every_change_of_a_row);
  ADD ("/db/audit/no-column-is-left-out", test_no_column_is_left_out);
  ADD ("/db/audit/removed-rows-are-found", test_removed);
  ADD ("/db/audit/inserted-rows-are-found", test_inserted);
  ADD ("/db/audit/reordered-rows-are-found", test_reordered);
  ADD ("/db/audit/a-cut-tail-is-found-by-kept-heads", test_a_cut_tail);
  ADD ("/db/audit/a-tail-that-was-written-anew-is-found", test_a_tail_that_was_written_anew);
  ADD ("/db/audit/a-head-that-is-shown-is-held-against-the-chain", test_a_head_that_is_shown);
  ADD ("/db/audit/a-place-is-signed-once", test_signing_again);
  ADD ("/db/audit/a-forged-head-is-found", test_a_forged_head);
  ADD ("/db/audit/a-forged-key-is-found", test_a_forged_key);
  ADD ("/db/audit/tickets-that-contradict-the-log-are-found", test_tickets_that_contradict_the_log);
  ADD ("/db/audit/the-installation-has-a-chain-too", test_the_installation);
  ADD ("/db/audit/an-event-that-is-gone-is-missed", test_an_event_that_is_gone);
  result = g_test_run ();
  foyer_db_connection_close (superuser);
  foyer_test_database_stop (database);
  return result;
}
