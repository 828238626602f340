/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-load"

#include "config.h"

#include "relay/load-tally.h"

#include <string.h>
#include <unistd.h>

/* What the load generator saw: how long verdicts took, how much later the last desk heard, and
 * whether everything was right. */

typedef struct {
  gint64 verdict_at;
  gint64 last_heard_at;
  guint n_heard;
} Step;

struct _LoadTally {
  guint n_listeners;
  guint8 *admissions;
  guint n_codes;
  GArray *latencies;
  GHashTable *steps;
  gint64 newest;
  guint64 n_admitted;
  guint64 n_refused;
  guint64 n_errors;
  guint64 n_admitted_again;
  guint64 n_gaps;
};

LoadTally *
load_tally_new (guint n_codes, guint n_listeners)
{
  LoadTally *self = g_new0 (LoadTally, 1);

  self->n_listeners = n_listeners;
  self->n_codes = n_codes;
  self->admissions = g_new0 (guint8, n_codes);
  self->latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->steps = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
load_tally_free (LoadTally *self)
{
  g_free (self->admissions);
  g_array_unref (self->latencies);
  g_hash_table_unref (self->steps);
  g_free (self);
}

/**
 * load_tally_begin:
 *
 * Forgets the times so far: what came before was warming up.
 */
void
load_tally_begin (LoadTally *self)
{
  g_array_set_size (self->latencies, 0);
  g_hash_table_remove_all (self->steps);
}

static Step *
get_step (LoadTally *self, gint64 seq)
{
  Step *step = g_hash_table_lookup (self->steps, &seq);

  if (step == NULL) {
    step = g_new0 (Step, 1);
    g_hash_table_insert (self->steps, g_memdup2 (&seq, sizeof seq), step);
  }
  return step;
}

/**
 * load_tally_add_verdict:
 * @code: which code was scanned
 * @seq: the change that it made, 0 for none
 * @sent_at: when the scan was sent
 * @now: when the verdict came
 */
void
load_tally_add_verdict (LoadTally *self,
                        guint code,
                        const char *outcome,
                        gint64 seq,
                        gint64 sent_at,
                        gint64 now)
{
  gint64 latency = now - sent_at;

  g_array_append_val (self->latencies, latency);
  if (!g_str_has_prefix (outcome, "admitted")) {
    self->n_refused++;
    return;
  }
  self->n_admitted++;
  if (self->admissions[code] > 0)
    self->n_admitted_again++;
  else
    self->admissions[code] = 1;
  if (seq > 0 && self->n_listeners > 0)
    get_step (self, seq)->verdict_at = now;
}

void
load_tally_add_error (LoadTally *self)
{
  self->n_errors++;
}

/**
 * load_tally_add_changes:
 * @expected: the number that the listener expects next
 * @from: the first number that it was told
 * @to: the last one
 */
void
load_tally_add_changes (LoadTally *self, gint64 expected, gint64 from, gint64 to, gint64 now)
{
  if (from != expected)
    self->n_gaps++;
  self->newest = MAX (self->newest, to);
  for (gint64 seq = from; seq <= to; seq++) {
    Step *step = get_step (self, seq);

    step->n_heard++;
    step->last_heard_at = now;
  }
}

/* Every verdict counts, also those of the time of warming up. */
guint64
load_tally_get_n_verdicts (const LoadTally *self)
{
  return self->n_admitted + self->n_refused;
}

guint64
load_tally_get_n_errors (const LoadTally *self)
{
  return self->n_errors;
}

/**
 * load_tally_is_complete:
 *
 * Returns: whether all listeners have heard of every change that a verdict named
 */
gboolean
load_tally_is_complete (const LoadTally *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->steps);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Step *step = value;

    if (step->verdict_at > 0 && step->n_heard < self->n_listeners)
      return FALSE;
  }
  return TRUE;
}

static guint
count_never_admitted (const LoadTally *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_codes; i++)
    n += self->admissions[i] == 0;
  return n;
}

/**
 * load_tally_is_right:
 * @every_code: whether every code must have been admitted
 *
 * Returns: whether no code was admitted twice and no listener missed or heard twice of a change
 */
gboolean
load_tally_is_right (const LoadTally *self, gboolean every_code)
{
  return self->n_admitted_again == 0 && self->n_gaps == 0 && load_tally_is_complete (self) &&
         (!every_code || count_never_admitted (self) == 0);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return (left > right) - (left < right);
}

static double
get_percentile (const GArray *sorted, double share)
{
  if (sorted->len == 0)
    return 0;
  return (double)g_array_index (sorted, gint64, (guint)(share * (sorted->len - 1))) / 1000;
}

static void
write_times (GString *out, const char *name, GArray *times)
{
  g_array_sort (times, compare_times);
  g_string_append_printf (out,
                          ", \"%s\": {\"n\": %u, \"p50\": %.3f, \"p95\": %.3f, \"p99\": %.3f, "
                          "\"max\": %.3f}",
                          name,
                          times->len,
                          get_percentile (times, 0.5),
                          get_percentile (times, 0.95),
                          get_percentile (times, 0.99),
                          get_percentile (times, 1));
}

/* Where the last desk heard before the scanning one had its verdict, nobody waited. */
static GArray *
collect_fan_out (const LoadTally *self)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->steps);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Step *step = value;
    gint64 time = MAX (0, step->last_heard_at - step->verdict_at);

    if (step->verdict_at > 0 && step->n_heard >= self->n_listeners)
      g_array_append_val (times, time);
  }
  return times;
}

/**
 * load_tally_write:
 * @out: where members of a JSON object are added, without the braces
 * @seconds: how long it took
 */
void
load_tally_write (const LoadTally *self, GString *out, double seconds)
{
  g_autoptr (GArray) fan_out = collect_fan_out (self);

  g_string_append_printf (out,
                          "\"verdicts\": %u, \"seconds\": %.3f, \"rate\": %.1f, "
                          "\"admitted\": %" G_GUINT64_FORMAT ", \"refused\": %" G_GUINT64_FORMAT
                          ", \"errors\": %" G_GUINT64_FORMAT
                          ", \"admitted_again\": %" G_GUINT64_FORMAT
                          ", \"never_admitted\": %u, \"gaps\": %" G_GUINT64_FORMAT
                          ", \"everybody_heard\": %s",
                          self->latencies->len,
                          seconds,
                          self->latencies->len / MAX (seconds, 0.001),
                          self->n_admitted,
                          self->n_refused,
                          self->n_errors,
                          self->n_admitted_again,
                          count_never_admitted (self),
                          self->n_gaps,
                          load_tally_is_complete (self) ? "true" : "false");
  write_times (out, "latency_ms", self->latencies);
  write_times (out, "fan_out_ms", fan_out);
}

/**
 * load_cpu_seconds:
 * @pid: a process
 *
 * Returns: how much processor time it and its threads have used
 */
double
load_cpu_seconds (guint pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%u/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  const char *after_name;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  /* The name, in parentheses, may hold blanks; what follows are the fields from the third on. */
  after_name = strrchr (text, ')');
  if (after_name == NULL)
    return 0;
  fields = g_strsplit (after_name + 2, " ", -1);
  if (g_strv_length (fields) < 13)
    return 0;
  return (double)(g_ascii_strtoull (fields[11], NULL, 10) +
                  g_ascii_strtoull (fields[12], NULL, 10)) /
         (double)sysconf (_SC_CLK_TCK);
}

/**
 * load_resident_kib:
 * @pid: a process
 *
 * Returns: how much memory of its own it has in use
 */
guint64
load_resident_kib (guint pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%u/status", pid);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  line = strstr (text, "\nRssAnon:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("\nRssAnon:"), NULL, 10) : 0;
}
