/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-uuid.h"
#include "model/foyer-proof.h"
#include "store/bed.h"
#include "store/foyer-store-heard.h"
#include "store/foyer-store-scans.h"

#include <string.h>

/* What a desk keeps of what others say happened at their doors, and what the judge makes of it. */

#define THIS  "aaaaaaaa-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define OTHER "bbbbbbbb-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define RUN   "cccccccc-43a8-4d0c-9a2e-3f8a3f1f9b11"

static FoyerHeard *
make_item (Bed *bed, guint ticket, gint64 number, const FoyerHeard *more)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  g_autofree char *ticket_id = bed_get_ticket_id (ticket);
  g_autofree char *signature = g_strnfill (FOYER_PROOF_LENGTH, 'A');
  FoyerHeard fields = { .device_id = (char *)OTHER,
                        .run_id = (char *)RUN,
                        .number = number,
                        .event_id = (char *)BED_EVENT,
                        .scan_id = more != NULL && more->scan_id != NULL ? more->scan_id : scan_id,
                        .ticket_id = ticket_id,
                        .list_id = more != NULL && more->list_id != NULL ? more->list_id
                                                                         : (char *)BED_FRIDAY,
                        .outcome = more != NULL ? more->outcome : FOYER_OUTCOME_ADMITTED,
                        .time = bed->now,
                        .error_ms = 20,
                        .epoch = more != NULL && more->epoch != 0 ? more->epoch : BED_EPOCH,
                        .seq = more != NULL ? more->seq : 0,
                        .signature = signature };

  return foyer_heard_new (&fields);
}

static char *
hear (Bed *bed, guint ticket, gint64 number, const FoyerHeard *more)
{
  g_autoptr (FoyerHeard) item = make_item (bed, ticket, number, more);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (items, item);
  foyer_store_add_heard (bed->file, items, &error);
  g_assert_no_error (error);
  return g_strdup (item->scan_id);
}

static GPtrArray *
number_own (Bed *bed)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = foyer_store_number_own (bed->file, BED_EVENT, THIS, &bed->key, &error);

  g_assert_no_error (error);
  return items;
}

static void
save_desks (Bed *bed)
{
  g_autoptr (GPtrArray) desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
  char *addresses[] = { (char *)"192.0.2.7:1", (char *)"[2001:db8::1]:2", NULL };
  FoyerDesk desk = { .device_id = (char *)OTHER,
                     .name = (char *)"Back door",
                     .has_key = TRUE,
                     .online = TRUE,
                     .last_heard = BED_NOW,
                     .rate = 1.5,
                     .addresses = addresses };
  FoyerDesk keyless = { .device_id = (char *)THIS, .name = (char *)"Kiosk" };
  g_autoptr (GError) error = NULL;

  memset (desk.public_key, 7, sizeof desk.public_key);
  g_ptr_array_add (desks, foyer_desk_new (&keyless));
  g_ptr_array_add (desks, foyer_desk_new (&desk));
  foyer_store_save_desks (bed->file, BED_EVENT, desks, &error);
  g_assert_no_error (error);
}

static void
test_who_came_in_elsewhere_is_in (void)
{
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autofree char *scan_id = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  save_desks (&bed);
  scan_id = hear (&bed, 1, 1, NULL);
  verdict = bed_judge (&bed, "code-1", NULL);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_assert_cmpstr (verdict->earlier.device, ==, "Back door");
  g_assert_null (verdict->earlier.verified_by);
  g_assert_cmpint (verdict->earlier.timestamp, ==, BED_NOW);
  /* Another guest, and another list. */
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  g_clear_pointer (&verdict, foyer_verdict_unref);
  verdict = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_who_went_out_elsewhere_may_come_back (void)
{
  FoyerHeard in = { .list_id = (char *)BED_SATURDAY, .outcome = FOYER_OUTCOME_ADMITTED };
  FoyerHeard out = { .list_id = (char *)BED_SATURDAY, .outcome = FOYER_OUTCOME_EXITED };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  first = hear (&bed, 1, 1, &in);
  verdict = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_ALREADY_ADMITTED);
  g_clear_pointer (&verdict, foyer_verdict_unref);
  bed.now += 3600 * FOYER_TIME_SECOND;
  second = hear (&bed, 1, 2, &out);
  bed.now += 3600 * FOYER_TIME_SECOND;
  verdict = bed_judge (&bed, "code-1", BED_SATURDAY);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_NONE);
  bed_clear (&bed);
}

/* Of four entries two are used, by what @included names. */
static void
expect_entries (const FoyerHeard *heard, guint n_heard, const char *const *included, guint n_left)
{
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 4 };
  FoyerTicketState state = { .entries_used = 2, .inside = 2 };
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line_of_scans (1, &fields, BED_FRIDAY, &state, included));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  for (guint i = 0; i < n_heard; i++)
    g_free (hear (&bed, 1, i + 1, heard));
  for (guint i = 0; i < n_left; i++)
    bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* What the relay's part includes counts no more, and what it does not counts beside it. */
static void
test_nothing_counts_twice (void)
{
  const char *const one[] = { THIS, NULL };
  FoyerHeard included = { .seq = BED_SEQ };
  FoyerHeard newer = { .seq = BED_SEQ + 1 };
  FoyerHeard by_itself = { .seq = 0 };
  FoyerHeard of_before = { .seq = BED_SEQ, .epoch = BED_EPOCH - 1 };
  FoyerHeard named = { .scan_id = (char *)THIS };
  FoyerHeard named_of_before = { .scan_id = (char *)THIS,
                                 .seq = BED_SEQ + 1,
                                 .epoch = BED_EPOCH - 1 };

  expect_entries (&included, 2, NULL, 2);
  expect_entries (&newer, 1, NULL, 1);
  expect_entries (&by_itself, 1, NULL, 1);
  expect_entries (&of_before, 1, NULL, 1);
  expect_entries (&named, 1, one, 2);
  expect_entries (&named_of_before, 1, one, 2);
}

static void
copy_one (Bed *bed, guint entries_used, gint64 seq, const char *const *included)
{
  FoyerTicket fields = { .paid = TRUE, .allowed_entries = 3 };
  FoyerTicketState state = { .entries_used = entries_used, .inside = entries_used };
  gint64 copy = bed_begin_copy (bed);

  bed_add (bed, copy, bed_make_line_of_scans (1, &fields, BED_FRIDAY, &state, included));
  bed_finish_copy (bed, copy, seq, TRUE);
}

static void
deliver (Bed *bed, const char *scan_id, guint entries_used)
{
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  FoyerTicketState state = { .entries_used = entries_used, .inside = entries_used };
  FoyerChange change = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = ticket_id,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .scan_id = (char *)scan_id,
                         .state = &state,
                         .timestamp = BED_NOW };

  bed_apply (bed, &change);
}

/* One of three was used as the relay knew; a second one elsewhere, without it. */
static void
test_what_was_delivered_counts_once (void)
{
  g_autofree char *scan_id = NULL;
  Bed bed;

  bed_init (&bed);
  copy_one (&bed, 1, BED_SEQ, NULL);
  scan_id = hear (&bed, 1, 1, NULL);
  deliver (&bed, scan_id, 2);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_what_is_heard_after_it_was_delivered_counts_once (void)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  FoyerHeard same = { .scan_id = scan_id, .outcome = FOYER_OUTCOME_ADMITTED };
  Bed bed;

  bed_init (&bed);
  copy_one (&bed, 1, BED_SEQ, NULL);
  deliver (&bed, scan_id, 2);
  g_free (hear (&bed, 1, 1, &same));
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

/* @used: what a new copy says of one ticket's three entries
 * @n_included: how many of two scans that were heard of it is made of
 * @left: how many entries are left */
static void
expect_left (guint used, guint n_included, guint left)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  Bed bed;

  bed_init (&bed);
  copy_one (&bed, 0, BED_SEQ, NULL);
  first = hear (&bed, 1, 1, NULL);
  second = hear (&bed, 1, 2, NULL);
  copy_one (&bed,
            used,
            BED_SEQ + 5,
            (const char *[]){ n_included > 0 ? first : NULL,
                              n_included > 1 ? second : NULL,
                              NULL });
  for (guint i = 0; i < left; i++)
    bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_what_a_new_copy_holds_counts_once (void)
{
  expect_left (0, 0, 1);
  expect_left (1, 1, 1);
  expect_left (2, 2, 1);
  /* Another guest, besides. */
  expect_left (1, 0, 0);
  /* Both, and what one of them used was given back. */
  expect_left (1, 2, 2);
}

/* Who has heard of it is a copy behind: a desk that was alone when the relay heard of it. */
static void
test_what_a_copy_held_before_it_was_heard_counts_once (void)
{
  g_autofree char *scan_id = foyer_uuid_new ();
  const char *const included[] = { scan_id, NULL };
  FoyerHeard late = { .scan_id = scan_id, .outcome = FOYER_OUTCOME_ADMITTED };
  Bed bed;

  bed_init (&bed);
  copy_one (&bed, 1, BED_SEQ, included);
  g_free (hear (&bed, 1, 1, &late));
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_own_doings_are_numbered_once (void)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const FoyerHeard *item;
  g_autofree char *ticket_id = bed_get_ticket_id (1);
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_assert_judged (&bed, "nothing", FOYER_REASON_UNKNOWN_CODE);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  first = number_own (&bed);
  g_assert_cmpuint (first->len, ==, 2);
  item = g_ptr_array_index (first, 0);
  g_assert_cmpint (item->number, ==, 1);
  g_assert_cmpstr (item->device_id, ==, THIS);
  g_assert_cmpstr (item->ticket_id, ==, ticket_id);
  g_assert_cmpstr (item->list_id, ==, BED_FRIDAY);
  g_assert_cmpint (item->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (item->time, ==, BED_NOW + FOYER_TIME_SECOND);
  g_assert_cmpint (item->epoch, ==, BED_EPOCH);
  g_assert_cmpint (item->seq, ==, 0);
  g_assert_true (foyer_heard_check (item, bed.key.public_key));
  none = number_own (&bed);
  g_assert_cmpuint (none->len, ==, 0);
  bed_reopen (&bed);
  bed_assert_judged (&bed, "code-3", FOYER_REASON_NONE);
  second = number_own (&bed);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpint (((FoyerHeard *)g_ptr_array_index (second, 0))->number, ==, 3);
  g_assert_cmpstr (((FoyerHeard *)g_ptr_array_index (second, 0))->run_id, ==, item->run_id);
  bed_clear (&bed);
}

/* What others kept of this desk's doings counts where it has lost them, and only there. */
static void
test_another_run_begins_from_the_start (void)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  first = number_own (&bed);
  foyer_store_begin_run (bed.file, BED_EVENT, THIS, &error);
  g_assert_no_error (error);
  again = number_own (&bed);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpint (((FoyerHeard *)g_ptr_array_index (again, 0))->number, ==, 1);
  g_assert_cmpstr (((FoyerHeard *)g_ptr_array_index (again, 0))->run_id,
                   !=,
                   ((FoyerHeard *)g_ptr_array_index (first, 0))->run_id);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  all = foyer_store_load_heard (bed.file, BED_EVENT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_true (foyer_heard_check (g_ptr_array_index (all, i), bed.key.public_key));
  bed_clear (&bed);
}

/* The file as it is now, at another place. */
static void
copy_bed (Bed *from, Bed *to)
{
  g_autofree char *bytes = NULL;
  gsize length;

  bed_init (to);
  g_clear_pointer (&from->file, foyer_store_file_close);
  g_clear_pointer (&to->file, foyer_store_file_close);
  g_assert_true (g_file_get_contents (from->path, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (to->path, bytes, (gssize)length, NULL));
  bed_reopen (from);
  bed_reopen (to);
}

static const FoyerHeard *
get_last (const GPtrArray *items, guint n_items)
{
  g_assert_cmpuint (items->len, ==, n_items);
  return g_ptr_array_index (items, n_items - 1);
}

/* Two desks that are one device give no number twice. */
static void
test_a_copy_begins_another_run (void)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GPtrArray) copied = NULL;
  Bed bed, copy;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  before = number_own (&bed);
  copy_bed (&bed, &copy);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  bed_assert_judged (&copy, "code-3", FOYER_REASON_NONE);
  own = number_own (&bed);
  copied = number_own (&copy);
  g_assert_cmpstr (get_last (own, 1)->run_id, ==, get_last (before, 1)->run_id);
  g_assert_cmpint (get_last (own, 1)->number, ==, 2);
  g_assert_cmpstr (get_last (copied, 2)->run_id, !=, get_last (before, 1)->run_id);
  bed_clear (&bed);
  bed_clear (&copy);
}

/* Somebody else has gone on with its numbers, and others have told it. */
static void
test_numbers_that_were_given_elsewhere_are_left (void)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (FoyerHeard) item = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  FoyerHeard fields;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  before = number_own (&bed);
  fields = *get_last (before, 1);
  fields.number = 2;
  fields.scan_id = (char *)BED_SESSION;
  item = foyer_heard_new (&fields);
  g_ptr_array_add (items, item);
  g_assert_true (foyer_store_add_heard (bed.file, items, NULL));
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  after = number_own (&bed);
  g_assert_cmpstr (get_last (after, 2)->run_id, !=, item->run_id);
  bed_clear (&bed);
}

static void
test_what_is_kept_is_loaded_in_order (void)
{
  g_autofree char *second = NULL;
  g_autofree char *first = NULL;
  g_autofree char *twice = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  Bed bed;

  bed_init (&bed);
  second = hear (&bed, 2, 2, NULL);
  first = hear (&bed, 1, 1, NULL);
  twice = hear (&bed, 3, 1, NULL);
  bed_reopen (&bed);
  all = foyer_store_load_heard (bed.file, BED_EVENT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const FoyerHeard *item = g_ptr_array_index (all, i);

    g_assert_cmpint (item->number, ==, i + 1);
    g_assert_cmpstr (item->scan_id, ==, i == 0 ? first : second);
    g_assert_cmpint (item->error_ms, ==, 20);
    g_assert_cmpuint (strlen (item->signature), ==, FOYER_PROOF_LENGTH);
  }
  bed_clear (&bed);
}

/* What desks told each other is of no use any more, and says who was where. */
static void
test_of_a_closed_event_nothing_heard_stays (void)
{
  FoyerEvent fields;
  g_autoptr (FoyerEvent) other = NULL;
  g_autoptr (FoyerEvent) closed = NULL;
  g_autofree char *scan_id = NULL;
  g_autofree char *id = bed_get_ticket_id (3);
  g_autoptr (GPtrArray) own = NULL;
  FoyerChange change = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = id,
                         .list_id = (char *)BED_FRIDAY,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .scan_id = (char *)THIS,
                         .timestamp = BED_NOW };
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  save_desks (&bed);
  scan_id = hear (&bed, 1, 1, NULL);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  own = number_own (&bed);
  g_assert_cmpuint (own->len, ==, 1);
  bed_apply (&bed, &change);
  fields = *bed.event;
  fields.policy.closed = TRUE;
  fields.id = (char *)OTHER;
  other = foyer_event_new (&fields);
  g_assert_true (foyer_store_save_event (bed.file, other, NULL));
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM heard"), ==, 2);
  fields.id = bed.event->id;
  closed = foyer_event_new (&fields);
  g_assert_true (foyer_store_save_event (bed.file, closed, NULL));
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM heard"), ==, 0);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM recorded"), ==, 0);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM runs"), ==, 0);
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM desks"), ==, 0);
  /* What the relay does not have stays. */
  g_assert_cmpint (bed_read_number (&bed, "SELECT count (*) FROM scans"), ==, 1);
  bed_clear (&bed);
}

static void
test_desks_are_kept (void)
{
  g_autoptr (GPtrArray) desks = NULL;
  g_autoptr (GError) error = NULL;
  const FoyerDesk *desk;
  Bed bed;

  bed_init (&bed);
  save_desks (&bed);
  save_desks (&bed);
  bed_reopen (&bed);
  desks = foyer_store_load_desks (bed.file, BED_EVENT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (desks->len, ==, 2);
  desk = g_ptr_array_index (desks, 0);
  g_assert_false (desk->has_key);
  g_assert_cmpuint (g_strv_length (desk->addresses), ==, 0);
  desk = g_ptr_array_index (desks, 1);
  g_assert_cmpstr (desk->device_id, ==, OTHER);
  g_assert_cmpstr (desk->name, ==, "Back door");
  g_assert_true (desk->has_key);
  g_assert_cmpint (desk->public_key[31], ==, 7);
  g_assert_false (desk->online);
  g_assert_cmpint (desk->last_heard, ==, BED_NOW);
  g_assert_cmpfloat (desk->rate, ==, 1.5);
  g_assert_cmpuint (g_strv_length (desk->addresses), ==, 2);
  bed_clear (&bed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/heard/who-came-in-elsewhere-is-in", test_who_came_in_elsewhere_is_in);
  g_test_add_func ("/store/heard/who-went-out-elsewhere-may-come-back",
                   test_who_went_out_elsewhere_may_come_back);
  g_test_add_func ("/store/heard/nothing-counts-twice", test_nothing_counts_twice);
  g_test_add_func ("/store/heard/what-was-delivered-counts-once",
                   test_what_was_delivered_counts_once);
  g_test_add_func ("/store/heard/what-is-heard-after-it-was-delivered-counts-once",
                   test_what_is_heard_after_it_was_delivered_counts_once);
  g_test_add_func ("/store/heard/what-a-new-copy-holds-counts-once",
                   test_what_a_new_copy_holds_counts_once);
  g_test_add_func ("/store/heard/what-a-copy-held-before-it-was-heard-counts-once",
                   test_what_a_copy_held_before_it_was_heard_counts_once);
  g_test_add_func ("/store/heard/own-doings-are-numbered-once", test_own_doings_are_numbered_once);
  g_test_add_func ("/store/heard/a-copy-begins-another-run", test_a_copy_begins_another_run);
  g_test_add_func ("/store/heard/numbers-that-were-given-elsewhere-are-left",
                   test_numbers_that_were_given_elsewhere_are_left);
  g_test_add_func ("/store/heard/another-run-begins-from-the-start",
                   test_another_run_begins_from_the_start);
  g_test_add_func ("/store/heard/what-is-kept-is-loaded-in-order",
                   test_what_is_kept_is_loaded_in_order);
  g_test_add_func ("/store/heard/desks-are-kept", test_desks_are_kept);
  g_test_add_func ("/store/heard/of-a-closed-event-nothing-heard-stays",
                   test_of_a_closed_event_nothing_heard_stays);
  return g_test_run ();
}
