/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "store/bed.h"
#include "store/foyer-store-changes.h"

static FoyerChange
make_change (gint64 seq, FoyerChangeKind kind, const char *ticket_id)
{
  return (FoyerChange){ .seq = seq,
                        .kind = kind,
                        .ticket_id = (char *)ticket_id,
                        .list_id = (char *)BED_FRIDAY,
                        .status = FOYER_TICKET_STATUS_VERIFIED,
                        .verified_by = (char *)"eve@example.org",
                        .device = (char *)"Desk 7",
                        .timestamp = BED_NOW,
                        .version = 2 };
}

static gint64
get_seq (Bed *bed)
{
  g_auto (FoyerStoreEvent) event = { 0 };

  g_assert_true (foyer_store_load_event (bed->file, BED_EVENT, &event, NULL));
  return event.seq;
}

static void
assert_behind (Bed *bed, gint64 epoch, const FoyerChange *changes, guint n)
{
  g_autoptr (GError) error = NULL;
  gint64 seq = get_seq (bed);

  g_assert_false (bed_try_batch (bed, epoch, changes, n, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
  g_assert_cmpint (get_seq (bed), ==, seq);
}

static void
test_an_admission_elsewhere_counts_here (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange change = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, id);
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  bed_apply (&bed, &change);
  g_assert_cmpint (get_seq (&bed), ==, BED_SEQ + 1);
  verdict = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (verdict->earlier.verified_by, ==, "eve@example.org");
  g_assert_cmpint (verdict->ticket->status, ==, FOYER_TICKET_STATUS_VERIFIED);
  g_assert_cmpint (verdict->ticket->version, ==, 2);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_what_is_known_already_does_no_harm (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 2 };
  FoyerChange change = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, id);
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  bed_apply (&bed, &change);
  bed_apply (&bed, &change);
  g_assert_cmpint (get_seq (&bed), ==, BED_SEQ + 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_what_was_missed_is_noticed (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange gap = make_change (BED_SEQ + 2, FOYER_CHANGE_KIND_VERIFIED, id);
  FoyerChange inside[] = { make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, id),
                           make_change (BED_SEQ + 3, FOYER_CHANGE_KIND_VERIFIED, id) };
  FoyerChange next = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, id);
  FoyerChange reload = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_RELOAD, NULL);
  g_autofree char *stranger = bed_get_ticket_id (99);
  FoyerChange unknown = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, stranger);
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  assert_behind (&bed, BED_EPOCH, &gap, 1);
  assert_behind (&bed, BED_EPOCH, inside, 2);
  assert_behind (&bed, BED_EPOCH + 1, &next, 1);
  assert_behind (&bed, BED_EPOCH, &reload, 1);
  assert_behind (&bed, BED_EPOCH, &unknown, 1);
  /* All or nothing: what came before the gap did not happen either; and verdicts wait for the disk
   * again. */
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  g_assert_cmpint (bed_read_number (&bed, "PRAGMA synchronous"), ==, 2);
  bed_clear (&bed);
}

static void
test_without_a_copy_nothing_happens (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange change = make_change (77, FOYER_CHANGE_KIND_VERIFIED, id);
  Bed bed;

  bed_init (&bed);
  bed_apply (&bed, &change);
  g_assert_cmpint (get_seq (&bed), ==, 0);
  bed_clear (&bed);
}

static void
test_tickets_come_change_and_end (void)
{
  g_autofree char *id = bed_get_ticket_id (2);
  FoyerTicket fields = { .paid = FALSE, .version = 1 };
  g_autoptr (FoyerTicket) fresh = bed_make_ticket (2, &fields);
  g_autoptr (FoyerTicket) paid = bed_make_ticket (2, NULL);
  FoyerChange added = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_ADDED, id);
  FoyerChange edited = make_change (BED_SEQ + 2, FOYER_CHANGE_KIND_EDITED, id);
  FoyerChange voided = make_change (BED_SEQ + 3, FOYER_CHANGE_KIND_VOIDED, id);
  g_autofree char *code = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  code = bed_sign (&bed, 2, 1);
  added.ticket = fresh;
  edited.ticket = paid;
  voided.status = FOYER_TICKET_STATUS_VOID;
  bed_apply (&bed, &added);
  bed_assert_judged (&bed, code, FOYER_REASON_UNPAID);
  bed_apply (&bed, &edited);
  bed_assert_judged (&bed, code, FOYER_REASON_NONE);
  bed_apply (&bed, &voided);
  bed_assert_judged (&bed, code, FOYER_REASON_VOID);
  bed_clear (&bed);
}

static void
test_a_new_ticket_is_found_by_its_code (void)
{
  g_autofree char *id = bed_get_ticket_id (2);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "any text", -1);
  g_autoptr (FoyerTicket) plain = bed_make_ticket (2, NULL);
  FoyerTicket fields = *plain;
  g_autoptr (FoyerTicket) ticket = NULL;
  FoyerChange added = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_ADDED, id);
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  fields.code_sha256 = hash;
  ticket = foyer_ticket_new (&fields);
  added.ticket = ticket;
  bed_assert_judged (&bed, "any text", FOYER_REASON_UNKNOWN_CODE);
  bed_apply (&bed, &added);
  bed_assert_judged (&bed, "any text", FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_an_edited_ticket_keeps_its_code (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerTicket fields = { .paid = FALSE, .version = 2 };
  g_autoptr (FoyerTicket) unpaid = bed_make_ticket (1, &fields);
  FoyerChange edited = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_EDITED, id);
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  edited.ticket = unpaid;
  bed_apply (&bed, &edited);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_UNPAID);
  bed_clear (&bed);
}

static void
test_guests_go_out_and_come_back (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange in = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, id);
  FoyerChange out = make_change (BED_SEQ + 2, FOYER_CHANGE_KIND_EXITED, id);
  g_autoptr (FoyerVerdict) inside = NULL;
  g_autoptr (FoyerVerdict) too_soon = NULL;
  g_autoptr (FoyerVerdict) back = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  in.list_id = out.list_id = (char *)BED_SATURDAY;
  out.direction = FOYER_DIRECTION_EXIT;
  bed_apply (&bed, &in);
  inside = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (inside->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  bed_apply (&bed, &out);
  too_soon = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (too_soon->reason, ==, FOYER_REASON_RULE);
  bed.now += 60 * FOYER_TIME_SECOND;
  back = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (back->outcome, ==, FOYER_OUTCOME_ADMITTED);
  bed_clear (&bed);
}

/* Whoever is let in anyway within the delay has taken up the entry that they had, so that one who
 * goes out again may come in again. */
static void
test_an_override_knows_no_delay (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange in = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, id);
  FoyerChange out = make_change (BED_SEQ + 2, FOYER_CHANGE_KIND_EXITED, id);
  FoyerChange override = make_change (BED_SEQ + 3, FOYER_CHANGE_KIND_VERIFIED, id);
  FoyerChange out_again = make_change (BED_SEQ + 4, FOYER_CHANGE_KIND_EXITED, id);
  g_autoptr (FoyerVerdict) inside = NULL;
  g_autoptr (FoyerVerdict) back = NULL;
  g_autoptr (FoyerVerdict) twice = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  in.list_id = out.list_id = override.list_id = out_again.list_id = (char *)BED_SATURDAY;
  override.scan_id = (char *)BED_SESSION;
  override.amends = TRUE;
  bed_apply (&bed, &in);
  bed_apply (&bed, &out);
  bed_apply (&bed, &override);
  bed.now += 120 * FOYER_TIME_SECOND;
  inside = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (inside->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  bed_apply (&bed, &out_again);
  back = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (back->outcome, ==, FOYER_OUTCOME_ADMITTED);
  twice = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (twice->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* The relay's word counts, whatever the desk would make of it. */
static void
test_the_relay_says_how_far_a_ticket_is_used (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerTicketState in = { .entries_used = 3, .inside = 3 };
  FoyerTicketState out = { .entries_used = 3, .inside = 2, .last_exit = BED_NOW };
  FoyerTicketState undone = { .entries_used = 1,
                              .inside = 1,
                              .last_admission = { .verified_by = (char *)"bob@example.org",
                                                  .device = (char *)"Desk 5",
                                                  .timestamp = BED_NOW - FOYER_TIME_SECOND } };
  FoyerChange changes[] = { make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, id),
                            make_change (BED_SEQ + 2, FOYER_CHANGE_KIND_EXITED, id),
                            make_change (BED_SEQ + 3, FOYER_CHANGE_KIND_UNDONE, id) };
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 3 };
  g_autoptr (FoyerVerdict) after_exit = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  changes[0].state = &in;
  changes[1].state = &out;
  changes[1].verified_by = (char *)"who@example.org";
  changes[2].state = &undone;
  bed_apply (&bed, &changes[0]);
  bed_apply (&bed, &changes[1]);
  after_exit = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (after_exit->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (after_exit->earlier.verified_by, ==, "eve@example.org");
  bed_apply (&bed, &changes[2]);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_an_unknown_list_is_not_judged_for (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange change = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, id);
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  change.list_id = (char *)BED_SESSION;
  bed_apply (&bed, &change);
  g_assert_cmpint (get_seq (&bed), ==, BED_SEQ + 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_a_list_of_void_tickets_follows (void)
{
  FoyerTicket fields = { .paid = TRUE, .status = FOYER_TICKET_STATUS_VOID };
  g_autofree char *first_id = bed_get_ticket_id (1);
  g_autofree char *second_id = bed_get_ticket_id (2);
  g_autofree char *third_id = bed_get_ticket_id (3);
  g_autoptr (FoyerTicket) revived = bed_make_ticket (1, NULL);
  FoyerChange voided = make_change (BED_SEQ + 1, FOYER_CHANGE_KIND_VOIDED, second_id);
  FoyerChange edited = make_change (BED_SEQ + 2, FOYER_CHANGE_KIND_EDITED, first_id);
  FoyerChange admitted = make_change (BED_SEQ + 3, FOYER_CHANGE_KIND_VERIFIED, third_id);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  first = bed_sign (&bed, 1, 1);
  second = bed_sign (&bed, 2, 1);
  third = bed_sign (&bed, 3, 1);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, FALSE);
  bed_assert_judged (&bed, first, FOYER_REASON_VOID);
  voided.status = FOYER_TICKET_STATUS_VOID;
  edited.ticket = revived;
  bed_apply (&bed, &voided);
  bed_assert_judged (&bed, second, FOYER_REASON_VOID);
  bed_apply (&bed, &edited);
  bed_assert_judged (&bed, first, FOYER_REASON_NONE);
  bed_apply (&bed, &admitted);
  bed_assert_judged (&bed, third, FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/changes/" name, func)
  ADD ("an-admission-elsewhere-counts-here", test_an_admission_elsewhere_counts_here);
  ADD ("what-is-known-already-does-no-harm", test_what_is_known_already_does_no_harm);
  ADD ("what-was-missed-is-noticed", test_what_was_missed_is_noticed);
  ADD ("without-a-copy-nothing-happens", test_without_a_copy_nothing_happens);
  ADD ("tickets-come-change-and-end", test_tickets_come_change_and_end);
  ADD ("a-new-ticket-is-found-by-its-code", test_a_new_ticket_is_found_by_its_code);
  ADD ("an-edited-ticket-keeps-its-code", test_an_edited_ticket_keeps_its_code);
  ADD ("guests-go-out-and-come-back", test_guests_go_out_and_come_back);
  ADD ("an-override-knows-no-delay", test_an_override_knows_no_delay);
  ADD ("the-relay-says-how-far-a-ticket-is-used", test_the_relay_says_how_far_a_ticket_is_used);
  ADD ("an-unknown-list-is-not-judged-for", test_an_unknown_list_is_not_judged_for);
  ADD ("a-list-of-void-tickets-follows", test_a_list_of_void_tickets_follows);
  return g_test_run ();
}
