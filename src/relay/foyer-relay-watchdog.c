/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-watchdog"

#include "config.h"

#include "relay/foyer-relay-watchdog.h"

#include "base/foyer-limits.h"

/**
 * foyer_relay_watchdog_hear:
 * @now: the time on a clock that never goes back
 *
 * Something came from the peer; anything will do.
 */
void
foyer_relay_watchdog_hear (FoyerRelayWatchdog *self, gint64 now)
{
  self->heard = now;
}

/**
 * foyer_relay_watchdog_check:
 * @now: the time on a clock that never goes back
 *
 * Asked about once a second. An advice to ping is taken as followed.
 *
 * Returns: what to do about the peer now
 */
FoyerRelayWatchdogAdvice
foyer_relay_watchdog_check (FoyerRelayWatchdog *self, gint64 now)
{
  if (now - self->heard >= FOYER_LIMIT_DEAD_PEER_SECONDS * G_TIME_SPAN_SECOND)
    return FOYER_RELAY_WATCHDOG_DEAD;
  if (now - MAX (self->heard, self->pinged) < FOYER_LIMIT_PING_SECONDS * G_TIME_SPAN_SECOND)
    return FOYER_RELAY_WATCHDOG_WAIT;
  self->pinged = now;
  return FOYER_RELAY_WATCHDOG_PING;
}
