/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much white there is around a symbol, in modules. */
#define FOYER_QR_QUIET 4

guint8 *foyer_qr_symbol_new (const char *text, int *width);

G_END_DECLS
