/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "store/bed.h"

static void
test_what_was_used_elsewhere_is_used (void)
{
  FoyerTicketState state = { .entries_used = 1,
                             .inside = 1,
                             .last_admission = { .verified_by = (char *)"eve@example.org",
                                                 .device = (char *)"Desk 7",
                                                 .timestamp = BED_NOW } };
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, NULL, BED_FRIDAY, &state));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  verdict = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (verdict->earlier.verified_by, ==, "eve@example.org");
  g_assert_cmpstr (verdict->earlier.device, ==, "Desk 7");
  g_assert_cmpint (verdict->earlier.timestamp, ==, BED_NOW);
  g_assert_cmpstr (verdict->ticket->name, ==, "Guest Number1");
  g_assert_cmpstr (verdict->ticket->ticket_type, ==, "Day pass");
  bed_clear (&bed);
}

static void
test_the_old_copy_counts_until_the_new_one_is_complete (void)
{
  FoyerTicket fields = { .paid = TRUE, .status = FOYER_TICKET_STATUS_VOID };
  g_auto (FoyerStoreEvent) event = { 0 };
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  bed_finish_copy (&bed, copy, 40, TRUE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_VOID);
  bed_assert_judged (&bed, "code-3", FOYER_REASON_UNKNOWN_CODE);
  g_assert_true (foyer_store_load_event (bed.file, BED_EVENT, &event, NULL));
  g_assert_cmpint (event.seq, ==, 40);
  bed_clear (&bed);
}

static void
test_a_copy_of_another_epoch_is_none (void)
{
  g_autoptr (FoyerEvent) restored = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (FoyerStoreEvent) event = { 0 };
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, NULL, NULL, NULL));
  restored = bed_make_event (&bed, BED_EVENT, BED_EPOCH + 1);
  g_assert_true (foyer_store_save_event (bed.file, restored, NULL));
  g_assert_true (foyer_store_load_event (bed.file, BED_EVENT, &event, NULL));
  g_assert_cmpint (event.tickets, ==, FOYER_STORE_TICKETS_NONE);
  g_assert_cmpint (event.seq, ==, 0);
  g_assert_false (foyer_store_finish_copy (bed.file,
                                           &(FoyerStoreCopy){ .copy = copy,
                                                              .event_id = BED_EVENT,
                                                              .epoch = BED_EPOCH,
                                                              .seq = 3,
                                                              .whole = TRUE },
                                           &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
  bed_clear (&bed);
}

static void
test_the_same_set_up_again_keeps_the_copy (void)
{
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  g_assert_true (foyer_store_save_event (bed.file, bed.event, NULL));
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
sweep (Bed *bed, gint64 unfinished, guint *n_steps)
{
  gboolean is_clean = FALSE;

  for (*n_steps = 0; !is_clean; (*n_steps)++)
    g_assert_true (foyer_store_sweep (bed->file, unfinished, &is_clean, NULL));
}

static void
test_old_copies_are_swept_a_part_at_a_time (void)
{
  FoyerTicketState state = { .entries_used = 1, .inside = 1 };
  const char *const scans[] = { BED_SESSION, BED_EVENT, NULL };
  Bed bed;
  gint64 copy, unfinished;
  guint n_steps;

  bed_init (&bed);
  bed_copy_tickets (&bed, FOYER_LIMIT_STORE_SWEPT + 1);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line_of_scans (1, NULL, BED_FRIDAY, &state, scans));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  unfinished = bed_begin_copy (&bed);
  bed_add (&bed, unfinished, bed_make_line_of_scans (1, NULL, BED_FRIDAY, &state, scans));
  bed_add (&bed, unfinished, bed_make_line (2, NULL, NULL, NULL));
  sweep (&bed, unfinished, &n_steps);
  /* Codes and tickets, in two parts each, and a look whether there is more. */
  g_assert_cmpuint (n_steps, ==, 5);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM tickets"), ==, 3);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM states"), ==, 2);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM included"), ==, 4);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  /* What was interrupted for good goes too. */
  sweep (&bed, 0, &n_steps);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM tickets"), ==, 1);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM states"), ==, 1);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM included"), ==, 2);
  bed_clear (&bed);
}

static void
test_numbers_of_copies_are_not_used_twice (void)
{
  Bed bed;
  gint64 first, second;

  bed_init (&bed);
  first = bed_begin_copy (&bed);
  bed_add (&bed, first, bed_make_line (1, NULL, NULL, NULL));
  second = bed_begin_copy (&bed);
  g_assert_cmpint (second, >, first);
  bed_clear (&bed);
}

static void
test_what_was_judged_is_durable_after_a_copy (void)
{
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  g_assert_cmpint (bed_read_number (&bed, "PRAGMA synchronous"), ==, 2);
  bed_clear (&bed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/copy/" name, func)
  ADD ("what-was-used-elsewhere-is-used", test_what_was_used_elsewhere_is_used);
  ADD ("the-old-copy-counts-until-the-new-one-is-complete",
       test_the_old_copy_counts_until_the_new_one_is_complete);
  ADD ("a-copy-of-another-epoch-is-none", test_a_copy_of_another_epoch_is_none);
  ADD ("the-same-set-up-again-keeps-the-copy", test_the_same_set_up_again_keeps_the_copy);
  ADD ("old-copies-are-swept-a-part-at-a-time", test_old_copies_are_swept_a_part_at_a_time);
  ADD ("numbers-of-copies-are-not-used-twice", test_numbers_of_copies_are_not_used_twice);
  ADD ("what-was-judged-is-durable-after-a-copy", test_what_was_judged_is_durable_after_a_copy);
  return g_test_run ();
}
