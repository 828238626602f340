/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-bucket.h"
#include "relay/foyer-relay-census.h"
#include "relay/foyer-relay-metrics.h"
#include "relay/foyer-relay-quotas.h"
#include "relay/foyer-relay-twins.h"
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

static guint
take_all (FoyerRelayQuota *quota, FoyerRelayAllowance allowance, gint64 now, gint64 *wait)
{
  guint n = 0;

  while (foyer_relay_quota_take (quota, allowance, now, wait))
    n++;
  return n;
}

static void
test_bucket_says_when (void)
{
  FoyerRelayBucket bucket = { 0 };
  gint64 now = 1000 * SECOND;
  gint64 wait;

  g_assert_cmpint (foyer_relay_bucket_get_wait (&bucket, 10, now), ==, 0);
  while (foyer_relay_bucket_take (&bucket, 10, 20, now))
    ;
  wait = foyer_relay_bucket_get_wait (&bucket, 10, now);
  g_assert_cmpint (wait, >, 0);
  g_assert_cmpint (wait, <=, SECOND / 10 + 1);
  g_assert_false (foyer_relay_bucket_take (&bucket, 10, 20, now + wait - 2));
  wait = foyer_relay_bucket_get_wait (&bucket, 10, now + wait - 2);
  g_assert_true (foyer_relay_bucket_take (&bucket, 10, 20, now + SECOND / 10 + 2));
}

static void
test_device_has_one_quota (void)
{
  FoyerRelayQuotas *quotas = foyer_relay_quotas_new ();
  FoyerRelayQuota *first = foyer_relay_quotas_enter (quotas, FOYER_RELAY_QUOTA_DEVICE, "a");
  FoyerRelayQuota *second = foyer_relay_quotas_enter (quotas, FOYER_RELAY_QUOTA_DEVICE, "a");
  FoyerRelayQuota *other = foyer_relay_quotas_enter (quotas, FOYER_RELAY_QUOTA_DEVICE, "b");
  gint64 now = 1000 * SECOND;
  gint64 wait;

  g_assert_cmpuint (foyer_relay_quotas_count (quotas, FOYER_RELAY_QUOTA_DEVICE, "a"), ==, 2);
  g_assert_cmpuint (take_all (first, FOYER_RELAY_ALLOWANCE_DEVICE, now, &wait),
                    ==,
                    FOYER_LIMIT_DEVICE_REQUESTS_BURST);
  g_assert_cmpint (wait, <=, SECOND / FOYER_LIMIT_DEVICE_REQUESTS_PER_SECOND + 1);
  g_assert_cmpuint (take_all (second, FOYER_RELAY_ALLOWANCE_DEVICE, now, &wait), ==, 0);
  g_assert_cmpuint (take_all (other, FOYER_RELAY_ALLOWANCE_DEVICE, now, &wait),
                    ==,
                    FOYER_LIMIT_DEVICE_REQUESTS_BURST);
  /* Connecting anew is no way out, not even for who was alone. */
  foyer_relay_quota_leave (first);
  foyer_relay_quota_leave (second);
  foyer_relay_quotas_tidy (quotas, now + SECOND);
  first = foyer_relay_quotas_enter (quotas, FOYER_RELAY_QUOTA_DEVICE, "a");
  g_assert_cmpuint (take_all (first, FOYER_RELAY_ALLOWANCE_DEVICE, now + SECOND, &wait),
                    ==,
                    FOYER_LIMIT_DEVICE_REQUESTS_PER_SECOND);
  foyer_relay_quota_leave (first);
  foyer_relay_quota_leave (other);
  foyer_relay_quotas_tidy (quotas, now + (FOYER_LIMIT_QUOTA_SECONDS + 1) * SECOND);
  g_assert_cmpuint (foyer_relay_quotas_get_size (quotas), ==, 0);
  foyer_relay_quotas_free (quotas);
}

static void
test_quotas_are_bounded (void)
{
  FoyerRelayQuotas *quotas = foyer_relay_quotas_new ();
  FoyerRelayQuota *stays = foyer_relay_quotas_enter (quotas, FOYER_RELAY_QUOTA_DEVICE, "a");
  gint64 now = 1000 * SECOND;

  for (guint i = 0; i < 2 * FOYER_LIMIT_QUOTAS; i++) {
    g_autofree char *address = g_strdup_printf ("10.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);

    g_assert_true (
        foyer_relay_quotas_take_once (quotas, address, FOYER_RELAY_ALLOWANCE_VISITS, now, NULL));
    g_assert_cmpuint (foyer_relay_quotas_get_size (quotas), <=, FOYER_LIMIT_QUOTAS);
  }
  g_assert_cmpuint (foyer_relay_quotas_count (quotas, FOYER_RELAY_QUOTA_DEVICE, "a"), ==, 1);
  foyer_relay_quota_leave (stays);
  foyer_relay_quotas_free (quotas);
}

static void
test_wrong_tokens (void)
{
  FoyerRelayQuotas *quotas = foyer_relay_quotas_new ();
  gint64 now = 1000 * SECOND;
  gint64 wait;

  foyer_relay_quotas_judge (quotas, "right", "192.0.2.1", TRUE, now);
  for (guint i = 0; i < FOYER_LIMIT_WRONG_TOKENS_BURST; i++) {
    g_assert_true (foyer_relay_quotas_may_show (quotas, "wrong", "192.0.2.1", now, &wait));
    foyer_relay_quotas_judge (quotas, "wrong", "192.0.2.1", FALSE, now);
  }
  g_assert_false (foyer_relay_quotas_may_show (quotas, "new", "192.0.2.1", now, &wait));
  g_assert_cmpint (wait, >, 0);
  /* Nobody behind that address is kept out who was here before, nor anybody elsewhere. */
  g_assert_true (foyer_relay_quotas_may_show (quotas, "right", "192.0.2.1", now, &wait));
  g_assert_true (foyer_relay_quotas_may_show (quotas, "new", "192.0.2.2", now, &wait));
  g_assert_true (foyer_relay_quotas_may_show (quotas, "new", "192.0.2.1", now + SECOND, &wait));
  foyer_relay_quotas_judge (quotas, "right", "192.0.2.1", FALSE, now);
  g_assert_false (foyer_relay_quotas_may_show (quotas, "right", "192.0.2.1", now, &wait));
  foyer_relay_quotas_free (quotas);
}

static void
test_waiting_is_said (void)
{
  g_autofree char *soon = foyer_relay_quota_describe_wait (SECOND / 50);
  g_autofree char *later = foyer_relay_quota_describe_wait (3 * SECOND / 2);

  g_assert_cmpstr (soon, ==, "Wait a second and ask again.");
  g_assert_cmpstr (later, ==, "Wait 2 seconds and ask again.");
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

/* A device that connects again while its former connection is not given up yet is one device. */
static void
test_what_is_left_behind_is_no_twin (void)
{
  const gint64 at = 1000 * SECOND;
  FoyerRelayLife former = { .opened = at - 600 * SECOND };
  FoyerRelayLife new = { .opened = at, .heard = at + 300 * SECOND };
  FoyerRelayLife later = { .opened = at + 300 * SECOND, .heard = at + 900 * SECOND };

  /* Something that was under way for as long as anybody waits for it. */
  former.heard = at + FOYER_LIMIT_DEAD_PEER_SECONDS * SECOND;
  g_assert_false (foyer_relay_lives_are_two (&former, &new));
  g_assert_false (foyer_relay_lives_are_two (&new, &former));
  former.heard = at + FOYER_LIMIT_TWIN_SECONDS * SECOND;
  g_assert_true (foyer_relay_lives_are_two (&former, &new));
  g_assert_true (foyer_relay_lives_are_two (&new, &former));
  g_assert_false (foyer_relay_lives_are_two (&new, &later));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/watchdog/silent-peer-is-dead-within-fifteen-seconds", test_silent_peer);
  g_test_add_func ("/relay/watchdog/peer-that-answers-lives", test_peer_that_answers);
  g_test_add_func ("/relay/twins/what-is-left-behind-is-no-twin",
                   test_what_is_left_behind_is_no_twin);
  g_test_add_func ("/relay/bucket/burst-then-so-many-a-second", test_bucket);
  g_test_add_func ("/relay/bucket/says-when-there-is-more", test_bucket_says_when);
  g_test_add_func ("/relay/quotas/a-device-has-one-whatever-it-opens", test_device_has_one_quota);
  g_test_add_func ("/relay/quotas/are-bounded", test_quotas_are_bounded);
  g_test_add_func ("/relay/quotas/wrong-tokens-keep-nobody-else-out", test_wrong_tokens);
  g_test_add_func ("/relay/quotas/waiting-is-said-in-seconds", test_waiting_is_said);
  g_test_add_func ("/relay/census/no-address-takes-all-the-room", test_census);
  g_test_add_func ("/relay/metrics/histograms-count-what-is-below", test_metrics);
  return g_test_run ();
}
