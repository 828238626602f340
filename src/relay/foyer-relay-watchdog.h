/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerRelayWatchdog:
 * @heard: when the peer was heard last, in microseconds of a clock that never goes back
 * @pinged: when it was pinged last
 *
 * Watches one peer. Pings alone prove nothing: they are sent into a black hole all the same.
 */
typedef struct {
  gint64 heard;
  gint64 pinged;
} FoyerRelayWatchdog;

typedef enum {
  FOYER_RELAY_WATCHDOG_WAIT,
  FOYER_RELAY_WATCHDOG_PING,
  FOYER_RELAY_WATCHDOG_DEAD,
} FoyerRelayWatchdogAdvice;

void foyer_relay_watchdog_hear (FoyerRelayWatchdog *self, gint64 now);
FoyerRelayWatchdogAdvice foyer_relay_watchdog_check (FoyerRelayWatchdog *self, gint64 now);

G_END_DECLS
