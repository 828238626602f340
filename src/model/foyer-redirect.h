/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a provider sends a browser back to: a port of the machine that the desk runs on (RFC 8252,
 * section 7.3). */

char *foyer_redirect_make (gboolean is_ipv6, guint port);
gboolean foyer_redirect_is_loopback (const char *uri);

G_END_DECLS
