/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "store/bed.h"
#include "store/foyer-store-heard.h"
#include "store/foyer-store-scan-row.h"

/* A supervisor lets in whom this desk refused: what it keeps of that, and what counts from then on.
 */

#define THIS   "aaaaaaaa-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define SUE    "44444444-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define REASON "Order and identity were checked."
#define MINUTE (60 * FOYER_TIME_SECOND)

/* Sue, a minute after the scan; the desk's clock is three seconds ahead by then. */
static gboolean
let_in (Bed *bed, const char *scan_id, GError **error)
{
  FoyerStoreDesk desk = { .staff_email = "sue@example.org",
                          .device_name = "Desk 1",
                          .session_id = SUE,
                          .clock_offset_ms = 3000,
                          .clock_error_ms = 9 };

  return foyer_store_override (bed->file, scan_id, REASON, bed->now + MINUTE, &desk, error);
}

static FoyerVerdict *
hold (Bed *bed, const char *code)
{
  FoyerVerdict *verdict;

  bed->desk.exposure = 1001;
  verdict = bed_judge (bed, code, NULL);
  bed->desk.exposure = 0;
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_RULE);
  g_assert_true (g_str_has_prefix (verdict->explanation, FOYER_RULING_HELD));
  return verdict;
}

static FoyerStoreScan *
find (Bed *bed, const char *scan_id)
{
  FoyerStoreScan *scan = NULL;

  g_assert_true (foyer_store_find_scan (bed->file, scan_id, &scan, NULL));
  return scan;
}

static gint64
count_waiting (Bed *bed)
{
  FoyerStoreCounts counts;

  g_assert_true (foyer_store_count_scans (bed->file, &counts, NULL));
  return counts.waiting;
}

static void
settle (Bed *bed, const char *scan_id, gint64 seq, gboolean has_override)
{
  g_autoptr (GPtrArray) settlements =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_settlement_free);
  FoyerStoreSettlement *settlement = foyer_store_settlement_new (scan_id, seq, NULL);

  settlement->has_override = has_override;
  g_ptr_array_add (settlements, settlement);
  g_assert_true (foyer_store_settle (bed->file, settlements, NULL));
}

static void
test_whom_the_desk_held_is_in (void)
{
  g_autoptr (FoyerVerdict) held = NULL;
  g_autoptr (FoyerVerdict) again = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  const FoyerStoreScan *kept;
  g_autoptr (GError) error = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  held = hold (&bed, "code-1");
  g_assert_true (let_in (&bed, held->scan_id, &error));
  g_assert_no_error (error);
  /* It is on the disk, with the refusal that it is about. */
  bed_reopen (&bed);
  waiting = foyer_store_list_waiting (bed.file, BED_EVENT, 10, &error);
  g_assert_cmpuint (waiting->len, ==, 1);
  kept = g_ptr_array_index (waiting, 0);
  g_assert_cmpstr (kept->report->scan->id, ==, held->scan_id);
  g_assert_cmpint (kept->report->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_cmpstr (kept->report->session_id, ==, BED_SESSION);
  g_assert_cmpstr (kept->verdict->explanation, ==, held->explanation);
  g_assert_cmpstr (kept->report->override->reason, ==, REASON);
  g_assert_cmpstr (kept->report->override->session_id, ==, SUE);
  g_assert_cmpint (kept->report->override->at, ==, bed.now + MINUTE);
  g_assert_cmpint (kept->report->override->clock_offset_ms, ==, 3000);
  g_assert_cmpint (kept->report->override->clock_error_ms, ==, 9);
  /* Nobody else comes in with it, and is told when and by whom somebody did. */
  again = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (again->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (again->earlier.verified_by, ==, "sue@example.org");
  g_assert_cmpint (again->earlier.timestamp,
                   ==,
                   kept->report->override->at - 3 * FOYER_TIME_SECOND);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  bed_clear (&bed);
}

/* Nothing of it can be read in the file. */
static void
test_names_and_reasons_are_sealed (void)
{
  g_autoptr (FoyerVerdict) held = NULL;
  g_autofree char *log = NULL;
  g_autofree char *bytes = NULL;
  gsize length;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  held = hold (&bed, "code-1");
  g_assert_true (let_in (&bed, held->scan_id, NULL));
  log = g_strconcat (bed.path, "-wal", NULL);
  g_assert_true (g_file_get_contents (log, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 0);
  g_assert_null (g_strstr_len (bytes, (gssize)length, "sue@example.org"));
  g_assert_null (g_strstr_len (bytes, (gssize)length, "identity"));
  bed_clear (&bed);
}

static void
assert_refused (Bed *bed, const char *scan_id, FoyerError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (let_in (bed, scan_id, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
}

static void
test_who_cannot_be_let_in (void)
{
  g_autoptr (FoyerVerdict) admitted = NULL;
  g_autoptr (FoyerVerdict) unknown = NULL;
  g_autoptr (FoyerVerdict) held = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  admitted = bed_judge (&bed, "code-1", NULL);
  unknown = bed_judge (&bed, "CREW", NULL);
  held = hold (&bed, "code-2");
  assert_refused (&bed, BED_SESSION, FOYER_ERROR_NOT_FOUND);
  assert_refused (&bed, admitted->scan_id, FOYER_ERROR_BAD_REQUEST);
  assert_refused (&bed, unknown->scan_id, FOYER_ERROR_BAD_REQUEST);
  g_assert_true (let_in (&bed, held->scan_id, NULL));
  assert_refused (&bed, held->scan_id, FOYER_ERROR_CHANGED_MEANWHILE);
  bed_clear (&bed);
}

/* The refusal was on its way when the supervisor came, and the relay knows of that alone. */
static void
test_what_the_relay_has_not_heard_goes_on_waiting (void)
{
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  g_autoptr (FoyerVerdict) held = NULL;
  FoyerChange change = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = ticket_id,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .amends = TRUE,
                         .timestamp = BED_NOW };
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 2 };
  gint64 copy;
  Bed bed;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  held = hold (&bed, "code-1");
  g_assert_true (let_in (&bed, held->scan_id, NULL));
  settle (&bed, held->scan_id, 0, FALSE);
  g_assert_cmpint (count_waiting (&bed), ==, 1);
  settle (&bed, held->scan_id, BED_SEQ + 1, TRUE);
  g_assert_cmpint (count_waiting (&bed), ==, 0);
  /* One of two entries is used, before the change is here and after it. */
  change.scan_id = held->scan_id;
  bed_apply (&bed, &change);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_it_counts_until_its_change_is_here (void)
{
  g_autoptr (FoyerVerdict) held = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  held = hold (&bed, "code-1");
  g_assert_true (let_in (&bed, held->scan_id, NULL));
  settle (&bed, held->scan_id, BED_SEQ + 1, TRUE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* The relay had refused, and is out of reach when the supervisor comes. */
static void
test_whom_the_relay_refused (void)
{
  g_autoptr (FoyerScan) scan = NULL;
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){ .id = ticket_id });
  FoyerVerdict fields = { .outcome = FOYER_OUTCOME_REFUSED,
                          .reason = FOYER_REASON_UNPAID,
                          .ticket = ticket };
  g_autoptr (FoyerVerdict) answer = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  scan = bed_make_scan (&bed, "code-1", NULL);
  fields.scan_id = scan->id;
  answer = foyer_verdict_new (&fields);
  g_assert_true (foyer_store_note_verdict (bed.file, scan, answer, &bed.desk, BED_EPOCH, NULL));
  g_assert_cmpint (count_waiting (&bed), ==, 0);
  g_assert_true (let_in (&bed, scan->id, NULL));
  g_assert_cmpint (count_waiting (&bed), ==, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static guint
number_own (Bed *bed, FoyerHeard **last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items =
      foyer_store_number_own (bed->file, BED_EVENT, THIS, &bed->key, &error);

  g_assert_no_error (error);
  if (items->len > 0) {
    g_clear_pointer (last, foyer_heard_unref);
    *last = foyer_heard_ref (g_ptr_array_index (items, items->len - 1));
  }
  return items->len;
}

/* Other desks hear of it as of an admission, once, also where they were told of later scans. */
static void
test_other_desks_hear_of_it (void)
{
  g_autoptr (FoyerVerdict) held = NULL;
  g_autoptr (FoyerHeard) item = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  held = hold (&bed, "code-1");
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  g_assert_cmpuint (number_own (&bed, &item), ==, 1);
  g_assert_true (let_in (&bed, held->scan_id, NULL));
  g_assert_cmpuint (number_own (&bed, &item), ==, 1);
  g_assert_cmpuint (number_own (&bed, &item), ==, 0);
  g_assert_cmpstr (item->scan_id, ==, held->scan_id);
  g_assert_cmpint (item->number, ==, 2);
  g_assert_cmpint (item->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (item->time, ==, bed.now + MINUTE - 3 * FOYER_TIME_SECOND);
  g_assert_cmpint (item->error_ms, ==, 9);
  g_assert_true (foyer_heard_check (item, bed.key.public_key));
  /* A desk that has lost count tells all of it anew. */
  g_assert_true (foyer_store_begin_run (bed.file, BED_EVENT, THIS, NULL));
  g_assert_cmpuint (number_own (&bed, &item), ==, 2);
  bed_clear (&bed);
}

static void
test_no_other_desk_admits_the_ticket (void)
{
  g_autoptr (FoyerVerdict) held = NULL;
  g_autoptr (FoyerHeard) item = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  Bed bed, other;

  bed_init (&bed);
  bed_init (&other);
  bed_copy_tickets (&bed, 1);
  bed_copy_tickets (&other, 1);
  held = hold (&bed, "code-1");
  g_assert_true (let_in (&bed, held->scan_id, NULL));
  g_assert_cmpuint (number_own (&bed, &item), ==, 1);
  g_ptr_array_add (items, item);
  g_assert_true (foyer_store_add_heard (other.file, items, NULL));
  bed_assert_judged (&other, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&other);
  bed_clear (&bed);
}

static FoyerVerdict *
scan (Bed *bed, FoyerDirection direction)
{
  g_autoptr (FoyerScan) scan = bed_make_scan (bed, "code-1", BED_SATURDAY);
  FoyerScan fields = *scan;
  g_autoptr (FoyerScan) directed = NULL;
  g_autoptr (GError) error = NULL;
  FoyerVerdict *verdict;

  fields.direction = direction;
  directed = foyer_scan_new (&fields);
  verdict = foyer_store_judge (bed->file, directed, &bed->desk, &error);
  g_assert_no_error (error);
  return verdict;
}

/* Ticket 1 comes in on Saturday, goes out, and is refused before the delay is over. */
static FoyerVerdict *
come_back_too_soon (Bed *bed)
{
  g_autoptr (FoyerVerdict) in = scan (bed, FOYER_DIRECTION_ENTRY);
  g_autoptr (FoyerVerdict) out = scan (bed, FOYER_DIRECTION_EXIT);
  FoyerVerdict *back = scan (bed, FOYER_DIRECTION_ENTRY);

  g_assert_cmpint (in->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (out->outcome, ==, FOYER_OUTCOME_EXITED);
  g_assert_cmpint (back->reason, ==, FOYER_REASON_RULE);
  return back;
}

/* Their entry is in use, and is the only one. */
static void
assert_inside (Bed *bed)
{
  g_autoptr (FoyerVerdict) again = NULL;

  bed->now += 10 * MINUTE;
  again = scan (bed, FOYER_DIRECTION_ENTRY);
  g_assert_cmpint (again->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
}

static void
test_other_desks_know_that_it_takes_up_an_entry (void)
{
  g_autoptr (FoyerVerdict) back = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  Bed bed, other;

  bed_init (&bed);
  bed_init (&other);
  bed_copy_tickets (&bed, 1);
  bed_copy_tickets (&other, 1);
  back = come_back_too_soon (&bed);
  bed.now -= 10 * FOYER_TIME_SECOND;
  g_assert_true (let_in (&bed, back->scan_id, &error));
  items = foyer_store_number_own (bed.file, BED_EVENT, THIS, &bed.key, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 3);
  for (guint i = 0; i < items->len; i++) {
    const FoyerHeard *item = g_ptr_array_index (items, i);

    g_assert_true (foyer_heard_check (item, bed.key.public_key));
    g_assert_cmpint (item->overridden, ==, i == 2);
  }
  g_assert_true (foyer_store_add_heard (other.file, items, &error));
  assert_inside (&bed);
  assert_inside (&other);
  bed_clear (&other);
  bed_clear (&bed);
}

/* A relay that was restored has forgotten what its supervisor did. */
static void
test_what_the_relay_forgot_takes_up_an_entry (void)
{
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  g_autoptr (FoyerVerdict) back = NULL;
  FoyerChange change = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = ticket_id,
                         .list_id = (char *)BED_SATURDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .amends = TRUE };
  g_autoptr (GError) error = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  back = come_back_too_soon (&bed);
  change.scan_id = back->scan_id;
  change.timestamp = bed.now;
  bed_apply (&bed, &change);
  foyer_event_unref (bed.event);
  bed.event = bed_make_event (&bed, BED_EVENT, BED_EPOCH + 1);
  g_assert_true (foyer_store_save_event (bed.file, bed.event, &error));
  g_assert_true (foyer_store_offer_again (bed.file, BED_EVENT, BED_EPOCH + 1, &error));
  g_assert_no_error (error);
  bed_copy_tickets (&bed, 1);
  assert_inside (&bed);
  bed_clear (&bed);
}

/* Signed out or revoked, what was not delivered stays; what can be read of a damaged file too. */
static void
test_it_outlives_wiping_and_damage (void)
{
  g_autoptr (FoyerVerdict) held = NULL;
  g_autoptr (FoyerStoreScan) wiped = NULL;
  g_autoptr (FoyerStoreScan) rescued = NULL;
  g_autofree char *aside = NULL;
  g_autoptr (GError) error = NULL;
  guint n_scans = 0;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  held = hold (&bed, "code-1");
  g_assert_true (let_in (&bed, held->scan_id, NULL));
  g_assert_true (foyer_store_file_wipe (bed.file, NULL));
  wiped = find (&bed, held->scan_id);
  g_assert_cmpstr (wiped->report->override->reason, ==, REASON);
  g_clear_pointer (&bed.file, foyer_store_file_close);
  bed.file = foyer_store_file_rescue (bed.path, bed.seal, &n_scans, &aside, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_scans, ==, 1);
  rescued = find (&bed, held->scan_id);
  g_assert_cmpstr (rescued->report->override->reason, ==, REASON);
  g_assert_cmpint (rescued->report->override->at, ==, bed.now + MINUTE);
  g_assert_cmpint (count_waiting (&bed), ==, 1);
  bed_clear (&bed);
}

#define ADD(name, func) g_test_add_func ("/store/override/" name, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("whom-the-desk-held-is-in", test_whom_the_desk_held_is_in);
  ADD ("names-and-reasons-are-sealed", test_names_and_reasons_are_sealed);
  ADD ("who-cannot-be-let-in", test_who_cannot_be_let_in);
  ADD ("what-the-relay-has-not-heard-goes-on-waiting",
       test_what_the_relay_has_not_heard_goes_on_waiting);
  ADD ("it-counts-until-its-change-is-here", test_it_counts_until_its_change_is_here);
  ADD ("whom-the-relay-refused", test_whom_the_relay_refused);
  ADD ("other-desks-hear-of-it", test_other_desks_hear_of_it);
  ADD ("no-other-desk-admits-the-ticket", test_no_other_desk_admits_the_ticket);
  ADD ("other-desks-know-that-it-takes-up-an-entry",
       test_other_desks_know_that_it_takes_up_an_entry);
  ADD ("what-the-relay-forgot-takes-up-an-entry", test_what_the_relay_forgot_takes_up_an_entry);
  ADD ("it-outlives-wiping-and-damage", test_it_outlives_wiping_and_damage);
  return g_test_run ();
}
