/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-bucket.h"
#include "relay/foyer-relay-census.h"
#include "relay/foyer-relay-metrics.h"
#include "relay/foyer-relay-watchdog.h"

#include <string.h>

#define SECOND G_TIME_SPAN_SECOND

static void
test_silent_peer (void)
{
  FoyerRelayWatchdog watchdog = { 0 };
  gint64 now = 1000 * SECOND;
  gint64 dead_at = 0;
  guint n_pings = 0;

  foyer_relay_watchdog_hear (&watchdog, now);
  for (gint64 second = 1; dead_at == 0; second++) {
    FoyerRelayWatchdogAdvice advice = foyer_relay_watchdog_check (&watchdog, now + second * SECOND);

    g_assert_cmpint (second, <, 100);
    n_pings += advice == FOYER_RELAY_WATCHDOG_PING;
    if (advice == FOYER_RELAY_WATCHDOG_DEAD)
      dead_at = second;
  }
  g_assert_cmpuint (n_pings, ==, 2);
  /* A tick comes once a second, and may just have been missed. */
  g_assert_cmpint (dead_at + 1, <=, 15);
}

static void
test_peer_that_answers (void)
{
  FoyerRelayWatchdog watchdog = { 0 };
  gint64 now = 1000 * SECOND;
  guint n_pings = 0;

  foyer_relay_watchdog_hear (&watchdog, now);
  for (gint64 second = 1; second <= 600; second++) {
    FoyerRelayWatchdogAdvice advice = foyer_relay_watchdog_check (&watchdog, now + second * SECOND);

    g_assert_cmpint (advice, !=, FOYER_RELAY_WATCHDOG_DEAD);
    if (advice == FOYER_RELAY_WATCHDOG_PING) {
      n_pings++;
      foyer_relay_watchdog_hear (&watchdog, now + second * SECOND);
    }
  }
  g_assert_cmpuint (n_pings, ==, 600 / FOYER_LIMIT_PING_SECONDS);
}

static void
test_bucket (void)
{
  FoyerRelayBucket bucket = { 0 };
  gint64 now = 1000 * SECOND;
  guint n = 0;

  while (foyer_relay_bucket_take (&bucket, 10, 20, now))
    n++;
  g_assert_cmpuint (n, ==, 20);
  g_assert_false (foyer_relay_bucket_take (&bucket, 10, 20, now + SECOND / 20));
  g_assert_true (foyer_relay_bucket_take (&bucket, 10, 20, now + SECOND / 10));
  n = 0;
  while (foyer_relay_bucket_take (&bucket, 10, 20, now + 3600 * SECOND))
    n++;
  g_assert_cmpuint (n, ==, 20);
}

static void
test_census (void)
{
  FoyerRelayCensusLimits limits = { .connections = 5, .per_address = 3, .unsigned_per_address = 2 };
  g_autoptr (FoyerRelayCensus) census = foyer_relay_census_new (&limits);

  g_assert_true (foyer_relay_census_enter (census, "a"));
  g_assert_true (foyer_relay_census_enter (census, "a"));
  g_assert_false (foyer_relay_census_enter (census, "a"));
  foyer_relay_census_sign_in (census, "a");
  g_assert_true (foyer_relay_census_enter (census, "a"));
  foyer_relay_census_sign_in (census, "a");
  g_assert_false (foyer_relay_census_enter (census, "a"));
  g_assert_true (foyer_relay_census_enter (census, "b"));
  g_assert_true (foyer_relay_census_enter (census, "c"));
  g_assert_false (foyer_relay_census_enter (census, "d"));
  foyer_relay_census_leave (census, "a", TRUE);
  g_assert_true (foyer_relay_census_enter (census, "d"));
  g_assert_cmpuint (foyer_relay_census_get_size (census), ==, 5);
  foyer_relay_census_leave (census, "a", TRUE);
  foyer_relay_census_leave (census, "a", FALSE);
  foyer_relay_census_leave (census, "b", FALSE);
  foyer_relay_census_leave (census, "c", FALSE);
  foyer_relay_census_leave (census, "d", FALSE);
  g_assert_cmpuint (foyer_relay_census_get_size (census), ==, 0);
}

static void
test_metrics (void)
{
  FoyerRelayMetrics metrics = { .peers = 3 };
  g_autofree char *text = NULL;

  metrics.verdicts[FOYER_OUTCOME_ADMITTED] = 7;
  foyer_relay_metrics_add_batch (&metrics, 1, 0.0015);
  foyer_relay_metrics_add_batch (&metrics, 200, 0.5);
  foyer_relay_metrics_add_batch (&metrics, 256, 30);
  text = foyer_relay_metrics_format (&metrics);
  g_assert_nonnull (strstr (text, "\nfoyer_relay_peers 3\n"));
  g_assert_nonnull (strstr (text, "\nfoyer_relay_verdicts_total{outcome=\"admitted\"} 7\n"));
  g_assert_nonnull (strstr (text, "\nfoyer_relay_batch_scans_bucket{le=\"1\"} 1\n"));
  g_assert_nonnull (strstr (text, "\nfoyer_relay_batch_scans_bucket{le=\"192\"} 1\n"));
  g_assert_nonnull (strstr (text, "\nfoyer_relay_batch_scans_bucket{le=\"256\"} 3\n"));
  g_assert_nonnull (strstr (text, "\nfoyer_relay_commit_seconds_bucket{le=\"3\"} 2\n"));
  g_assert_nonnull (strstr (text, "\nfoyer_relay_commit_seconds_bucket{le=\"+Inf\"} 3\n"));
  g_assert_nonnull (strstr (text, "\nfoyer_relay_batch_scans_sum 457\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/watchdog/silent-peer-is-dead-within-fifteen-seconds", test_silent_peer);
  g_test_add_func ("/relay/watchdog/peer-that-answers-lives", test_peer_that_answers);
  g_test_add_func ("/relay/bucket/burst-then-so-many-a-second", test_bucket);
  g_test_add_func ("/relay/census/no-address-takes-all-the-room", test_census);
  g_test_add_func ("/relay/metrics/histograms-count-what-is-below", test_metrics);
  return g_test_run ();
}
