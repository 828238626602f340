/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-limits.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  FOYER_RELAY_PROXY_MORE,
  FOYER_RELAY_PROXY_WHOLE,
  FOYER_RELAY_PROXY_BAD,
} FoyerRelayProxyState;

/**
 * FoyerRelayProxyHeader:
 *
 * What a proxy says first on a connection. Zeroed memory is one of which nothing has come. Its
 * fields are private.
 */
typedef struct {
  guint8 bytes[FOYER_LIMIT_PROXY_HEADER + 1];
  gsize length;
  GSocketAddress *source;
} FoyerRelayProxyHeader;

FoyerRelayProxyState foyer_relay_proxy_header_read (FoyerRelayProxyHeader *self, int fd);
GSocketAddress *foyer_relay_proxy_header_get_source (FoyerRelayProxyHeader *self);
void foyer_relay_proxy_header_free (FoyerRelayProxyHeader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelayProxyHeader, foyer_relay_proxy_header_free)

G_END_DECLS
