/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerScoutOrder:
 * @last_address: (nullable): where the relay was last
 * @addresses: (nullable) (array zero-terminated=1): where else it may be: those of the pairing
 * @fingerprint: (nullable): the SHA-256 of its certificate in hexadecimal; %NULL where the system's
 *   store of authorities knows it
 *
 * Whom to look for, and where. Borrowed during the call.
 */
typedef struct {
  const char *last_address;
  const char *const *addresses;
  const char *fingerprint;
} FoyerScoutOrder;

void foyer_scout_find_async (const FoyerScoutOrder *order,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char *foyer_scout_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
