/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-query.h"
#include "db/foyer-test-door.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A disk that is full: nobody gets an answer that is not stored, and when there is room again
 * everything goes on. The disk is a small one of this test's own, so it needs root. */

/* More log rows than the pages that are there already can take. */
#define MORE_THAN_FITS 20000

static void
fill_disk (const char *ballast)
{
  struct statvfs info;
  int fd = open (ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fstatvfs (fd, &info), ==, 0);
  g_assert_cmpint (posix_fallocate (fd, 0, (off_t)(info.f_bavail * info.f_bsize)), ==, 0);
  close (fd);
}

/* Scans until the disk has no room for an answer; returns how many there were before. */
static guint
scan_until_full (FoyerTestDoor *door)
{
  guint n_answers = 0;

  while (n_answers < MORE_THAN_FITS) {
    g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
    g_autoptr (FoyerDbBatchResult) result = NULL;
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < 50; i++)
      foyer_test_door_add (door, batch, &(FoyerScan){ .code = (char *)"nobody's" });
    result = foyer_db_verify_batch (door->relay, door->cache, door->event_id, batch, &error);
    if (result == NULL) {
      g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
      return n_answers;
    }
    n_answers += result->answers->len;
  }
  g_assert_not_reached ();
}

static void
test_nothing_is_answered_that_is_not_stored (void)
{
  g_autofree char *folder = foyer_test_make_folder ();
  g_autofree char *ballast = g_build_filename (folder, "ballast", NULL);
  g_autofree char *data_dir = g_build_filename (folder, "data", NULL);
  g_autoptr (FoyerVerdict) verdict = NULL;
  FoyerTestDatabase *database;
  FoyerTestDoor door = { 0 };
  guint n_answers;

  if (mount ("tmpfs", folder, "tmpfs", 0, "size=192m,mode=0755") != 0) {
    g_test_skip ("A disk that is full takes one of its own, and this user may not mount one.");
    foyer_test_remove_folder (folder);
    return;
  }
  database = foyer_test_database_start_in (data_dir);
  foyer_test_door_init (&door, database, 3);
  fill_disk (ballast);
  n_answers = scan_until_full (&door);
  g_assert_cmpint (g_unlink (ballast), ==, 0);

  foyer_db_connection_close (door.relay);
  door.relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM verification_logs"),
                   ==,
                   n_answers);
  verdict =
      foyer_test_door_scan (&door,
                            &(FoyerScan){ .code = (char *)foyer_test_door_get_code (&door, 0) });
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  foyer_test_door_assert_sound (&door);
  foyer_test_door_clear (&door);
  foyer_test_database_stop (database);
  g_assert_cmpint (umount (folder), ==, 0);
  foyer_test_remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/disk-full/nothing-is-answered-that-is-not-stored",
                   test_nothing_is_answered_that_is_not_stored);
  return g_test_run ();
}
