/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-conflicts.h"
#include "db/foyer-db-edit.h"
#include "db/foyer-db-override.h"
#include "db/foyer-db-undo.h"
#include "db/foyer-test-report.h"

#include <string.h>

/* Two events that are set up alike, where the same happens. At the first one the late scans of a
 * message are one batch, as a relay has them; at the second one each of them is a batch of its own.
 * Whatever it is that happens, the record comes to the same, row by row, and is sound. */

#define N_DOORS   2
#define N_TICKETS 6
#define N_LISTS   4
#define N_SAID    14
#define HOUR      (3600 * G_TIME_SPAN_SECOND)

static FoyerTestDatabase *database;

/* @scans: (element-type Known): those that have been
 * @n_late: how many of them were late ones; each has a time of its own
 * @lists: the ids of the check-in lists; the first one is the default one, the last is of no event
 */
typedef struct {
  FoyerTestDoor doors[N_DOORS];
  char *lists[N_DOORS][N_LISTS];
  FoyerTime begun;
  guint n_late;
  GPtrArray *scans;
} Pair;

/* @ticket: %N_TICKETS is none of the event */
typedef struct {
  char *id;
  guint ticket;
} Known;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->id);
  g_free (known);
}

static guint
choose (guint n)
{
  return (guint)g_test_rand_int_range (0, (gint)n);
}

static const char *
get_code (Pair *pair, guint door, guint ticket)
{
  return ticket < N_TICKETS ? foyer_test_door_get_code (&pair->doors[door], ticket) : "NOBODY'S";
}

static void
add_list (Pair *pair, guint door, guint number, const char *rules)
{
  g_autofree char *sql =
      g_strdup_printf ("INSERT INTO check_in_lists (id, event_id, name, type_numbers, reentry,"
                       " reentry_delay_ms) VALUES ('%s', '%s', 'List %u', %s);"
                       "INSERT INTO list_counters (list_id, tickets) SELECT '%s', count (*)"
                       " FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id"
                       " JOIN check_in_lists l ON l.id = '%s' WHERE t.event_id = l.event_id"
                       " AND (l.type_numbers = '{}' OR y.number = ANY (l.type_numbers))",
                       pair->lists[door][number],
                       pair->doors[door].event_id,
                       number,
                       rules,
                       pair->lists[door][number],
                       pair->lists[door][number]);

  foyer_test_database_run (database, sql);
}

static void
set_up_door (Pair *pair, guint number)
{
  FoyerTestDoor *door = &pair->doors[number];

  foyer_test_door_init (door, database, N_TICKETS);
  pair->lists[number][0] = g_strdup (door->list_id);
  for (guint i = 1; i < N_LISTS; i++)
    pair->lists[number][i] = foyer_uuid_new ();
  add_list (pair, number, 1, "'{}', true, 0");
  add_list (pair, number, 2, "'{1,7}', true, 3600000");
  for (guint i = 0; i < N_TICKETS; i++) {
    g_autofree char *sql =
        g_strdup_printf ("UPDATE tickets SET allowed_entries = %u WHERE id = '%s'",
                         1 + i / 3,
                         foyer_test_door_get_ticket (door, i));

    foyer_test_database_run (database, sql);
  }
}

static void
pair_init (Pair *pair)
{
  *pair = (Pair){ .scans = g_ptr_array_new_with_free_func (known_free) };
  for (guint i = 0; i < N_DOORS; i++)
    set_up_door (pair, i);
  pair->begun = g_get_real_time ();
}

static void
pair_clear (Pair *pair)
{
  for (guint i = 0; i < N_DOORS; i++) {
    foyer_test_door_clear (&pair->doors[i]);
    for (guint list = 0; list < N_LISTS; list++)
      g_free (pair->lists[i][list]);
  }
  g_ptr_array_unref (pair->scans);
}

/* Before all that is live, and never just a delay or an error apart from something else, so that it
 * does not matter how long anything takes. */
static FoyerTime
choose_time (Pair *pair)
{
  FoyerTime at = pair->begun - (10 + (gint64)choose (300)) * G_TIME_SPAN_SECOND -
                 pair->n_late++ * G_TIME_SPAN_MILLISECOND;

  return g_test_rand_bit () ? at : at - 2 * HOUR;
}

static FoyerReason
choose_reason (void)
{
  static const FoyerReason reasons[] = {
    FOYER_REASON_ALREADY_ADMITTED, FOYER_REASON_RULE,         FOYER_REASON_VOID,
    FOYER_REASON_UNPAID,           FOYER_REASON_UNKNOWN_CODE, FOYER_REASON_WRONG_LIST
  };

  return g_test_rand_bit () ? reasons[0] : reasons[choose (G_N_ELEMENTS (reasons))];
}

static const Known *
choose_known (Pair *pair, guint n_before)
{
  return n_before > 0 ? g_ptr_array_index (pair->scans, choose (n_before)) : NULL;
}

static const Known *
make_known (Pair *pair, guint n_tickets)
{
  Known *known = g_new0 (Known, 1);

  known->id = foyer_uuid_new ();
  known->ticket = choose (n_tickets);
  g_ptr_array_add (pair->scans, known);
  return known;
}

/* @list: %N_LISTS where none is said */
typedef struct {
  FoyerTestReport report;
  guint ticket;
  guint list;
} Said;

/* A new scan, or one of the @n_before that were before this message. */
static void
choose_said (Pair *pair, Said *said, guint n_before)
{
  static const gint64 errors[] = { 0, 1000, 86400000 };
  const Known *known = choose (4) == 0 ? choose_known (pair, n_before) : NULL;

  if (known == NULL)
    known = make_known (pair, N_TICKETS + 1);
  *said = (Said){ .ticket = known->ticket, .list = choose (3) == 0 ? N_LISTS : choose (N_LISTS) };
  said->report = (FoyerTestReport){ .id = known->id,
                                    .outcome = (FoyerOutcome)choose (3),
                                    .at = choose_time (pair),
                                    .error_ms = errors[choose (G_N_ELEMENTS (errors))] };
  if (said->report.outcome == FOYER_OUTCOME_REFUSED) {
    said->report.reason = choose_reason ();
    said->report.let_in = choose (3) == 0 ? "let them in late" : NULL;
  }
}

/* Of two that say different things of one scan the second has to come again: here none does. */
static gboolean
is_said (const Said *said, guint n, const char *id)
{
  for (guint i = 0; i < n; i++) {
    if (g_str_equal (said[i].report.id, id))
      return TRUE;
  }
  return FALSE;
}

static guint
choose_message (Pair *pair, Said *said)
{
  guint n_before = pair->scans->len;
  guint n = 1 + choose (N_SAID - 1);
  guint n_said = 0;

  for (guint i = 0; i < n; i++) {
    choose_said (pair, &said[n_said], n_before);
    if (!is_said (said, n_said, said[n_said].report.id))
      n_said++;
  }
  /* One of them twice, word for word. */
  if (n_said > 0 && choose (4) == 0) {
    said[n_said] = said[choose (n_said)];
    n_said++;
  }
  return n_said;
}

static char *
describe (const FoyerDbScanAnswer *answer)
{
  if (answer->error != NULL)
    return g_strdup_printf ("error %d", answer->error->code);
  return g_strdup_printf ("%s %s change %" G_GINT64_FORMAT "%s%s",
                          foyer_outcome_to_nick (answer->verdict->outcome),
                          foyer_reason_to_nick (answer->verdict->reason),
                          answer->verdict->seq,
                          answer->verdict->overridden ? " overridden" : "",
                          answer->repeated ? " again" : "");
}

static void
do_report (Pair *pair)
{
  Said said[N_SAID + 1];
  guint n = choose_message (pair, said);
  FoyerTestReport here[N_SAID + 1], there[N_SAID + 1];
  g_autoptr (FoyerDbBatchResult) batch = NULL;

  for (guint i = 0; i < n; i++) {
    here[i] = there[i] = said[i].report;
    here[i].code = get_code (pair, 0, said[i].ticket);
    there[i].code = get_code (pair, 1, said[i].ticket);
    here[i].list_id = said[i].list < N_LISTS ? pair->lists[0][said[i].list] : NULL;
    there[i].list_id = said[i].list < N_LISTS ? pair->lists[1][said[i].list] : NULL;
  }
  batch = foyer_test_report_all (&pair->doors[0], here, n);
  for (guint i = 0; i < n; i++) {
    g_autoptr (FoyerDbBatchResult) one = foyer_test_report_all (&pair->doors[1], &there[i], 1);
    g_autofree char *in_batch = describe (&g_array_index (batch->answers, FoyerDbScanAnswer, i));
    g_autofree char *alone = describe (&g_array_index (one->answers, FoyerDbScanAnswer, 0));

    g_assert_cmpstr (in_batch, ==, alone);
  }
}

static void
do_live (Pair *pair)
{
  const Known *known = make_known (pair, N_TICKETS);
  guint list = choose (N_LISTS - 1);
  FoyerDirection direction = choose (3) == 0 ? FOYER_DIRECTION_EXIT : FOYER_DIRECTION_ENTRY;
  FoyerOutcome outcomes[N_DOORS];

  for (guint i = 0; i < N_DOORS; i++) {
    g_autoptr (FoyerVerdict) verdict =
        foyer_test_door_scan (&pair->doors[i],
                              &(FoyerScan){ .id = known->id,
                                            .code = (char *)get_code (pair, i, known->ticket),
                                            .list_id = pair->lists[i][list],
                                            .direction = direction });

    outcomes[i] = verdict->outcome;
  }
  g_assert_cmpint (outcomes[0], ==, outcomes[1]);
}

/* What cannot be is refused at both, for the same reason. */
static void
assert_same (GError *errors[N_DOORS])
{
  g_assert_true ((errors[0] == NULL) == (errors[1] == NULL));
  if (errors[0] != NULL) {
    g_assert_cmpint (errors[0]->domain, ==, FOYER_ERROR);
    g_assert_cmpstr (errors[0]->message, ==, errors[1]->message);
  }
  for (guint i = 0; i < N_DOORS; i++)
    g_clear_error (&errors[i]);
}

static void
do_amend (Pair *pair, gboolean is_undo)
{
  const Known *known = choose_known (pair, pair->scans->len);
  GError *errors[N_DOORS] = { NULL };

  for (guint i = 0; known != NULL && i < N_DOORS; i++) {
    g_autofree char *request_id = foyer_uuid_new ();
    g_autoptr (FoyerChangeBatch) batch = NULL;

    (is_undo ? foyer_db_undo : foyer_db_override) (pair->doors[i].relay,
                                                   request_id,
                                                   pair->doors[i].event_id,
                                                   known->id,
                                                   "looked at it",
                                                   &pair->doors[i].actor,
                                                   &batch,
                                                   &errors[i]);
  }
  assert_same (errors);
}

static void
do_edit (Pair *pair, gboolean is_void)
{
  guint number = choose (N_TICKETS);
  FoyerTicket fields = { .type_number = 1,
                         .paid = choose (4) > 0,
                         .allowed_entries = 1 + choose (3) };
  GError *errors[N_DOORS] = { NULL };

  for (guint i = 0; i < N_DOORS; i++) {
    g_autofree char *request_id = foyer_uuid_new ();
    g_autoptr (FoyerChangeBatch) batch = NULL;
    g_autoptr (FoyerTicket) current = NULL;

    fields.id = (char *)foyer_test_door_get_ticket (&pair->doors[i], number);
    fields.event_id = pair->doors[i].event_id;
    (is_void ? foyer_db_edit_void : foyer_db_edit_ticket) (pair->doors[i].relay,
                                                           request_id,
                                                           &fields,
                                                           &pair->doors[i].actor,
                                                           &batch,
                                                           &current,
                                                           &errors[i]);
  }
  assert_same (errors);
}

/* The same at both, whatever they are called there. */
#define OPEN_CONFLICTS                                                                        \
  "SELECT string_agg (id::text || ' ' || array_to_string (scans, ' '), E'\\n' ORDER BY kind," \
  " (SELECT string_agg (s::text, ' ' ORDER BY s::text) FROM unnest (scans) AS s))"            \
  " FROM conflicts WHERE resolved_at IS NULL AND event_id = '%s'"

static GStrv
list_conflicts (Pair *pair, guint door)
{
  g_autofree char *sql = g_strdup_printf (OPEN_CONFLICTS, pair->doors[door].event_id);
  g_autofree char *text = foyer_test_database_ask (database, sql);

  return g_strsplit (text != NULL ? text : "", "\n", -1);
}

static GStrv
choose_scans (Pair *pair, const char *conflict)
{
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();

  for (guint i = 0; i < pair->scans->len; i++) {
    const Known *known = g_ptr_array_index (pair->scans, i);

    if (strstr (conflict, known->id) != NULL && choose (5) < 2)
      g_strv_builder_add (chosen, known->id);
  }
  return g_strv_builder_end (chosen);
}

static void
do_resolve (Pair *pair)
{
  g_auto (GStrv) open = list_conflicts (pair, 0);
  guint which = choose (MAX (g_strv_length (open), 1));
  g_auto (GStrv) taken_back = open[0] != NULL ? choose_scans (pair, open[which]) : NULL;
  GError *errors[N_DOORS] = { NULL };

  for (guint i = 0; open[0] != NULL && i < N_DOORS; i++) {
    g_auto (GStrv) same = list_conflicts (pair, i);
    g_autofree char *id = g_strndup (same[which], 36);
    g_autofree char *request_id = foyer_uuid_new ();
    g_autoptr (GPtrArray) batches = NULL;

    foyer_db_conflict_resolve (pair->doors[i].relay,
                               &(FoyerDbResolution){ .request_id = request_id,
                                                     .conflict_id = id,
                                                     .resolution = FOYER_CONFLICT_STAFF_ERROR,
                                                     .reason = "looked at it",
                                                     .taken_back =
                                                         (const char *const *)taken_back },
                               &pair->doors[i].actor,
                               &batches,
                               &errors[i]);
  }
  assert_same (errors);
}

/* Everything, without what is called otherwise at the other event, and without the times of what
 * was live. */
#define WHEN(column) \
  "CASE WHEN " column " < foyer_time (%2$" G_GINT64_FORMAT ") THEN " column "::text END"
#define SCANS_OF(column) \
  "(SELECT string_agg (s::text, ' ' ORDER BY s::text) FROM unnest (" column ") AS s)"
#define TELL                                                                                       \
  "SELECT string_agg (line, E'\\n' ORDER BY sort, line) FROM ("                                    \
  "SELECT 1 AS sort, format ('state %%s %%s used %%s inside %%s out %%s', ticket_id, list_id,"     \
  "  entries_used, inside, CASE WHEN last_exit IS NOT NULL THEN 'at ' || " WHEN (                  \
      "last_exit") " END)"                                                                         \
                   " AS line FROM ticket_states JOIN tickets t ON t.id = ticket_id WHERE "         \
                   "t.event_id = '%1$s'"                                                           \
                   " UNION ALL SELECT 2, format ('ticket %%s %%s version %%s allowed %%s paid "    \
                   "%%s', id, status,"                                                             \
                   "  version, allowed_entries, paid) FROM tickets WHERE event_id = '%1$s'"        \
                   " UNION ALL SELECT 3, format ('list %%s tickets %%s admitted %%s inside %%s', " \
                   "list_id, tickets,"                                                             \
                   "  admitted, inside) FROM list_counters JOIN check_in_lists l ON l.id = "       \
                   "list_id"                                                                       \
                   "  WHERE l.event_id = '%1$s'"                                                   \
                   " UNION ALL SELECT 4, format ('conflict %%s %%s %%s at %%s error %%s %%s "      \
                   "%%s', kind, ticket_id,"                                                        \
                   "  list_id, scanned_at, error_ms, COALESCE (resolution, 'open'), " SCANS_OF (   \
                       "scans") ")"                                                                \
                                "  FROM conflicts WHERE event_id = '%1$s'"                         \
                                " UNION ALL SELECT 4 + log_no, format ('row %%s %%s %%s %%s %%s "  \
                                "%%s %%s at %%s error %%s said"                                    \
                                " %%s why %%s change %%s', log_no, action, scan_id, outcome, "     \
                                "reason, ticket_id, list_id,"                                      \
                                "  " WHEN ("scanned_at") ", clock_error_ms, device_verdict, "      \
                                                         "explanation, seq)"                       \
                                                         "  FROM verification_logs WHERE "         \
                                                         "event_id = '%1$s'"                       \
                                                         " UNION ALL SELECT 100000 + seq, format " \
                                                         "('change %%s %%s %%s %%s %%s version "   \
                                                         "%%s of %%s used %%s"                     \
                                                         " inside %%s %%s', seq, kind, "           \
                                                         "ticket_id, list_id, status, version, "   \
                                                         "scan_id, entries_used,"                  \
                                                         "  inside, amends) FROM changes WHERE "   \
                                                         "event_id = '%1$s') AS lines"

static GStrv
tell (Pair *pair, guint number)
{
  FoyerTestDoor *door = &pair->doors[number];
  g_autofree char *sql = g_strdup_printf (TELL, door->event_id, pair->begun);
  g_autofree char *told = foyer_test_database_ask (database, sql);
  g_autoptr (GString) text = g_string_new (told);

  for (guint i = 0; i < N_TICKETS; i++) {
    g_autofree char *name = g_strdup_printf ("ticket-%u", i);

    g_string_replace (text, foyer_test_door_get_ticket (door, i), name, 0);
  }
  for (guint i = 0; i < N_LISTS; i++) {
    g_autofree char *name = g_strdup_printf ("list-%u", i);

    g_string_replace (text, pair->lists[number][i], name, 0);
  }
  return g_strsplit (text->str, "\n", -1);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
assert_alike (Pair *pair)
{
  g_auto (GStrv) here = tell (pair, 0);
  g_auto (GStrv) there = tell (pair, 1);

  qsort (here, g_strv_length (here), sizeof *here, compare_lines);
  qsort (there, g_strv_length (there), sizeof *there, compare_lines);
  for (guint i = 0; here[i] != NULL || there[i] != NULL; i++)
    g_assert_cmpstr (here[i], ==, there[i]);
  for (guint i = 0; i < N_DOORS; i++)
    foyer_test_door_assert_sound (&pair->doors[i]);
}

static void
act (Pair *pair)
{
  guint kind = choose (20);

  if (kind < 9)
    do_report (pair);
  else if (kind < 13)
    do_live (pair);
  else if (kind < 16)
    do_amend (pair, kind < 15);
  else if (kind < 18)
    do_resolve (pair);
  else
    do_edit (pair, kind == 19 && choose (3) == 0);
}

static void
test_a_batch_is_as_its_scans_one_by_one (void)
{
  for (guint round = 0; round < 6; round++) {
    Pair pair;

    pair_init (&pair);
    for (guint i = 0; i < 40; i++) {
      act (&pair);
      if (i % 10 == 9)
        assert_alike (&pair);
    }
    pair_clear (&pair);
  }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  g_test_add_func ("/db/sync-batches/a-batch-is-as-its-scans-one-by-one",
                   test_a_batch_is_as_its_scans_one_by_one);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
