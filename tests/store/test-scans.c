/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "store/bed.h"
#include "store/foyer-store-scans.h"
#include "store/foyer-store-sql.h"

static FoyerStoreCounts
count (Bed *bed)
{
  FoyerStoreCounts counts;

  g_assert_true (foyer_store_count_scans (bed->file, &counts, NULL));
  return counts;
}

static GPtrArray *
list_waiting (Bed *bed, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *scans = foyer_store_list_waiting (bed->file, BED_EVENT, limit, &error);

  g_assert_no_error (error);
  return scans;
}

static void
note (Bed *bed, const FoyerScan *scan, FoyerOutcome outcome, FoyerReason reason, gint64 seq)
{
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){ .id = ticket_id });
  g_autoptr (FoyerVerdict) verdict = foyer_verdict_new (&(FoyerVerdict){ .scan_id = scan->id,
                                                                         .outcome = outcome,
                                                                         .reason = reason,
                                                                         .ticket = ticket,
                                                                         .seq = seq });
  g_autoptr (GError) error = NULL;

  g_assert_true (
      foyer_store_note_verdict (bed->file, scan, verdict, &bed->desk, BED_EPOCH, &error));
  g_assert_no_error (error);
}

static void
test_the_oldest_come_first (void)
{
  g_autoptr (GPtrArray) scans = NULL;
  g_autoptr (GPtrArray) elsewhere = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 5);
  for (guint i = 1; i <= 5; i++) {
    g_autofree char *code = g_strdup_printf ("code-%u", 6 - i);

    bed_assert_judged (&bed, code, FOYER_REASON_NONE);
  }
  bed_reopen (&bed);
  scans = list_waiting (&bed, 3);
  g_assert_cmpuint (scans->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const FoyerStoreScan *scan = g_ptr_array_index (scans, i);
    g_autofree char *code = g_strdup_printf ("code-%u", 5 - i);

    g_assert_cmpstr (scan->report->scan->code, ==, code);
  }
  g_assert_cmpint (count (&bed).waiting, ==, 5);
  elsewhere = foyer_store_list_waiting (bed.file, BED_FRIDAY, 3, NULL);
  g_assert_cmpuint (elsewhere->len, ==, 0);
  bed_clear (&bed);
}

static guint
count_deliverable (Bed *bed, const char *left_out, gboolean is_credited)
{
  const char *events[] = { BED_FRIDAY, left_out, NULL };
  g_autoptr (GPtrArray) scans =
      foyer_store_list_deliverable (bed->file, events, is_credited, 10, NULL);

  return scans != NULL ? scans->len : G_MAXUINT;
}

static void
test_some_are_left_out (void)
{
  const char *none[] = { NULL };
  g_autoptr (GPtrArray) all = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed.desk.session_id = NULL;
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  g_assert_cmpuint (count_deliverable (&bed, NULL, FALSE), ==, 2);
  g_assert_cmpuint (count_deliverable (&bed, NULL, TRUE), ==, 1);
  g_assert_cmpuint (count_deliverable (&bed, BED_EVENT, FALSE), ==, 0);
  all = foyer_store_list_deliverable (bed.file, none, FALSE, 1, NULL);
  g_assert_true (all != NULL && all->len == 1);
  bed_clear (&bed);
}

static void
test_all_of_a_scan_is_kept (void)
{
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) second = NULL;
  g_autoptr (GPtrArray) scans = NULL;
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  const FoyerStoreScan *kept;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  bed.desk.clock_offset_ms = -1234;
  bed.desk.clock_error_ms = 56;
  first = bed_judge (&bed, "code-1", BED_FRIDAY);
  second = bed_judge (&bed, "code-1", BED_FRIDAY);
  scans = list_waiting (&bed, 10);
  kept = g_ptr_array_index (scans, 1);
  g_assert_cmpstr (kept->report->scan->id, ==, second->scan_id);
  g_assert_cmpstr (kept->report->scan->event_id, ==, BED_EVENT);
  g_assert_cmpstr (kept->report->scan->list_id, ==, BED_FRIDAY);
  g_assert_cmpstr (kept->report->scan->code, ==, "code-1");
  g_assert_null (kept->report->scan->ticket_id);
  g_assert_cmpint (kept->report->scan->direction, ==, FOYER_DIRECTION_ENTRY);
  g_assert_cmpint (kept->report->scan->scanned_at, ==, bed.now);
  g_assert_cmpstr (kept->report->session_id, ==, BED_SESSION);
  g_assert_cmpint (kept->report->clock_offset_ms, ==, -1234);
  g_assert_cmpint (kept->report->clock_error_ms, ==, 56);
  g_assert_null (kept->trouble);
  g_assert_cmpint (kept->verdict->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpint (kept->verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (kept->verdict->explanation, ==, second->explanation);
  g_assert_cmpstr (kept->verdict->earlier.verified_by, ==, "ann@example.org");
  g_assert_cmpstr (kept->verdict->ticket->id, ==, ticket_id);
  bed_clear (&bed);
}

static void
test_what_is_delivered_waits_no_more (void)
{
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GPtrArray) scans = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  verdict = bed_judge (&bed, "code-1", NULL);
  bed_settle (&bed, verdict->scan_id, 11, NULL);
  bed_settle (&bed, BED_SESSION, 12, NULL);
  scans = list_waiting (&bed, 10);
  g_assert_cmpuint (scans->len, ==, 0);
  /* Once it is there nobody can say that it is not. */
  bed_settle (&bed, verdict->scan_id, 0, "The relay does not like it.");
  g_assert_cmpint (count (&bed).aside, ==, 0);
  bed_clear (&bed);
}

static void
test_what_cannot_be_stored_is_set_aside (void)
{
  g_autoptr (FoyerVerdict) poison = NULL;
  g_autoptr (FoyerVerdict) good = NULL;
  g_autoptr (GPtrArray) scans = NULL;
  g_autoptr (GPtrArray) aside = NULL;
  g_autoptr (GPtrArray) unnamed = NULL;
  const FoyerStoreScan *kept;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  poison = bed_judge (&bed, "code-1", NULL);
  good = bed_judge (&bed, "code-2", NULL);
  bed_settle (&bed, poison->scan_id, 0, "This scan id stands for another code.");
  scans = list_waiting (&bed, 10);
  g_assert_cmpuint (scans->len, ==, 1);
  g_assert_cmpstr (((FoyerStoreScan *)g_ptr_array_index (scans, 0))->report->scan->id,
                   ==,
                   good->scan_id);
  aside = foyer_store_list_aside (bed.file, BED_EVENT, 10, NULL);
  g_assert_cmpuint (aside->len, ==, 1);
  kept = g_ptr_array_index (aside, 0);
  g_assert_cmpstr (kept->report->scan->id, ==, poison->scan_id);
  g_assert_cmpstr (kept->trouble, ==, "This scan id stands for another code.");
  g_assert_cmpstr (kept->verdict->ticket->name, ==, poison->ticket->name);
  g_assert_nonnull (poison->ticket->name);
  /* Who may not know of this event hears no names. */
  unnamed = foyer_store_list_aside (bed.file, NULL, 10, NULL);
  kept = g_ptr_array_index (unnamed, 0);
  g_assert_null (kept->verdict->ticket->name);
  g_assert_cmpint (count (&bed).waiting, ==, 1);
  g_assert_cmpint (count (&bed).aside, ==, 1);
  bed_clear (&bed);
}

static void
test_a_damaged_scan_holds_nothing_up (void)
{
  g_autoptr (GPtrArray) scans = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  g_assert_true (
      foyer_store_run (bed.file, "UPDATE scans SET sealed = zeroblob (99) WHERE number = 1", NULL));
  scans = list_waiting (&bed, 10);
  g_assert_cmpuint (scans->len, ==, 1);
  g_assert_cmpint (count (&bed).waiting, ==, 1);
  g_assert_cmpint (count (&bed).aside, ==, 1);
  /* Its code says why in every language. */
  g_assert_cmpint (bed_read_number (&bed,
                                    "SELECT count (*) FROM scans WHERE trouble LIKE 'damaged: %'"),
                   ==,
                   1);
  /* The guest came in all the same. */
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_a_late_answer_that_agrees_delivers (void)
{
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  scan = bed_make_scan (&bed, "code-1", NULL);
  verdict = foyer_store_judge (bed.file, scan, &bed.desk, NULL);
  note (&bed, scan, FOYER_OUTCOME_ADMITTED, FOYER_REASON_NONE, 11);
  g_assert_cmpint (count (&bed).waiting, ==, 0);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_a_late_answer_that_differs_leaves_it_waiting (void)
{
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (FoyerVerdict) again = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  scan = bed_make_scan (&bed, "code-1", NULL);
  verdict = foyer_store_judge (bed.file, scan, &bed.desk, NULL);
  note (&bed, scan, FOYER_OUTCOME_REFUSED, FOYER_REASON_ALREADY_ADMITTED, 0);
  g_assert_cmpint (count (&bed).waiting, ==, 1);
  again = foyer_store_judge (bed.file, scan, &bed.desk, NULL);
  g_assert_cmpint (again->outcome, ==, FOYER_OUTCOME_ADMITTED);
  bed_clear (&bed);
}

/* An answer of the relay whose change has not come yet counts here at once, on the list that a scan
 * without one is for. */
static void
test_an_answer_counts_before_its_change (void)
{
  g_autoptr (FoyerScan) scan = NULL;
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  FoyerChange change = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = ticket_id,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .timestamp = BED_NOW };
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  scan = bed_make_scan (&bed, "code-1", NULL);
  note (&bed, scan, FOYER_OUTCOME_ADMITTED, FOYER_REASON_NONE, BED_SEQ + 1);
  g_assert_cmpint (count (&bed).waiting, ==, 0);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_apply (&bed, &change);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_a_restored_relay_is_offered_all (void)
{
  g_autoptr (FoyerEvent) restored = NULL;
  g_autoptr (FoyerVerdict) delivered = NULL;
  g_autoptr (FoyerVerdict) poison = NULL;
  g_autoptr (FoyerVerdict) waiting = NULL;
  g_autoptr (GPtrArray) scans = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  delivered = bed_judge (&bed, "code-1", NULL);
  poison = bed_judge (&bed, "code-2", NULL);
  waiting = bed_judge (&bed, "code-3", NULL);
  bed_settle (&bed, delivered->scan_id, 11, NULL);
  bed_settle (&bed, poison->scan_id, 0, "This scan id stands for another code.");
  restored = bed_make_event (&bed, BED_EVENT, BED_EPOCH + 1);
  g_assert_true (foyer_store_save_event (bed.file, restored, NULL));
  scans = list_waiting (&bed, 10);
  g_assert_cmpuint (scans->len, ==, 2);
  g_assert_cmpstr (((FoyerStoreScan *)g_ptr_array_index (scans, 0))->report->scan->id,
                   ==,
                   delivered->scan_id);
  g_assert_cmpint (count (&bed).aside, ==, 1);
  /* In the same epoch nothing is offered twice. */
  bed_settle (&bed, delivered->scan_id, 3, NULL);
  g_assert_true (foyer_store_save_event (bed.file, restored, NULL));
  g_assert_cmpint (count (&bed).waiting, ==, 1);
  bed_clear (&bed);
}

static void
amend (Bed *bed, gint64 seq, FoyerChangeKind kind, const char *ticket_id, const char *scan_id)
{
  FoyerTicketState state = { 0 };
  FoyerChange change = { .seq = seq,
                         .kind = kind,
                         .ticket_id = (char *)ticket_id,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .state = &state,
                         .verified_by = (char *)"sam@example.org",
                         .scan_id = (char *)scan_id,
                         .amends = TRUE,
                         .timestamp = BED_NOW };

  bed_apply (bed, &change);
}

static const FoyerReport *
get_report (const GPtrArray *scans, guint position)
{
  return ((const FoyerStoreScan *)g_ptr_array_index (scans, position))->report;
}

/* A relay that forgot whom a supervisor let in is told that too. */
static void
test_a_restored_relay_is_told_who_was_let_in (void)
{
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  g_autoptr (FoyerVerdict) undone = NULL;
  g_autoptr (FoyerVerdict) let_in = NULL;
  g_autoptr (FoyerVerdict) refused = NULL;
  g_autoptr (FoyerEvent) restored = NULL;
  g_autoptr (GPtrArray) scans = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  undone = bed_judge (&bed, "code-1", NULL);
  let_in = bed_judge (&bed, "code-1", NULL);
  refused = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (let_in->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  bed_settle (&bed, undone->scan_id, 0, NULL);
  bed_settle (&bed, let_in->scan_id, 0, NULL);
  bed_settle (&bed, refused->scan_id, 0, NULL);
  amend (&bed, BED_SEQ + 1, FOYER_CHANGE_KIND_UNDONE, ticket_id, undone->scan_id);
  amend (&bed, BED_SEQ + 2, FOYER_CHANGE_KIND_VERIFIED, ticket_id, let_in->scan_id);
  restored = bed_make_event (&bed, BED_EVENT, BED_EPOCH + 1);
  g_assert_true (foyer_store_save_event (bed.file, restored, NULL));
  scans = list_waiting (&bed, 10);
  g_assert_cmpuint (scans->len, ==, 3);
  g_assert_cmpint (get_report (scans, 0)->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (get_report (scans, 1)->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (get_report (scans, 1)->reason, ==, FOYER_REASON_NONE);
  g_assert_cmpint (get_report (scans, 2)->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpint (get_report (scans, 2)->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* What is offered again and what the restored relay still has are the same guests. */
static void
test_what_is_offered_again_counts_once (void)
{
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 3 };
  FoyerTicketState state = { .entries_used = 1, .inside = 1 };
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) second = NULL;
  const char *restored[] = { NULL, NULL };
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  first = bed_judge (&bed, "code-1", NULL);
  second = bed_judge (&bed, "code-1", NULL);
  bed_settle (&bed, first->scan_id, 11, NULL);
  bed_settle (&bed, second->scan_id, 12, NULL);
  foyer_event_unref (bed.event);
  bed.event = bed_make_event (&bed, BED_EVENT, BED_EPOCH + 1);
  g_assert_true (foyer_store_save_event (bed.file, bed.event, NULL));
  /* The copy that was restored has one of the two. */
  restored[0] = first->scan_id;
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line_of_scans (1, &fields, BED_FRIDAY, &state, restored));
  bed_finish_copy (&bed, copy, 7, TRUE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* As long as there is no new copy nothing of the relay's part is known, whatever it answered. */
static void
test_what_was_delivered_after_a_restore_counts_before_the_copy (void)
{
  g_autofree char *code = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  code = bed_sign (&bed, 1, 1);
  foyer_event_unref (bed.event);
  bed.event = bed_make_event (&bed, BED_EVENT, BED_EPOCH + 1);
  g_assert_true (foyer_store_save_event (bed.file, bed.event, NULL));
  verdict = bed_judge (&bed, code, NULL);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  bed_settle (&bed, verdict->scan_id, 0, NULL);
  bed_assert_judged (&bed, code, FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* The store keeps the statement by its text, which is to be a constant. */
#define COUNT(table) "SELECT count (*) FROM " table

static void
sweep (Bed *bed)
{
  gboolean is_clean = FALSE;

  while (!is_clean)
    g_assert_true (foyer_store_sweep (bed->file, 0, &is_clean, NULL));
}

static void
save_closed (Bed *bed, gboolean closed)
{
  FoyerEvent fields = *bed->event;
  g_autoptr (FoyerEvent) event = NULL;

  fields.policy.closed = closed;
  event = foyer_event_new (&fields);
  g_assert_true (foyer_store_save_event (bed->file, event, NULL));
}

static void
settle_all (Bed *bed)
{
  g_autoptr (GPtrArray) waiting = foyer_store_list_waiting (bed->file, NULL, 100, NULL);
  g_autoptr (GPtrArray) settlements =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_settlement_free);

  for (guint i = 0; i < waiting->len; i++) {
    const FoyerStoreScan *scan = g_ptr_array_index (waiting, i);

    g_ptr_array_add (settlements,
                     foyer_store_settlement_new (scan->report->scan->id, BED_SEQ + 1, NULL));
  }
  g_assert_true (foyer_store_settle (bed->file, settlements, NULL));
}

/* What the relay has nobody needs any more; what it has not must get there first. */
static void
test_a_closed_event_leaves_only_what_waits (void)
{
  Bed bed;
  FoyerStoreCopy late = { .event_id = BED_EVENT, .epoch = BED_EPOCH, .whole = TRUE };
  g_autoptr (GError) error = NULL;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  settle_all (&bed);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  late.copy = bed_begin_copy (&bed);
  g_assert_cmpint (bed_read_number (&bed, COUNT ("scans")), ==, 2);
  save_closed (&bed, TRUE);
  sweep (&bed);
  g_assert_cmpint (bed_read_number (&bed, COUNT ("tickets")), ==, 0);
  g_assert_cmpint (bed_read_number (&bed, COUNT ("codes")), ==, 0);
  g_assert_cmpint (bed_read_number (&bed, COUNT ("scans")), ==, 1);
  /* A copy that was on its way comes too late. */
  g_assert_false (foyer_store_finish_copy (bed.file, &late, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
  bed_assert_judged (&bed, "code-3", FOYER_REASON_ENTRY_PAUSED);
  bed_assert_judged (&bed, "nonsense", FOYER_REASON_ENTRY_PAUSED);
  g_assert_cmpint (bed_read_number (&bed, COUNT ("scans")), ==, 3);
  settle_all (&bed);
  g_assert_cmpint (bed_read_number (&bed, COUNT ("scans")), ==, 0);
  bed_clear (&bed);
}

/* How many rows were gone through without an index since the last time, to delete scans. */
static int
count_steps (Bed *bed)
{
  GHashTableIter iter;
  gpointer sql, statement;
  int n_steps = 0;

  g_hash_table_iter_init (&iter, bed->file->statements);
  while (g_hash_table_iter_next (&iter, &sql, &statement)) {
    if (g_str_has_prefix (sql, "DELETE FROM scans"))
      n_steps += sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
  }
  return n_steps;
}

/* Events that are over stay known, and the scans of others may be many. */
static void
test_a_closed_event_slows_no_other_one (void)
{
  FoyerEvent fields;
  g_autoptr (FoyerEvent) other = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 9);
  fields = *bed.event;
  fields.id = (char *)BED_SESSION;
  fields.policy.closed = TRUE;
  other = foyer_event_new (&fields);
  g_assert_true (foyer_store_save_event (bed.file, other, NULL));
  count_steps (&bed);
  for (guint i = 1; i <= 9; i++) {
    g_autofree char *code = g_strdup_printf ("code-%u", i);

    bed_assert_judged (&bed, code, FOYER_REASON_NONE);
    settle_all (&bed);
  }
  g_assert_cmpint (bed_read_number (&bed, COUNT ("scans")), ==, 9);
  g_assert_cmpint (count_steps (&bed), ==, 0);
  bed_clear (&bed);
}

static void
test_an_event_that_is_opened_again_is_copied_anew (void)
{
  Bed bed;
  g_auto (FoyerStoreEvent) event = { 0 };

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  save_closed (&bed, TRUE);
  save_closed (&bed, FALSE);
  g_assert_true (foyer_store_load_event (bed.file, BED_EVENT, &event, NULL));
  g_assert_cmpint (event.tickets, ==, FOYER_STORE_TICKETS_NONE);
  g_assert_cmpint (event.seq, ==, 0);
  g_assert_false (event.event->policy.closed);
  bed_copy_tickets (&bed, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/scans/" name, func)
  ADD ("the-oldest-come-first", test_the_oldest_come_first);
  ADD ("all-of-a-scan-is-kept", test_all_of_a_scan_is_kept);
  ADD ("what-is-delivered-waits-no-more", test_what_is_delivered_waits_no_more);
  ADD ("what-cannot-be-stored-is-set-aside", test_what_cannot_be_stored_is_set_aside);
  ADD ("a-damaged-scan-holds-nothing-up", test_a_damaged_scan_holds_nothing_up);
  ADD ("a-late-answer-that-agrees-delivers", test_a_late_answer_that_agrees_delivers);
  ADD ("some-are-left-out", test_some_are_left_out);
  ADD ("a-late-answer-that-differs-leaves-it-waiting",
       test_a_late_answer_that_differs_leaves_it_waiting);
  ADD ("an-answer-counts-before-its-change", test_an_answer_counts_before_its_change);
  ADD ("a-restored-relay-is-offered-all", test_a_restored_relay_is_offered_all);
  ADD ("a-restored-relay-is-told-who-was-let-in", test_a_restored_relay_is_told_who_was_let_in);
  ADD ("what-is-offered-again-counts-once", test_what_is_offered_again_counts_once);
  ADD ("what-was-delivered-after-a-restore-counts-before-the-copy",
       test_what_was_delivered_after_a_restore_counts_before_the_copy);
  ADD ("a-closed-event-leaves-only-what-waits", test_a_closed_event_leaves_only_what_waits);
  ADD ("a-closed-event-slows-no-other-one", test_a_closed_event_slows_no_other_one);
  ADD ("an-event-that-is-opened-again-is-copied-anew",
       test_an_event_that_is_opened_again_is_copied_anew);
  return g_test_run ();
}
