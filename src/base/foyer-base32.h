/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many characters so many bytes take, without padding. */
#define FOYER_BASE32_LENGTH(n_bytes) (((n_bytes)*8 + 4) / 5)

void foyer_base32_append (GString *text, const guint8 *bytes, gsize n_bytes);
gboolean foyer_base32_decode (const char *text, guint8 *bytes, gsize n_bytes);

G_END_DECLS
