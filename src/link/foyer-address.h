/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerAddress:
 * @uri: where the relay's socket is, such as `wss://relay.example:8443/v1/ws`
 * @is_secure: whether it is reached over TLS
 * @pin: (nullable): the SHA-256 of its certificate (DER) in lower-case hexadecimal
 *
 * Where a relay is, and how it is known.
 */
typedef struct {
  char *uri;
  gboolean is_secure;
  char *pin;
} FoyerAddress;

FoyerAddress *foyer_address_parse (const char *text, GError **error);
void foyer_address_free (FoyerAddress *self);

char *foyer_address_get_http (const FoyerAddress *self, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerAddress, foyer_address_free)

G_END_DECLS
