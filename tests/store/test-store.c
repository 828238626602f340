/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "model/foyer-found-ticket.h"
#include "store/bed.h"
#include "store/foyer-store-sql.h"
#include "store/foyer-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <utime.h>

/* Longer than any pieces that a scan may have to wait for. */
#define N_MANY (20 * FOYER_LIMIT_STORE_WRITTEN)

/* The store over the file of a bed, which has let go of it. */
typedef struct {
  Bed bed;
  FoyerStore *store;
} Desk;

/* All of the test, because they keep the store. */
static GPtrArray *results;

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = result;
  g_ptr_array_add (results, g_object_ref (result));
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
open_store (Desk *desk)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  desk->store = foyer_store_new (desk->bed.path, bed_make_seal (1));
  foyer_store_open_async (desk->store, NULL, on_ready, &result);
  g_assert_true (foyer_store_open_finish (desk->store, await (&result), &error));
  g_assert_no_error (error);
}

static void
desk_init (Desk *desk, guint n_tickets)
{
  bed_init (&desk->bed);
  bed_copy_tickets (&desk->bed, n_tickets);
  g_clear_pointer (&desk->bed.file, foyer_store_file_close);
  open_store (desk);
}

/* A worker lets go of the last task a moment after it was answered. */
static void
let_go (FoyerStore *store)
{
  g_ptr_array_set_size (results, 0);
  g_object_add_weak_pointer (G_OBJECT (store), (gpointer *)&store);
  g_object_unref (store);
  while (store != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
desk_clear (Desk *desk)
{
  let_go (desk->store);
  bed_clear (&desk->bed);
}

static FoyerVerdict *
judge_for (Desk *desk, const char *code, const char *list_id)
{
  g_autoptr (FoyerScan) scan = bed_make_scan (&desk->bed, code, list_id);
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  FoyerVerdict *verdict;

  foyer_store_judge_async (desk->store, scan, &desk->bed.desk, NULL, on_ready, &result);
  verdict = foyer_store_judge_finish (desk->store, await (&result), &error);
  g_assert_no_error (error);
  return verdict;
}

static FoyerVerdict *
judge (Desk *desk, const char *code)
{
  return judge_for (desk, code, NULL);
}

static void
assert_counts (Desk *desk, gint64 waiting, gint64 aside)
{
  GAsyncResult *result = NULL;
  FoyerStoreCounts counts;

  foyer_store_count_scans_async (desk->store, NULL, on_ready, &result);
  g_assert_true (foyer_store_count_scans_finish (desk->store, await (&result), &counts, NULL));
  g_assert_cmpint (counts.waiting, ==, waiting);
  g_assert_cmpint (counts.aside, ==, aside);
}

static GPtrArray *
make_lines (guint n)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_snapshot_ticket_free);

  for (guint i = 1; i <= n; i++)
    g_ptr_array_add (lines, bed_make_line (i, NULL, NULL, NULL));
  return lines;
}

static gint64
begin_copy (Desk *desk)
{
  GAsyncResult *result = NULL;
  gint64 copy;

  foyer_store_begin_copy_async (desk->store, NULL, on_ready, &result);
  g_assert_true (foyer_store_begin_copy_finish (desk->store, await (&result), &copy, NULL));
  return copy;
}

static void
test_nothing_works_before_it_is_open (void)
{
  FoyerStore *store = foyer_store_new ("/nonexistent/store", bed_make_seal (1));
  GAsyncResult *counted = NULL;
  GAsyncResult *opened = NULL;
  g_autoptr (GError) error = NULL;
  FoyerStoreCounts counts;

  foyer_store_count_scans_async (store, NULL, on_ready, &counted);
  g_assert_false (foyer_store_count_scans_finish (store, await (&counted), &counts, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  foyer_store_open_async (store, NULL, on_ready, &opened);
  g_assert_false (foyer_store_open_finish (store, await (&opened), &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
  let_go (store);
}

static void
settle_first (Desk *desk, GPtrArray *waiting)
{
  g_autoptr (GPtrArray) settlements =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_settlement_free);
  const FoyerStoreScan *first = g_ptr_array_index (waiting, 0);
  const FoyerStoreScan *second = g_ptr_array_index (waiting, 1);
  GAsyncResult *result = NULL;

  g_ptr_array_add (settlements, foyer_store_settlement_new (first->report->scan->id, 11, NULL));
  g_ptr_array_add (settlements,
                   foyer_store_settlement_new (second->report->scan->id, 0, "It is poison."));
  foyer_store_settle_async (desk->store, settlements, NULL, on_ready, &result);
  g_assert_true (foyer_store_settle_finish (desk->store, await (&result), NULL));
}

/* The relay was restored. */
static void
begin_epoch (Desk *desk)
{
  g_autoptr (FoyerEvent) event = bed_make_event (&desk->bed, BED_EVENT, BED_EPOCH + 1);
  GAsyncResult *result = NULL;

  foyer_store_save_event_async (desk->store, event, NULL, on_ready, &result);
  g_assert_true (foyer_store_save_event_finish (desk->store, await (&result), NULL));
}

static void
test_scans_are_judged_and_delivered (void)
{
  g_autoptr (FoyerVerdict) admitted = NULL;
  g_autoptr (FoyerVerdict) refused = NULL;
  GAsyncResult *listed = NULL;
  GAsyncResult *aside_listed = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) aside = NULL;
  Desk desk;

  desk_init (&desk, 2);
  admitted = judge (&desk, "code-1");
  refused = judge (&desk, "code-1");
  g_assert_cmpint (admitted->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (refused->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  assert_counts (&desk, 2, 0);
  foyer_store_list_waiting_async (desk.store, BED_EVENT, 100, NULL, on_ready, &listed);
  waiting = foyer_store_list_waiting_finish (desk.store, await (&listed), NULL);
  g_assert_cmpuint (waiting->len, ==, 2);
  settle_first (&desk, waiting);
  assert_counts (&desk, 0, 1);
  foyer_store_list_aside_async (desk.store, BED_EVENT, 100, NULL, on_ready, &aside_listed);
  aside = foyer_store_list_aside_finish (desk.store, await (&aside_listed), NULL);
  g_assert_cmpuint (aside->len, ==, 1);
  begin_epoch (&desk);
  assert_counts (&desk, 1, 1);
  desk_clear (&desk);
}

static void
test_answers_of_the_relay_are_noted (void)
{
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (FoyerVerdict) later = NULL;
  g_autoptr (FoyerTicket) ticket = bed_make_ticket (1, NULL);
  GAsyncResult *result = NULL;
  Desk desk;

  desk_init (&desk, 1);
  scan = bed_make_scan (&desk.bed, "code-1", NULL);
  verdict = foyer_verdict_new (
      &(FoyerVerdict){ .scan_id = scan->id, .ticket = ticket, .seq = BED_SEQ + 1 });
  foyer_store_note_verdict_async (desk.store,
                                  scan,
                                  verdict,
                                  &desk.bed.desk,
                                  BED_EPOCH,
                                  NULL,
                                  on_ready,
                                  &result);
  g_assert_true (foyer_store_note_verdict_finish (desk.store, await (&result), NULL));
  assert_counts (&desk, 0, 0);
  later = judge (&desk, "code-1");
  g_assert_cmpint (later->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  desk_clear (&desk);
}

/* The copy is far from done when the scan, which was asked for after it, is judged. */
static void
test_scans_pass_a_long_copy (void)
{
  g_autoptr (GPtrArray) lines = make_lines (N_MANY);
  GAsyncResult *added = NULL;
  GAsyncResult *finished = NULL;
  GAsyncResult *loaded = NULL;
  g_autoptr (FoyerVerdict) during = NULL;
  g_autoptr (FoyerVerdict) after = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (FoyerStoreEvent) event = { 0 };
  FoyerStoreCopy copy = { .event_id = BED_EVENT, .epoch = BED_EPOCH, .seq = 77, .whole = TRUE };
  Desk desk;

  desk_init (&desk, 1);
  copy.copy = begin_copy (&desk);
  foyer_store_add_tickets_async (desk.store, copy.copy, lines, NULL, on_ready, &added);
  during = judge (&desk, "code-1");
  g_assert_null (added);
  g_assert_cmpint (during->outcome, ==, FOYER_OUTCOME_ADMITTED);
  foyer_store_finish_copy_async (desk.store, &copy, NULL, on_ready, &finished);
  g_assert_true (foyer_store_add_tickets_finish (desk.store, await (&added), &error));
  g_assert_no_error (error);
  g_assert_true (foyer_store_finish_copy_finish (desk.store, await (&finished), &error));
  g_assert_no_error (error);
  foyer_store_load_event_async (desk.store, BED_EVENT, NULL, on_ready, &loaded);
  g_assert_true (foyer_store_load_event_finish (desk.store, await (&loaded), &event, NULL));
  g_assert_cmpint (event.seq, ==, 77);
  after = judge (&desk, "code-4000");
  g_assert_cmpint (after->outcome, ==, FOYER_OUTCOME_ADMITTED);
  desk_clear (&desk);
}

static void
test_a_copy_can_be_cancelled (void)
{
  g_autoptr (GPtrArray) lines = make_lines (N_MANY);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *added = NULL;
  g_autoptr (FoyerVerdict) during = NULL;
  g_autoptr (GError) error = NULL;
  Desk desk;

  desk_init (&desk, 1);
  foyer_store_add_tickets_async (desk.store,
                                 begin_copy (&desk),
                                 lines,
                                 cancellable,
                                 on_ready,
                                 &added);
  during = judge (&desk, "code-1");
  g_cancellable_cancel (cancellable);
  g_assert_false (foyer_store_add_tickets_finish (desk.store, await (&added), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  desk_clear (&desk);
}

static gint64
count_tickets (Desk *desk)
{
  gint64 n;

  bed_reopen (&desk->bed);
  g_assert_true (
      foyer_store_read_number (desk->bed.file, "SELECT count (*) FROM tickets", &n, NULL));
  g_clear_pointer (&desk->bed.file, foyer_store_file_close);
  return n;
}

/* What was left of an interrupted copy is swept when the file is open the next time, while nothing
 * else is to be done; closing it does not wait for that. */
static void
test_what_was_interrupted_is_swept (void)
{
  g_autoptr (GPtrArray) lines = make_lines (2 * FOYER_LIMIT_STORE_SWEPT);
  GAsyncResult *added = NULL;
  Desk desk;

  desk_init (&desk, 1);
  foyer_store_add_tickets_async (desk.store, begin_copy (&desk), lines, NULL, on_ready, &added);
  g_assert_true (foyer_store_add_tickets_finish (desk.store, await (&added), NULL));
  let_go (desk.store);
  g_assert_cmpint (count_tickets (&desk), ==, 1 + 2 * FOYER_LIMIT_STORE_SWEPT);
  do {
    g_autoptr (FoyerVerdict) verdict = NULL;

    open_store (&desk);
    verdict = judge (&desk, "code-1");
    let_go (desk.store);
  } while (count_tickets (&desk) > 1);
  open_store (&desk);
  desk_clear (&desk);
}

static void
test_tickets_are_found (void)
{
  GAsyncResult *searched = NULL;
  GAsyncResult *listed = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) to_come = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  Desk desk;

  desk_init (&desk, FOYER_LIMIT_STORE_READ + 5);
  verdict = judge (&desk, "code-3");
  foyer_store_search_async (desk.store, BED_EVENT, NULL, "number3", 5, NULL, on_ready, &searched);
  found = foyer_store_search_finish (desk.store, await (&searched), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 5);
  g_assert_cmpuint (((FoyerFoundTicket *)g_ptr_array_index (found, 0))->entries_used, ==, 1);
  foyer_store_list_to_come_async (desk.store, BED_EVENT, NULL, NULL, on_ready, &listed);
  to_come = foyer_store_list_to_come_finish (desk.store, await (&listed), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (to_come->len, ==, FOYER_LIMIT_STORE_READ + 4);
  desk_clear (&desk);
}

static void
test_changes_and_set_ups_are_kept (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange change = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = id,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .timestamp = BED_NOW };
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts = foyer_counts_new (&(FoyerCounts){ 0 });
  g_autoptr (FoyerChangeBatch) batch = NULL;
  GAsyncResult *saved = NULL;
  GAsyncResult *applied = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  Desk desk;

  desk_init (&desk, 1);
  g_ptr_array_add (changes, foyer_change_new (&change));
  batch = foyer_change_batch_new (&(FoyerChangeBatch){ .event_id = (char *)BED_EVENT,
                                                       .epoch = BED_EPOCH,
                                                       .from = change.seq,
                                                       .to = change.seq,
                                                       .changes = changes,
                                                       .counts = counts });
  foyer_store_save_event_async (desk.store, desk.bed.event, NULL, on_ready, &saved);
  g_assert_true (foyer_store_save_event_finish (desk.store, await (&saved), NULL));
  foyer_store_apply_async (desk.store, batch, NULL, on_ready, &applied);
  g_assert_true (foyer_store_apply_finish (desk.store, await (&applied), NULL));
  verdict = judge (&desk, "code-1");
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  desk_clear (&desk);
}

static void
test_wiping_forgets_the_event (void)
{
  GAsyncResult *wiped = NULL;
  GAsyncResult *loaded = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  FoyerStoreEvent event;
  Desk desk;

  desk_init (&desk, 1);
  verdict = judge (&desk, "code-1");
  foyer_store_wipe_async (desk.store, NULL, on_ready, &wiped);
  g_assert_true (foyer_store_wipe_finish (desk.store, await (&wiped), NULL));
  foyer_store_load_event_async (desk.store, BED_EVENT, NULL, on_ready, &loaded);
  g_assert_false (foyer_store_load_event_finish (desk.store, await (&loaded), &event, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  assert_counts (&desk, 1, 0);
  desk_clear (&desk);
}

static void
test_a_damaged_file_is_put_aside (void)
{
  GAsyncResult *opened = NULL;
  GAsyncResult *rescued = NULL;
  GAsyncResult *wiped = NULL;
  g_autofree char *aside = NULL;
  g_autoptr (GError) error = NULL;
  guint n_scans;
  Desk desk;

  bed_init (&desk.bed);
  g_clear_pointer (&desk.bed.file, foyer_store_file_close);
  g_assert_true (g_file_set_contents (desk.bed.path, "These are no tables.", -1, NULL));
  desk.store = foyer_store_new (desk.bed.path, bed_make_seal (1));
  foyer_store_open_async (desk.store, NULL, on_ready, &opened);
  g_assert_false (foyer_store_open_finish (desk.store, await (&opened), &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_DAMAGED);
  foyer_store_rescue_async (desk.store, NULL, on_ready, &rescued);
  g_assert_true (foyer_store_rescue_finish (desk.store, await (&rescued), &n_scans, &aside, NULL));
  g_assert_cmpuint (n_scans, ==, 0);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  assert_counts (&desk, 0, 0);
  /* Long afterwards it goes when the desk is wiped. */
  g_assert_cmpint (g_utime (aside, &(struct utimbuf){ 0 }), ==, 0);
  foyer_store_wipe_async (desk.store, NULL, on_ready, &wiped);
  g_assert_true (foyer_store_wipe_finish (desk.store, await (&wiped), NULL));
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  desk_clear (&desk);
}

/* What a full disk does, to this process alone. */
static void
let_files_grow (gboolean may)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = may ? limit.rlim_max : 0;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Ticket @number, at another desk. */
static gboolean
hear (Desk *desk, guint number)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autofree char *ticket_id = bed_get_ticket_id (number);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);
  GAsyncResult *result = NULL;

  g_ptr_array_add (items,
                   foyer_heard_new (&(FoyerHeard){ .device_id = (char *)BED_SESSION,
                                                   .run_id = (char *)BED_SESSION,
                                                   .number = number,
                                                   .event_id = (char *)BED_EVENT,
                                                   .scan_id = scan_id,
                                                   .ticket_id = ticket_id,
                                                   .list_id = (char *)BED_FRIDAY,
                                                   .outcome = FOYER_OUTCOME_ADMITTED,
                                                   .time = desk->bed.now,
                                                   .epoch = BED_EPOCH,
                                                   .signature = (char *)"" }));
  foyer_store_add_heard_async (desk->store, items, NULL, on_ready, &result);
  return foyer_store_add_heard_finish (desk->store, await (&result), NULL);
}

/* As long as it cannot be written nothing is decided without it. */
static void
test_what_was_heard_on_a_full_disk_counts (void)
{
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) second = NULL;
  g_autoptr (FoyerScan) scan = NULL;
  GAsyncResult *result = NULL;
  Desk desk;

  desk_init (&desk, 3);
  let_files_grow (FALSE);
  g_assert_false (hear (&desk, 1));
  g_assert_false (hear (&desk, 2));
  scan = bed_make_scan (&desk.bed, "code-1", BED_FRIDAY);
  foyer_store_judge_async (desk.store, scan, &desk.bed.desk, NULL, on_ready, &result);
  g_assert_null (foyer_store_judge_finish (desk.store, await (&result), NULL));
  let_files_grow (TRUE);
  first = judge_for (&desk, "code-1", BED_FRIDAY);
  g_assert_cmpint (first->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  second = judge_for (&desk, "code-2", BED_FRIDAY);
  g_assert_cmpint (second->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  desk_clear (&desk);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  results = g_ptr_array_new_with_free_func (g_object_unref);
#define ADD(name, func) g_test_add_func ("/store/store/" name, func)
  ADD ("nothing-works-before-it-is-open", test_nothing_works_before_it_is_open);
  ADD ("scans-are-judged-and-delivered", test_scans_are_judged_and_delivered);
  ADD ("answers-of-the-relay-are-noted", test_answers_of_the_relay_are_noted);
  ADD ("scans-pass-a-long-copy", test_scans_pass_a_long_copy);
  ADD ("a-copy-can-be-cancelled", test_a_copy_can_be_cancelled);
  ADD ("what-was-interrupted-is-swept", test_what_was_interrupted_is_swept);
  ADD ("tickets-are-found", test_tickets_are_found);
  ADD ("what-was-heard-on-a-full-disk-counts", test_what_was_heard_on_a_full_disk_counts);
  ADD ("changes-and-set-ups-are-kept", test_changes_and_set_ups_are_kept);
  ADD ("wiping-forgets-the-event", test_wiping_forgets_the_event);
  ADD ("a-damaged-file-is-put-aside", test_a_damaged_file_is_put_aside);
  status = g_test_run ();
  g_ptr_array_unref (results);
  return status;
}
