/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_CERTIFICATE_WATCH (foyer_relay_certificate_watch_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayCertificateWatch,
                      foyer_relay_certificate_watch,
                      FOYER,
                      RELAY_CERTIFICATE_WATCH,
                      GObject)

FoyerRelayCertificateWatch *foyer_relay_certificate_watch_new (const char *certificate_file,
                                                               const char *key_file,
                                                               GError **error);
GTlsCertificate *foyer_relay_certificate_watch_get (FoyerRelayCertificateWatch *self);
void foyer_relay_certificate_watch_reload (FoyerRelayCertificateWatch *self);

G_END_DECLS
