/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-outage"

#include "config.h"

#include "relay/foyer-relay-outage.h"

#include <stdio.h>

/**
 * foyer_relay_outage_note:
 * @is_there: whether it was there just now
 *
 * Tells the operator on standard error, once where it is lost and once where it is back. Why it is
 * gone its own log says: a reason given here could hold what is in an address or a statement.
 */
void
foyer_relay_outage_note (FoyerRelayOutage *self, gboolean is_there)
{
  gint64 now = g_get_monotonic_time ();

  if (is_there == (self->since == 0))
    return;
  if (is_there)
    fprintf (stderr,
             "foyer-relay: %s, after %.0f s.\n",
             self->back,
             (double)(now - self->since) / G_TIME_SPAN_SECOND);
  else
    fprintf (stderr, "foyer-relay: %s.\n", self->lost);
  self->since = is_there ? 0 : now;
}
