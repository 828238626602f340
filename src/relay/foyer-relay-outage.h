/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerRelayOutage:
 * @lost: what to say when it is lost, without the program's name
 * @back: what to say when it is back
 * @since: when it was lost, on a clock that never goes back; 0 where it is there
 *
 * Something below a relay that the operator should hear of when it goes and when it comes.
 */
typedef struct {
  const char *lost;
  const char *back;
  gint64 since;
} FoyerRelayOutage;

void foyer_relay_outage_note (FoyerRelayOutage *self, gboolean is_there);

G_END_DECLS
