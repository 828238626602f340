/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "store/bed.h"
#include "store/foyer-store-scans.h"

/* What a desk knows beside the table of cases: its own scans, and what it was told. */

static FoyerVerdict *
judge_exit (Bed *bed, const char *code, const char *list_id)
{
  g_autoptr (FoyerScan) entry = bed_make_scan (bed, code, list_id);
  FoyerScan fields = *entry;
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (GError) error = NULL;
  FoyerVerdict *verdict;

  fields.direction = FOYER_DIRECTION_EXIT;
  scan = foyer_scan_new (&fields);
  verdict = foyer_store_judge (bed->file, scan, &bed->desk, &error);
  g_assert_no_error (error);
  return verdict;
}

static void
test_own_scans_count (void)
{
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  verdict = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (verdict->earlier.verified_by, ==, "ann@example.org");
  g_assert_cmpstr (verdict->earlier.device, ==, "Desk 1");
  g_assert_cmpint (verdict->earlier.timestamp, ==, BED_NOW + FOYER_TIME_SECOND);
  bed_clear (&bed);
}

/* As at the relay: who goes out is recorded, also where the tickets are gone. */
static void
test_who_leaves_a_closed_event_is_recorded (void)
{
  g_autofree char *code = NULL;
  g_autofree char *id = bed_get_ticket_id (1);
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  FoyerEvent fields;
  g_autoptr (FoyerEvent) event = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  code = bed_sign (&bed, 1, 1);
  fields = *bed.event;
  fields.policy.closed = TRUE;
  event = foyer_event_new (&fields);
  g_assert_true (foyer_store_save_event (bed.file, event, NULL));
  bed_assert_judged (&bed, code, FOYER_REASON_ENTRY_PAUSED);
  verdict = judge_exit (&bed, code, NULL);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_EXITED);
  g_assert_cmpstr (verdict->ticket->id, ==, id);
  waiting = foyer_store_list_waiting (bed.file, BED_EVENT, 10, NULL);
  g_assert_cmpuint (waiting->len, ==, 2);
  bed_clear (&bed);
}

/* What was heard last counts, with what guests are to be told. Who goes out is let out. */
static void
test_a_pause_outlives_a_restart (void)
{
  g_autoptr (FoyerVerdict) refused = NULL;
  g_autoptr (FoyerVerdict) left = NULL;
  g_autoptr (FoyerEvent) event = NULL;
  FoyerEvent fields;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  fields = *bed.event;
  fields.policy.entry_paused = TRUE;
  fields.policy.message = (char *)"Fire drill: please wait outside.";
  event = foyer_event_new (&fields);
  g_assert_true (foyer_store_save_event (bed.file, event, NULL));
  bed_reopen (&bed);
  refused = bed_judge (&bed, "code-2", NULL);
  g_assert_cmpint (refused->reason, ==, FOYER_REASON_ENTRY_PAUSED);
  g_assert_cmpstr (refused->explanation, ==, "Fire drill: please wait outside.");
  left = judge_exit (&bed, "code-1", NULL);
  g_assert_cmpint (left->outcome, ==, FOYER_OUTCOME_EXITED);
  g_assert_true (foyer_store_save_event (bed.file, bed.event, NULL));
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  bed_clear (&bed);
}

/* Until its change has come, what was delivered still counts; then it is in the relay's part. */
static void
test_what_was_delivered_counts_once (void)
{
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 3 };
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange change = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = id,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .timestamp = BED_NOW };
  g_autoptr (FoyerVerdict) first = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  first = bed_judge (&bed, "code-1", NULL);
  bed_settle (&bed, first->scan_id, BED_SEQ + 1, NULL);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_apply (&bed, &change);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* A supervisor takes an admission of this desk back: the scan, which was delivered before, does not
 * say otherwise, and the one that is left is the last one. */
static void
test_what_was_undone_elsewhere_may_come_in (void)
{
  g_autoptr (FoyerVerdict) first = NULL;
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerTicketState state = { 0 };
  FoyerChange undone = { .seq = BED_SEQ + 2,
                         .kind = FOYER_CHANGE_KIND_UNDONE,
                         .ticket_id = id,
                         .list_id = (char *)BED_FRIDAY,
                         .state = &state };
  FoyerChange verified = { .seq = BED_SEQ + 1,
                           .kind = FOYER_CHANGE_KIND_VERIFIED,
                           .ticket_id = id,
                           .list_id = (char *)BED_FRIDAY,
                           .timestamp = 1 };
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  first = bed_judge (&bed, "code-1", NULL);
  bed_settle (&bed, first->scan_id, BED_SEQ + 1, NULL);
  bed_apply (&bed, &verified);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  undone.scan_id = first->scan_id;
  bed_apply (&bed, &undone);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

/* A relay that does not say what is left is asked for a new copy. */
static void
test_what_was_undone_is_copied_again (void)
{
  g_autoptr (FoyerVerdict) first = NULL;
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange undone = { .seq = BED_SEQ + 2,
                         .kind = FOYER_CHANGE_KIND_UNDONE,
                         .ticket_id = id,
                         .list_id = (char *)BED_FRIDAY };
  g_autoptr (GError) error = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  first = bed_judge (&bed, "code-1", NULL);
  bed_settle (&bed, first->scan_id, BED_SEQ + 1, NULL);
  undone.scan_id = first->scan_id;
  g_assert_false (bed_try_batch (&bed, BED_EPOCH, &undone, 1, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, NULL, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ + 2, TRUE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

/* Whom this desk refused, a supervisor lets in anyway. */
static void
test_who_was_let_in_anyway_is_in (void)
{
  g_autoptr (FoyerVerdict) refused = NULL;
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerTicket fields = { .paid = FALSE };
  FoyerTicketState in = { .entries_used = 1, .inside = 1 };
  FoyerChange override = { .seq = BED_SEQ + 1,
                           .kind = FOYER_CHANGE_KIND_VERIFIED,
                           .ticket_id = id,
                           .list_id = (char *)BED_FRIDAY,
                           .status = FOYER_TICKET_STATUS_VERIFIED,
                           .verified_by = (char *)"boss@example.org",
                           .timestamp = BED_NOW,
                           .state = &in };
  g_autoptr (FoyerTicket) paid = bed_make_ticket (1, NULL);
  FoyerChange edited = { .seq = BED_SEQ + 2,
                         .kind = FOYER_CHANGE_KIND_EDITED,
                         .ticket_id = id,
                         .ticket = paid };
  g_autoptr (FoyerVerdict) again = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  refused = bed_judge (&bed, "code-1", NULL);
  bed_settle (&bed, refused->scan_id, 0, NULL);
  override.scan_id = refused->scan_id;
  override.amends = TRUE;
  bed_apply (&bed, &override);
  bed_apply (&bed, &edited);
  again = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (again->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (again->earlier.verified_by, ==, "boss@example.org");
  bed_clear (&bed);
}

/* The relay took a late scan and its answer was lost: its change says so, and the guest is in once.
 */
static void
test_a_late_scan_counts_once (void)
{
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 2 };
  FoyerTicketState in = { .entries_used = 1, .inside = 1 };
  g_autofree char *id = bed_get_ticket_id (1);
  g_autoptr (FoyerVerdict) first = NULL;
  FoyerChange change = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = id,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .timestamp = BED_NOW,
                         .state = &in };
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  first = bed_judge (&bed, "code-1", NULL);
  change.scan_id = first->scan_id;
  bed_apply (&bed, &change);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_a_refusal_uses_nothing (void)
{
  FoyerTicket fields = { .paid = FALSE };
  g_autoptr (FoyerTicket) paid = bed_make_ticket (1, NULL);
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange edited = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_EDITED,
                         .ticket_id = id,
                         .ticket = paid };
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_UNPAID);
  bed_apply (&bed, &edited);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_guests_go_out_and_come_back_here (void)
{
  g_autoptr (FoyerVerdict) in = NULL;
  g_autoptr (FoyerVerdict) out = NULL;
  g_autoptr (FoyerVerdict) soon = NULL;
  g_autoptr (FoyerVerdict) back = NULL;
  g_autoptr (FoyerVerdict) again = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  in = bed_judge (&bed, "code-1", BED_SATURDAY);
  out = judge_exit (&bed, "code-1", BED_SATURDAY);
  soon = bed_judge (&bed, "code-1", BED_SATURDAY);
  bed.now += 60 * FOYER_TIME_SECOND;
  back = bed_judge (&bed, "code-1", BED_SATURDAY);
  again = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (in->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (out->outcome, ==, FOYER_OUTCOME_EXITED);
  g_assert_cmpint (soon->reason, ==, FOYER_REASON_RULE);
  g_assert_cmpint (back->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (again->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* What happened at this door happened in the order in which it was kept. */
static void
test_a_clock_that_goes_back_changes_no_order (void)
{
  g_autoptr (FoyerVerdict) in = NULL;
  g_autoptr (FoyerVerdict) out = NULL;
  g_autoptr (FoyerVerdict) back = NULL;
  g_autoptr (FoyerVerdict) again = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  in = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (in->outcome, ==, FOYER_OUTCOME_ADMITTED);
  bed.now -= 3600 * FOYER_TIME_SECOND;
  out = judge_exit (&bed, "code-1", BED_SATURDAY);
  bed.now += 60 * FOYER_TIME_SECOND;
  back = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (back->outcome, ==, FOYER_OUTCOME_ADMITTED);
  again = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (again->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_the_same_id_gets_the_same_verdict (void)
{
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (FoyerScan) other = NULL;
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) again = NULL;
  g_autoptr (GError) error = NULL;
  FoyerScan fields;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  scan = bed_make_scan (&bed, "code-1", NULL);
  first = foyer_store_judge (bed.file, scan, &bed.desk, NULL);
  again = foyer_store_judge (bed.file, scan, &bed.desk, NULL);
  g_assert_cmpint (first->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (again->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpstr (again->ticket->name, ==, "Guest Number1");
  fields = *scan;
  fields.code = (char *)"code-2";
  other = foyer_scan_new (&fields);
  g_assert_null (foyer_store_judge (bed.file, other, &bed.desk, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_SCAN_ID_REUSED);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_a_ticket_may_be_picked (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  scan = foyer_scan_new (&(FoyerScan){ .id = (char *)BED_SESSION,
                                       .event_id = (char *)BED_EVENT,
                                       .ticket_id = id,
                                       .scanned_at = BED_NOW });
  verdict = foyer_store_judge (bed.file, scan, &bed.desk, NULL);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_the_gate_counts (void)
{
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  bed.desk.gate = "North";
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NOT_PERMITTED);
  verdict = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  bed_clear (&bed);
}

/* The device's clock is an hour ahead: what opens within the hour has not opened yet. */
static void
test_the_corrected_time_counts (void)
{
  FoyerTicket fields = { .paid = TRUE, .valid_from = BED_NOW + 30 * G_TIME_SPAN_MINUTE };
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_add (&bed, copy, bed_make_line (2, NULL, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  bed.now += G_TIME_SPAN_HOUR;
  bed.desk.clock_offset_ms = 60 * 60 * 1000;
  bed_assert_judged (&bed, "code-1", FOYER_REASON_TOO_EARLY);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  verdict = bed_judge (&bed, "code-2", NULL);
  g_assert_cmpint (verdict->earlier.timestamp, ==, BED_NOW + 2 * FOYER_TIME_SECOND);
  bed.desk.clock_offset_ms = 0;
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

/* The event holds above 1,000, its VIP tickets need a signature. */
static void
test_the_offline_policy_holds (void)
{
  FoyerTicket fields = { .paid = TRUE, .type_number = 2 };
  g_autofree char *code = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  code = bed_sign (&bed, 2, 2);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, NULL, NULL, NULL));
  bed_add (&bed, copy, bed_make_line (2, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  bed.desk.exposure = 1001;
  bed_assert_judged (&bed, "code-1", FOYER_REASON_RULE);
  bed.desk.exposure = 1000;
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_RULE);
  bed_assert_judged (&bed, code, FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_a_scan_needs_its_time (void)
{
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (GError) error = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  scan = foyer_scan_new (&(FoyerScan){ .id = (char *)BED_SESSION,
                                       .event_id = (char *)BED_EVENT,
                                       .code = (char *)"code-1" });
  g_assert_null (foyer_store_judge (bed.file, scan, &bed.desk, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  bed_clear (&bed);
}

static void
test_an_event_that_was_never_joined_cannot_be_judged (void)
{
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (GError) error = NULL;
  Bed bed;

  bed_init (&bed);
  scan = foyer_scan_new (&(FoyerScan){ .id = (char *)BED_SESSION,
                                       .event_id = (char *)BED_FRIDAY,
                                       .code = (char *)"code-1",
                                       .scanned_at = BED_NOW });
  g_assert_null (foyer_store_judge (bed.file, scan, &bed.desk, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  bed_clear (&bed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/judge/" name, func)
  ADD ("own-scans-count", test_own_scans_count);
  ADD ("who-leaves-a-closed-event-is-recorded", test_who_leaves_a_closed_event_is_recorded);
  ADD ("a-pause-outlives-a-restart", test_a_pause_outlives_a_restart);
  ADD ("what-was-delivered-counts-once", test_what_was_delivered_counts_once);
  ADD ("what-was-undone-elsewhere-may-come-in", test_what_was_undone_elsewhere_may_come_in);
  ADD ("what-was-undone-is-copied-again", test_what_was_undone_is_copied_again);
  ADD ("who-was-let-in-anyway-is-in", test_who_was_let_in_anyway_is_in);
  ADD ("a-late-scan-counts-once", test_a_late_scan_counts_once);
  ADD ("a-refusal-uses-nothing", test_a_refusal_uses_nothing);
  ADD ("guests-go-out-and-come-back-here", test_guests_go_out_and_come_back_here);
  ADD ("a-clock-that-goes-back-changes-no-order", test_a_clock_that_goes_back_changes_no_order);
  ADD ("the-same-id-gets-the-same-verdict", test_the_same_id_gets_the_same_verdict);
  ADD ("a-ticket-may-be-picked", test_a_ticket_may_be_picked);
  ADD ("the-gate-counts", test_the_gate_counts);
  ADD ("the-corrected-time-counts", test_the_corrected_time_counts);
  ADD ("the-offline-policy-holds", test_the_offline_policy_holds);
  ADD ("a-scan-needs-its-time", test_a_scan_needs_its_time);
  ADD ("an-event-that-was-never-joined-cannot-be-judged",
       test_an_event_that_was_never_joined_cannot_be_judged);
  return g_test_run ();
}
