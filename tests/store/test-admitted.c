/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-uuid.h"
#include "model/foyer-heard.h"
#include "model/foyer-proof.h"
#include "store/bed.h"
#include "store/foyer-store-heard.h"
#include "store/foyer-store-scans.h"

/* How many guests came in that the relay does not count yet. */

#define OTHER "bbbbbbbb-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define RUN   "cccccccc-43a8-4d0c-9a2e-3f8a3f1f9b11"

static gint64
count_on (Bed *bed, const char *list_id, gint64 seq)
{
  FoyerStorePlace place = { .event_id = BED_EVENT, .list_id = list_id, .seq = seq };
  g_autoptr (GError) error = NULL;
  gint64 n_admitted = -1;

  g_assert_true (foyer_store_count_admitted (bed->file, &place, &n_admitted, &error));
  g_assert_no_error (error);
  return n_admitted;
}

static gint64
count (Bed *bed)
{
  return count_on (bed, BED_FRIDAY, BED_SEQ);
}

static char *
admit (Bed *bed, const char *code, const char *list_id)
{
  g_autoptr (FoyerVerdict) verdict = bed_judge (bed, code, list_id);

  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  return g_strdup (verdict->scan_id);
}

/* The relay's change about ticket 1, after which it was used so often. */
static void
change (Bed *bed, gint64 seq, FoyerChangeKind kind, guint entries_used, const char *scan_id)
{
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  FoyerTicketState state = { .entries_used = entries_used, .inside = entries_used };

  bed_apply (bed,
             &(FoyerChange){ .seq = seq,
                             .kind = kind,
                             .ticket_id = ticket_id,
                             .list_id = (char *)BED_FRIDAY,
                             .status = FOYER_TICKET_STATUS_VERIFIED,
                             .state = &state,
                             .scan_id = (char *)scan_id,
                             .timestamp = BED_NOW });
}

static void
test_who_came_in_here_counts (void)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *saturday = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  g_assert_cmpint (count (&bed), ==, 0);
  first = admit (&bed, "code-1", NULL);
  second = admit (&bed, "code-2", BED_FRIDAY);
  saturday = admit (&bed, "code-1", BED_SATURDAY);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_assert_judged (&bed, "code-9", FOYER_REASON_UNKNOWN_CODE);
  bed_reopen (&bed);
  g_assert_cmpint (count (&bed), ==, 2);
  g_assert_cmpint (count_on (&bed, BED_SATURDAY, BED_SEQ), ==, 1);
  /* What the relay can never store it never counts. */
  bed_settle (&bed, second, 0, "This scan id stands for another code.");
  g_assert_cmpint (count (&bed), ==, 1);
  bed_clear (&bed);
}

/* A ticket is one guest, however often it is used. */
static void
test_a_guest_counts_once (void)
{
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 3 };
  FoyerTicketState used = { .entries_used = 1, .inside = 1 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  gint64 copy;
  Bed bed;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_add (&bed, copy, bed_make_line (2, &fields, BED_FRIDAY, &used));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  first = admit (&bed, "code-1", NULL);
  second = admit (&bed, "code-1", NULL);
  third = admit (&bed, "code-2", NULL);
  g_assert_cmpint (count (&bed), ==, 1);
  bed_clear (&bed);
}

/* The answer and the change come one after the other, in either order. */
static void
test_who_is_delivered_counts_until_the_relay_does (void)
{
  g_autofree char *scan_id = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  scan_id = admit (&bed, "code-1", NULL);
  bed_settle (&bed, scan_id, BED_SEQ + 1, NULL);
  g_assert_cmpint (count (&bed), ==, 1);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, BED_SEQ + 1), ==, 0);
  change (&bed, BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, 1, scan_id);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, BED_SEQ + 1), ==, 0);
  bed_clear (&bed);

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  g_free (scan_id);
  scan_id = admit (&bed, "code-1", NULL);
  change (&bed, BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, 1, scan_id);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, BED_SEQ + 1), ==, 0);
  /* Before the answer comes a supervisor takes it back. */
  change (&bed, BED_SEQ + 2, FOYER_CHANGE_KIND_UNDONE, 0, scan_id);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, BED_SEQ + 2), ==, 0);
  bed_clear (&bed);
}

static void
test_whom_a_supervisor_let_in_counts (void)
{
  g_autoptr (FoyerVerdict) held = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  bed.desk.exposure = 1001;
  held = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (held->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpint (count (&bed), ==, 0);
  g_assert_true (
      foyer_store_override (bed.file, held->scan_id, "On the list.", bed.now, &bed.desk, NULL));
  g_assert_cmpint (count (&bed), ==, 1);
  bed_clear (&bed);
}

static void
hear (Bed *bed, guint ticket, gint64 number, gint64 seq, const char *scan_id)
{
  g_autofree char *ticket_id = bed_get_ticket_id (ticket);
  g_autofree char *signature = g_strnfill (FOYER_PROOF_LENGTH, 'A');
  g_autoptr (FoyerHeard) item = foyer_heard_new (&(FoyerHeard){ .device_id = (char *)OTHER,
                                                                .run_id = (char *)RUN,
                                                                .number = number,
                                                                .event_id = (char *)BED_EVENT,
                                                                .scan_id = (char *)scan_id,
                                                                .ticket_id = ticket_id,
                                                                .list_id = (char *)BED_FRIDAY,
                                                                .outcome = FOYER_OUTCOME_ADMITTED,
                                                                .time = bed->now,
                                                                .epoch = BED_EPOCH,
                                                                .seq = seq,
                                                                .signature = signature });
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  g_ptr_array_add (items, item);
  g_assert_true (foyer_store_add_heard (bed->file, items, NULL));
}

static void
test_who_came_in_elsewhere_counts (void)
{
  g_autofree char *alone = foyer_uuid_new ();
  g_autofree char *online = foyer_uuid_new ();
  g_autofree char *both = foyer_uuid_new ();
  g_autofree char *own = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 4);
  hear (&bed, 1, 1, 0, alone);
  hear (&bed, 2, 2, BED_SEQ + 5, online);
  own = admit (&bed, "code-3", NULL);
  hear (&bed, 3, 3, 0, both);
  hear (&bed, 3, 4, 0, own);
  g_assert_cmpint (count (&bed), ==, 3);
  change (&bed, BED_SEQ + 1, FOYER_CHANGE_KIND_VERIFIED, 1, alone);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, BED_SEQ + 1), ==, 2);
  change (&bed, BED_SEQ + 2, FOYER_CHANGE_KIND_UNDONE, 0, alone);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, BED_SEQ + 2), ==, 2);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, BED_SEQ + 5), ==, 1);
  bed_clear (&bed);
}

/* A relay that was restored may count any of them, as long as the new copy does not say. */
static void
test_who_is_offered_again_counts_once_it_is_known (void)
{
  FoyerTicketState used = { .entries_used = 1, .inside = 1 };
  const char *restored[] = { NULL, NULL };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gint64 copy;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  first = admit (&bed, "code-1", NULL);
  second = admit (&bed, "code-2", NULL);
  bed_settle (&bed, first, BED_SEQ + 1, NULL);
  bed_settle (&bed, second, BED_SEQ + 2, NULL);
  foyer_event_unref (bed.event);
  bed.event = bed_make_event (&bed, BED_EVENT, BED_EPOCH + 1);
  g_assert_true (foyer_store_save_event (bed.file, bed.event, NULL));
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, 7), ==, 0);
  copy = bed_begin_copy (&bed);
  bed_finish_copy (&bed, copy, 7, FALSE);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, 7), ==, 0);
  restored[0] = first;
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line_of_scans (1, NULL, BED_FRIDAY, &used, restored));
  bed_add (&bed, copy, bed_make_line (2, NULL, NULL, NULL));
  bed_finish_copy (&bed, copy, 7, TRUE);
  g_assert_cmpint (count_on (&bed, BED_FRIDAY, 7), ==, 1);
  bed_clear (&bed);
}

/* What the relay would say, by the copy. */
static void
test_a_copy_is_counted_as_the_relay_counts (void)
{
  FoyerTicket void_fields = { .paid = TRUE,
                              .allowed_entries = 1,
                              .status = FOYER_TICKET_STATUS_VOID };
  FoyerTicketState used = { .entries_used = 2, .inside = 1 };
  FoyerTicketState left = { .entries_used = 0 };
  g_autoptr (FoyerCounts) none = NULL;
  g_autoptr (FoyerCounts) counts = NULL;
  gint64 copy;
  Bed bed;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, NULL, BED_FRIDAY, &used));
  bed_add (&bed, copy, bed_make_line (2, NULL, BED_FRIDAY, &left));
  bed_add (&bed, copy, bed_make_line (3, NULL, BED_SATURDAY, &used));
  bed_add (&bed, copy, bed_make_line (4, &void_fields, NULL, NULL));
  g_assert_true (foyer_store_count_copy (bed.file, BED_EVENT, &none, NULL));
  g_assert_null (none);
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  g_assert_true (foyer_store_count_copy (bed.file, BED_EVENT, &counts, NULL));
  g_assert_cmpint (counts->tickets, ==, 3);
  g_assert_cmpint (counts->admitted, ==, 1);
  g_assert_cmpint (counts->inside, ==, 1);
  g_assert_cmpint (foyer_counts_get_list (counts, BED_SATURDAY)->admitted, ==, 1);
  bed_clear (&bed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/admitted/" name, func)
  ADD ("who-came-in-here-counts", test_who_came_in_here_counts);
  ADD ("a-guest-counts-once", test_a_guest_counts_once);
  ADD ("who-is-delivered-counts-until-the-relay-does",
       test_who_is_delivered_counts_until_the_relay_does);
  ADD ("whom-a-supervisor-let-in-counts", test_whom_a_supervisor_let_in_counts);
  ADD ("who-came-in-elsewhere-counts", test_who_came_in_elsewhere_counts);
  ADD ("who-is-offered-again-counts-once-it-is-known",
       test_who_is_offered_again_counts_once_it_is_known);
  ADD ("a-copy-is-counted-as-the-relay-counts", test_a_copy_is_counted_as_the_relay_counts);
  return g_test_run ();
}
