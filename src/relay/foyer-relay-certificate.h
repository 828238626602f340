/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean foyer_relay_certificate_ensure (const char *certificate_file,
                                         const char *key_file,
                                         GError **error);
GTlsCertificate *foyer_relay_certificate_load (const char *certificate_file,
                                               const char *key_file,
                                               GError **error);
char *foyer_relay_certificate_get_fingerprint (GTlsCertificate *certificate);

G_END_DECLS
