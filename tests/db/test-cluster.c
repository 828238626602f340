/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-cluster.h"
#include "db/foyer-db-process.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-source.h"
#include "support/foyer-test-database.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each test has a folder of its own; its path is handed in by the fixture. */
typedef struct {
  char *dir;
  char *cluster_dir;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->dir = foyer_test_make_folder ();
  fixture->cluster_dir = g_build_filename (fixture->dir, "postgresql", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_assert_cmpint (foyer_db_process_find (fixture->cluster_dir), ==, 0);
  foyer_test_remove_folder (fixture->dir);
  g_free (fixture->cluster_dir);
  g_free (fixture->dir);
}

static FoyerDbCluster *
open_at (const char *dir, FoyerDbClusterFlags flags)
{
  g_autoptr (GError) error = NULL;
  FoyerDbCluster *cluster = NULL;

  while (cluster == NULL) {
    cluster = foyer_db_cluster_open (dir, flags, &error);
    foyer_test_pass_unavailable (&error);
  }
  return cluster;
}

static FoyerDbCluster *
open_cluster (Fixture *fixture)
{
  return open_at (fixture->dir, FOYER_DB_CLUSTER_THROW_AWAY);
}

static FoyerDbConnection *
connect_to (FoyerDbCluster *cluster, FoyerDbRole role)
{
  g_autoptr (GError) error = NULL;
  FoyerDbConnection *connection = NULL;

  while (connection == NULL) {
    connection = foyer_db_connection_open (foyer_db_cluster_get_uri (cluster, role), &error);
    foyer_test_pass_unavailable (&error);
  }
  return connection;
}

static void
ensure_running (FoyerDbCluster *cluster)
{
  g_autoptr (GError) error = NULL;

  while (!foyer_db_cluster_ensure_running (cluster, &error))
    foyer_test_pass_unavailable (&error);
}

static void
assert_works (FoyerDbCluster *cluster, FoyerDbRole role)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbConnection) connection = connect_to (cluster, role);

  g_assert_true (foyer_db_run_script (connection, "SELECT 1", &error));
}

static void
test_the_last_one_out_stops_it (Fixture *fixture, gconstpointer unused)
{
  FoyerDbCluster *first = open_cluster (fixture);
  FoyerDbCluster *second = open_cluster (fixture);
  g_autofree char *link_path = g_build_filename (fixture->dir, "run", NULL);

  g_assert_cmpstr (foyer_db_cluster_get_uri (first, FOYER_DB_ROLE_OWNER),
                   ==,
                   foyer_db_cluster_get_uri (second, FOYER_DB_ROLE_OWNER));
  assert_works (first, FOYER_DB_ROLE_OWNER);
  assert_works (second, FOYER_DB_ROLE_RELAY);
  foyer_db_cluster_close (first);
  g_assert_cmpint (foyer_db_process_find (fixture->cluster_dir), >, 0);
  assert_works (second, FOYER_DB_ROLE_OWNER);
  foyer_db_cluster_close (second);
  g_assert_cmpint (foyer_db_process_find (fixture->cluster_dir), ==, 0);
  g_assert_false (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
}

static void
test_nobody_else_reaches_the_socket (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (FoyerDbCluster) cluster = open_cluster (fixture);
  g_autofree char *link_path = g_build_filename (fixture->dir, "run", NULL);
  g_autofree char *socket_path = g_build_filename (link_path, ".s.PGSQL.5432", NULL);
  g_autofree char *socket_dir = g_file_read_link (link_path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbConnection) connection = connect_to (cluster, FOYER_DB_ROLE_OWNER);
  g_autoptr (PGresult) result = NULL;
  struct stat info;

  g_assert_cmpint (stat (link_path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (socket_path, &info), ==, 0);
  g_assert_cmpuint (strlen (socket_dir) + strlen ("/.s.PGSQL.5432"), <=, 107);
  result = foyer_db_query (connection, "SHOW listen_addresses", FOYER_DB_NO_PARAMS, &error);
  g_assert_cmpstr (foyer_db_get_text (result, 0, 0), ==, "");
}

static void
test_commits_reach_the_disk_unless_it_is_thrown_away (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbCluster) cluster = open_at (fixture->dir, FOYER_DB_CLUSTER_DEFAULT);
  g_autoptr (FoyerDbConnection) connection = connect_to (cluster, FOYER_DB_ROLE_OWNER);
  g_autoptr (PGresult) result = NULL;

  result = foyer_db_query (connection,
                           "SELECT current_setting ('fsync') || current_setting"
                           " ('full_page_writes') || current_setting ('synchronous_commit')",
                           FOYER_DB_NO_PARAMS,
                           &error);
  g_assert_cmpstr (foyer_db_get_text (result, 0, 0), ==, "ononon");
}

/* This program again, in a process of its own: `--open` uses the cluster and closes it, `--leave`
 * ends without closing it. */
static GSubprocess *
run_myself (const char *verb, const char *data_dir)
{
  g_autofree char *self_path = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, self_path, verb, data_dir, NULL);

  g_assert_no_error (error);
  return process;
}

static void
assert_ends_well (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_a_server_left_running_is_adopted (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GSubprocess) process = run_myself ("--leave", fixture->dir);
  g_autoptr (FoyerDbCluster) cluster = NULL;
  g_autofree char *lock_path = g_build_filename (fixture->dir, "users.lock", NULL);
  int lock;
  pid_t server;

  assert_ends_well (process);
  server = foyer_db_process_find (fixture->cluster_dir);
  g_assert_cmpint (server, >, 0);
  /* Whoever does not reach it in time, and tries again, does not stop it either. */
  lock = open (lock_path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (flock (lock, LOCK_SH), ==, 0);
  cluster = open_cluster (fixture);
  close (lock);
  assert_works (cluster, FOYER_DB_ROLE_OWNER);
  g_assert_cmpint (foyer_db_process_find (fixture->cluster_dir), ==, server);
}

static void
test_it_is_started_again_after_a_kill (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (FoyerDbCluster) cluster = open_cluster (fixture);
  g_autofree char *link_path = g_build_filename (fixture->dir, "run", NULL);
  g_autofree char *old_socket_dir = g_file_read_link (link_path, NULL);

  g_assert_cmpint (kill (foyer_db_process_find (fixture->cluster_dir), SIGKILL), ==, 0);
  ensure_running (cluster);
  assert_works (cluster, FOYER_DB_ROLE_RELAY);
  g_assert_false (g_file_test (old_socket_dir, G_FILE_TEST_EXISTS));
}

/* After a reboot the number in postmaster.pid may belong to any program: here to this one. */
static void
test_a_stale_process_id_is_not_believed (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pid_path = g_build_filename (fixture->cluster_dir, "postmaster.pid", NULL);
  g_autofree char *text =
      g_strdup_printf ("%d\n%s\n1\n5432\n\n\n", getpid (), fixture->cluster_dir);

  foyer_db_cluster_close (open_cluster (fixture));
  g_assert_true (g_file_set_contents (pid_path, text, -1, NULL));
  {
    g_autoptr (FoyerDbCluster) cluster = open_cluster (fixture);

    assert_works (cluster, FOYER_DB_ROLE_OWNER);
  }
}

static void
test_a_lost_socket_folder_is_replaced (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (FoyerDbCluster) cluster = open_cluster (fixture);
  g_autofree char *link_path = g_build_filename (fixture->dir, "run", NULL);
  g_autofree char *socket_dir = g_file_read_link (link_path, NULL);

  foyer_test_remove_folder (socket_dir);
  ensure_running (cluster);
  assert_works (cluster, FOYER_DB_ROLE_OWNER);
}

static void
test_half_a_cluster_is_made_anew (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *unfinished = g_strconcat (fixture->cluster_dir, ".new", NULL);
  g_autofree char *inside = g_build_filename (unfinished, "base", "1", NULL);

  g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0);
  {
    g_autoptr (FoyerDbCluster) cluster = open_cluster (fixture);

    assert_works (cluster, FOYER_DB_ROLE_OWNER);
    g_assert_false (g_file_test (unfinished, G_FILE_TEST_EXISTS));
  }
}

#define N_STARTERS 4

static void
test_several_at_once_do_not_race (Fixture *fixture, gconstpointer unused)
{
  GSubprocess *processes[N_STARTERS];

  for (guint i = 0; i < N_STARTERS; i++)
    processes[i] = run_myself ("--open", fixture->dir);
  for (guint i = 0; i < N_STARTERS; i++) {
    assert_ends_well (processes[i]);
    g_object_unref (processes[i]);
  }
}

static void
assert_open_fails (const char *dir, FoyerError code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (foyer_db_cluster_open (dir, FOYER_DB_CLUSTER_THROW_AWAY, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_another_major_version_is_refused (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *version_path = g_build_filename (fixture->cluster_dir, "PG_VERSION", NULL);

  g_assert_cmpint (g_mkdir (fixture->cluster_dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (version_path, "13\n", -1, NULL));
  assert_open_fails (fixture->dir, FOYER_ERROR_VERSION, "made by PostgreSQL 13");
}

static void
test_a_folder_that_is_none_is_refused (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->dir, "file", NULL);
  g_autofree char *below = g_build_filename (path, "data", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_open_fails (below, FOYER_ERROR_FAILED, "Cannot use the folder");
}

/* As root PostgreSQL runs as somebody who could not pass through a folder of root's alone. */
static void
test_a_way_that_is_closed_is_passed (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *closed = g_build_filename (fixture->dir, "closed", NULL);
  g_autofree char *below = g_build_filename (closed, "data", NULL);
  g_autoptr (FoyerDbCluster) cluster = NULL;
  struct stat info;

  if (geteuid () != 0) {
    g_test_skip ("Only root starts PostgreSQL as somebody else.");
    return;
  }
  g_assert_cmpint (g_mkdir (closed, 0700), ==, 0);
  cluster = open_at (below, FOYER_DB_CLUSTER_THROW_AWAY);
  g_assert_cmpint (stat (closed, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_an_ordinary_user_needs_nothing (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *self_path = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *data_dir = g_build_filename (fixture->dir, "of-nobody", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  if (geteuid () != 0) {
    g_test_skip ("All the other tests have shown that already.");
    return;
  }
  g_assert_cmpint (chmod (fixture->dir, 0777), ==, 0);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                              &error,
                              "setpriv",
                              "--reuid=nobody",
                              "--regid=nogroup",
                              "--clear-groups",
                              self_path,
                              "--open",
                              data_dir,
                              NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static int
use_cluster (const char *verb, const char *data_dir)
{
  Fixture fixture = { .dir = (char *)data_dir };
  FoyerDbCluster *cluster = open_cluster (&fixture);

  assert_works (cluster, FOYER_DB_ROLE_RELAY);
  if (g_str_equal (verb, "--leave"))
    _exit (0);
  foyer_db_cluster_close (cluster);
  return 0;
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  if (argc == 3)
    return use_cluster (argv[1], argv[2]);
  g_test_init (&argc, &argv, NULL);
  ADD ("/db/cluster/the-last-one-out-stops-it", test_the_last_one_out_stops_it);
  ADD ("/db/cluster/nobody-else-reaches-the-socket", test_nobody_else_reaches_the_socket);
  ADD ("/db/cluster/commits-reach-the-disk-unless-it-is-thrown-away",
       test_commits_reach_the_disk_unless_it_is_thrown_away);
  ADD ("/db/cluster/a-server-left-running-is-adopted", test_a_server_left_running_is_adopted);
  ADD ("/db/cluster/it-is-started-again-after-a-kill", test_it_is_started_again_after_a_kill);
  ADD ("/db/cluster/a-stale-process-id-is-not-believed", test_a_stale_process_id_is_not_believed);
  ADD ("/db/cluster/a-lost-socket-folder-is-replaced", test_a_lost_socket_folder_is_replaced);
  ADD ("/db/cluster/half-a-cluster-is-made-anew", test_half_a_cluster_is_made_anew);
  ADD ("/db/cluster/several-at-once-do-not-race", test_several_at_once_do_not_race);
  ADD ("/db/cluster/another-major-version-is-refused", test_another_major_version_is_refused);
  ADD ("/db/cluster/a-folder-that-is-none-is-refused", test_a_folder_that_is_none_is_refused);
  ADD ("/db/cluster/a-way-that-is-closed-is-passed", test_a_way_that_is_closed_is_passed);
  ADD ("/db/cluster/an-ordinary-user-needs-nothing", test_an_ordinary_user_needs_nothing);
  return g_test_run ();
}
