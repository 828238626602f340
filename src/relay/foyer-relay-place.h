/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerRelayPlace:
 * @address: where the relay listens, with the port that it has
 * @certificate: (nullable): with what it speaks TLS
 * @public_addresses: (nullable) (array zero-terminated=1): what the operator says besides, as
 *   `HOST:PORT`
 *
 * What decides where devices find a relay.
 */
typedef struct {
  GInetSocketAddress *address;
  GTlsCertificate *certificate;
  const char *const *public_addresses;
} FoyerRelayPlace;

gboolean foyer_relay_place_is_address (const char *text);
char *foyer_relay_place_get_pin (const FoyerRelayPlace *self);
GStrv foyer_relay_place_list_addresses (const FoyerRelayPlace *self);

G_END_DECLS
