/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean foyer_pin_fits (const char *pin, GTlsCertificate *certificate);
GError *foyer_pin_explain (const char *pin, const char *address);

G_END_DECLS
