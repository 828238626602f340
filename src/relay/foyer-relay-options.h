/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-source.h"

G_BEGIN_DECLS

/**
 * FoyerRelayOptions:
 * @source: where the database is
 * @listen: where to listen, as it was written
 * @certificate: (nullable): a file with a certificate and its chain
 * @key: (nullable): a file with its private key
 * @public_addresses: (nullable): where devices may reach the relay besides, as `HOST:PORT`
 * @trusted_proxies: (nullable): networks of proxies that say for whom they connect
 * @redis: (nullable): the URI of a Redis
 * @version: whether only the version was asked for
 *
 * What the command line says.
 */
typedef struct {
  FoyerDbSourceOptions source;
  char *listen;
  char *certificate;
  char *key;
  GStrv public_addresses;
  GStrv trusted_proxies;
  char *redis;
  gboolean version;
} FoyerRelayOptions;

gboolean foyer_relay_options_parse (FoyerRelayOptions *self,
                                    int *argc,
                                    char ***argv,
                                    GError **error);
void foyer_relay_options_clear (FoyerRelayOptions *self);
GInetSocketAddress *foyer_relay_options_get_address (const FoyerRelayOptions *self,
                                                     char **host,
                                                     GError **error);
gboolean foyer_relay_options_is_loopback (GInetSocketAddress *address);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerRelayOptions, foyer_relay_options_clear)

G_END_DECLS
