/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerRelayRange:
 * @first: the number of its first byte; -1 where it is told by its length
 * @last: the number of its last byte, or how many bytes at the end it has; -1 is all that there are
 *
 * A part of something, as the header `Range` of a request says it (RFC 9110, section 14).
 */
typedef struct {
  gint64 first;
  gint64 last;
} FoyerRelayRange;

gboolean foyer_relay_range_parse (FoyerRelayRange *self, const char *text);
gboolean foyer_relay_range_resolve (FoyerRelayRange *self, gint64 size);

G_END_DECLS
