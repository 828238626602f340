/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean foyer_certificate_make (const char *name,
                                 const char *const *hosts,
                                 const GPtrArray *addresses,
                                 char **certificate_pem,
                                 char **key_pem,
                                 GError **error);
void foyer_certificate_wipe (char *key_pem);

G_END_DECLS
