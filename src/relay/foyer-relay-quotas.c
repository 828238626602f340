/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-quotas"

#include "config.h"

#include "relay/foyer-relay-quotas.h"

#include "base/foyer-limits.h"
#include "base/foyer-network.h"
#include "relay/foyer-relay-bucket.h"

/* How much each may ask of this relay. A device counts first, whatever sockets and sessions it has,
 * then its session; an address counts only for what nobody has signed in for, because a whole hall
 * may be behind one. What was used up stays so when the connection is made anew. */

/* Nobody has more than so many kinds of allowances; each kind has a place among its owner's. */
#define PLACES 4

static const struct {
  guint place;
  guint per_second;
  guint burst;
} allowances[FOYER_RELAY_N_ALLOWANCES] = {
  [FOYER_RELAY_ALLOWANCE_DEVICE] = { 0,
                                     FOYER_LIMIT_DEVICE_REQUESTS_PER_SECOND,
                                     FOYER_LIMIT_DEVICE_REQUESTS_BURST },
  [FOYER_RELAY_ALLOWANCE_SEARCHES] = { 1,
                                       FOYER_LIMIT_SEARCHES_PER_SECOND,
                                       FOYER_LIMIT_SEARCHES_BURST },
  [FOYER_RELAY_ALLOWANCE_REFUSALS] = { 2,
                                       FOYER_LIMIT_REFUSALS_PER_SECOND,
                                       FOYER_LIMIT_REFUSALS_BURST },
  [FOYER_RELAY_ALLOWANCE_SYNCS] = { 3, FOYER_LIMIT_SYNCS_PER_SECOND, FOYER_LIMIT_SYNCS_BURST },
  [FOYER_RELAY_ALLOWANCE_SESSION] = { 0,
                                      FOYER_LIMIT_REQUESTS_PER_SECOND,
                                      FOYER_LIMIT_REQUESTS_BURST },
  [FOYER_RELAY_ALLOWANCE_VISITS] = { 0, FOYER_LIMIT_VISITS_PER_SECOND, FOYER_LIMIT_VISITS_BURST },
  [FOYER_RELAY_ALLOWANCE_WRONG_TOKENS] = { 1,
                                           FOYER_LIMIT_WRONG_TOKENS_PER_SECOND,
                                           FOYER_LIMIT_WRONG_TOKENS_BURST },
};

struct _FoyerRelayQuota {
  FoyerRelayBucket buckets[PLACES];
  guint n_users;
};

struct _FoyerRelayQuotas {
  /* By kind and name. */
  GHashTable *quotas;
  /* SHA-256 of tokens that signed somebody in here. */
  GHashTable *right_tokens;
};

static char *
make_key (const char *kind, const char *name)
{
  return g_strdup_printf ("%s %s", kind, name);
}

static void
quota_unref (gpointer quota)
{
  g_rc_box_release (quota);
}

/**
 * foyer_relay_quotas_new:
 *
 * Returns: (transfer full): the quotas of nobody
 */
FoyerRelayQuotas *
foyer_relay_quotas_new (void)
{
  FoyerRelayQuotas *self = g_new0 (FoyerRelayQuotas, 1);

  self->quotas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, quota_unref);
  self->right_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
foyer_relay_quotas_free (FoyerRelayQuotas *self)
{
  g_hash_table_unref (self->quotas);
  g_hash_table_unref (self->right_tokens);
  g_free (self);
}

static gboolean
is_whole (const FoyerRelayQuota *self, gint64 now)
{
  for (guint i = 0; i < PLACES; i++) {
    if (now - self->buckets[i].filled < FOYER_LIMIT_QUOTA_SECONDS * G_TIME_SPAN_SECOND)
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_relay_quotas_tidy:
 *
 * Forgets who is not there any more and could ask for as much as anybody else again.
 */
void
foyer_relay_quotas_tidy (FoyerRelayQuotas *self, gint64 now)
{
  GHashTableIter iter;
  FoyerRelayQuota *quota;

  g_hash_table_iter_init (&iter, self->quotas);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&quota)) {
    if (quota->n_users == 0 && is_whole (quota, now))
      g_hash_table_iter_remove (&iter);
  }
}

/**
 * foyer_relay_quotas_get_size:
 *
 * Returns: how many are remembered
 */
guint
foyer_relay_quotas_get_size (const FoyerRelayQuotas *self)
{
  return g_hash_table_size (self->quotas);
}

static gboolean
is_unused (gpointer key, gpointer value, gpointer user_data)
{
  const FoyerRelayQuota *quota = value;

  return quota->n_users == 0;
}

static FoyerRelayQuota *
ensure (FoyerRelayQuotas *self, const char *kind, const char *name)
{
  g_autofree char *key = make_key (kind, name);
  FoyerRelayQuota *quota = g_hash_table_lookup (self->quotas, key);

  if (quota != NULL)
    return quota;
  /* Whoever comes from that many addresses could as well come from others. */
  if (g_hash_table_size (self->quotas) >= FOYER_LIMIT_QUOTAS)
    g_hash_table_foreach_remove (self->quotas, is_unused, NULL);
  quota = g_rc_box_new0 (FoyerRelayQuota);
  g_hash_table_insert (self->quotas, g_steal_pointer (&key), quota);
  return quota;
}

/**
 * foyer_relay_quotas_enter:
 * @kind: what it is, as a word
 * @name: which one
 *
 * Returns: (transfer full): its quota, which others of the same name have too; leave it with
 *   foyer_relay_quota_leave()
 */
FoyerRelayQuota *
foyer_relay_quotas_enter (FoyerRelayQuotas *self, const char *kind, const char *name)
{
  FoyerRelayQuota *quota = ensure (self, kind, name);

  quota->n_users++;
  return g_rc_box_acquire (quota);
}

void
foyer_relay_quota_leave (FoyerRelayQuota *self)
{
  self->n_users--;
  quota_unref (self);
}

/**
 * foyer_relay_quotas_count:
 *
 * Returns: how many have entered as that
 */
guint
foyer_relay_quotas_count (const FoyerRelayQuotas *self, const char *kind, const char *name)
{
  g_autofree char *key = make_key (kind, name);
  const FoyerRelayQuota *quota = g_hash_table_lookup (self->quotas, key);

  return quota != NULL ? quota->n_users : 0;
}

/**
 * foyer_relay_quota_take:
 * @now: the time on a clock that never goes back
 * @wait: (out) (optional): where it is one too many, in how many microseconds it would not be
 *
 * Returns: whether it may be done once more, which is then counted
 */
gboolean
foyer_relay_quota_take (FoyerRelayQuota *self,
                        FoyerRelayAllowance allowance,
                        gint64 now,
                        gint64 *wait)
{
  guint per_second = allowances[allowance].per_second;
  FoyerRelayBucket *bucket = &self->buckets[allowances[allowance].place];

  if (foyer_relay_bucket_take (bucket, per_second, allowances[allowance].burst, now))
    return TRUE;
  if (wait != NULL)
    *wait = foyer_relay_bucket_get_wait (bucket, per_second, now);
  return FALSE;
}

/**
 * foyer_relay_quotas_take_once:
 * @address: from where
 * @now: the time on a clock that never goes back
 * @wait: (out) (optional): where it is one too many, in how many microseconds it would not be
 *
 * Returns: whether it may be done once more from there, which is then counted
 */
gboolean
foyer_relay_quotas_take_once (FoyerRelayQuotas *self,
                              const char *address,
                              FoyerRelayAllowance allowance,
                              gint64 now,
                              gint64 *wait)
{
  g_autofree char *network = foyer_network_of (address);

  return foyer_relay_quota_take (ensure (self, FOYER_RELAY_QUOTA_ADDRESS, network),
                                 allowance,
                                 now,
                                 wait);
}

/**
 * foyer_relay_quotas_may_show:
 * @token: what somebody shows who wants to be let in
 * @address: from where
 * @now: the time on a clock that never goes back
 * @wait: (out): where it may not, in how many microseconds it may
 *
 * Returns: whether to look @token up. Where too many came from there that were wrong, only what was
 *   right here before is looked at, so that nobody keeps out those behind the same address.
 */
gboolean
foyer_relay_quotas_may_show (FoyerRelayQuotas *self,
                             const char *token,
                             const char *address,
                             gint64 now,
                             gint64 *wait)
{
  FoyerRelayAllowance allowance = FOYER_RELAY_ALLOWANCE_WRONG_TOKENS;
  g_autofree char *network = foyer_network_of (address);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  const FoyerRelayQuota *quota = ensure (self, FOYER_RELAY_QUOTA_ADDRESS, network);

  *wait = foyer_relay_bucket_get_wait (&quota->buckets[allowances[allowance].place],
                                       allowances[allowance].per_second,
                                       now);
  return *wait == 0 || g_hash_table_contains (self->right_tokens, hash);
}

/**
 * foyer_relay_quotas_judge:
 * @is_right: whether @token signs somebody in
 *
 * Says what came of a token that was looked up.
 */
void
foyer_relay_quotas_judge (FoyerRelayQuotas *self,
                          const char *token,
                          const char *address,
                          gboolean is_right,
                          gint64 now)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);

  if (!is_right) {
    g_hash_table_remove (self->right_tokens, hash);
    foyer_relay_quotas_take_once (self, address, FOYER_RELAY_ALLOWANCE_WRONG_TOKENS, now, NULL);
    return;
  }
  if (g_hash_table_size (self->right_tokens) >= FOYER_LIMIT_QUOTAS)
    g_hash_table_remove_all (self->right_tokens);
  g_hash_table_add (self->right_tokens, g_steal_pointer (&hash));
}

/**
 * foyer_relay_quota_round_wait:
 * @wait: microseconds
 *
 * Returns: the same in whole seconds, at least one
 */
guint
foyer_relay_quota_round_wait (gint64 wait)
{
  return (guint)MAX (1, (wait + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND);
}

/**
 * foyer_relay_quota_describe_wait:
 * @wait: microseconds
 *
 * Returns: (transfer full): an English sentence that says when to ask again
 */
char *
foyer_relay_quota_describe_wait (gint64 wait)
{
  guint seconds = foyer_relay_quota_round_wait (wait);

  return seconds == 1 ? g_strdup ("Wait a second and ask again.")
                      : g_strdup_printf ("Wait %u seconds and ask again.", seconds);
}
