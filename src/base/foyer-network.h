/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *foyer_network_of (const char *ip_address);
GPtrArray *foyer_network_list_addresses (void);
GSocketAddress *foyer_network_parse_endpoint (const char *text);
char *foyer_network_write_endpoint (GInetAddress *address, guint16 port);
GInetAddress *foyer_network_unmap (GInetAddress *address);

G_END_DECLS
