/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-metrics"

#include "config.h"

#include "relay/foyer-relay-metrics.h"

/* Prometheus' text format, version 0.0.4. */

static const double size_bounds[FOYER_RELAY_HISTOGRAM_SIZE - 1] = { 1,  2,  4,   8,   16, 32,
                                                                    64, 96, 128, 192, 256 };
static const double second_bounds[FOYER_RELAY_HISTOGRAM_SIZE - 1] = { 0.001, 0.002, 0.005, 0.01,
                                                                      0.02,  0.05,  0.1,   0.25,
                                                                      0.5,   1,     3 };

static void
add_value (FoyerRelayHistogram *self, const double *bounds, double value)
{
  guint i = 0;

  while (i < FOYER_RELAY_HISTOGRAM_SIZE - 1 && value > bounds[i])
    i++;
  self->counts[i]++;
  self->n_values++;
  self->sum += value;
}

/**
 * foyer_relay_metrics_add_batch:
 * @n_scans: how many scans it held
 * @seconds: how long it took
 *
 * Counts a batch that was committed.
 */
void
foyer_relay_metrics_add_batch (FoyerRelayMetrics *self, guint n_scans, double seconds)
{
  self->batches++;
  add_value (&self->batch_size, size_bounds, n_scans);
  add_value (&self->commit_seconds, second_bounds, seconds);
}

static void
append_head (GString *text, const char *name, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP foyer_relay_%s %s\n", name, help);
  g_string_append_printf (text, "# TYPE foyer_relay_%s %s\n", name, type);
}

static void
append_number (GString *text, const char *name, const char *type, const char *help, guint64 value)
{
  append_head (text, name, type, help);
  g_string_append_printf (text, "foyer_relay_%s %" G_GUINT64_FORMAT "\n", name, value);
}

static void
append_double (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.6g", value));
}

static void
append_histogram (GString *text,
                  const char *name,
                  const char *help,
                  const FoyerRelayHistogram *histogram,
                  const double *bounds)
{
  guint64 so_far = 0;

  append_head (text, name, "histogram", help);
  for (guint i = 0; i < FOYER_RELAY_HISTOGRAM_SIZE - 1; i++) {
    so_far += histogram->counts[i];
    g_string_append_printf (text, "foyer_relay_%s_bucket{le=\"", name);
    append_double (text, bounds[i]);
    g_string_append_printf (text, "\"} %" G_GUINT64_FORMAT "\n", so_far);
  }
  g_string_append_printf (text,
                          "foyer_relay_%s_bucket{le=\"+Inf\"} %" G_GUINT64_FORMAT "\n",
                          name,
                          histogram->n_values);
  g_string_append_printf (text, "foyer_relay_%s_sum ", name);
  append_double (text, histogram->sum);
  g_string_append_printf (text,
                          "\nfoyer_relay_%s_count %" G_GUINT64_FORMAT "\n",
                          name,
                          histogram->n_values);
}

static void
append_verdicts (GString *text, const FoyerRelayMetrics *self)
{
  append_head (text, "verdicts_total", "counter", "Verdicts by outcome.");
  for (guint i = 0; i < G_N_ELEMENTS (self->verdicts); i++)
    g_string_append_printf (text,
                            "foyer_relay_verdicts_total{outcome=\"%s\"} %" G_GUINT64_FORMAT "\n",
                            foyer_outcome_to_nick ((FoyerOutcome)i),
                            self->verdicts[i]);
}

static void
append_errors (GString *text, const FoyerRelayMetrics *self)
{
  append_head (text, "errors_total", "counter", "Requests that were answered with an error.");
  for (guint i = 0; i < G_N_ELEMENTS (self->errors); i++)
    g_string_append_printf (text,
                            "foyer_relay_errors_total{code=\"%s\"} %" G_GUINT64_FORMAT "\n",
                            foyer_error_to_nick ((FoyerError)i),
                            self->errors[i]);
}

/**
 * foyer_relay_metrics_format:
 *
 * Returns: (transfer full): all of it, as /metrics shows it
 */
char *
foyer_relay_metrics_format (const FoyerRelayMetrics *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_number (text, "connections", "gauge", "Open connections of any kind.", self->connections);
  append_number (text, "peers", "gauge", "Devices that are signed in.", self->peers);
  append_number (text,
                 "scans_waiting",
                 "gauge",
                 "Scans that wait for their batch.",
                 self->scans_waiting);
  append_number (text, "signed_in_total", "counter", "Accepted sign-ins.", self->signed_in);
  append_number (text, "refused_total", "counter", "Refused upgrades.", self->refused);
  append_number (text, "messages_total", "counter", "Messages that came.", self->messages);
  append_number (text,
                 "broadcasts_total",
                 "counter",
                 "Frames that went to many.",
                 self->broadcasts);
  append_number (text, "snapshots_total", "counter", "Begun snapshots.", self->snapshots);
  append_number (text, "batches_total", "counter", "Committed batches.", self->batches);
  append_number (text,
                 "failed_batches_total",
                 "counter",
                 "Batches whose outcome is not known.",
                 self->failed_batches);
  append_number (text,
                 "late_scans_total",
                 "counter",
                 "Scans that desks had decided by themselves.",
                 self->late_scans);
  append_verdicts (text, self);
  append_errors (text, self);
  append_histogram (text, "batch_scans", "Scans per batch.", &self->batch_size, size_bounds);
  append_histogram (text,
                    "commit_seconds",
                    "From a batch's sending to its answer.",
                    &self->commit_seconds,
                    second_bounds);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
