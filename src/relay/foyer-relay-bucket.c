/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-bucket"

#include "config.h"

#include "relay/foyer-relay-bucket.h"

/**
 * foyer_relay_bucket_take:
 * @per_second: how many tokens come back in a second
 * @burst: how many it holds
 * @now: the time on a clock that never goes back
 *
 * Returns: whether there was a token, which is then taken
 */
gboolean
foyer_relay_bucket_take (FoyerRelayBucket *self, guint per_second, guint burst, gint64 now)
{
  if (self->filled == 0)
    self->tokens = burst;
  else
    self->tokens += (double)(now - self->filled) * per_second / G_TIME_SPAN_SECOND;
  self->tokens = MIN (self->tokens, burst);
  self->filled = now;
  if (self->tokens < 1)
    return FALSE;
  self->tokens -= 1;
  return TRUE;
}

/**
 * foyer_relay_bucket_get_wait:
 * @per_second: how many tokens come back in a second
 * @now: the time on a clock that never goes back
 *
 * Returns: in how many microseconds there will be a token; 0 is now
 */
gint64
foyer_relay_bucket_get_wait (const FoyerRelayBucket *self, guint per_second, gint64 now)
{
  gint64 ready;

  if (self->filled == 0 || self->tokens >= 1)
    return 0;
  ready = self->filled + (gint64)((1 - self->tokens) * G_TIME_SPAN_SECOND / per_second) + 1;
  return MAX (0, ready - now);
}
