/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/bed.h"
#include "store/foyer-store-scan-row.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whatever a desk has said before it was killed, at whatever moment, is in its file. */

#define N_KILLS 300
/* How long one lives at most, every second one after the first thing that it said. */
#define LONGEST_LIFE_US 60000

static GPid
start_desk (const char *path, int *output)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "store", "killed-desk", NULL);
  g_autofree char *seed = g_strdup_printf ("%d", g_test_rand_int ());
  char *arguments[] = { program, (char *)path, seed, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_assert_true (g_spawn_async_with_pipes (NULL,
                                           arguments,
                                           NULL,
                                           G_SPAWN_DO_NOT_REAP_CHILD,
                                           NULL,
                                           NULL,
                                           &pid,
                                           NULL,
                                           output,
                                           NULL,
                                           &error));
  g_assert_no_error (error);
  return pid;
}

static gboolean
read_some (int fd, GString *said)
{
  char bytes[4096];
  gssize n = read (fd, bytes, sizeof bytes);

  g_assert_cmpint (n, >=, 0);
  g_string_append_len (said, bytes, n);
  return n > 0;
}

/* Listens until the moment of its death, which comes at some time after it has said @first, and
 * then to what it had said before. */
static void
kill_desk (GPid pid, int output, const char *first, GString *said)
{
  struct pollfd place = { .fd = output, .events = POLLIN };
  gint64 end, left;
  int status;

  while (strstr (said->str, first) == NULL)
    g_assert_true (read_some (output, said));
  end = g_get_monotonic_time () + g_test_rand_int_range (0, LONGEST_LIFE_US);
  while ((left = end - g_get_monotonic_time ()) > 0) {
    struct timespec wait = { .tv_nsec = left * 1000 };

    if (ppoll (&place, 1, &wait, NULL) > 0)
      g_assert_true (read_some (output, said));
  }
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  while (read_some (output, said))
    ;
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  g_spawn_close_pid (pid);
  close (output);
}

static guint n_overridden;

static void
assert_kept (Bed *bed, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (FoyerStoreScan) scan = NULL;
  const char *reason;

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  g_assert_true (foyer_store_find_scan (bed->file, words[0], &scan, NULL));
  g_assert_nonnull (scan);
  if (g_str_equal (words[1], "overridden")) {
    g_assert_cmpstr (scan->report->override->reason, ==, words[2]);
    n_overridden++;
    return;
  }
  reason = foyer_reason_to_nick (scan->verdict->reason);
  g_assert_cmpstr (foyer_outcome_to_nick (scan->verdict->outcome), ==, words[1]);
  g_assert_cmpstr (reason != NULL ? reason : "-", ==, words[2]);
}

/* Returns: how many verdicts were said */
static guint
assert_all_kept (Bed *bed, const GString *said)
{
  g_auto (GStrv) lines = g_strsplit (said->str, "\n", -1);
  guint n = g_strv_length (lines);

  /* What follows the last line feed is no whole line. */
  for (guint i = 0; i + 1 < n; i++)
    assert_kept (bed, lines[i]);
  return n > 0 ? n - 1 : 0;
}

static void
assert_sound (Bed *bed)
{
  sqlite3_stmt *row = foyer_store_prepare (bed->file, "PRAGMA integrity_check", NULL);

  g_assert_cmpint (foyer_store_step (bed->file, row, NULL), ==, FOYER_STORE_ROW);
  g_assert_cmpstr ((const char *)sqlite3_column_text (row, 0), ==, "ok");
  sqlite3_reset (row);
  /* Nobody came in twice, however often the desk began anew. */
  g_assert_cmpint (bed_read_number (bed,
                                    "SELECT count (*) FROM (SELECT 1 FROM scans WHERE"
                                    " outcome = 0 GROUP BY ticket HAVING count (*) > 1)"),
                   ==,
                   0);
}

static void
test_what_was_said_is_kept (void)
{
  /* Every second one begins, and every tenth lets somebody in, however slow it is. */
  static const char *const firsts[] = {
    " overridden ", "", "\n", "", "\n", "", "\n", "", "\n", ""
  };
  g_autoptr (GString) said = g_string_new (NULL);
  guint n_said = 0;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 200);
  for (guint i = 0; i < N_KILLS; i++) {
    GPid pid;
    int output;

    g_clear_pointer (&bed.file, foyer_store_file_close);
    g_string_truncate (said, 0);
    pid = start_desk (bed.path, &output);
    kill_desk (pid, output, firsts[i % G_N_ELEMENTS (firsts)], said);
    bed_reopen (&bed);
    assert_sound (&bed);
    n_said += assert_all_kept (&bed, said);
  }
  g_test_message ("%u verdicts and overrides before %d kills", n_said, N_KILLS);
  g_assert_cmpuint (n_overridden, >=, N_KILLS / 10);
  g_assert_cmpuint (n_said, >=, N_KILLS / 2);
  bed_clear (&bed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/kill/what-was-said-is-kept", test_what_was_said_is_kept);
  return g_test_run ();
}
