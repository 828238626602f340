/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-seal.h"
#include "support/foyer-test-database.h"

#include <sys/stat.h>

typedef struct {
  char *folder;
  char *path;
  FoyerDbSeal *seal;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = foyer_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "secret.key", NULL);
  fixture->seal = foyer_db_seal_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  foyer_db_seal_close (fixture->seal);
  foyer_test_remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
test_the_key_stays_the_same (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (FoyerDbSeal) again = foyer_db_seal_open (fixture->path, NULL);
  g_autofree char *check = foyer_seal_get_check (fixture->seal);
  g_autofree char *same = foyer_seal_get_check (again);
  struct stat info;

  g_assert_cmpstr (check, ==, same);
  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_a_key_that_others_can_read_is_refused (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (chmod (fixture->path, 0644), ==, 0);
  g_assert_null (foyer_db_seal_open (fixture->path, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
}

static void
test_another_file_is_no_key (Fixture *fixture, gconstpointer unused)
{
  static const char *const contents[] = { "", "abc\n", "zz", "0123456789abcdef" };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents_full (fixture->path,
                                             contents[i],
                                             -1,
                                             G_FILE_SET_CONTENTS_CONSISTENT,
                                             0600,
                                             NULL));
    g_assert_null (foyer_db_seal_open (fixture->path, &error));
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
  }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/db/seal/the-key-stays-the-same", test_the_key_stays_the_same);
  ADD ("/db/seal/a-key-that-others-can-read-is-refused",
       test_a_key_that_others_can_read_is_refused);
  ADD ("/db/seal/another-file-is-no-key", test_another_file_is_no_key);
  return g_test_run ();
}
