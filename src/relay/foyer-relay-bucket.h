/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerRelayBucket:
 * @tokens: how many are left
 * @filled: when it was filled up last, in microseconds of a clock that never goes back
 *
 * A token bucket: so many at once, so many a second in the long run. Zeroed memory is a bucket
 * that nobody has taken from.
 */
typedef struct {
  double tokens;
  gint64 filled;
} FoyerRelayBucket;

gboolean foyer_relay_bucket_take (FoyerRelayBucket *self,
                                  guint per_second,
                                  guint burst,
                                  gint64 now);
gint64 foyer_relay_bucket_get_wait (const FoyerRelayBucket *self, guint per_second, gint64 now);

G_END_DECLS
