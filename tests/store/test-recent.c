/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/bed.h"
#include "store/foyer-store-changes.h"
#include "store/foyer-store-scans.h"
#include "store/foyer-store-sql.h"

/* Looking back: a desk's scans with what became of them. */

#define ANN "ann@example.org"
#define SUE "sue@example.org"

static GPtrArray *
list (Bed *bed, const char *staff_email, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *recent = foyer_store_list_recent (bed->file, BED_EVENT, staff_email, limit, &error);

  g_assert_no_error (error);
  return recent;
}

static const FoyerStoreRecent *
get (const GPtrArray *recent, guint position)
{
  g_assert_cmpuint (position, <, recent->len);
  return g_ptr_array_index (recent, position);
}

static void
test_the_newest_comes_first_with_its_guest (void)
{
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) second = NULL;
  g_autoptr (FoyerVerdict) unknown = NULL;
  g_autoptr (GPtrArray) recent = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  first = bed_judge (&bed, "code-1", NULL);
  second = bed_judge (&bed, "code-1", NULL);
  unknown = bed_judge (&bed, "no ticket", NULL);
  bed_settle (&bed, first->scan_id, BED_SEQ + 1, NULL);
  bed_reopen (&bed);
  recent = list (&bed, ANN, 10);
  g_assert_cmpuint (recent->len, ==, 3);
  g_assert_cmpstr (get (recent, 0)->scan->verdict->scan_id, ==, unknown->scan_id);
  g_assert_null (get (recent, 0)->scan->verdict->ticket);
  g_assert_cmpint (get (recent, 1)->scan->verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (get (recent, 1)->scan->verdict->earlier.verified_by, ==, ANN);
  g_assert_true (get (recent, 1)->is_local);
  g_assert_cmpstr (get (recent, 2)->scan->verdict->ticket->name, ==, first->ticket->name);
  g_assert_nonnull (first->ticket->name);
  g_assert_false (get (recent, 2)->is_local);
  g_assert_false (get (recent, 2)->is_undone);
  g_assert_null (get (recent, 2)->overridden_by);
  bed_clear (&bed);
}

/* It goes back so far and no further, and nobody sees the guests of somebody else. */
static void
test_it_is_bounded_and_ones_own (void)
{
  g_autoptr (GPtrArray) two = NULL;
  g_autoptr (GPtrArray) anns = NULL;
  g_autoptr (GPtrArray) sues = NULL;
  g_autoptr (GPtrArray) nobodys = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 4);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  bed.desk.staff_email = SUE;
  bed_assert_judged (&bed, "code-3", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-4", FOYER_REASON_NONE);
  anns = list (&bed, ANN, 10);
  g_assert_cmpuint (anns->len, ==, 2);
  sues = list (&bed, SUE, 10);
  g_assert_cmpuint (sues->len, ==, 2);
  two = list (&bed, ANN, 3);
  g_assert_cmpuint (two->len, ==, 1);
  nobodys = list (&bed, "kim@example.org", 10);
  g_assert_cmpuint (nobodys->len, ==, 0);
  bed_clear (&bed);
}

static void
test_what_a_supervisor_did_is_known (void)
{
  g_autofree char *one = bed_get_ticket_id (1);
  g_autoptr (FoyerVerdict) admitted = NULL;
  g_autoptr (FoyerVerdict) refused = NULL;
  g_autoptr (GPtrArray) recent = NULL;
  g_autoptr (GPtrArray) after = NULL;
  FoyerTicketState state = { .entries_used = 1, .inside = 1 };
  FoyerChange change = { .ticket_id = one,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .verified_by = (char *)SUE,
                         .version = 2,
                         .amends = TRUE,
                         .state = &state };
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  admitted = bed_judge (&bed, "code-1", NULL);
  refused = bed_judge (&bed, "code-1", NULL);
  bed_settle (&bed, admitted->scan_id, BED_SEQ + 1, NULL);
  bed_settle (&bed, refused->scan_id, BED_SEQ + 1, NULL);
  change.seq = BED_SEQ + 1;
  change.kind = FOYER_CHANGE_KIND_VERIFIED;
  change.scan_id = refused->scan_id;
  bed_apply (&bed, &change);
  change.seq = BED_SEQ + 2;
  change.kind = FOYER_CHANGE_KIND_UNDONE;
  change.scan_id = admitted->scan_id;
  bed_apply (&bed, &change);
  bed_reopen (&bed);
  recent = list (&bed, ANN, 10);
  g_assert_cmpstr (get (recent, 0)->overridden_by, ==, SUE);
  g_assert_false (get (recent, 0)->is_undone);
  g_assert_null (get (recent, 1)->overridden_by);
  g_assert_true (get (recent, 1)->is_undone);
  /* An override may be taken back too. */
  change.seq = BED_SEQ + 3;
  change.scan_id = refused->scan_id;
  bed_apply (&bed, &change);
  after = list (&bed, ANN, 10);
  g_assert_null (get (after, 0)->overridden_by);
  g_assert_true (get (after, 0)->is_undone);
  bed_clear (&bed);
}

/* What this desk did itself while no relay could be asked. */
static void
test_an_override_of_this_desk_names_who_did_it (void)
{
  g_autoptr (FoyerVerdict) refused = NULL;
  g_autoptr (GPtrArray) recent = NULL;
  FoyerStoreDesk sue = { .staff_email = SUE, .device_name = "Desk 1" };
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  refused = bed_judge (&bed, "code-1", NULL);
  g_assert_true (
      foyer_store_override (bed.file, refused->scan_id, "I know them.", bed.now, &sue, NULL));
  recent = list (&bed, ANN, 10);
  g_assert_cmpstr (get (recent, 0)->overridden_by, ==, SUE);
  g_assert_cmpstr (get (recent, 0)->scan->report->override->reason, ==, "I know them.");
  bed_clear (&bed);
}

static void
test_what_is_damaged_is_left_out (void)
{
  g_autoptr (GPtrArray) recent = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  g_assert_true (
      foyer_store_run (bed.file, "UPDATE scans SET sealed = zeroblob (99) WHERE number = 2", NULL));
  recent = list (&bed, ANN, 10);
  g_assert_cmpuint (recent->len, ==, 1);
  /* Without the event and its tickets, the scan is still there. */
  g_assert_true (foyer_store_run (bed.file, "DELETE FROM tickets", NULL));
  g_ptr_array_unref (recent);
  recent = list (&bed, ANN, 10);
  g_assert_cmpuint (recent->len, ==, 1);
  g_assert_nonnull (get (recent, 0)->scan->verdict->ticket->id);
  g_assert_null (get (recent, 0)->scan->verdict->ticket->name);
  bed_clear (&bed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/recent/" name, func)
  ADD ("the-newest-comes-first-with-its-guest", test_the_newest_comes_first_with_its_guest);
  ADD ("it-is-bounded-and-ones-own", test_it_is_bounded_and_ones_own);
  ADD ("what-a-supervisor-did-is-known", test_what_a_supervisor_did_is_known);
  ADD ("an-override-of-this-desk-names-who-did-it", test_an_override_of_this_desk_names_who_did_it);
  ADD ("what-is-damaged-is-left-out", test_what_is_damaged_is_left_out);
  return g_test_run ();
}
