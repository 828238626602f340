/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "store/bed.h"
#include "store/foyer-store-heard.h"
#include "store/foyer-store-migrate.h"
#include "store/foyer-store-scans.h"
#include "store/foyer-store-sql.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

static void
assert_refused (Bed *bed, const FoyerSeal *seal, FoyerError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (foyer_store_file_open (bed->path, seal, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
}

static guint
count_waiting (Bed *bed)
{
  g_autoptr (GPtrArray) scans = foyer_store_list_waiting (bed->file, NULL, 1000, NULL);

  if (scans == NULL)
    g_error ("The scans cannot be listed.");
  return scans->len;
}

static void
test_what_is_kept_is_there_again (void)
{
  Bed bed;
  g_auto (FoyerStoreEvent) event = { 0 };
  const FoyerCheckInList *list;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_reopen (&bed);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  g_assert_true (foyer_store_load_event (bed.file, BED_EVENT, &event, NULL));
  g_assert_cmpstr (event.event->name, ==, "Summer party");
  g_assert_cmpint (event.event->epoch, ==, BED_EPOCH);
  g_assert_cmpint (event.event->policy.code_kind, ==, FOYER_CODE_KIND_SIGNED);
  g_assert_cmpint (foyer_event_get_offline (event.event, 1).mode, ==, FOYER_OFFLINE_HOLD);
  g_assert_cmpuint (foyer_event_get_offline (event.event, 1).max_exposure, ==, 1000);
  g_assert_cmpint (foyer_event_get_offline (event.event, 2).mode, ==, FOYER_OFFLINE_SIGNED);
  g_assert_cmpint (event.seq, ==, BED_SEQ);
  g_assert_cmpint (event.tickets, ==, FOYER_STORE_TICKETS_ALL);
  list = foyer_event_get_list (event.event, BED_SATURDAY);
  g_assert_cmpstr (list->name, ==, "Saturday");
  g_assert_cmpint (list->reentry_delay, ==, 60 * FOYER_TIME_SECOND);
  g_assert_cmpstr (foyer_event_get_gate (event.event, "North")->list_id, ==, BED_SATURDAY);
  g_assert_cmpstr (foyer_event_get_type_name (event.event, 2), ==, "VIP");
  g_assert_cmpmem (foyer_key_ring_get (event.event->keys, 3),
                   FOYER_PUBLIC_KEY_BYTES,
                   bed.key.public_key,
                   FOYER_PUBLIC_KEY_BYTES);
  bed_clear (&bed);
}

/* A relay need not say all of it. */
static void
test_an_event_that_says_little_is_kept (void)
{
  Bed bed;
  g_auto (FoyerStoreEvent) event = { 0 };
  g_autoptr (FoyerEvent) bare = foyer_event_new (
      &(FoyerEvent){ .id = (char *)BED_SATURDAY, .name = (char *)"Bare", .epoch = 2 });

  bed_init (&bed);
  g_assert_true (foyer_store_save_event (bed.file, bare, NULL));
  g_assert_true (foyer_store_load_event (bed.file, BED_SATURDAY, &event, NULL));
  g_assert_cmpstr (event.event->name, ==, "Bare");
  g_assert_null (event.event->time_zone);
  g_assert_cmpint (event.event->epoch, ==, 2);
  bed_clear (&bed);
}

static void
save_named (Bed *bed, const char *event_id, const char *name, gint64 epoch)
{
  g_autoptr (FoyerEvent) event = foyer_event_new (
      &(FoyerEvent){ .id = (char *)event_id, .name = (char *)name, .epoch = epoch });

  g_assert_true (foyer_store_save_event (bed->file, event, NULL));
}

static void
assert_named (Bed *bed, const char *event_id, const char *name, gint64 epoch)
{
  g_auto (FoyerStoreEvent) event = { 0 };

  g_assert_true (foyer_store_load_event (bed->file, event_id, &event, NULL));
  g_assert_cmpstr (event.event->id, ==, event_id);
  g_assert_cmpstr (event.event->name, ==, name);
  g_assert_cmpint (event.event->epoch, ==, epoch);
}

/* It is asked for with every scan, and not read anew each time. */
static void
test_how_an_event_is_set_up_is_never_old (void)
{
  Bed bed;

  bed_init (&bed);
  save_named (&bed, BED_EVENT, "Friday", 1);
  assert_named (&bed, BED_EVENT, "Friday", 1);
  save_named (&bed, BED_SATURDAY, "Saturday", 1);
  assert_named (&bed, BED_EVENT, "Friday", 1);
  assert_named (&bed, BED_SATURDAY, "Saturday", 1);
  save_named (&bed, BED_SATURDAY, "Sunday", 1);
  assert_named (&bed, BED_EVENT, "Friday", 1);
  assert_named (&bed, BED_SATURDAY, "Sunday", 1);
  save_named (&bed, BED_SATURDAY, "Sunday", 2);
  assert_named (&bed, BED_SATURDAY, "Sunday", 2);
  bed_clear (&bed);
}

static void
test_nobody_else_can_read_it (void)
{
  static const char *const ends[] = { "", "-wal" };
  Bed bed;

  bed_init (&bed);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *path = g_strconcat (bed.path, ends[i], NULL);
    struct stat info;

    g_assert_cmpint (stat (path, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  }
  bed_clear (&bed);
}

static void
test_nobody_else_opens_it_meanwhile (void)
{
  Bed bed;

  bed_init (&bed);
  assert_refused (&bed, bed.seal, FOYER_ERROR_FAILED);
  bed_copy_tickets (&bed, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_another_key_is_refused (void)
{
  Bed bed;
  g_autoptr (FoyerSeal) other = bed_make_seal (2);

  bed_init (&bed);
  g_clear_pointer (&bed.file, foyer_store_file_close);
  assert_refused (&bed, other, FOYER_ERROR_DAMAGED);
  bed_reopen (&bed);
  bed_clear (&bed);
}

static void
test_a_newer_file_is_refused (void)
{
  Bed bed;

  bed_init (&bed);
  g_assert_true (foyer_store_run (bed.file,
                                  "PRAGMA user_version = " G_STRINGIFY (FOYER_STORE_VERSION) "9",
                                  NULL));
  g_clear_pointer (&bed.file, foyer_store_file_close);
  assert_refused (&bed, bed.seal, FOYER_ERROR_VERSION);
  bed_clear (&bed);
}

/* What the steps after the first one did, undone. */
static void
make_older (Bed *bed)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (foyer_store_run (bed->file,
                                  "DROP INDEX scans_by_change; DROP INDEX heard_by_change;"
                                  "ALTER TABLE heard DROP COLUMN override_signature;"
                                  "PRAGMA user_version = 1",
                                  &error));
  g_assert_no_error (error);
}

static void
test_an_older_file_is_brought_up_to_date (void)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  make_older (&bed);
  bed_reopen (&bed);
  g_assert_cmpint (bed_read_number (&bed, "PRAGMA user_version"), ==, FOYER_STORE_VERSION);
  items = foyer_store_number_own (bed.file, BED_EVENT, BED_SESSION, &bed.key, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 1);
  bed_reopen (&bed);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_an_older_file_stays_where_a_step_fails (void)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  make_older (&bed);
  /* The last step cannot be taken; those before it can. */
  g_assert_true (foyer_store_run (bed.file, "CREATE INDEX heard_by_change ON heard (seq)", &error));
  g_assert_no_error (error);
  g_clear_pointer (&bed.file, foyer_store_file_close);
  assert_refused (&bed, bed.seal, FOYER_ERROR_FAILED);
  g_assert_cmpint (sqlite3_open (bed.path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DROP INDEX heard_by_change", NULL, NULL, NULL),
                   ==,
                   SQLITE_OK);
  sqlite3_close (db);
  bed_reopen (&bed);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_clear (&bed);
}

static void
test_a_file_of_something_else_is_refused (void)
{
  Bed bed;

  bed_init (&bed);
  g_assert_true (foyer_store_run (bed.file, "PRAGMA application_id = 7", NULL));
  g_clear_pointer (&bed.file, foyer_store_file_close);
  assert_refused (&bed, bed.seal, FOYER_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (bed.path, "These are no tables.", -1, NULL));
  assert_refused (&bed, bed.seal, FOYER_ERROR_DAMAGED);
  bed_clear (&bed);
}

static gboolean
holds (const char *path, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return memmem (bytes, size, text, strlen (text)) != NULL;
}

static void
assert_nothing_private (Bed *bed)
{
  static const char *const secrets[] = { "Guest", "secret.example", "ORDER",   "code-1",
                                         "ann@",  "Desk 1",         "student", "elsewhere@" };
  static const char *const ends[] = { "", "-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *path = g_strconcat (bed->path, ends[i], NULL);

    for (guint j = 0; j < G_N_ELEMENTS (secrets); j++)
      g_assert_false (holds (path, secrets[j]));
  }
}

static void
test_the_file_names_nobody (void)
{
  FoyerTicket fields = { .paid = TRUE, .attention = (char *)"check the student card" };
  FoyerTicketState state = { .entries_used = 1,
                             .inside = 1,
                             .last_admission = { .verified_by = (char *)"elsewhere@example.org",
                                                 .device = (char *)"Desk 1",
                                                 .timestamp = BED_NOW } };
  g_autofree char *wal = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &fields, BED_FRIDAY, &state));
  bed_add (&bed, copy, bed_make_line (2, NULL, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_ALREADY_ADMITTED);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  /* The search does find something: what is not sealed stands there in the clear. */
  wal = g_strconcat (bed.path, "-wal", NULL);
  g_assert_true (holds (wal, "Summer party"));
  assert_nothing_private (&bed);
  g_assert_true (foyer_store_run (bed.file, "PRAGMA wal_checkpoint (FULL)", NULL));
  g_assert_true (holds (bed.path, "Summer party"));
  assert_nothing_private (&bed);
  bed_clear (&bed);
}

static void
test_wiping_leaves_only_what_was_not_delivered (void)
{
  Bed bed;
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (FoyerStoreEvent) event = { 0 };
  gint64 rows;

  bed_init (&bed);
  bed_copy_tickets (&bed, 3);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  scan = bed_make_scan (&bed, "code-2", NULL);
  verdict = foyer_verdict_new (&(FoyerVerdict){ .scan_id = scan->id, .seq = 11 });
  g_assert_true (foyer_store_note_verdict (bed.file, scan, verdict, &bed.desk, BED_EPOCH, &error));
  g_assert_no_error (error);
  g_assert_true (foyer_store_file_wipe (bed.file, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_waiting (&bed), ==, 1);
  rows = bed_read_number (&bed,
                          "SELECT (SELECT count (*) FROM scans)"
                          " + (SELECT count (*) FROM tickets)");
  g_assert_cmpint (rows, ==, 1);
  /* Nor is it in what is left over in the file. */
  g_assert_cmpint (bed_read_number (&bed, "PRAGMA freelist_count"), ==, 0);
  g_assert_false (foyer_store_load_event (bed.file, BED_EVENT, &event, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  bed_clear (&bed);
}

/* Overwrites the file in its middle, where the rows of scans lie. */
static void
damage (Bed *bed, gsize from, gsize length)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (foyer_store_run (bed->file, "PRAGMA wal_checkpoint (TRUNCATE)", NULL));
  g_clear_pointer (&bed->file, foyer_store_file_close);
  g_assert_true (g_file_get_contents (bed->path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, from + length);
  memset (bytes + from, 0xa5, length);
  g_assert_true (g_file_set_contents (bed->path, bytes, (gssize)size, NULL));
}

static void
judge_many (Bed *bed, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *code = g_strdup_printf ("unknown %u", i);

    bed_assert_judged (bed, code, FOYER_REASON_UNKNOWN_CODE);
  }
}

static void
test_a_damaged_file_is_put_aside_with_its_scans (void)
{
  Bed bed;
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;
  guint n_scans;
  gint64 page;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  judge_many (&bed, 100);
  g_assert_true (foyer_store_run (bed.file, "UPDATE scans SET amended = 'overridden'", NULL));
  page = bed_read_number (&bed,
                          "SELECT pageno FROM dbstat WHERE name = 'scans' AND pagetype = 'leaf'"
                          " ORDER BY path LIMIT 1 OFFSET 2");
  damage (&bed, (gsize)(page - 1) * 4096, 4096);
  assert_refused (&bed, bed.seal, FOYER_ERROR_DAMAGED);
  bed.file = foyer_store_file_rescue (bed.path, bed.seal, &n_scans, &aside, &error);
  g_assert_no_error (error);
  /* All but those of the page. */
  g_assert_cmpuint (n_scans, >=, 70);
  g_assert_cmpuint (n_scans, <, 100);
  g_assert_cmpuint (count_waiting (&bed), ==, n_scans);
  g_assert_cmpint (bed_read_number (&bed,
                                    "SELECT count (*) FROM scans WHERE amended = 'overridden'"),
                   ==,
                   n_scans);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  bed_reopen (&bed);
  g_assert_cmpuint (count_waiting (&bed), ==, n_scans);
  bed_clear (&bed);
}

static void
test_a_file_without_a_beginning_is_put_aside (void)
{
  Bed bed;
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;
  guint n_scans;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  judge_many (&bed, 3);
  damage (&bed, 0, 4096);
  assert_refused (&bed, bed.seal, FOYER_ERROR_DAMAGED);
  bed.file = foyer_store_file_rescue (bed.path, bed.seal, &n_scans, &aside, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_scans, ==, 0);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_true (foyer_store_save_event (bed.file, bed.event, NULL));
  bed_copy_tickets (&bed, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_clear (&bed);
}

/* Somebody may look into it for a while, whoever is signed in; not for good. */
static void
test_a_damaged_file_is_not_kept_for_good (void)
{
  Bed bed;
  g_autofree char *aside = NULL;
  g_autofree char *log = NULL;
  gint64 limit = FOYER_LIMIT_DAMAGED_DAYS * G_TIME_SPAN_DAY;
  gint64 now;
  guint n_scans;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  judge_many (&bed, 3);
  damage (&bed, 0, 4096);
  /* It was written long ago, and is found only now. */
  g_assert_cmpint (g_utime (bed.path, &(struct utimbuf){ 0 }), ==, 0);
  now = g_get_real_time ();
  bed.file = foyer_store_file_rescue (bed.path, bed.seal, &n_scans, &aside, NULL);
  g_assert_nonnull (bed.file);
  log = g_strconcat (aside, "-wal", NULL);
  g_assert_true (g_file_set_contents (log, "x", 1, NULL));
  g_assert_true (foyer_store_file_wipe (bed.file, NULL));
  g_assert_true (foyer_store_file_clear_aside (bed.path, now + limit - G_TIME_SPAN_DAY, NULL));
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_true (foyer_store_file_clear_aside (bed.path, now + limit + G_TIME_SPAN_DAY, NULL));
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  bed_reopen (&bed);
  bed_clear (&bed);
}

static void
read_file (const char *path, const char *suffix, char **bytes, gsize *size)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);

  g_assert_true (g_file_get_contents (name, bytes, size, NULL));
}

static void
write_file (const char *path, const char *suffix, const char *bytes, gsize size)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);

  g_assert_true (g_file_set_contents (name, bytes, (gssize)size, NULL));
}

/* After a crash most of it is in the log: SQLite would remove one that it cannot read. */
static void
test_a_damaged_log_is_put_aside_too (void)
{
  Bed bed;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  g_autofree char *log = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *aside = NULL;
  gsize file_size, log_size, kept_size;
  guint n_scans;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  judge_many (&bed, 3);
  read_file (bed.path, "", &file, &file_size);
  read_file (bed.path, "-wal", &log, &log_size);
  g_clear_pointer (&bed.file, foyer_store_file_close);
  memset (file, 0xa5, 100);
  memset (log + 32, 0xa5, 4096);
  write_file (bed.path, "", file, file_size);
  write_file (bed.path, "-wal", log, log_size);
  assert_refused (&bed, bed.seal, FOYER_ERROR_DAMAGED);
  bed.file = foyer_store_file_rescue (bed.path, bed.seal, &n_scans, &aside, &error);
  g_assert_no_error (error);
  read_file (aside, "-wal", &kept, &kept_size);
  g_assert_cmpmem (kept, kept_size, log, log_size);
  bed_clear (&bed);
}

static void
set_most_pages (Bed *bed, gint64 pages)
{
  g_autofree char *pragma = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, pages);

  g_assert_true (foyer_store_run (bed->file, pragma, NULL));
}

/* What cannot be kept is not said either. */
static void
test_a_full_disk_lets_nobody_in (void)
{
  Bed bed;
  g_autoptr (GError) error = NULL;
  g_autofree char *refused = NULL;

  bed_init (&bed);
  bed_copy_tickets (&bed, 300);
  set_most_pages (&bed, bed_read_number (&bed, "PRAGMA page_count"));
  for (guint i = 1; i <= 300 && error == NULL; i++) {
    g_autofree char *code = g_strdup_printf ("code-%u", i);
    g_autoptr (FoyerScan) scan = bed_make_scan (&bed, code, NULL);
    g_autoptr (FoyerVerdict) verdict = foyer_store_judge (bed.file, scan, &bed.desk, &error);

    if (verdict == NULL)
      refused = g_steal_pointer (&code);
  }
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "disk is full"));
  set_most_pages (&bed, 1000000);
  bed_assert_judged (&bed, refused, FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_tickets_that_are_damaged_are_no_wrong_verdict (void)
{
  Bed bed;
  g_autoptr (FoyerScan) scan = NULL;
  g_autoptr (GError) error = NULL;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2);
  g_assert_true (foyer_store_run (bed.file, "UPDATE tickets SET sealed = zeroblob (80)", NULL));
  scan = bed_make_scan (&bed, "code-1", NULL);
  g_assert_null (foyer_store_judge (bed.file, scan, &bed.desk, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_DAMAGED);
  g_assert_cmpuint (count_waiting (&bed), ==, 0);
  bed_clear (&bed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/file/" name, func)
  ADD ("what-is-kept-is-there-again", test_what_is_kept_is_there_again);
  ADD ("an-event-that-says-little-is-kept", test_an_event_that_says_little_is_kept);
  ADD ("how-an-event-is-set-up-is-never-old", test_how_an_event_is_set_up_is_never_old);
  ADD ("nobody-else-can-read-it", test_nobody_else_can_read_it);
  ADD ("nobody-else-opens-it-meanwhile", test_nobody_else_opens_it_meanwhile);
  ADD ("another-key-is-refused", test_another_key_is_refused);
  ADD ("a-newer-file-is-refused", test_a_newer_file_is_refused);
  ADD ("an-older-file-is-brought-up-to-date", test_an_older_file_is_brought_up_to_date);
  ADD ("an-older-file-stays-where-a-step-fails", test_an_older_file_stays_where_a_step_fails);
  ADD ("a-file-of-something-else-is-refused", test_a_file_of_something_else_is_refused);
  ADD ("the-file-names-nobody", test_the_file_names_nobody);
  ADD ("wiping-leaves-only-what-was-not-delivered", test_wiping_leaves_only_what_was_not_delivered);
  ADD ("a-damaged-file-is-put-aside-with-its-scans",
       test_a_damaged_file_is_put_aside_with_its_scans);
  ADD ("a-file-without-a-beginning-is-put-aside", test_a_file_without_a_beginning_is_put_aside);
  ADD ("a-damaged-file-is-not-kept-for-good", test_a_damaged_file_is_not_kept_for_good);
  ADD ("a-damaged-log-is-put-aside-too", test_a_damaged_log_is_put_aside_too);
  ADD ("a-full-disk-lets-nobody-in", test_a_full_disk_lets_nobody_in);
  ADD ("tickets-that-are-damaged-are-no-wrong-verdict",
       test_tickets_that_are_damaged_are_no_wrong_verdict);
  return g_test_run ();
}
