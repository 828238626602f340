/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/bed.h"
#include "store/foyer-store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How fast a desk's own file is, in a folder of its own under TMPDIR:
 *
 *   store-rate [--tickets N] [--scans N]
 *
 * A line a figure, its name and its value, with a tab between: tickets copied a second from parsed
 * values, milliseconds of a verdict while they are copied and afterwards and of one bare write that
 * reaches the disk, of a search and of the list of who is still to come, and bytes of the file. */

#define CHUNK 1000

static int n_tickets = 100000;
static int n_scans = 1000;

static const GOptionEntry entries[] = {
  { "tickets", 0, 0, G_OPTION_ARG_INT, &n_tickets, "How many tickets the event has", "N" },
  { "scans", 0, 0, G_OPTION_ARG_INT, &n_scans, "How many scans are judged afterwards", "N" },
  G_OPTION_ENTRY_NULL,
};

/* Scans that follow one another, each when the one before it has its verdict. */
typedef struct {
  Bed bed;
  FoyerStore *store;
  GArray *latencies;
  gint64 start;
  gboolean ends;
  gboolean runs;
} Bench;

static void
check (const GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("store-rate: %s\n", error->message);
  exit (1);
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void scan_next (Bench *self);

static void
on_judge_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict = foyer_store_judge_finish (self->store, result, &error);
  double latency = (double)(g_get_monotonic_time () - self->start) / 1000;

  check (error);
  g_array_append_val (self->latencies, latency);
  self->runs = !self->ends;
  if (self->runs)
    scan_next (self);
}

static void
scan_next (Bench *self)
{
  g_autofree char *code = g_strdup_printf ("code-%d", g_random_int_range (1, n_tickets + 1));
  g_autoptr (FoyerScan) scan = bed_make_scan (&self->bed, code, NULL);

  self->runs = TRUE;
  self->start = g_get_monotonic_time ();
  foyer_store_judge_async (self->store, scan, &self->bed.desk, NULL, on_judge_ready, self);
}

static void
stop_scanning (Bench *self)
{
  self->ends = TRUE;
  while (self->runs)
    g_main_context_iteration (NULL, TRUE);
  self->ends = FALSE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a;
  double other = *(const double *)b;

  return (one > other) - (one < other);
}

static void
say_latencies (const char *name, GArray *latencies)
{
  guint n = latencies->len;

  g_array_sort (latencies, compare);
  g_print ("%s_p50_ms\t%.3f\n", name, g_array_index (latencies, double, n / 2));
  g_print ("%s_p99_ms\t%.3f\n", name, g_array_index (latencies, double, n - 1 - n / 100));
  g_array_set_size (latencies, 0);
}

static gint64
add_chunk (Bench *self, gint64 copy, int first)
{
  g_autoptr (GPtrArray) lines =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_snapshot_ticket_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start;

  for (int i = first; i < MIN (first + CHUNK, n_tickets + 1); i++)
    g_ptr_array_add (lines, bed_make_line ((guint)i, NULL, NULL, NULL));
  start = g_get_monotonic_time ();
  foyer_store_add_tickets_async (self->store, copy, lines, NULL, on_ready, &result);
  foyer_store_add_tickets_finish (self->store, await (&result), &error);
  check (error);
  return g_get_monotonic_time () - start;
}

/* Returns: how long it took, without the making of what is copied */
static gint64
copy_all (Bench *self)
{
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) finished = NULL;
  g_autoptr (GError) error = NULL;
  FoyerStoreCopy copy = { .event_id = BED_EVENT,
                          .epoch = BED_EPOCH,
                          .seq = BED_SEQ,
                          .whole = TRUE };
  gint64 taken = 0;
  gint64 start;

  foyer_store_begin_copy_async (self->store, NULL, on_ready, &begun);
  foyer_store_begin_copy_finish (self->store, await (&begun), &copy.copy, &error);
  check (error);
  for (int first = 1; first <= n_tickets; first += CHUNK)
    taken += add_chunk (self, copy.copy, first);
  start = g_get_monotonic_time ();
  foyer_store_finish_copy_async (self->store, &copy, NULL, on_ready, &finished);
  foyer_store_finish_copy_finish (self->store, await (&finished), &error);
  check (error);
  return taken + g_get_monotonic_time () - start;
}

static void
measure_copies (Bench *self)
{
  gint64 taken = copy_all (self);

  g_print ("tickets_a_second\t%.0f\n", (double)n_tickets * 1000000 / (double)taken);
  scan_next (self);
  copy_all (self);
  stop_scanning (self);
  say_latencies ("judge_while_copying", self->latencies);
}

static void
measure_scans (Bench *self)
{
  scan_next (self);
  while (self->latencies->len < (guint)n_scans)
    g_main_context_iteration (NULL, TRUE);
  stop_scanning (self);
  say_latencies ("judge", self->latencies);
}

static void
measure_lists (Bench *self)
{
  g_autoptr (GAsyncResult) searched = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) to_come = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  foyer_store_search_async (self->store, BED_EVENT, NULL, "nobody", 20, NULL, on_ready, &searched);
  found = foyer_store_search_finish (self->store, await (&searched), &error);
  check (error);
  g_print ("search_ms\t%.1f\n", (double)(g_get_monotonic_time () - start) / 1000);
  start = g_get_monotonic_time ();
  foyer_store_list_to_come_async (self->store, BED_EVENT, NULL, NULL, on_ready, &listed);
  to_come = foyer_store_list_to_come_finish (self->store, await (&listed), &error);
  check (error);
  g_print ("to_come_ms\t%.1f\n", (double)(g_get_monotonic_time () - start) / 1000);
}

/* One bare write of a page that reaches the disk, for what a verdict is measured by. */
static void
measure_disk (Bench *self)
{
  g_autofree char *path = g_build_filename (self->bed.folder, "bare", NULL);
  char page[4096] = { 0 };
  int fd = open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  for (int i = 0; i < n_scans; i++) {
    gint64 start = g_get_monotonic_time ();
    double latency;

    if (write (fd, page, sizeof page) != sizeof page || fdatasync (fd) != 0)
      g_printerr ("store-rate: %s\n", path);
    latency = (double)(g_get_monotonic_time () - start) / 1000;
    g_array_append_val (self->latencies, latency);
  }
  close (fd);
  say_latencies ("disk", self->latencies);
}

static void
say_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return;
  line = strstr (status, "VmHWM:");
  if (line != NULL)
    g_print ("memory_kib\t%" G_GINT64_FORMAT "\n", g_ascii_strtoll (line + 6, NULL, 10));
}

static void
say_size (Bench *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->bed.path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (file,
                                                  G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE,
                                                  NULL,
                                                  &error);

  check (error);
  g_print ("file_bytes\t%" G_GOFFSET_FORMAT "\n", g_file_info_get_size (info));
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;
  Bench bench = { .latencies = g_array_new (FALSE, FALSE, sizeof (double)) };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    check (error);
  bed_init (&bench.bed);
  g_clear_pointer (&bench.bed.file, foyer_store_file_close);
  bench.store = foyer_store_new (bench.bed.path, bed_make_seal (1));
  foyer_store_open_async (bench.store, NULL, on_ready, &opened);
  foyer_store_open_finish (bench.store, await (&opened), &error);
  check (error);
  measure_copies (&bench);
  say_memory ();
  measure_scans (&bench);
  measure_disk (&bench);
  measure_lists (&bench);
  say_size (&bench);
  g_clear_object (&opened);
  g_object_run_dispose (G_OBJECT (bench.store));
  bed_clear (&bench.bed);
  return 0;
}
